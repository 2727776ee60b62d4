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

type ClockRow = Omit<UndecidedClock, 'terms' | 'waits'> & { cycle: number; isOpen: boolean; terms: WrittenTerm[] };
type WaitRow = Pause & { caseId: string; cycle: number };

/** Some cases, and their clocks with an open verdict. */
export interface ClockBatch {
  /** The last case that was looked at; null: there are no more. */
  last: string | null;
  /** Cases of which a deadline is ahead. */
  cases: number;
  clocks: UndecidedClock[];
}

const none: readonly Pause[] = [];

/** Open clocks of many cases at a time, in the order of the cases' ids: two statements, however many there are. */
@Injectable()
export class UndecidedClocks {
  /** Those of the next `cases` behind one, whose deadlines are ahead at an instant. */
  async behind(tx: Tx, caseId: string | null, cases: number, now: Date): Promise<ClockBatch> {
    const rows = await tx.query<ClockRow[]>(
      `SELECT k.id, k.case_id AS "caseId", k.metric, k.cycle, k.policy_version AS "policyVersion", k.terms,
              k.due_at AS "dueAt", c.level, c.state NOT IN ('closed', 'merged', 'withdrawn') AS "isOpen"
       FROM (SELECT DISTINCT case_id FROM sla_clock WHERE state IN ('running', 'paused') AND case_id > $1
             ORDER BY case_id LIMIT $2) AS batch
       JOIN service_case c ON c.id = batch.case_id
       JOIN sla_clock k ON k.case_id = c.id AND k.state IN ('running', 'paused')
       ORDER BY k.case_id, k.id`,
      [caseId ?? beforeAll, cases],
    );
    const ahead = rows.filter(({ isOpen, dueAt }) => isOpen && dueAt > now);
    const waits = await this.waits(tx, ahead);
    const clocks = ahead.map(({ terms, cycle, isOpen: _, ...clock }): UndecidedClock => {
      const ofCycle = standsWhileWaiting(clock.metric) ? waits.get(`${clock.caseId} ${cycle}`) : undefined;
      return { ...clock, terms: terms.map(toTerm), waits: ofCycle ?? none };
    });
    return { last: rows.at(-1)?.caseId ?? null, cases: new Set(clocks.map((clock) => clock.caseId)).size, clocks };
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
