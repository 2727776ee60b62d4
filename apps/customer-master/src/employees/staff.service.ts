import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** What other folders look at of somebody who works, or worked, here. */
export interface Colleague {
  id: string;
  name: string;
  departmentId: string;
  supervisorId: string | null;
  active: boolean;
  /** Away from this moment; null: neither away nor going to be. */
  absentFrom: Date | null;
  /** First moment back; null: not known. */
  absentTo: Date | null;
  substituteId: string | null;
}

/** A department as far as it says who leads it. */
export interface LedDepartment {
  id: string;
  name: string;
  parentId: string | null;
  head: string | null;
}

/** The people and departments around some owners. */
export interface Surroundings {
  /** By id: those asked for, and everybody whom their substitutes and supervisors lead to. */
  people: ReadonlyMap<string, Colleague>;
  /** By id: those asked for, and all above them. */
  departments: ReadonlyMap<string, LedDepartment>;
}

const columns = `id, name, department_id AS "departmentId", supervisor_id AS "supervisorId", active,
  absent_from AS "absentFrom", absent_to AS "absentTo", substitute_id AS "substituteId"`;

/** Who works here, for folders that give people something to do. A deployment may know no employees at all. */
@Injectable()
export class Staff {
  async colleague(tx: Tx, id: string): Promise<Colleague | null> {
    const [row] = await tx.query<Colleague[]>(`SELECT ${columns} FROM employee WHERE id = $1`, [id]);
    return row ?? null;
  }

  colleagues(tx: Tx, ids: readonly string[]): Promise<Colleague[]> {
    return tx.query<Colleague[]>(`SELECT ${columns} FROM employee WHERE id = ANY($1) ORDER BY id`, [ids]);
  }

  /** Those of a department who work here and have one of these roles, in the order of their ids. */
  activeOf(tx: Tx, department: string, roles: readonly string[]): Promise<Colleague[]> {
    return tx.query<Colleague[]>(
      `SELECT ${columns} FROM employee WHERE department_id = $1 AND active AND roles && $2::text[] ORDER BY id`,
      [department, roles],
    );
  }

  /** Whether the deployment knows any employees, any departments, and this one. */
  async knows(tx: Tx, department: string): Promise<{ employees: boolean; departments: boolean; department: boolean }> {
    const [row] = await tx.query<{ employees: boolean; departments: boolean; department: boolean }[]>(
      `SELECT EXISTS (SELECT FROM employee) AS employees, EXISTS (SELECT FROM department) AS departments,
              EXISTS (SELECT FROM department WHERE id = $1) AS department`,
      [department],
    );
    return row!;
  }

  async departmentName(tx: Tx, id: string): Promise<string | null> {
    const [row] = await tx.query<{ name: string }[]>('SELECT name FROM department WHERE id = $1', [id]);
    return row?.name ?? null;
  }

  /** Circles of substitutes or supervisors end where they meet themselves. */
  async around(tx: Tx, employeeIds: readonly string[], departmentIds: readonly string[]): Promise<Surroundings> {
    const departments = await tx.query<LedDepartment[]>(
      `WITH RECURSIVE above AS (
         SELECT id, name, parent_id, head FROM department WHERE id = ANY($1)
         UNION
         SELECT up.id, up.name, up.parent_id, up.head FROM above JOIN department up ON up.id = above.parent_id)
       SELECT id, name, parent_id AS "parentId", head FROM above`,
      [departmentIds],
    );
    const heads = departments.flatMap(({ head }) => head ?? []);
    const people = await tx.query<Colleague[]>(
      `WITH RECURSIVE near AS (
         SELECT employee.* FROM employee WHERE id = ANY($1)
         UNION
         SELECT next.* FROM near JOIN employee next ON next.id IN (near.substitute_id, near.supervisor_id))
       SELECT ${columns} FROM near`,
      [[...new Set([...employeeIds, ...heads])]],
    );
    return {
      people: new Map(people.map((one) => [one.id, one])),
      departments: new Map(departments.map((one) => [one.id, one])),
    };
  }
}
