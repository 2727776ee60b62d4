import { describe, expect, it } from '@jest/globals';
import { daysOfWeek, overlapsOf, weekOf } from './visit-plan.js';

const visit = (id: string, from: number, to: number) => ({
  id,
  plannedFrom: new Date(Date.UTC(2026, 10, 23, from)),
  plannedTo: new Date(Date.UTC(2026, 10, 23, to)),
});

describe('visits', () => {
  it('overlap where they take place at the same time, not where one follows the other', () => {
    const overlaps = overlapsOf([visit('late', 6, 8), visit('long', 1, 7), visit('next', 8, 9), visit('early', 0, 1)]);
    expect(Object.fromEntries(overlaps)).toEqual({ late: ['long'], long: ['late'], next: [], early: [] });
  });

  it('overlap each with each of three', () => {
    const overlaps = overlapsOf([visit('a', 1, 9), visit('b', 2, 4), visit('c', 3, 5), visit('d', 6, 7)]);
    expect(overlaps.get('a')).toEqual(['b', 'c', 'd']);
    expect([overlaps.get('b'), overlaps.get('d')]).toEqual([['a', 'c'], ['a']]);
  });
});

describe('a week', () => {
  it('goes from Monday to Sunday, also over the end of a year', () => {
    expect(daysOfWeek('2026-W48')).toEqual([
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
      '2026-11-28',
      '2026-11-29',
    ]);
    expect(daysOfWeek('2026-W01')?.[0]).toBe('2025-12-29');
    expect(daysOfWeek('2026-W53')?.at(-1)).toBe('2027-01-03');
  });

  it('is not there where the year has no such week', () => {
    for (const week of ['2025-W53', '2026-W00', '2026-W54', '2026-48', 'W48']) expect(daysOfWeek(week)).toBeUndefined();
  });

  it('is that of its days', () => {
    for (const week of ['2026-W48', '2026-W01', '2026-W53', '2025-W01', '2024-W52', '2020-W53'])
      for (const day of daysOfWeek(week)!) expect([day, weekOf(day)]).toEqual([day, week]);
  });
});
