import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

export interface KnownEmployee {
  employeeId: string;
  department: string;
  supervisorId: string | null;
  roles: string[];
  skills: string[];
  active: boolean;
  absentFrom: Date | null;
  /** Null while `absentFrom` is set: not known. */
  absentTo: Date | null;
  substituteId: string | null;
}

/** The read copy of customer-master's employee cards. */
@Injectable()
export class EmployeeDirectory {
  async find(tx: Tx, employeeId: string): Promise<KnownEmployee | null> {
    const rows = await tx.query<KnownEmployee[]>(`${selectEmployee} WHERE employee_id = $1`, [employeeId]);
    return rows[0] ?? null;
  }

  /** Those of them that are known. */
  findAll(tx: Tx, employeeIds: readonly string[]): Promise<KnownEmployee[]> {
    return tx.query<KnownEmployee[]>(`${selectEmployee} WHERE employee_id = ANY($1)`, [employeeIds]);
  }

  /** Whether anybody of a department is still here; null: no card names such a department. */
  async isStaffed(tx: Tx, department: string): Promise<boolean | null> {
    const sql = 'SELECT bool_or(active) AS "isStaffed" FROM employee_card WHERE department = $1';
    return (await tx.query<{ isStaffed: boolean | null }[]>(sql, [department]))[0]!.isStaffed;
  }

  /** Whoever of a department holds the role, is active and is not absent at that moment, in order of id. */
  async availableIn(tx: Tx, department: string, role: string, at: Date): Promise<KnownEmployee[]> {
    return tx.query<KnownEmployee[]>(
      `${selectEmployee}
       WHERE department = $1 AND $2 = ANY(roles) AND active
         AND NOT coalesce(absent_from <= $3 AND (absent_to IS NULL OR absent_to > $3), false)
       ORDER BY employee_id`,
      [department, role, at],
    );
  }

  /** Who is active and holds the role in the department, or is among `ids`; also those who are absent. In order of id. */
  activeIn(tx: Tx, department: string, role: string, ids: readonly string[]): Promise<KnownEmployee[]> {
    return tx.query<KnownEmployee[]>(
      `${selectEmployee}
       WHERE active AND ((department = $1 AND $2 = ANY(roles)) OR employee_id = ANY($3)) ORDER BY employee_id`,
      [department, role, ids],
    );
  }
}

const selectEmployee = `
  SELECT employee_id AS "employeeId", department, supervisor_id AS "supervisorId", roles, skills, active,
         absent_from AS "absentFrom", absent_to AS "absentTo", substitute_id AS "substituteId"
  FROM employee_card`;
