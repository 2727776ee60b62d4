import { Timers, type Tx } from '@crm/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { CalendarExhausted } from '../calendars/calendars.errors.js';
import { CalendarsService, restless } from '../calendars/calendars.service.js';
import { isProvisional } from '../calendars/rules/provisional.js';
import { ClocksRepository } from './clocks.repository.js';
import { LoadedCalendars } from './loaded-calendars.js';
import { NeverDue, orNever, type Pause } from './rules/evaluation.js';
import { termsByCalendar } from './rules/rebase.js';
import { nextAlarm } from './rules/standing.js';
import { bind, type Bound, type Term } from './rules/terms.js';
import { standsWhileWaiting } from './rules/waiting.js';
import type { SlaClock } from './sla-clock.entity.js';
import { WaitsService } from './waits.service.js';

/** Kind of the timer that fires when a share of the time is used up; aggregate: the clock. */
export const clockTimer = 'sla.clock';

/** A clock with another deadline than before. */
export interface Moved {
  clock: SlaClock;
  before: Date;
}

/** A clock, and what it comes to. */
export interface PlannedClock {
  clock: SlaClock;
  bound: Bound;
}

/** When clocks are due by their terms, and the timers that wait for it. Every caller holds the lock of the case's row. */
@Injectable()
export class ClockDeadlines {
  private readonly logger = new Logger(ClockDeadlines.name);

  constructor(
    private readonly repository: ClocksRepository,
    private readonly calendars: CalendarsService,
    private readonly waits: WaitsService,
    private readonly timers: Timers,
  ) {}

  /** The calendars of these terms. */
  async calendarsOf(tx: Tx, terms: readonly Term[]): Promise<LoadedCalendars> {
    const loaded = new LoadedCalendars(this.calendars);
    await loaded.load(tx, terms);
    return loaded;
  }

  /**
   * What a term comes to that no case has waited in yet. No case is refused for want of working time: where its calendar
   * has no more, the one counts that never rests. @param calendars with that of the term
   */
  async ofNew(tx: Tx, term: Term, { scheduleOf }: LoadedCalendars): Promise<Bound> {
    try {
      return bind([term], [], null, scheduleOf, term.from);
    } catch (error) {
      if (!(error instanceof NeverDue)) throw error;
      const { rule, calendarId } = term;
      this.logger.error(`rule "${rule}": calendar "${calendarId}" has no working time left, "${restless}" counts`);
    }
    const { schedule, version } = await this.calendars.schedule(tx, restless);
    const instead = { ...term, calendarId: restless, calendarVersion: version };
    return reached(() => bind([instead], [], null, () => schedule, term.from));
  }

  /** What an undecided clock comes to. @throws CalendarExhausted */
  async of(tx: Tx, clock: SlaClock, asOf: Date): Promise<Bound> {
    const { scheduleOf } = await this.calendarsOf(tx, clock.terms);
    const waits = await this.waitsOf(tx, clock);
    return reached(() => bind(clock.terms, waits, clock.metAt, scheduleOf, asOf));
  }

  /**
   * What an undecided clock comes to that moves anyway. Where it gets into years whose public holidays its version of a
   * calendar does not know, the newest one counts, unless that would make it late. @throws CalendarExhausted
   */
  async anew(tx: Tx, clock: SlaClock, asOf: Date): Promise<Bound> {
    const bound = await this.of(tx, clock, asOf);
    const terms = await this.withKnownHolidays(tx, clock.terms, bound.evaluation.dueAt);
    if (!terms) return bound;
    const { scheduleOf } = await this.calendarsOf(tx, terms);
    const waits = await this.waitsOf(tx, clock);
    const known = orNever(() => bind(terms, waits, null, scheduleOf, asOf));
    if (!known || known.evaluation.dueAt <= asOf) return bound;
    clock.terms = terms;
    return known;
  }

  /** Null: nothing more is known. */
  private async withKnownHolidays(tx: Tx, terms: readonly Term[], dueAt: Date): Promise<readonly Term[] | null> {
    const loaded = await this.calendarsOf(tx, terms);
    let known = terms;
    for (const term of terms) {
      if (!isProvisional(loaded.of(term).calendar, term.from, dueAt)) continue;
      const { version } = await this.calendars.schedule(tx, term.calendarId);
      known = termsByCalendar(known, term.calendarId, version);
    }
    return known.some((term, at) => term !== terms[at]) ? known : null;
  }

  /** The waiting that counts for a clock: none for one that runs on meanwhile. */
  async waitsOf(tx: Tx, { metric, caseId, cycle }: SlaClock): Promise<readonly Pause[]> {
    return standsWhileWaiting(metric) ? this.waits.of(tx, caseId, cycle) : [];
  }

  /** Stores an undecided clock by what it comes to now. Another deadline is another epoch. @returns null: the same deadline */
  async settle(tx: Tx, clock: SlaClock, bound: Bound, now: Date): Promise<Moved | null> {
    const before = clock.dueAt;
    clock.settle(bound);
    clock.stand(bound, now);
    clock.epoch++;
    await this.repository.save(tx, clock);
    await this.wake(tx, [{ clock, bound }]);
    return clock.dueAt.getTime() === before.getTime() ? null : { clock, before };
  }

  /** Arms the timers of the next share of the time that is to be told of each. */
  async wake(tx: Tx, clocks: readonly PlannedClock[]): Promise<void> {
    const alarms = clocks.flatMap(({ clock: { id, epoch, told }, bound }) => {
      const next = nextAlarm(bound.evaluation, told);
      return next ? [{ kind: clockTimer, aggregateId: id, epoch, dueAt: next.at }] : [];
    });
    await this.timers.armAll(tx, alarms);
  }
}

/** @throws CalendarExhausted */
export function reached<Result>(compute: () => Result): Result {
  try {
    return compute();
  } catch (error) {
    throw error instanceof NeverDue ? new CalendarExhausted() : error;
  }
}
