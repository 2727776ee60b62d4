import { type SlaMetric, type ValueLevel, valueLevels } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import {
  faultsOf,
  toWorkingTime,
  weekdays,
  type Window,
  type WrittenCalendar,
} from '../../calendars/rules/calendar.js';
import { Schedule } from '../../calendars/rules/schedule.js';
import type { Pause } from './evaluation.js';
import { longestWaitOf, type Measured, type SlaPolicyContent, targetOf } from './policy.js';
import { boundOf } from './standing.js';
import type { Term } from './terms.js';
import { inOrder } from './timeline.js';
import { isBreached, stateAt } from './verdict.js';

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

/** Reproducible numbers. */
class Dice {
  constructor(private state: number) {}
  next(): number {
    this.state = (this.state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return this.state / 2 ** 32;
  }
  /** Both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  pick<Item>(items: readonly Item[]): Item {
    return items[this.int(0, items.length - 1)]!;
  }
  shuffled<Item>(items: readonly Item[]): Item[] {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.int(0, last);
      [result[last], result[other]] = [result[other]!, result[last]!];
    }
    return result;
  }
}

const time = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** Up to three windows, the last of which may go on into the next day. */
function windows(dice: Dice): Window[] {
  const count = dice.int(1, 3);
  const cuts = [...new Set(Array.from({ length: count * 2 }, () => dice.int(0, 288) * 5))].sort((a, b) => a - b);
  const pairs = Array.from({ length: Math.floor(cuts.length / 2) }, (_, at) => [cuts[2 * at]!, cuts[2 * at + 1]!]);
  return pairs.map(([opens, closes], at) => {
    const isNight = at === pairs.length - 1 && dice.chance(0.3);
    return [time(opens!), isNight ? time(dice.int(0, 60) * 5) : time(closes!)] as const;
  });
}

/** Weeks with gaps and night shifts, holidays and make-up days (调休) around an instant. */
function calendar(dice: Dice, around: number): WrittenCalendar {
  for (;;) {
    const dates = dice.shuffled(Array.from({ length: 9 }, (_, at) => dateOf(around + (at - 4) * day)));
    const written: WrittenCalendar = {
      weekly: Object.fromEntries(weekdays.flatMap((name) => (dice.chance(0.85) ? [[name, windows(dice)]] : []))),
      holidays: dates.slice(0, dice.int(0, 2)),
      workingDays: dates.slice(4, 4 + dice.int(0, 2)).map((date) => ({ date, windows: windows(dice) })),
    };
    if (faultsOf(written).length === 0 && Object.values(written.weekly).some((one) => (one?.length ?? 0) > 0))
      return written;
  }
}

/** Each level has its own target, not always a stricter one, and its own cap of waiting. */
function policy(dice: Dice): SlaPolicyContent {
  const target = () => ({ seconds: dice.int(30, 4_000), calendarId: 'default' });
  const targets = () => ({ first_response: target(), next_update: target(), resolution: target() });
  return {
    rules: [
      ...valueLevels.slice(0, 3).map((level) => ({ name: level, levels: [level], targets: targets() })),
      { name: '所有工单', targets: targets() },
    ],
    longestWait: { diamond: dice.int(0, 3_600), gold: dice.int(0, 7_200), silver: 14_400, basic: 86_400 },
    warnings: [],
  };
}

type Happening =
  | { at: number; what: 'opened' | 'reopened' | 'waits' | 'resumed' | 'answered' | 'resolved' }
  | { at: number; what: 'rose'; level: ValueLevel };

/** What may happen to a case, in whole seconds but for what is reached. */
function life(dice: Dice, begin: number): Happening[] {
  const happenings: Happening[] = [{ at: begin, what: 'opened' }];
  let [at, isWaiting, isResolved] = [begin, false, false];
  const step = (what: Exclude<Happening['what'], 'rose'>): void => void happenings.push({ at, what });
  for (let steps = dice.int(0, 9); steps > 0; steps--) {
    at += dice.int(1, dice.chance(0.5) ? 1_200 : 20_000) * second;
    if (dice.chance(0.2)) happenings.push({ at, what: 'rose', level: dice.pick(valueLevels) });
    else if (isResolved) {
      step('reopened');
      isResolved = false;
    } else if (isWaiting || dice.chance(0.45)) {
      step(isWaiting ? 'resumed' : 'waits');
      isWaiting = !isWaiting;
    } else {
      isResolved = dice.chance(0.3);
      step(isResolved ? 'resolved' : 'answered');
    }
  }
  return happenings;
}

interface Clock {
  metric: SlaMetric;
  cycle: number;
  terms: Term[];
  metAt: Date | null;
}

const termOf = (content: SlaPolicyContent, measured: Measured, metric: SlaMetric, at: number): Term => ({
  ...targetOf(content, measured, metric)!,
  ...{
    from: new Date(at),
    extra: 0,
    calendarVersion: 1,
    longestWait: longestWaitOf(content, measured.level),
    measured,
  },
});

/** The clocks of a case and the waiting of its cycles: what is stored, in whatever order it became known. */
function recorded(happenings: readonly Happening[], content: SlaPolicyContent): { clocks: Clock[]; waits: Pause[][] } {
  const clocks: Clock[] = [];
  const waits: Pause[][] = [];
  let level: ValueLevel | null = null;
  const measured = () => ({ kind: 'complaint', severity: 'normal', level, productId: null }) as const;
  const start = (metric: SlaMetric, at: number): void => {
    clocks.push({ metric, cycle: waits.length, terms: [termOf(content, measured(), metric, at)], metAt: null });
  };
  const stop = (metrics: SlaMetric[], at: number): void => {
    for (const clock of clocks) if (!clock.metAt && metrics.includes(clock.metric)) clock.metAt = new Date(at);
  };
  for (const happening of [...happenings].sort((a, b) => a.at - b.at)) {
    const { at, what } = happening;
    const open = waits.at(-1)?.find(({ to }) => to === null);
    if (what === 'opened' || what === 'reopened') {
      waits.push([]);
      start('resolution', at);
      start('first_response', at);
    } else if (what === 'waits') waits.at(-1)!.push({ from: new Date(at), to: null });
    else if (what === 'rose') {
      if (valueLevels.indexOf(happening.level) >= valueLevels.indexOf(level ?? 'basic')) continue;
      level = happening.level;
      for (const clock of clocks.filter(({ metAt }) => !metAt)) {
        clock.terms.push(termOf(content, measured(), clock.metric, at));
      }
    } else {
      if (open) open.to = new Date(at);
      if (what === 'answered') {
        stop(['first_response', 'next_update'], at);
        start('next_update', at);
      }
      if (what === 'resolved') stop(['first_response', 'next_update', 'resolution'], at);
    }
  }
  return { clocks, waits };
}

const wallClocks = new Map<string, (instant: number) => [date: string, time: string]>();

/** What the wall clock of a zone shows in the minute that begins at an instant. */
function wallClockOf(timeZone: string): (instant: number) => [date: string, time: string] {
  const known = wallClocks.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const shown = new Map<number, [date: string, time: string]>();
  const read = (instant: number): [date: string, time: string] => {
    if (!shown.has(instant)) shown.set(instant, format.format(instant).split(' ') as [string, string]);
    return shown.get(instant)!;
  };
  wallClocks.set(timeZone, read);
  return read;
}

/** By the definition alone: the wall clock of the zone, and the windows that began on its date or the day before. */
class SlowCalendar {
  private readonly known = new Map<number, boolean>();

  constructor(
    private readonly written: WrittenCalendar,
    private readonly timeZone: string,
  ) {}

  /** Whether somebody works in the minute that begins at an instant. */
  isWorked(instant: number): boolean {
    let worked = this.known.get(instant);
    if (worked === undefined) this.known.set(instant, (worked = this.look(instant)));
    return worked;
  }

  private look(instant: number): boolean {
    const [date, clock] = wallClockOf(this.timeZone)(instant);
    const dayBefore = dateOf(Date.parse(`${date}T00:00:00Z`) - day);
    return (
      this.begunOn(date).some(([opens, closes]) => opens <= clock && (clock < closes || closes < opens)) ||
      this.begunOn(dayBefore).some(([opens, closes]) => closes < opens && clock < closes)
    );
  }

  private begunOn(date: string): readonly Window[] {
    const own = this.written.workingDays.find((one) => one.date === date);
    if (own) return own.windows;
    if (this.written.holidays.includes(date)) return [];
    return this.written.weekly[weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7]!] ?? [];
  }
}

const standing: SlaMetric[] = ['resolution', 'next_update'];

/** The deadline by counting seconds: every worked second in which the case does not wait, or has waited for too long. */
function slowDeadline({ metric, terms }: Clock, waits: readonly Pause[], worked: SlowCalendar): number {
  const deadlines = terms.map(({ from, seconds, longestWait }) => {
    let left = standing.includes(metric) ? longestWait * second : 0;
    const stopped = waits.map((wait) => {
      const end = Math.min(wait.to?.getTime() ?? Infinity, wait.from.getTime() + left);
      left -= end - wait.from.getTime();
      return [wait.from.getTime(), end] as const;
    });
    let [instant, missing] = [from.getTime(), seconds];
    while (missing > 0) {
      const beginOfMinute = Math.floor(instant / minute) * minute;
      if (!worked.isWorked(beginOfMinute)) {
        instant = beginOfMinute + minute;
        continue;
      }
      if (!stopped.some(([since, until]) => since <= instant && instant < until)) missing--;
      instant += second;
    }
    return instant;
  });
  return Math.min(...deadlines);
}

const localParts = ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'];
const localReaders = [
  ...localParts.flatMap((part) => [`get${part}`, ...(part === 'Day' ? [] : [`set${part}`])]),
  ...['getTimezoneOffset', 'toString', 'toDateString', 'toTimeString', 'toLocaleString', 'toLocaleDateString'],
];

/** Whoever asks for the wall clock of the process fails: what comes out is the same in every zone of a process. */
function withoutZoneOfProcess<Result>(work: () => Result): Result {
  const prototype = Date.prototype as unknown as Record<string, unknown>;
  const before = localReaders.map((name) => [name, prototype[name]] as const);
  for (const name of localReaders) {
    prototype[name] = () => {
      throw new Error(`Date.${name} reads the zone of the process`);
    };
  }
  try {
    return work();
  } finally {
    for (const [name, method] of before) prototype[name] = method;
  }
}

describe('whatever happens to a case', () => {
  it.each([
    ['Asia/Shanghai', '2026-02-14T02:00:00Z'],
    ['Asia/Kathmandu', '2026-06-05T02:00:00Z'],
    ['America/New_York', '2026-03-08T04:00:00Z'],
    ['America/New_York', '2026-11-01T04:00:00Z'],
    ['Europe/Berlin', '2026-03-28T22:00:00Z'],
    ['Europe/Berlin', '2026-10-24T22:00:00Z'],
  ])('the verdict is that of counting seconds, in %s around %s', (timeZone, around) => {
    const dice = new Dice(Date.parse(around) % 4_294_967);
    for (let round = 0; round < 15; round++) {
      const begin = Date.parse(around) + dice.int(-30 * 3_600, 30 * 3_600) * second;
      const [written, content] = [calendar(dice, begin), policy(dice)];
      const happenings = life(dice, begin);
      const { clocks, waits } = recorded(happenings, content);
      const worked = new SlowCalendar(written, timeZone);
      const schedule = new Schedule(toWorkingTime(written, timeZone));
      for (const [index, clock] of clocks.entries()) {
        const expected = slowDeadline(clock, waits[clock.cycle - 1]!, worked);
        const name = { round, index, metric: clock.metric };
        withoutZoneOfProcess(() => {
          // What happened became known in another order.
          const known = recorded(dice.shuffled(happenings), content);
          const same = known.clocks[index]!;
          const pauses = inOrder(dice.shuffled(known.waits[clock.cycle - 1]!));
          const polls = [
            begin,
            expected - 1,
            expected,
            expected + 1,
            expected + dice.int(1, 90) * day,
            dice.int(begin, expected),
          ];
          for (const poll of dice.shuffled(polls)) {
            const terms = dice.shuffled(same.terms);
            const bound = boundOf({ ...same, terms }, pauses, () => schedule, new Date(poll));
            const { dueAt, warnings } = bound.evaluation;
            expect({ ...name, dueAt: dueAt.getTime() }).toEqual({ ...name, dueAt: expected });
            expect(warnings.at(-1)).toEqual({ percent: 100, at: dueAt });
            const verdict = { dueAt, metAt: same.metAt, pausedUntil: null };
            const isLate = clock.metAt ? clock.metAt.getTime() > expected : poll >= expected;
            expect({ ...name, poll, isLate: isBreached(verdict, new Date(poll)) }).toEqual({ ...name, poll, isLate });
            expect(stateAt(verdict, new Date(poll)).startsWith('breached')).toBe(isLate);
          }
        });
      }
    }
  });

  it('what was computed when each thing happened is what comes out at the end', () => {
    const dice = new Dice(7);
    for (let round = 0; round < 60; round++) {
      const begin = Date.parse('2026-03-07T04:00:00Z') + dice.int(0, 40 * 3_600) * second;
      const [written, content] = [calendar(dice, begin), policy(dice)];
      const schedule = new Schedule(toWorkingTime(written, dice.pick(['America/New_York', 'Asia/Shanghai'])));
      const happenings = life(dice, begin);
      const stored = new Map<number, Date>();
      for (let known = 1; known <= happenings.length; known++) {
        const now = new Date(happenings[known - 1]!.at);
        const { clocks, waits } = recorded(happenings.slice(0, known), content);
        for (const [index, clock] of clocks.entries()) {
          const dueAt = stored.get(index);
          // As the product does it: what is reached or decided is not looked at any more.
          if (dueAt && (dueAt <= now || (clock.metAt && clock.metAt < now))) continue;
          const bound = boundOf(clock, waits[clock.cycle - 1]!, () => schedule, now);
          stored.set(index, bound.evaluation.dueAt);
        }
      }
      const { clocks, waits } = recorded(happenings, content);
      for (const [index, clock] of clocks.entries()) {
        // What came after it was reached does not concern it.
        const before = waits[clock.cycle - 1]!.filter(({ from }) => !clock.metAt || from < clock.metAt);
        const whole = boundOf(clock, before, () => schedule, new Date(begin + 400 * day));
        expect({ round, index, dueAt: stored.get(index) }).toEqual({
          round,
          index,
          dueAt: whole.evaluation.dueAt,
        });
      }
    }
  });
});

describe('the nights in which the clocks change', () => {
  const daily = (window: Window): WrittenCalendar => ({
    weekly: Object.fromEntries(weekdays.map((name) => [name, [window]])),
    holidays: [],
    workingDays: [],
  });
  it.each<[zone: string, window: Window, from: string, hours: number, due: string, why: string]>([
    [
      'America/New_York',
      ['01:00', '05:00'],
      '2026-03-08T05:00Z',
      3,
      '2026-03-08T09:00Z',
      'an hour is skipped: at closing time',
    ],
    ['America/New_York', ['01:00', '05:00'], '2026-11-01T04:00Z', 3, '2026-11-01T08:00Z', 'an hour comes twice'],
    [
      'Europe/Berlin',
      ['01:00', '05:00'],
      '2026-03-28T23:00Z',
      3,
      '2026-03-29T03:00Z',
      'an hour is skipped: at closing time',
    ],
    ['Europe/Berlin', ['01:00', '05:00'], '2026-10-24T22:00Z', 3, '2026-10-25T02:00Z', 'an hour comes twice'],
    [
      'America/New_York',
      ['02:00', '03:00'],
      '2026-03-08T05:00Z',
      0.5,
      '2026-03-09T06:30Z',
      'the window is not there that day',
    ],
    [
      'Europe/Berlin',
      ['02:00', '03:00'],
      '2026-03-28T23:00Z',
      0.5,
      '2026-03-30T00:30Z',
      'the window is not there that day',
    ],
    [
      'America/New_York',
      ['01:00', '02:00'],
      '2026-11-01T04:00Z',
      1.5,
      '2026-11-01T06:30Z',
      'the window is there twice',
    ],
    ['Europe/Berlin', ['02:00', '03:00'], '2026-10-24T22:00Z', 1.5, '2026-10-25T01:30Z', 'the window is there twice'],
    ['America/New_York', ['22:00', '06:00'], '2026-03-08T03:00Z', 7, '2026-03-08T10:00Z', 'a night of seven hours'],
    ['America/New_York', ['22:00', '06:00'], '2026-11-01T02:00Z', 9, '2026-11-01T11:00Z', 'a night of nine hours'],
    ['Europe/Berlin', ['22:00', '06:00'], '2026-03-28T21:00Z', 7, '2026-03-29T04:00Z', 'a night of seven hours'],
    ['Europe/Berlin', ['22:00', '06:00'], '2026-10-24T20:00Z', 9, '2026-10-25T05:00Z', 'a night of nine hours'],
    ['Europe/Berlin', ['00:00', '24:00'], '2026-03-28T23:00Z', 23, '2026-03-29T22:00Z', 'a day of 23 hours'],
    ['America/New_York', ['00:00', '24:00'], '2026-11-01T04:00Z', 25, '2026-11-02T05:00Z', 'a day of 25 hours'],
  ])('%s, %s from %s: %d h are over at %s (%s)', (timeZone, window, from, hours, due) => {
    const schedule = new Schedule(toWorkingTime(daily(window), timeZone));
    expect(new Date(schedule.reach(Date.parse(from), hours * hour)!)).toEqual(new Date(due));
    expect(schedule.worked(Date.parse(from), Date.parse(due))).toBe(hours * hour);
  });
});
