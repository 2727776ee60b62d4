import type { SlaMetric } from '@crm/contracts';
import { Timers, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { CalendarsService } from '../calendars/calendars.service.js';
import { ClocksRepository } from './clocks.repository.js';
import { PoliciesService, type SlaPolicy } from './policies.service.js';
import { NeverDue } from './rules/evaluation.js';
import { longestWaitOf, type Measured, targetOf } from './rules/policy.js';
import { bind, type Bound } from './rules/terms.js';
import { countedPauses, standsWhileWaiting } from './rules/waiting.js';
import { SlaClock } from './sla-clock.entity.js';
import { CalendarExhausted } from './sla.errors.js';
import { WaitsService } from './waits.service.js';

export type { SlaClock };

/** Kind of the timer that fires when a share of the time is used up; aggregate: the clock. */
export const clockTimer = 'sla.clock';

/** A case as the clocks see it. */
export interface Clocked extends Measured {
  id: string;
  cycle: number;
}

/** A share of the time of a clock that is used up. */
export interface Passed {
  clock: SlaClock;
  percent: number;
  at: Date;
}

/** The clocks of cases. Every caller holds the lock of the case's row. */
@Injectable()
export class ClocksService {
  constructor(
    private readonly repository: ClocksRepository,
    private readonly policies: PoliciesService,
    private readonly calendars: CalendarsService,
    private readonly waits: WaitsService,
    private readonly timers: Timers,
  ) {}

  /**
   * A clock by the newest policy and calendar, not stored yet; null when the policy does not measure that of such a case.
   * It counts from the second of `startedAt` on.
   */
  async plan(tx: Tx, kase: Clocked, metric: SlaMetric, startedAt: Date): Promise<PlannedClock | null> {
    return this.planBy(tx, await this.policies.find(tx), kase, metric, startedAt);
  }

  /** Stores a planned clock and arms its timer. The case must be stored. */
  async start(tx: Tx, { clock, bound }: PlannedClock): Promise<void> {
    const { caseId, cycle, metric } = clock;
    if (repeated.includes(metric)) clock.round = 1 + (await this.repository.rounds(tx, caseId, cycle, metric));
    await this.repository.add(tx, clock);
    await this.wake(tx, clock, bound);
  }

  /** Plans and starts clocks. @returns those of what the policy measures */
  async startAll(tx: Tx, kase: Clocked, metrics: readonly SlaMetric[], startedAt: Date): Promise<SlaClock[]> {
    const started: SlaClock[] = [];
    const policy = await this.policies.find(tx);
    for (const metric of metrics) {
      const planned = await this.planBy(tx, policy, kase, metric, startedAt);
      if (!planned) continue;
      await this.start(tx, planned);
      started.push(planned.clock);
    }
    return started;
  }

  /**
   * Stops the open clocks of these metrics, and says what is to be announced of each. Timers are left to fire in vain:
   * cancelling them here could deadlock with the batch of timers that waits for this case.
   */
  async reach(tx: Tx, caseId: string, metrics: readonly SlaMetric[], now: Date) {
    const clocks = (await this.repository.openOf(tx, caseId)).filter(({ metric }) => metrics.includes(metric));
    const results: { clock: SlaClock; news: 'met' | 'breached' | 'known' }[] = [];
    for (const clock of clocks) {
      results.push({ clock, news: clock.reach(now) });
      await this.repository.save(tx, clock);
    }
    return results;
  }

  /** Lets go of open clocks: what they measured is not owed any more. */
  async cancel(tx: Tx, caseId: string, metrics: readonly SlaMetric[]): Promise<void> {
    for (const clock of await this.repository.openOf(tx, caseId)) {
      if (!metrics.includes(clock.metric)) continue;
      clock.cancel();
      await this.repository.save(tx, clock);
    }
  }

  /** The case began to wait, or waits no more: what stands meanwhile gets another deadline. @returns clocks that moved */
  async waited(tx: Tx, caseId: string, now: Date): Promise<Moved[]> {
    return this.move(tx, caseId, now, ({ metric }) => standsWhileWaiting(metric));
  }

  /** The case is worse than it was thought to be, or its customer worth more: from now on the stricter target counts too. */
  async tighten(tx: Tx, kase: Clocked, now: Date): Promise<Moved[]> {
    const start = new Date(Math.floor(now.getTime() / 1000) * 1000);
    const { content } = await this.policies.find(tx);
    return this.move(tx, kase.id, now, (clock) => {
      const target = targetOf(content, kase, clock.metric);
      if (!target || target.seconds >= clock.targetSeconds || target.calendarId !== clock.calendarId) return false;
      clock.terms = [...clock.terms, { from: start, seconds: target.seconds }];
      return true;
    });
  }

  /** What a timer stands for; null when it has nothing to say any more. */
  async pass(tx: Tx, clockId: string, epoch: number, now: Date): Promise<Passed | null> {
    const clock = await this.repository.find(tx, clockId);
    if (!clock || clock.epoch !== epoch || !clock.isUndecided) return null;
    const bound = await this.bound(tx, clock, now);
    const due = bound.evaluation.warnings.filter(({ percent, at }) => at! <= now && percent > clock.told).at(-1);
    if (!due) {
      await this.wake(tx, clock, bound);
      return null;
    }
    clock.told = due.percent;
    if (due.percent === 100) clock.state = 'breached_running';
    else clock.epoch++;
    await this.repository.save(tx, clock);
    if (clock.isUndecided) await this.wake(tx, clock, bound);
    return { clock, percent: due.percent, at: due.at! };
  }

  find(tx: Tx, id: string): Promise<SlaClock | null> {
    return this.repository.find(tx, id);
  }

  /** Every clock of a case, in the order of their start. */
  ofCase(tx: Tx, caseId: string): Promise<SlaClock[]> {
    return this.repository.ofCase(tx, caseId);
  }

  /** The clock for the resolution in the present cycle of each case. */
  async current(tx: Tx, cases: readonly { id: string; cycle: number }[]): Promise<Map<string, SlaClock>> {
    const clocks = await this.repository.resolutionsOf(
      tx,
      cases.map(({ id }) => id),
    );
    const cycleOf = new Map(cases.map(({ id, cycle }) => [id, cycle]));
    return new Map(
      clocks.filter((clock) => cycleOf.get(clock.caseId) === clock.cycle).map((clock) => [clock.caseId, clock]),
    );
  }

  private async planBy(
    tx: Tx,
    { version: policyVersion, content }: SlaPolicy,
    kase: Clocked,
    metric: SlaMetric,
    startedAt: Date,
  ): Promise<PlannedClock | null> {
    const target = targetOf(content, kase, metric);
    if (!target) return null;
    const start = new Date(Math.floor(startedAt.getTime() / 1000) * 1000);
    const { version: calendarVersion, schedule } = await this.calendars.schedule(tx, target.calendarId);
    const terms = [{ from: start, seconds: target.seconds }];
    // Nothing waits at the start of a clock.
    const bound = reached(() => bind(terms, [], null, schedule, start));
    const clock = Object.assign(new SlaClock(), {
      ...{ id: newId(), caseId: kase.id, metric, cycle: kase.cycle, round: 1, policyVersion, rule: target.rule },
      ...{ calendarId: target.calendarId, calendarVersion, longestWait: longestWaitOf(content, kase.level) },
      ...{ startedAt: start, terms, targetSeconds: target.seconds, dueAt: bound.evaluation.dueAt, pausedUntil: null },
      ...{ state: 'running' as const, metAt: null, told: 0, epoch: 1 },
    } satisfies Partial<SlaClock>);
    return { clock, bound };
  }

  /** Computes undecided clocks of a case anew. One whose breach is known keeps its verdict. */
  private async move(tx: Tx, caseId: string, now: Date, isMeant: (clock: SlaClock) => boolean): Promise<Moved[]> {
    const moved: Moved[] = [];
    for (const clock of await this.repository.openOf(tx, caseId)) {
      if (!clock.isUndecided || clock.dueAt <= now || !isMeant(clock)) continue;
      const before = clock.dueAt;
      const bound = await this.bound(tx, clock, now);
      const { term, evaluation } = bound;
      clock.dueAt = evaluation.dueAt;
      clock.targetSeconds = term.seconds;
      clock.epoch++;
      await this.repository.save(tx, clock);
      await this.wake(tx, clock, bound);
      if (clock.dueAt.getTime() !== before.getTime()) moved.push({ clock, before });
    }
    return moved;
  }

  /** What an undecided clock comes to, as of a moment; notes whether it stands, and until when. */
  private async bound(tx: Tx, clock: SlaClock, asOf: Date): Promise<Bound> {
    const { schedule } = await this.calendars.schedule(tx, clock.calendarId, clock.calendarVersion);
    const waits = standsWhileWaiting(clock.metric) ? await this.waits.of(tx, clock.caseId, clock.cycle) : [];
    const pauses = countedPauses(waits, clock.longestWait);
    clock.pausedUntil = pauses.find(({ from, to }) => from <= asOf && asOf < to)?.to ?? null;
    clock.state = clock.pausedUntil ? 'paused' : 'running';
    return reached(() => bind(clock.terms, pauses, clock.metAt, schedule, asOf));
  }

  /** Arms the timer of the next share of the time that is to be told. */
  private async wake(tx: Tx, { id, epoch, told }: SlaClock, { evaluation }: Bound): Promise<void> {
    const next = evaluation.warnings.find(({ percent }) => percent > told);
    if (next) await this.timers.arm(tx, { kind: clockTimer, aggregateId: id, epoch, dueAt: next.at! });
  }
}

/** What a case may have several of in one cycle. */
const repeated: readonly SlaMetric[] = ['next_update', 'handover'];

/** @throws CalendarExhausted */
function reached(compute: () => Bound): Bound {
  try {
    return compute();
  } catch (error) {
    throw error instanceof NeverDue ? new CalendarExhausted() : error;
  }
}

/** A clock that is not stored yet, with what it comes to. */
export interface PlannedClock {
  clock: SlaClock;
  bound: Bound;
}

/** A clock with another deadline than before. */
export interface Moved {
  clock: SlaClock;
  before: Date;
}
