import { describe, expect, it } from '@jest/globals';
import { holdTimesOf, percentile } from './figures.js';

describe('a percentile', () => {
  it('is one of the values: the smallest that so many do not exceed', () => {
    const ten = Array.from({ length: 10 }, (_, at) => at + 1);
    expect([percentile(ten, 50), percentile(ten, 90), percentile(ten, 100)]).toEqual([5, 9, 10]);
    expect([percentile([7], 50), percentile([7], 90)]).toEqual([7, 7]);
    expect(percentile([], 50)).toBeNull();
  });
});

describe('hold times', () => {
  it('are told by the wall clock and in working time', () => {
    const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 5, hour));
    const stretch = (hours: number, businessSeconds: number) => ({
      ...{ department: 'service', from: at(0), to: at(hours), businessSeconds },
    });
    expect(holdTimesOf([stretch(2, 10), stretch(1, 30), stretch(4, 20)])).toEqual({
      stretches: 3,
      wall: { p50: 7200, p90: 14_400 },
      business: { p50: 20, p90: 30 },
    });
    expect(holdTimesOf([])).toEqual({
      stretches: 0,
      wall: { p50: null, p90: null },
      business: { p50: null, p90: null },
    });
  });
});
