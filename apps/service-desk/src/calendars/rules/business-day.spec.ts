import { describe, expect, it } from '@jest/globals';
import { beginOf, endOf, firstDayOf, isDay, lastDayOf } from './business-day.js';

const shanghai = 'Asia/Shanghai';
const iso = (at: Date): string => at.toISOString();

describe('a stretch of time that is asked for', () => {
  it('by days begins with the first and ends with the last one, by the wall clock of the zone', () => {
    expect([iso(beginOf('2026-06-01', shanghai)), iso(endOf('2026-06-30', shanghai))]).toEqual([
      '2026-05-31T16:00:00.000Z',
      '2026-06-30T16:00:00.000Z',
    ]);
    // The clock is put forward within that day.
    expect([iso(beginOf('2026-03-29', 'Europe/Berlin')), iso(endOf('2026-03-29', 'Europe/Berlin'))]).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
  });

  it('by instants begins and ends there', () => {
    const at = '2026-06-01T08:00:00+08:00';
    expect([iso(beginOf(at, shanghai)), iso(endOf(at, shanghai))]).toEqual(Array(2).fill('2026-06-01T00:00:00.000Z'));
  });

  it('has a first and a last day, however it is said', () => {
    expect([firstDayOf('2026-06-01', shanghai), lastDayOf('2026-06-30', shanghai)]).toEqual([
      '2026-06-01',
      '2026-06-30',
    ]);
    expect([firstDayOf('2026-05-31T16:00:00Z', shanghai), lastDayOf('2026-06-30T16:00:00Z', shanghai)]).toEqual([
      '2026-06-01',
      '2026-06-30',
    ]);
  });

  it.each(['2026-02-30', '2026-6-1', '1969-01-01', '2026-06-01T00:00:00Z', 20260601, 'today'])(
    'is not of the day %s',
    (text) => expect(isDay(text)).toBe(false),
  );
});
