import type { SlaMetric, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type ChangeBasis, ChangeBases, type ChangeWish } from './change-bases.service.js';
import { ClockDeadlines, type Moved } from './clock-deadlines.service.js';
import { ClockStarts } from './clock-starts.service.js';
import { ClocksRepository } from './clocks.repository.js';
import { orNever } from './rules/evaluation.js';
import { rebase } from './rules/rebase.js';
import type { SlaClock } from './sla-clock.entity.js';
import type { ClockBatch } from './undecided-clocks.js';

/** A clock that a change concerns. */
export interface Measurement {
  /** Null: there is no such clock yet. */
  clockId: string | null;
  caseId: string;
  metric: SlaMetric;
  /** Of the customer; null: not known. */
  level: ValueLevel | null;
  /** Null as `clockId`. */
  before: Date | null;
  /** Null: no working time of the change ever ends it. */
  after: Date | null;
}

/** What a change of the policy or of a calendar makes of clocks that run, and which it starts. */
@Injectable()
export class ClockChanges {
  constructor(
    private readonly repository: ClocksRepository,
    private readonly bases: ChangeBases,
    private readonly deadlines: ClockDeadlines,
    private readonly starts: ClockStarts,
  ) {}

  /** The clocks that the change concerns in a batch of cases, each with its deadline by it. Changes nothing. */
  async measure(tx: Tx, wish: ChangeWish, { caseIds, clocks }: ClockBatch, now: Date): Promise<Measurement[]> {
    const basis = await this.bases.of(tx, wish, clocks);
    const running = clocks.flatMap((clock): Measurement[] => {
      const terms = basis.termsOf(clock);
      if (!terms) return [];
      const rebased = orNever(() => rebase(clock.terms, terms, clock.waits, basis.scheduleOf, now));
      const { id: clockId, caseId, metric, level, dueAt: before } = clock;
      return [{ clockId, caseId, metric, level, before, after: rebased?.bound.evaluation.dueAt ?? null }];
    });
    const starts = await this.starts.measure(tx, basis, caseIds, now);
    return [
      ...running,
      ...starts.map(({ of: { caseId, metric, level }, bound }) => {
        return { clockId: null, caseId, metric, level, before: null, after: bound?.evaluation.dueAt ?? null };
      }),
    ];
  }

  /**
   * Computes the clocks of a locked case anew whose verdict is open at this instant. Those that no working time ever ends
   * stay as they are. Starts the clocks of what the change measures and no clock does.
   */
  async apply(tx: Tx, caseId: string, wish: ChangeWish, now: Date): Promise<{ moved: Moved[]; started: SlaClock[] }> {
    const open = await this.repository.openOf(tx, caseId);
    const clocks = open.filter((clock) => clock.isUndecided && clock.dueAt > now);
    const basis = await this.bases.of(tx, wish, clocks);
    const moved: Moved[] = [];
    for (const clock of clocks) {
      const terms = basis.termsOf(clock);
      const waits = terms && (await this.deadlines.waitsOf(tx, clock));
      const rebased = terms && orNever(() => rebase(clock.terms, terms, waits!, basis.scheduleOf, now));
      if (!rebased) continue;
      clock.terms = rebased.terms;
      clock.policyVersion = policyOf(basis, clock.policyVersion);
      const one = await this.deadlines.settle(tx, clock, rebased.bound, now);
      if (one) moved.push(one);
    }
    return { moved, started: await this.starts.start(tx, basis, caseId, now) };
  }
}

const policyOf = ({ policyVersion }: ChangeBasis, before: number): number => policyVersion ?? before;
