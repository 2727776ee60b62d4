import type { SlaMetric } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { CalendarsService } from '../calendars/calendars.service.js';
import { ClockDeadlines, clockTimer, type Moved, type PlannedClock } from './clock-deadlines.service.js';
import { ClocksRepository } from './clocks.repository.js';
import { LoadedCalendars } from './loaded-calendars.js';
import { PoliciesService, type SlaPolicy } from './policies.service.js';
import { type Measured, targetOf } from './rules/policy.js';
import { earliestOwed, termUntil } from './rules/joining.js';
import { withRise } from './rules/rebase.js';
import { lastGiven, type Term, termFrom } from './rules/terms.js';
import { usedTime } from './rules/used-time.js';
import { countedPauses, standsWhileWaiting } from './rules/waiting.js';
import { SlaClock } from './sla-clock.entity.js';

export { clockTimer, type Moved, type PlannedClock, type SlaClock };

/** A case as the clocks see it. */
export interface Clocked extends Measured {
  id: string;
  cycle: number;
}

/** Who did what a clock measures. */
interface StoppedBy {
  employeeId: string;
  department: string;
}

/** The clocks of cases. Every caller holds the lock of the case's row. */
@Injectable()
export class ClocksService {
  constructor(
    private readonly repository: ClocksRepository,
    private readonly policies: PoliciesService,
    private readonly calendars: CalendarsService,
    private readonly deadlines: ClockDeadlines,
  ) {}

  /**
   * Clocks by the newest policy and calendars, not stored yet, of what the policy measures of such a case. They count from
   * the second of `startedAt` on.
   */
  async plan(tx: Tx, kase: Clocked, metrics: readonly SlaMetric[], startedAt: Date): Promise<PlannedClock[]> {
    const policy = await this.policies.find(tx);
    const calendars = new LoadedCalendars(this.calendars);
    const planned: PlannedClock[] = [];
    for (const metric of metrics) {
      const term = await termOf(tx, policy, calendars, kase, metric, startedAt);
      if (!term) continue;
      // Nothing waits at the start of a clock.
      const bound = await this.deadlines.ofNew(tx, term, calendars);
      planned.push({ clock: SlaClock.begin(kase, metric, policy.version, bound.term, bound), bound });
    }
    return planned;
  }

  /** Stores planned clocks of one case, which must be stored, and arms their timers. */
  async start(tx: Tx, planned: readonly PlannedClock[]): Promise<void> {
    for (const { clock } of planned) {
      const { caseId, cycle, metric } = clock;
      if (repeated.includes(metric)) clock.round = 1 + (await this.repository.rounds(tx, caseId, cycle, metric));
    }
    await this.repository.add(
      tx,
      planned.map(({ clock }) => clock),
    );
    await this.deadlines.wake(tx, planned);
  }

  /**
   * Stops the open clocks of these metrics, and says what is to be announced of each. Timers are left to fire in vain:
   * cancelling them here could deadlock with the batch of timers that waits for this case.
   */
  async reach(tx: Tx, caseId: string, metrics: readonly SlaMetric[], now: Date, by: StoppedBy | null = null) {
    const clocks = (await this.repository.openOf(tx, caseId)).filter(({ metric }) => metrics.includes(metric));
    const results: { clock: SlaClock; news: 'met' | 'breached' | 'known' }[] = [];
    for (const clock of clocks) {
      results.push({ clock, news: clock.reach(now) });
      clock.stoppedByEmployeeId = by?.employeeId ?? null;
      clock.stoppedByDepartment = by?.department ?? null;
      await this.noteUse(tx, clock, clock.metAt!);
      await this.repository.save(tx, clock);
    }
    return results;
  }

  /** Lets go of open clocks: what they measured is not owed any more. */
  async cancel(tx: Tx, caseId: string, metrics: readonly SlaMetric[], now: Date): Promise<void> {
    for (const clock of await this.repository.openOf(tx, caseId)) {
      if (!metrics.includes(clock.metric)) continue;
      clock.cancel();
      await this.noteUse(tx, clock, now);
      await this.repository.save(tx, clock);
    }
  }

  /** Nothing of the case is owed any more. @returns clocks whose breach nobody was told of yet */
  async end(tx: Tx, caseId: string, now: Date): Promise<SlaClock[]> {
    const late: SlaClock[] = [];
    for (const clock of await this.repository.openOf(tx, caseId)) {
      if (clock.end(now)) late.push(clock);
      await this.noteUse(tx, clock, now);
      await this.repository.save(tx, clock);
    }
    return late;
  }

  /** One case goes on for another one too, so what is owed to either is owed by the earlier deadline. @returns clocks that moved */
  async join(tx: Tx, caseId: string, otherId: string, now: Date): Promise<Moved[]> {
    const owed = await this.repository.openOf(tx, otherId);
    const stricter: SlaClock[] = [];
    for (const clock of await this.movable(tx, caseId, now)) {
      const dueAt = earliestOwed(clock.metric, owed);
      if (!dueAt || dueAt >= clock.dueAt) continue;
      const { rule, calendarId, calendarVersion, longestWait } = clock;
      const { schedule } = await this.calendars.schedule(tx, calendarId, calendarVersion);
      const binding = { ...clock.terms.at(-1)!, rule, calendarId, calendarVersion, longestWait, extra: 0 };
      const joined = { ...binding, ...termUntil(dueAt, clock.startedAt, schedule, now), merged: true as const };
      clock.terms = [...clock.terms, joined];
      stricter.push(clock);
    }
    return this.settleAll(tx, stricter, now);
  }

