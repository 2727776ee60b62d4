import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Handover, type HandoverState } from './handover.entity.js';

/** An offer with the number of its case. */
export interface ListedHandover {
  handover: Handover;
  caseNumber: string;
}

@Injectable()
export class HandoversRepository {
  async add(tx: Tx, handover: Handover): Promise<void> {
    await tx.insert(Handover, handover);
  }

  async save(tx: Tx, { id, ...changes }: Handover): Promise<void> {
    await tx.update(Handover, { id }, changes);
  }

  find(tx: Tx, id: string): Promise<Handover | null> {
    return tx.findOneBy(Handover, { id });
  }

  /** The offer of a case that waits for its answer, or for a decision. */
  open(tx: Tx, caseId: string): Promise<Handover | null> {
    return tx.findOneBy(Handover, { caseId, state: In(['offered', 'to_adjudicate']) });
  }

  /** The offers of these cases that wait for an answer. */
  offersOf(tx: Tx, caseIds: readonly string[]): Promise<Handover[]> {
    return tx.findBy(Handover, { caseId: In([...caseIds]), state: 'offered' });
  }

  /** How often a case was bounced in a cycle. */
  async bounces(tx: Tx, caseId: string, cycle: number): Promise<number> {
    const [row] = await tx.query<{ most: number | null }[]>(
      'SELECT max(bounce) AS most FROM handover WHERE case_id = $1 AND cycle = $2',
      [caseId, cycle],
    );
    return row!.most ?? 0;
  }

  /** Whether who is asked, or that department, gave the case away before in the cycle. */
  async gaveAway(
    tx: Tx,
    { id, cycle, ownerDepartment }: { id: string; cycle: number; ownerDepartment: string },
    to: { toEmployeeId: string | null; toDepartment: string },
  ): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT FROM handover h WHERE h.case_id = $1 AND h.cycle = $2 AND h.cause = 'offer' AND h.state = 'accepted'
         AND (h.from_employee_id = $3 OR (h.from_department = $4 AND $4 <> $5)) LIMIT 1`,
      [id, cycle, to.toEmployeeId, to.toDepartment, ownerDepartment],
    );
    return rows.length > 0;
  }

  /** Offers that wait for an answer of this person, asked by name or as one of the department, behind an id. */
  offeredTo(
    tx: Tx,
    to: { id: string; department: string | null },
    behind: string | null,
    limit: number,
  ): Promise<ListedHandover[]> {
    return this.list(
      tx,
      `h.state = 'offered' AND (h.to_employee_id = $1 OR (h.to_employee_id IS NULL AND h.to_department = $2))
         AND $1 NOT IN (c.owner_employee_id, h.offered_by) AND $1 <> ALL (c.complained_of)`,
      [to.id, to.department, behind, limit],
    );
  }

  /** Offers in this state that this person made, or that were made of this person's cases, behind an id. */
  given(tx: Tx, id: string, state: HandoverState, behind: string | null, limit: number): Promise<ListedHandover[]> {
    const where = `h.cause = 'offer' AND h.state = $2 AND (h.from_employee_id = $1 OR h.offered_by = $1)`;
    return this.list(tx, where, [id, state, behind, limit]);
  }

  async numberOf(tx: Tx, caseId: string): Promise<string> {
    const sql = 'SELECT number FROM service_case WHERE id = $1';
    return (await tx.query<{ number: string }[]>(sql, [caseId]))[0]!.number;
  }

  /** Offers that wait for a decision, behind an id; of a department that gives or is asked, null: of all. */
  toAdjudicate(tx: Tx, department: string | null, behind: string | null, limit: number): Promise<ListedHandover[]> {
    return this.list(
      tx,
      `h.state = 'to_adjudicate' AND ($1::text IS NULL OR h.from_department = $1 OR h.to_department = $2::text)`,
      [department, department, behind, limit],
    );
  }

  /** @param parameters the last two: behind which id, how many */
  private async list(tx: Tx, where: string, parameters: unknown[]): Promise<ListedHandover[]> {
    const rows = await tx.query<{ id: string; number: string }[]>(
      `SELECT h.id, c.number FROM handover h JOIN service_case c ON c.id = h.case_id
       WHERE ${where} AND ($3::uuid IS NULL OR h.id > $3) ORDER BY h.id LIMIT $4`,
      parameters,
    );
    const handovers = await tx.findBy(Handover, { id: In(rows.map(({ id }) => id)) });
    const byId = new Map(handovers.map((handover) => [handover.id, handover]));
    return rows.map(({ id, number }) => ({ handover: byId.get(id)!, caseNumber: number }));
  }
}
