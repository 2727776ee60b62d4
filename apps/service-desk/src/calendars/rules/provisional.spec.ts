import { describe, expect, it } from '@jest/globals';
import { isProvisional, provisionalFrom } from './provisional.js';

const calendar = {
  publicHolidays: 'CN' as const,
  publicYears: [{ year: 2025 }, { year: 2026 }],
  timeZone: 'Asia/Shanghai',
};
const at = (text: string): Date => new Date(`${text}+08:00`);
const touches = (from: string, to: string, change: object = {}): boolean =>
  isProvisional({ ...calendar, ...change }, at(from), at(to));

describe('a span of time is provisional', () => {
  it('when it reaches into a year that is not known, by the wall clock of the calendar', () => {
    expect(touches('2026-12-31T17:00:00', '2027-01-01T00:00:00')).toBe(false);
    expect(touches('2026-12-31T17:00:00', '2027-01-01T00:00:01')).toBe(true);
    expect(touches('2027-01-01T00:00:00', '2027-01-01T00:00:00')).toBe(true);
    // In New York it is still the old year.
    expect(touches('2026-12-31T17:00:00', '2027-01-01T09:00:00', { timeZone: 'America/New_York' })).toBe(false);
  });

  it('when it begins before the first year that is known, or goes over a gap', () => {
    expect(touches('2024-12-31T23:59:59', '2025-06-01T00:00:00')).toBe(true);
    const publicYears = [{ year: 2024 }, { year: 2026 }];
    expect(touches('2024-12-31T23:59:59', '2026-06-01T00:00:00', { publicYears })).toBe(true);
  });

  it('never where the calendar follows nobody', () => {
    expect(touches('2026-01-01T00:00:00', '2050-01-01T00:00:00', { publicHolidays: null })).toBe(false);
  });
});

describe('a calendar is provisional from', () => {
  it('the first year on that is not known, beginning with the present one', () => {
    expect(provisionalFrom(calendar, at('2025-03-01T00:00:00'))).toBe(2027);
    expect(provisionalFrom(calendar, at('2031-03-01T00:00:00'))).toBe(2031);
    expect(provisionalFrom(calendar, at('2024-12-31T23:59:59'))).toBe(2024);
    expect(provisionalFrom(calendar, at('2025-01-01T00:00:00'))).toBe(2027);
    expect(provisionalFrom({ ...calendar, publicHolidays: null }, at('2031-03-01T00:00:00'))).toBeNull();
  });
});
