import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

const isOpen = `c.state NOT IN ('closed', 'merged', 'withdrawn')`;
const isOffered = `EXISTS (SELECT FROM handover h WHERE h.case_id = c.id AND h.state = 'offered' AND h.to_employee_id = $1)`;

/** What somebody has to do with. Cases that another transaction holds are passed over: timers run in batches. */
@Injectable()
export class AbsencesRepository {
  /** Open cases that somebody owns. */
  lockOwned(tx: Tx, employeeId: string, limit: number): Promise<string[]> {
    return this.lock(tx, `c.owner_employee_id = $1 AND ${isOpen}`, employeeId, limit);
  }

  /** Cases that are offered to somebody by name. */
  lockOffered(tx: Tx, employeeId: string, limit: number): Promise<string[]> {
    const ids = `SELECT h.case_id FROM handover h WHERE h.state = 'offered' AND h.to_employee_id = $1`;
    return this.lock(tx, `c.id IN (${ids})`, employeeId, limit);
  }

  /** Cases that are offered to a whole department. */
  async lockOfferedTo(tx: Tx, department: string, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT c.id FROM service_case c JOIN handover h ON h.case_id = c.id
       WHERE h.state = 'offered' AND h.to_employee_id IS NULL AND h.to_department = $1
       ORDER BY c.id LIMIT $2 FOR UPDATE OF c SKIP LOCKED`,
      [department, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether there are more than these, which somebody else works on at this moment. */
  async othersHoldSome(tx: Tx, employeeId: string, known: readonly string[]): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT FROM service_case c
       WHERE ((c.owner_employee_id = $1 AND ${isOpen} AND NOT c.id = ANY ($2::uuid[])) OR ${isOffered}) LIMIT 1`,
      [employeeId, known],
    );
    return rows.length > 0;
  }

  private async lock(tx: Tx, where: string, employeeId: string, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT c.id FROM service_case c WHERE ${where} ORDER BY c.id LIMIT $2 FOR UPDATE OF c SKIP LOCKED`,
      [employeeId, limit],
    );
    return rows.map(({ id }) => id);
  }
}
