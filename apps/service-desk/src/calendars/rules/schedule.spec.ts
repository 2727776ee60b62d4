import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { toWorkingTime, weekdays, type Window, type WrittenCalendar } from './calendar.js';
import { Schedule } from './schedule.js';
import type { WorkingTime } from './working-time.js';

const hour = 3600;
const shanghai = 'Asia/Shanghai';

const onDays = (days: readonly (typeof weekdays)[number][], windows: readonly Window[]): WrittenCalendar => ({
  weekly: Object.fromEntries(days.map((day) => [day, windows])),
  holidays: [],
  workingDays: [],
});
const week = (...windows: Window[]): WrittenCalendar => onDays(weekdays.slice(0, 5), windows);
const deadline = (from: Date, seconds: number, calendar: WorkingTime): Date =>
  new Date(new Schedule(calendar).reach(from.getTime(), seconds * 1000)!);
const workingSeconds = (from: Date, to: Date, calendar: WorkingTime): number =>
  new Schedule(calendar).worked(from.getTime(), to.getTime()) / 1000;

const nineToFive = toWorkingTime(week(['09:00', '17:00']), shanghai);
/** `2026-02-13 17:00` by the wall clock of Shanghai, which has no summer time. */
const at = (text: string): Date => new Date(`${text.replace(' ', 'T')}:00+08:00`);
const due = (from: string, hours: number, calendar: WorkingTime = nineToFive): string =>
  new Date(deadline(at(from), hours * hour, calendar).getTime() + 8 * hour * 1000)
    .toISOString()
    .slice(0, 16)
    .replace('T', ' ');

