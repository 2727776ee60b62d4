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
}

const selectEmployee = `
  SELECT employee_id AS "employeeId", department, supervisor_id AS "supervisorId", roles, skills, active,
         absent_from AS "absentFrom", absent_to AS "absentTo", substitute_id AS "substituteId"
  FROM employee_card`;
