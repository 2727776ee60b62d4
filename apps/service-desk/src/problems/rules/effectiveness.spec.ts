import { describe, expect, it } from '@jest/globals';
import { casesPerWeek, isEffective, type Period, ratePercent } from './effectiveness.js';

const start = Date.parse('2026-01-01T00:00:00Z');
/** Of so many days, from so many days behind the first of January on. */
const period = (cases: number, days: number, after = 0): Period => {
  const from = start + after * 86_400_000;
  return { from: new Date(from), until: new Date(from + days * 86_400_000), cases };
};
const before = period(10, 70);

describe('the rate of recurrence', () => {
  it('is cases per week, so that stretches of different length can be compared', () => {
    expect(casesPerWeek(before)).toBe(1);
    expect(casesPerWeek(period(3, 7, 70))).toBe(3);
    expect(casesPerWeek(period(3, 3.5, 70))).toBe(6);
  });

  it('is told in percent of the one before', () => {
    expect(ratePercent(before, period(1, 35, 70))).toBe(20);
    expect(ratePercent(before, period(1, 30, 70))).toBe(23.3);
    expect(ratePercent(before, period(0, 30, 70))).toBe(0);
    expect(ratePercent(period(0, 70), period(1, 30, 70))).toBeNull();
  });
});

describe('actions', () => {
  it('are effective when nothing recurs, whatever is tolerated', () => {
    expect(isEffective(before, period(0, 1, 70), 0)).toBe(true);
    expect(isEffective(period(0, 70), period(0, 30, 70), 0)).toBe(true);
  });

  it('are effective up to the tolerated share, itself included, and no further', () => {
    expect(isEffective(before, period(1, 35, 70), 20)).toBe(true);
    expect(isEffective(before, period(1, 35, 70), 19)).toBe(false);
    expect(isEffective(before, period(2, 35, 70), 20)).toBe(false);
    // Sevenths have no exact binary fraction.
    expect(isEffective(period(5, 30), period(1, 30, 30), 20)).toBe(true);
    expect(isEffective(period(7, 49), period(3, 30, 49), 70)).toBe(true);
    expect(isEffective(period(7, 49), period(3, 30, 49), 69)).toBe(false);
  });

  it('are not effective when one case recurs and none is tolerated, or none was there before', () => {
    expect(isEffective(before, period(1, 365, 70), 0)).toBe(false);
    expect(isEffective(period(0, 70), period(1, 365, 70), 99)).toBe(false);
  });

  it('are judged by the rate, not by the number: twice the time allows twice the cases', () => {
    expect(isEffective(before, period(2, 70, 70), 20)).toBe(true);
    expect(isEffective(before, period(2, 69, 70), 20)).toBe(false);
  });
});
