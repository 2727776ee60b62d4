import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { Measurement } from '../sla/clock-changes.service.js';
import { SlaChange } from './sla-change.entity.js';

/** A clock whose deadline moves, or that begins. Of one case at most one of each metric is open. */
export type ChangedClock = Measurement & { after: Date };

/** As it is read again. */
export type ListedClock = ChangedClock & { caseNumber: string };

/** Behind which clock a page goes on. */
export type ClockPlace = Pick<ChangedClock, 'caseId' | 'metric'>;

@Injectable()
export class SlaChangesRepository {
  async add(tx: Tx, change: SlaChange): Promise<void> {
    await tx.insert(SlaChange, change as never);
  }

  /** Stores how far it is; what it is about never changes. */
  async saveProgress(tx: Tx, change: SlaChange): Promise<void> {
    const { id, state, total, checked, changed, unreachable, counts, doneTo, finishedAt } = change;
    await tx.update(SlaChange, { id }, { state, total, checked, changed, unreachable, counts, doneTo, finishedAt });
  }

  find(tx: Tx, id: string): Promise<SlaChange | null> {
    return tx.findOneBy(SlaChange, { id });
  }

  /** Whoever else works on it, or cancels it, waits. */
  lock(tx: Tx, id: string): Promise<SlaChange | null> {
    return tx.findOne(SlaChange, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** @returns how many lines were deleted */
  async deleteClocks(tx: Tx, changeId: string, limit: number): Promise<number> {
    const rows = await tx.query<[object[], number]>(
      `DELETE FROM sla_change_clock WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM sla_change_clock WHERE change_id = $1 LIMIT $2))`,
      [changeId, limit],
    );
    return rows[1];
  }

  /** Deletes a report that no application goes by. */
  async deleteUnused(tx: Tx, reportId: string): Promise<void> {
    await tx.query(
      `DELETE FROM sla_change WHERE id = $1 AND NOT EXISTS (SELECT FROM sla_change WHERE report_id = $1)`,
      [reportId],
    );
  }

  /** The newest first. */
  page(tx: Tx, before: string | undefined, limit: number): Promise<SlaChange[]> {
    const where = before === undefined ? {} : { id: LessThan(before) };
    return tx.find(SlaChange, { where, order: { id: 'DESC' }, take: limit });
  }

  /** How many open cases have a deadline ahead. */
  async openCases(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(DISTINCT k.case_id) AS count FROM sla_clock k JOIN service_case c ON c.id = k.case_id
       WHERE k.state IN ('running', 'paused') AND k.due_at > now() AND c.state NOT IN ('closed', 'merged', 'withdrawn')`,
    );
    return row!.count;
  }

  async addClocks(tx: Tx, changeId: string, clocks: readonly ChangedClock[]): Promise<void> {
    if (clocks.length === 0) return;
    await tx.query(
      `INSERT INTO sla_change_clock (change_id, case_id, clock_id, metric, level, before, after)
       SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[])`,
      [
        changeId,
        clocks.map(({ caseId }) => caseId),
        clocks.map(({ clockId }) => clockId),
        clocks.map(({ metric }) => metric),
        clocks.map(({ level }) => level),
        clocks.map(({ before }) => before?.toISOString() ?? null),
        clocks.map(({ after }) => after.toISOString()),
      ],
    );
  }

  /** By case in the order of their opening, behind a place. */
  clocks(tx: Tx, changeId: string, behind: ClockPlace | undefined, limit: number): Promise<ListedClock[]> {
    return tx.query<ListedClock[]>(
      `SELECT l.clock_id AS "clockId", l.case_id AS "caseId", c.number AS "caseNumber", l.metric, l.level, l.before, l.after
       FROM sla_change_clock l JOIN service_case c ON c.id = l.case_id
       WHERE l.change_id = $1 AND ($2::uuid IS NULL OR (l.case_id, l.metric) > ($2, $3))
       ORDER BY l.case_id, l.metric LIMIT $4`,
      [changeId, behind?.caseId ?? null, behind?.metric ?? null, limit],
    );
  }
}
