import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type ChangeBasis, ChangeBases, type ChangeWish } from './change-bases.service.js';
import { ClockDeadlines, type Moved } from './clock-deadlines.service.js';
import { ClocksRepository } from './clocks.repository.js';
import { NeverDue } from './rules/evaluation.js';
import { rebase } from './rules/rebase.js';
import type { UndecidedClock } from './undecided-clocks.js';

/** Another deadline of a clock; null: no working time of the change ever ends it. */
export interface Measurement {
  clock: UndecidedClock;
  after: Date | null;
}

/** What a change of the policy or of a calendar makes of clocks that run. */
@Injectable()
export class ClockChanges {
  constructor(
    private readonly repository: ClocksRepository,
    private readonly bases: ChangeBases,
    private readonly deadlines: ClockDeadlines,
  ) {}

  /** The clocks that the change concerns, each with its deadline by it. Changes nothing. */
  async measure(tx: Tx, wish: ChangeWish, clocks: readonly UndecidedClock[], now: Date): Promise<Measurement[]> {
    const basis = await this.bases.of(tx, wish, clocks);
    return clocks.flatMap((clock) => {
      const terms = basis.termsOf(clock);
      if (!terms) return [];
      const rebased = orNever(() => rebase(clock.terms, terms, clock.waits, basis.scheduleOf, now));
      return [{ clock, after: rebased?.bound.evaluation.dueAt ?? null }];
    });
  }

  /**
   * Computes the clocks of a locked case anew whose verdict is open at this instant. Those that no working time ever ends
   * stay as they are. @returns clocks that moved
   */
  async apply(tx: Tx, caseId: string, wish: ChangeWish, now: Date): Promise<Moved[]> {
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
    return moved;
  }
}

const policyOf = ({ policyVersion }: ChangeBasis, before: number): number => policyVersion ?? before;

/** Null instead of NeverDue. */
function orNever<Result>(compute: () => Result): Result | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NeverDue) return null;
    throw error;
  }
}
