import type { SlaMetric, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Pause } from './rules/evaluation.js';
import { type Term, toTerm, type WrittenTerm } from './rules/terms.js';
import { standsWhileWaiting } from './rules/waiting.js';

/** What a clock that is open, with its deadline ahead, is computed from. */
export interface UndecidedClock {
  id: string;
  caseId: string;
  metric: SlaMetric;
  /** Of the customer; null: not known. */
  level: ValueLevel | null;
  policyVersion: number;
  terms: readonly Term[];
  dueAt: Date;
  /** The waiting of its cycle that counts for it. */
  waits: readonly Pause[];
}

type ClockRow = Omit<UndecidedClock, 'terms' | 'waits'> & { cycle: number; terms: WrittenTerm[] };
/** A case without such a clock has a row too. */
type BatchRow = ClockRow | { id: null; caseId: string };
type WaitRow = Pause & { caseId: string; cycle: number };

/** Some open cases, and their clocks with an open verdict. */
export interface ClockBatch {
  /** In their order; none: there are no more. */
  caseIds: string[];
  clocks: UndecidedClock[];
}

const none: readonly Pause[] = [];

/** Open clocks of many cases at a time, in the order of the cases' ids: two statements, however many there are. */
@Injectable()
export class UndecidedClocks {
  /** Those of the next `cases` behind one, whose deadlines are ahead at an instant. */
  async behind(tx: Tx, caseId: string | null, cases: number, now: Date): Promise<ClockBatch> {
    const rows = await tx.query<BatchRow[]>(
      `SELECT k.id, batch.id AS "caseId", k.metric, k.cycle, k.policy_version AS "policyVersion", k.terms,
              k.due_at AS "dueAt", batch.level
       FROM (SELECT id, level FROM service_case WHERE state NOT IN ('closed', 'merged', 'withdrawn') AND id > $1
             ORDER BY id LIMIT $2) AS batch
       LEFT JOIN sla_clock k ON k.case_id = batch.id AND k.state IN ('running', 'paused')
       ORDER BY batch.id, k.id`,
      [caseId ?? beforeAll, cases],
    );
    const ahead = rows.filter((row): row is ClockRow => row.id !== null && row.dueAt > now);
    const waits = await this.waits(tx, ahead);
    const clocks = ahead.map(({ terms, cycle, ...clock }): UndecidedClock => {
      const ofCycle = standsWhileWaiting(clock.metric) ? waits.get(`${clock.caseId} ${cycle}`) : undefined;
      return { ...clock, terms: terms.map(toTerm), waits: ofCycle ?? none };
    });
    return { caseIds: [...new Set(rows.map((row) => row.caseId))], clocks };
  }

  /** By case and cycle, each in order. */
  private async waits(tx: Tx, rows: readonly ClockRow[]): Promise<Map<string, Pause[]>> {
    const found = await tx.query<WaitRow[]>(
      `SELECT case_id AS "caseId", cycle, began_at AS "from", ended_at AS "to" FROM sla_wait
       WHERE case_id = ANY ($1::uuid[]) ORDER BY began_at`,
      [[...new Set(rows.map(({ caseId }) => caseId))]],
    );
    const waits = new Map<string, Pause[]>();
    for (const { caseId, cycle, from, to } of found) {
      const key = `${caseId} ${cycle}`;
      const ofCycle = waits.get(key);
      if (ofCycle) ofCycle.push({ from, to });
      else waits.set(key, [{ from, to }]);
    }
    return waits;
  }
}

/** No case has this id. */
const beforeAll = '00000000-0000-0000-0000-000000000000';