describe('a deadline in business time', () => {
  it('goes over the weekend: Friday 16:00 + 2 h is Monday 10:00', () => {
    expect(due('2026-06-05 16:00', 2)).toBe('2026-06-08 10:00');
  });

  it('starts at the next opening: Saturday 10:00 + 2 h is Monday 11:00', () => {
    expect(due('2026-06-06 10:00', 2)).toBe('2026-06-08 11:00');
  });

  it('takes as many days as it needs: Monday 16:00 + 10 h is Wednesday 10:00', () => {
    expect(due('2026-06-08 16:00', 10)).toBe('2026-06-10 10:00');
  });

  it('is the closing time where the target ends there, not the next opening', () => {
    expect(due('2026-06-05 16:00', 1)).toBe('2026-06-05 17:00');
    expect(due('2026-06-08 09:00', 8)).toBe('2026-06-08 17:00');
  });

  it('does not count the moment of closing as work', () => {
    expect(due('2026-06-05 17:00', 1)).toBe('2026-06-08 10:00');
  });

  it('is the start itself for a target of nothing', () => {
    expect(deadline(at('2026-06-06 03:00'), 0, nineToFive)).toEqual(at('2026-06-06 03:00'));
  });

  it('counts a second as a second', () => {
    expect(deadline(at('2026-06-05 16:59'), 61, nineToFive)).toEqual(new Date('2026-06-08T09:00:01+08:00'));
  });

  it('leaves out the lunch break and the spring festival, and works on the make-up days of 2026', () => {
    const chinese = week(['09:00', '12:00'], ['13:30', '18:00']);
    const festival = ['15', '16', '17', '18', '19', '20', '21', '22', '23'].map((day) => `2026-02-${day}`);
    const windows: Window[] = [
      ['13:30', '18:00'],
      ['09:00', '12:00'],
    ];
    const workingDays = ['2026-02-14', '2026-02-28'].map((date) => ({ date, windows }));
    const calendar = toWorkingTime({ ...chinese, holidays: festival, workingDays }, shanghai);
    expect(due('2026-02-13 17:00', 2, calendar)).toBe('2026-02-14 10:00');
    expect(due('2026-02-14 17:00', 2, calendar)).toBe('2026-02-24 10:00');
    expect(due('2026-02-13 11:30', 1, calendar)).toBe('2026-02-13 14:00');
  });

  it('never comes in a calendar without any window, nor behind its last make-up day', () => {
    const never = new Schedule(toWorkingTime({ weekly: {}, holidays: [], workingDays: [] }, shanghai));
    expect(never.reach(at('2026-06-05 16:00').getTime(), 1)).toBeUndefined();
    expect(never.worked(at('2026-06-05 16:00').getTime(), at('2027-06-05 16:00').getTime())).toBe(0);
    const workingDays = [{ date: '2026-12-31', windows: [['22:00', '06:00']] as Window[] }];
    const once = new Schedule(toWorkingTime({ weekly: {}, holidays: [], workingDays }, 'America/New_York'));
    const from = at('2026-06-05 16:00').getTime();
    expect(new Date(once.reach(from, 8 * hour * 1000)!)).toEqual(new Date('2027-01-01T11:00:00Z'));
    expect(once.reach(from, 8 * hour * 1000 + 1)).toBeUndefined();
  });

  it('of ten years comes, also where hardly anybody works', () => {
    const tenYears = 315_360_000;
    const always = toWorkingTime(onDays(weekdays, [['00:00', '24:00']]), shanghai);
    expect(deadline(at('2026-01-01 00:00'), tenYears, always)).toEqual(
      new Date(at('2026-01-01 00:00').getTime() + tenYears * 1000),
    );
    const rare = toWorkingTime(onDays(['mon'], [['09:00', '10:00']]), shanghai);
    // 87,600 Mondays.
    expect(deadline(at('2026-01-01 00:00'), tenYears, rare)).toEqual(
      new Date(at('2026-01-05 10:00').getTime() + 87_599 * 7 * 24 * hour * 1000),
    );
  });

  it.each([
    ['of one minute a week', 1_000, []],
    ['with a date listed in each of many years', 3_000, Array.from({ length: 1_000 }, (_, at) => 2_005 + at * 7)],
  ])('keeps nobody waiting where ten years of work are never reached: a calendar %s', (_, first, years) => {
    const holidays = years.map((year) => `${year + first - 1_000}-12-31`);
    const windows: Window[] = [
      ['22:00', '06:00'],
      ['09:00', '10:00'],
    ];
    const workingDays = years.map((year) => ({ date: `${year}-12-31`, windows }));
    const calendar = { ...onDays(['mon'], [['09:00', '09:01']]), holidays, workingDays };
    // As another process sees it that works beside this one, so not the time on the wall.
    const before = process.cpuUsage();
    const schedule = new Schedule(toWorkingTime(calendar, 'America/New_York'));
    for (const share of [0.5, 0.8, 1]) {
      expect(schedule.reach(at('2026-01-01 00:00').getTime(), share * 315_360_000_000)).toBeUndefined();
    }
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(1_000);
  });

  it('counts a year that it only passes as one that it looks into', () => {
    const listed = ['2037-12-31', '2101-01-01', '2104-02-29', '2400-03-10', '2511-12-31'];
    const calendar = {
      ...onDays(['sun', 'wed'], [['20:00', '07:00']]),
      holidays: listed.slice(0, 2),
      workingDays: listed.slice(2).map((date) => ({ date, windows: [['01:30', '03:30']] as Window[] })),
    };
    for (const zone of [shanghai, 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca']) {
      const schedule = new Schedule(toWorkingTime(calendar, zone));
      for (let year = 2_030; year < 2_520; year += 1) {
        const [from, middle, to] = [Date.UTC(year, 0), Date.UTC(year, 5, 3, 4, 5), Date.UTC(year + 1, 0)] as const;
        const looked = schedule.worked(from, middle) + schedule.worked(middle, to - 1) + schedule.worked(to - 1, to);
        expect({ zone, year, worked: schedule.worked(from, to) }).toEqual({ zone, year, worked: looked });
      }
    }
  });

  it('goes through the night where a window does; the shift belongs to the day that it begins on', () => {
    const nights = toWorkingTime({ ...week(['22:00', '06:00']), holidays: ['2026-06-09'] }, shanghai);
    expect(due('2026-06-08 23:00', 4, nights)).toBe('2026-06-09 03:00');
    // Tuesday is a holiday: nobody begins then, and Monday's shift ends on it.
    expect(due('2026-06-09 05:00', 2, nights)).toBe('2026-06-10 23:00');
    // Friday's shift ends on Saturday.
    expect(due('2026-06-12 22:00', 8, nights)).toBe('2026-06-13 06:00');
    expect(due('2026-06-13 05:00', 2, nights)).toBe('2026-06-15 23:00');
  });

  it('counts no minute twice where a night shift ends on a make-up day', () => {
    const calendar = {
      ...onDays(['fri'], [['22:00', '10:00']]),
      workingDays: [{ date: '2026-06-13', windows: [['09:00', '11:00']] as Window[] }],
    };
    expect(due('2026-06-12 22:00', 13, toWorkingTime(calendar, shanghai))).toBe('2026-06-13 11:00');
  });
});

describe('business time and the change of the clocks', () => {
  const allDay = (timeZone: string) => toWorkingTime(onDays(weekdays, [['00:00', '24:00']]), timeZone);
  const seconds = (from: string, to: string, timeZone: string) =>
    workingSeconds(new Date(from), new Date(to), allDay(timeZone));

  it('a day of New York has 23 hours in spring and 25 in autumn', () => {
    expect(seconds('2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 'America/New_York')).toBe(23 * hour);
    expect(seconds('2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 'America/New_York')).toBe(25 * hour);
  });

  it('a window that lies in the skipped hour is no work, one in the repeated hour is worked twice', () => {
    const window = (from: string, to: string) => toWorkingTime(onDays(['sun'], [[from, to]]), 'America/New_York');
    const day = (date: string) => [new Date(`${date}T04:00:00Z`), new Date(`${date}T23:00:00Z`)] as const;
    expect(workingSeconds(...day('2026-03-08'), window('02:00', '03:00'))).toBe(0);
    expect(workingSeconds(...day('2026-11-01'), window('01:00', '02:00'))).toBe(2 * hour);
    expect(workingSeconds(...day('2026-11-01'), window('00:30', '01:30'))).toBe(1.5 * hour);
  });
});

/** The definition itself, second by second: slow, and written without any of the code above. */
function oracle(from: Date, targetSeconds: number, calendar: WorkingTime): Date {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: calendar.timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  let worked = 0;
  for (let instant = from.getTime(); ; instant += 1000) {
    if (worked === targetSeconds) return new Date(instant);
    const [date, time] = format.format(instant).split(' ') as [string, string];
    const [hours, minutes] = time.split(':').map(Number) as [number, number];
    const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
    const begunOn = (name: string, day: number) =>
      calendar.workingDays.get(name) ?? (calendar.holidays.has(name) ? [] : calendar.weekly[(day + 7) % 7]!);
    const before = new Date(Date.parse(`${date}T00:00:00Z`) - 24 * hour * 1000).toISOString().slice(0, 10);
    const minuteOfDay = hours * 60 + minutes;
    const shows = (at: number) => (window: { fromMinute: number; toMinute: number }) =>
      window.fromMinute <= at && at < window.toMinute;
    if (
      begunOn(date, weekday).some(shows(minuteOfDay)) ||
      begunOn(before, weekday - 1).some(shows(minuteOfDay + 1_440))
    )
      worked++;
  }
}

/** Reproducible numbers in [0, 1). */
function* randoms(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}

describe('the fast calculation and the definition, second by second', () => {
  // Around changes of the clocks (also by half an hour), and a zone that has none.
  it.each([
    ['Asia/Shanghai', '2026-02-13T20:00:00Z'],
    ['America/New_York', '2026-10-31T22:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T08:00:00Z'],
  ])('agree in %s', (timeZone, around) => {
    const random = randoms(7);
    const pick = (limit: number) => Math.floor(random.next().value * limit);
    for (let round = 0; round < 6; round++) {
      const cut = 10 + pick(1_400);
      const windows = [
        { fromMinute: pick(cut), toMinute: cut },
        { fromMinute: cut + pick(20), toMinute: 1_435 + pick(2) * pick(cut) },
      ].filter((window) => window.fromMinute < window.toMinute);
      const calendar: WorkingTime = {
        timeZone,
        weekly: Array.from({ length: 7 }, () => windows),
        holidays: new Set(pick(2) ? ['2026-11-01', '2026-04-05', '2026-02-15'] : []),
        workingDays: new Map(pick(2) ? [['2026-11-01', [{ fromMinute: 30, toMinute: 150 }]]] : []),
      };
      const from = new Date(Date.parse(around) + pick(8 * hour) * 1000);
      const target = pick(2 * hour);
      expect({ round, due: deadline(from, target, calendar) }).toEqual({ round, due: oracle(from, target, calendar) });
    }
  });
});

describe('the zone of the process', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is never read', () => {
    const local = [
      'getTimezoneOffset',
      'getFullYear',
      'getMonth',
      'getDate',
      'getDay',
      'getHours',
      'getMinutes',
      'setHours',
      'setDate',
      'toString',
      'toLocaleString',
    ] as const;
    for (const name of local) {
      jest.spyOn(Date.prototype, name).mockImplementation(() => {
        throw new Error(`${name} depends on the zone of the process`);
      });
    }
    expect(due('2026-06-05 16:00', 2)).toBe('2026-06-08 10:00');
  });
});
