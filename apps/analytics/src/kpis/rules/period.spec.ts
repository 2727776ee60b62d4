import { describe, expect, it } from '@jest/globals';
import { businessDay } from '../../business-day.js';
import { daysOf, isDay, monthsOf, twelveMonthsTo } from './period.js';

describe('periods', () => {
  it('take the day from the calendars of the zone', () => {
    expect(businessDay(new Date('2026-01-05T15:59:59Z'), 'Asia/Shanghai')).toBe('2026-01-05');
    expect(businessDay(new Date('2026-01-05T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-01-06');
  });

  it('of twelve months begin with a month', () => {
    expect(twelveMonthsTo('2026-03-31')).toEqual({ from: '2025-04-01', to: '2026-03-31' });
    expect(twelveMonthsTo('2026-12-01')).toEqual({ from: '2026-01-01', to: '2026-12-01' });
  });

  it('list every month they touch', () => {
    expect(monthsOf({ from: '2025-11-30', to: '2026-02-01' })).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(monthsOf({ from: '2026-01-31', to: '2026-01-31' })).toEqual(['2026-01']);
  });

  it('know the days of the calendar', () => {
    expect(['2026-02-28', '2024-02-29'].every(isDay)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '2026-1-1', '0001-01-01', "2026-01-01'", ''].some(isDay)).toBe(false);
    expect(daysOf({ from: '2026-01-01', to: '2026-01-31' })).toBe(31);
  });
});
