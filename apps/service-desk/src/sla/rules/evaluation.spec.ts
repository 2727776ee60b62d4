import { describe, expect, it } from '@jest/globals';
import { toWorkingTime, weekdays, type Window } from '../../calendars/rules/calendar.js';
import { evaluate, NeverDue, type Pause, type Timeline } from './evaluation.js';
import { Schedule } from '../../calendars/rules/schedule.js';

const hour = 3_600;
const at = (text: string): Date => new Date(`${text.replace(' ', 'T')}:00+08:00`);
const officeHours: Window[] = [['09:00', '17:00']];
const office = new Schedule(
  toWorkingTime(
    {
      weekly: Object.fromEntries(weekdays.slice(0, 5).map((day) => [day, officeHours])),
      holidays: [],
      workingDays: [],
    },
    'Asia/Shanghai',
  ),
);
const pause = (from: string, to: string | null): Pause => ({ from: at(from), to: to === null ? null : at(to) });
/** From Monday, 2026-06-08, 10:00 on, four hours. */
const say = (change: Partial<Timeline>, asOf = '2026-06-08 11:00') =>
  evaluate(
    { startedAt: at('2026-06-08 10:00'), targetSeconds: 4 * hour, pauses: [], metAt: null, ...change },
    office,
    at(asOf),
  );

describe('what a clock says', () => {
  it('running: when it is due, what is used up and left, when somebody is warned', () => {
    expect(say({})).toEqual({
      dueAt: at('2026-06-08 14:00'),
      state: 'running',
      breached: false,
      breachedAt: null,
      activeSeconds: hour,
      remainingSeconds: 3 * hour,
      warnings: [
        { percent: 50, at: at('2026-06-08 12:00') },
        { percent: 80, at: new Date(at('2026-06-08 10:00').getTime() + 3.2 * hour * 1000) },
        { percent: 100, at: at('2026-06-08 14:00') },
      ],
    });
  });

  it('is met exactly at the deadline, and breached a moment later, whenever it is asked', () => {
    const dueAt = at('2026-06-08 14:00');
    for (const asOf of ['2026-06-08 10:00', '2026-06-08 14:00', '2027-01-01 00:00']) {
      expect(say({ metAt: dueAt }, asOf)).toMatchObject({ state: 'met', breached: false, activeSeconds: 4 * hour });
      const late = new Date(dueAt.getTime() + 1_000);
      expect(say({ metAt: late }, asOf)).toMatchObject({ state: 'breached_met', breached: true, breachedAt: dueAt });
    }
  });

  it('is breached from the deadline on, as of the deadline', () => {
    expect(say({}, '2026-06-08 13:59')).toMatchObject({ state: 'running', breached: false, remainingSeconds: 60 });
    for (const asOf of ['2026-06-08 14:00', '2026-07-01 00:00']) {
      expect(say({}, asOf)).toMatchObject({
        state: 'breached_running',
        breachedAt: at('2026-06-08 14:00'),
        remainingSeconds: 0,
      });
    }
  });

  it('stands while it pauses, and goes on afterwards', () => {
    const pauses = [pause('2026-06-08 11:00', '2026-06-08 13:00'), pause('2026-06-08 16:30', '2026-06-09 09:30')];
    expect(say({ pauses }, '2026-06-08 12:00')).toMatchObject({
      state: 'paused',
      dueAt: at('2026-06-08 16:00'),
      activeSeconds: hour,
    });
    expect(say({ pauses, targetSeconds: 5 * hour }, '2026-06-08 15:00')).toMatchObject({
      state: 'running',
      dueAt: at('2026-06-09 10:00'),
      activeSeconds: 3 * hour,
    });
  });

  it('has no deadline yet while a pause goes on, unless the target was used up before', () => {
    const pauses = [pause('2026-06-08 11:00', null)];
    expect(say({ pauses }, '2026-06-10 11:00')).toMatchObject({
      dueAt: null,
      state: 'paused',
      breached: false,
      remainingSeconds: 3 * hour,
      warnings: [{ at: null }, { at: null }, { at: null }],
    });
    expect(say({ pauses: [pause('2026-06-08 13:00', null)] }, '2026-06-10 11:00').warnings[0]).toEqual({
      percent: 50,
      at: at('2026-06-08 12:00'),
    });
    expect(say({ pauses: [pause('2026-06-08 14:00', null)] }, '2026-06-10 11:00')).toMatchObject({
      dueAt: at('2026-06-08 14:00'),
      state: 'breached_running',
    });
  });

  it('is met when the target is reached in a pause', () => {
    const pauses = [pause('2026-06-08 11:00', null)];
    const metAt = at('2026-06-10 12:00');
    expect(say({ pauses, metAt }, '2026-06-11 11:00')).toMatchObject({
      state: 'met',
      dueAt: at('2026-06-10 15:00'),
      activeSeconds: hour,
    });
  });

  it('is due at once for a target of nothing', () => {
    expect(say({ targetSeconds: 0, startedAt: at('2026-06-07 03:00') })).toMatchObject({
      dueAt: at('2026-06-07 03:00'),
      breached: true,
    });
  });

  it('says so when no working time ever reaches the target', () => {
    const never = new Schedule(toWorkingTime({ weekly: {}, holidays: [], workingDays: [] }, 'Asia/Shanghai'));
    const timeline = { startedAt: at('2026-06-08 10:00'), targetSeconds: 1, pauses: [], metAt: null };
    expect(() => evaluate(timeline, never, at('2026-06-08 11:00'))).toThrow(NeverDue);
  });
});