  /** The case began to wait, or waits no more: what stands meanwhile gets another deadline. @returns clocks that moved */
  async waited(tx: Tx, caseId: string, now: Date): Promise<Moved[]> {
    const stand = (await this.movable(tx, caseId, now)).filter(({ metric }) => standsWhileWaiting(metric));
    return this.settleAll(tx, stand, now);
  }

  /** The case is worse than it was thought to be, or its customer worth more: from now on its time counts too. */
  async tighten(tx: Tx, kase: Clocked, now: Date): Promise<Moved[]> {
    const policy = await this.policies.find(tx);
    const calendars = new LoadedCalendars(this.calendars);
    const tightened: SlaClock[] = [];
    for (const clock of await this.movable(tx, kase.id, now)) {
      const rise = await termOf(tx, policy, calendars, kase, clock.metric, now);
      const terms = rise && withRise(clock.terms, { ...rise, ...extended(rise, clock) });
      if (!terms) continue;
      clock.terms = terms;
      tightened.push(clock);
    }
    return this.settleAll(tx, tightened, now);
  }

  /** Gives the resolution of the present cycle more working time. @returns null: its verdict is not open any more */
  async extend(tx: Tx, kase: Clocked, seconds: number, now: Date): Promise<Moved | null> {
    const clocks = await this.movable(tx, kase.id, now);
    const clock = clocks.find(({ metric, cycle }) => metric === 'resolution' && cycle === kase.cycle);
    if (!clock) return null;
    const before = clock.dueAt;
    clock.terms = clock.terms.map((term) => ({
      ...term,
      seconds: term.seconds + seconds,
      extra: term.extra + seconds,
    }));
    await this.settleAll(tx, [clock], now);
    return { clock, before };
  }

  /**
   * The case began at another moment than it was thought to: of its open clocks that count from its beginning each gives
   * way to one that counts from then, under the same policy, calendar and terms. What was told of the old one stays told
   * once; what was reached stays reached.
   */
  async restart(tx: Tx, caseId: string, startedAt: Date, now: Date): Promise<Moved[]> {
    const start = new Date(Math.floor(startedAt.getTime() / 1000) * 1000);
    const moved: Moved[] = [];
    for (const clock of await this.repository.openOf(tx, caseId)) {
      if (clock.cycle !== 1 || !fromTheOpening.includes(clock.metric)) continue;
      clock.cancel();
      await this.noteUse(tx, clock, now);
      await this.repository.save(tx, clock);
      const terms = clock.terms.map(({ from, ...term }) => ({
        ...term,
        from: from <= clock.startedAt || from < start ? start : from,
      }));
      const next = Object.assign(new SlaClock(), clock, {
        ...{ id: newId(), startedAt: start, terms, state: 'running' as const, told: 0, epoch: 1 },
        ...{ activeSeconds: null, waitedSeconds: null },
        round: 1 + (await this.repository.rounds(tx, caseId, clock.cycle, clock.metric)),
      });
      const bound = await this.deadlines.of(tx, next, now);
      next.settle(bound);
      next.stand(bound, now);
      await this.repository.add(tx, [next]);
      await this.deadlines.wake(tx, [{ clock: next, bound }]);
      if (next.dueAt.getTime() !== clock.dueAt.getTime()) moved.push({ clock: next, before: clock.dueAt });
    }
    return moved;
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

  /** Clocks of a case whose verdict is open at this instant. */
  private async movable(tx: Tx, caseId: string, now: Date): Promise<SlaClock[]> {
    return (await this.repository.openOf(tx, caseId)).filter((clock) => clock.isUndecided && clock.dueAt > now);
  }

  private async settleAll(tx: Tx, clocks: readonly SlaClock[], now: Date): Promise<Moved[]> {
    const moved: Moved[] = [];
    for (const clock of clocks) {
      const one = await this.deadlines.settle(tx, clock, await this.deadlines.anew(tx, clock, now), now);
      if (one) moved.push(one);
    }
    return moved;
  }

  /** Notes how much working time a clock took that stops at `end`: figures are computed from that. */
  private async noteUse(tx: Tx, clock: SlaClock, end: Date): Promise<void> {
    const { schedule } = await this.calendars.schedule(tx, clock.calendarId, clock.calendarVersion);
    const pauses = countedPauses(await this.deadlines.waitsOf(tx, clock), clock.longestWait);
    Object.assign(clock, usedTime(clock.startedAt, end, pauses, schedule));
  }
}

/** What such a case is allowed from the second of an instant on; null when the policy does not measure that. */
async function termOf(
  tx: Tx,
  { content }: SlaPolicy,
  calendars: LoadedCalendars,
  measured: Measured,
  metric: SlaMetric,
  at: Date,
): Promise<Term | null> {
  const target = targetOf(content, measured, metric);
  if (!target) return null;
  const { version } = await calendars.newestOf(tx, target.calendarId);
  return termFrom(at, target, version, content, measured);
}

/** What was granted to the case stays granted. */
const extended = ({ seconds }: Term, { terms }: SlaClock): Pick<Term, 'seconds' | 'extra'> => {
  const { extra } = lastGiven(terms);
  return { seconds: seconds + extra, extra };
};

/** What counts from the first contact. */
const fromTheOpening: readonly SlaMetric[] = ['acknowledge', 'first_response', 'resolution'];

/** What a case may have several of in one cycle. */
const repeated: readonly SlaMetric[] = ['next_update', 'handover'];
