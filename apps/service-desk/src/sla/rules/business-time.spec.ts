import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { deadline, workingSeconds, type WorkingTime } from './business-time.js';
import { toWorkingTime, type WrittenCalendar } from './calendar-faults.js';

const hour = 3600;
const shanghai = 'Asia/Shanghai';

const week = (...windows: [from: string, to: string][]): WrittenCalendar => ({
  weekly: [1, 2, 3, 4, 5].flatMap((weekday) => windows.map(([from, to]) => ({ weekday, from, to }))),
  holidays: [],
  workingDays: [],
});

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
    const windows = [
      { from: '13:30', to: '18:00' },
      { from: '09:00', to: '12:00' },
    ];
    const workingDays = ['2026-02-14', '2026-02-28'].flatMap((date) => windows.map((window) => ({ date, ...window })));
    const calendar = toWorkingTime({ ...chinese, holidays: festival, workingDays }, shanghai);
    expect(due('2026-02-13 17:00', 2, calendar)).toBe('2026-02-14 10:00');
    expect(due('2026-02-14 17:00', 2, calendar)).toBe('2026-02-24 10:00');
    expect(due('2026-02-13 11:30', 1, calendar)).toBe('2026-02-13 14:00');
  });

  it('says plainly that a calendar without any window has no deadline', () => {
    const never = toWorkingTime({ weekly: [], holidays: [], workingDays: [] }, shanghai);
    expect(() => deadline(at('2026-06-05 16:00'), 1, never)).toThrow('no working time');
  });
});

describe('business time and the change of the clocks', () => {
  const allDay = (timeZone: string) =>
    toWorkingTime(
      {
        weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' })),
        holidays: [],
        workingDays: [],
      },
      timeZone,
    );
  const seconds = (from: string, to: string, timeZone: string) =>
    workingSeconds(new Date(from), new Date(to), allDay(timeZone));

  it('a day of New York has 23 hours in spring and 25 in autumn', () => {
    expect(seconds('2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 'America/New_York')).toBe(23 * hour);
    expect(seconds('2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 'America/New_York')).toBe(25 * hour);
  });

  it('a window that lies in the skipped hour is no work, one in the repeated hour is worked twice', () => {
    const window = (from: string, to: string) =>
      toWorkingTime({ weekly: [{ weekday: 7, from, to }], holidays: [], workingDays: [] }, 'America/New_York');
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
    const windows = calendar.workingDays.get(date) ?? (calendar.holidays.has(date) ? [] : calendar.weekly[weekday]!);
    const minuteOfDay = hours * 60 + minutes;
    if (windows.some((window) => window.fromMinute <= minuteOfDay && minuteOfDay < window.toMinute)) worked++;
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
        { fromMinute: cut + pick(20), toMinute: 1_435 },
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