/** Reproducible numbers in [0, 1). */
function* randoms(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}

describe('the verdict and the definition, second by second', () => {
  it.each([
    ['Asia/Shanghai', '2026-02-13T20:00:00Z'],
    ['America/New_York', '2026-03-08T02:00:00Z'],
    ['America/New_York', '2026-10-31T22:00:00Z'],
    ['Europe/Berlin', '2026-03-28T20:00:00Z'],
    ['Europe/Berlin', '2026-10-24T20:00:00Z'],
    ['Asia/Kathmandu', '2026-06-05T02:00:00Z'],
  ])('agree in %s around %s, from every moment of asking', (timeZone, around) => {
    const random = randoms(11);
    const pick = (limit: number) => Math.floor(random.next().value * limit);
    for (let round = 0; round < 8; round++) {
      const cut = 300 + pick(800);
      const windows = [
        { fromMinute: pick(cut - 60), toMinute: cut },
        { fromMinute: cut + 1 + pick(100), toMinute: 1_430 + pick(200) },
      ];
      const calendar = {
        timeZone,
        weekly: Array.from({ length: 7 }, () => windows),
        holidays: new Set(pick(2) ? ['2026-11-01', '2026-03-29', '2026-02-15'] : []),
        workingDays: new Map(pick(2) ? [['2026-11-01', [{ fromMinute: 30, toMinute: 150 }]]] : []),
      };
      const start = Date.parse(around) + pick(6 * hour) * 1_000;
      const target = 600 + pick(3 * hour);
      let cursor = start - hour * 1_000;
      const pauses: Pause[] = Array.from({ length: pick(4) }, () => {
        const from = (cursor += pick(2 * hour) * 1_000);
        cursor += (1 + pick(hour)) * 1_000;
        return { from: new Date(from), to: new Date(cursor) };
      });
      const timeline: Timeline = { startedAt: new Date(start), targetSeconds: target, pauses, metAt: null };
      const expected = slowly(timeline, calendar);
      const schedule = new Schedule(calendar);
      for (const asOf of [start, expected.dueAt - 1_000, expected.dueAt, expected.dueAt + 86_400_000]) {
        const said = evaluate(timeline, schedule, new Date(asOf));
        expect({ round, due: said.dueAt, breached: said.breached }).toEqual({
          round,
          due: new Date(expected.dueAt),
          breached: asOf >= expected.dueAt,
        });
        expect(said.warnings.map(({ at: when }) => when!.getTime())).toEqual(expected.warnings);
        if (asOf < expected.dueAt) expect(said.activeSeconds).toBe(expected.activeUntil(asOf));
      }
    }
  });
});

/** By the definition alone; shares of the target are to the second, rounded up as the earliest second that reaches them. */
function slowly({ startedAt, targetSeconds, pauses }: Timeline, calendar: ConstructorParameters<typeof Schedule>[0]) {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: calendar.timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const active: number[] = [];
  const begunOn = (date: string) => {
    const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
    return calendar.workingDays.get(date) ?? (calendar.holidays.has(date) ? [] : calendar.weekly[weekday]!);
  };
  for (let instant = startedAt.getTime(); active.length < targetSeconds; instant += 1_000) {
    if (pauses.some(({ from, to }) => from.getTime() <= instant && instant < to!.getTime())) continue;
    const [date, time] = format.format(instant).split(' ') as [string, string];
    const [hours, minutes] = time.split(':').map(Number) as [number, number];
    const before = new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    const minute = hours * 60 + minutes;
    const isOpen = (shown: number) => (window: { fromMinute: number; toMinute: number }) =>
      window.fromMinute <= shown && shown < window.toMinute;
    if (begunOn(date).some(isOpen(minute)) || begunOn(before).some(isOpen(minute + 1_440))) active.push(instant);
  }
  const reaches = (seconds: number): number => {
    const whole = Math.ceil(seconds) - 1;
    return active[whole]! + (seconds - whole) * 1_000;
  };
  return {
    dueAt: reaches(targetSeconds),
    warnings: [50, 80, 100].map((percent) => reaches((targetSeconds * percent) / 100)).map(Math.floor),
    activeUntil: (end: number) => active.filter((instant) => instant < end).length,
  };
}
