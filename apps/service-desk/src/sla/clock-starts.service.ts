import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { ChangeBasis } from './change-bases.service.js';
import { ClockDeadlines } from './clock-deadlines.service.js';
import { type Clocked, ClocksService } from './clocks.service.js';
import { orNever, type Pause } from './rules/evaluation.js';
import { bind, type Bound, type Term } from './rules/terms.js';
import { standsWhileWaiting } from './rules/waiting.js';
import { SlaClock } from './sla-clock.entity.js';
import { type Unmeasured, UnmeasuredRepository } from './unmeasured.repository.js';
import { WaitsService } from './waits.service.js';

/** A clock that there is not yet. */
export interface ClockStart {
  of: Unmeasured;
  term: Term;
  /** Null: no working time of the change ever ends it. */
  bound: Bound | null;
}

/** The clocks that are started in open cases, of what is owed and what no clock of theirs measures. */
@Injectable()
export class ClockStarts {
  constructor(
    private readonly unmeasured: UnmeasuredRepository,
    private readonly waits: WaitsService,
    private readonly clocks: ClocksService,
    private readonly deadlines: ClockDeadlines,
  ) {}

  /** What a change of the policy would start. Changes nothing. */
  async measure(tx: Tx, basis: ChangeBasis, caseIds: readonly string[], now: Date): Promise<ClockStart[]> {
    if (basis.policyVersion === null) return [];
    const owed = await this.unmeasured.of(tx, caseIds);
    const measured = owed.filter((one) => basis.termFrom(one, one.metric, one.since) !== null);
    if (measured.length === 0) return [];
    const waits = await this.waits.ofAll(tx, measured);
    return measured.map((of) => startOf(of, basis, standsWhileWaiting(of.metric) ? waits(of) : [], now));
  }

  /** Starts those of a locked case. */
  async start(tx: Tx, basis: ChangeBasis, caseId: string, now: Date): Promise<SlaClock[]> {
    const started: SlaClock[] = [];
    for (const { of, term, bound } of await this.measure(tx, basis, [caseId], now)) {
      if (!bound) continue;
      const clock = SlaClock.begin({ id: caseId, cycle: of.cycle }, of.metric, basis.policyVersion!, term, bound);
      clock.stand(bound, now);
      await this.clocks.start(tx, [{ clock, bound }]);
      started.push(clock);
    }
    return started;
  }

  /** Starts those of a locked and stored case by the newest policy, each when it was first owed: it may be late already. */
  async startOwed(tx: Tx, kase: Clocked, now: Date): Promise<SlaClock[]> {
    const started: SlaClock[] = [];
    for (const { metric, since } of await this.unmeasured.of(tx, [kase.id])) {
      const [planned] = await this.clocks.plan(tx, kase, [metric], since);
      if (!planned) continue;
      const { clock } = planned;
      // It may have waited meanwhile.
      const bound = await this.deadlines.of(tx, clock, now);
      clock.settle(bound);
      clock.stand(bound, now);
      await this.clocks.start(tx, [{ clock, bound }]);
      started.push(clock);
    }
    return started;
  }
}

/** It counts since it is owed, or from now on where it would be late already: by a change nobody is. */
function startOf(of: Unmeasured, basis: ChangeBasis, waits: readonly Pause[], now: Date): ClockStart {
  const { scheduleOf } = basis;
  const since = basis.termFrom(of, of.metric, of.since)!;
  const bound = orNever(() => bind([since], waits, null, scheduleOf, now));
  if (!bound || bound.evaluation.dueAt > now) return { of, term: since, bound };
  const term = basis.termFrom(of, of.metric, now)!;
  return { of, term, bound: orNever(() => bind([term], waits, null, scheduleOf, now)) };
}
