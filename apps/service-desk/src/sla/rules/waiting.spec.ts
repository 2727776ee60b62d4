import { describe, expect, it } from '@jest/globals';
import { Schedule } from '../../calendars/rules/schedule.js';
import { toWorkingTime } from '../../calendars/rules/calendar.js';
import { bind } from './terms.js';
import { countedPauses } from './waiting.js';

const at = (time: string): Date => new Date(`2026-06-${time}Z`);
const pause = (from: string, to: string | null) => ({ from: at(from), to: to === null ? null : at(to) });
const hour = 3600;

describe('waiting', () => {
  it('counts until the cap is used up, the earliest first', () => {
    const pauses = [
      pause('01T00:00:00', '01T02:00:00'),
      pause('01T05:00:00', '01T06:00:00'),
      pause('02T00:00:00', null),
    ];
    expect(countedPauses(pauses, 4 * hour)).toEqual([
      pause('01T00:00:00', '01T02:00:00'),
      pause('01T05:00:00', '01T06:00:00'),
      pause('02T00:00:00', '02T01:00:00'),
    ]);
    expect(countedPauses(pauses, 2.5 * hour)).toEqual([
      pause('01T00:00:00', '01T02:00:00'),
      pause('01T05:00:00', '01T05:30:00'),
    ]);
    expect(countedPauses(pauses, 0)).toEqual([]);
  });
});

describe('terms', () => {
  const around = { weekly: {}, holidays: [], workingDays: [] } as const;
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
  const weekly = Object.fromEntries(days.map((day) => [day, [['00:00', '24:00']] as const]));
  const schedule = new Schedule(toWorkingTime({ ...around, weekly }, 'UTC'));
  const due = (terms: { from: Date; seconds: number }[], pauses: ReturnType<typeof countedPauses> = []) =>
    bind(terms, pauses, null, schedule, at('01T00:00:00')).evaluation.dueAt;
  const first = { from: at('01T00:00:00'), seconds: 8 * hour };

  it('bind by the one that ends first: a rise gives from then on what the better level has', () => {
    expect(due([first])).toEqual(at('01T08:00:00'));
    expect(due([first, { from: at('01T02:00:00'), seconds: 4 * hour }])).toEqual(at('01T06:00:00'));
    expect(due([first, { from: at('01T07:00:00'), seconds: 4 * hour }])).toEqual(at('01T08:00:00'));
  });

  it('are all moved by waiting', () => {
    const rise = { from: at('01T02:00:00'), seconds: 4 * hour };
    const waited = countedPauses([pause('01T03:00:00', '01T05:00:00')], 100 * hour);
    expect(due([first, rise], waited)).toEqual(at('01T08:00:00'));
  });
});
