import { describe, expect, it } from '@jest/globals';
import { csatGroupOf, csatInterval, csatOf, wilson } from './csat.js';

describe('customer satisfaction', () => {
  it('counts the top two boxes', () => {
    expect([1, 2, 3, 4, 5].map(csatGroupOf)).toEqual([
      'dissatisfied',
      'dissatisfied',
      'neutral',
      'satisfied',
      'satisfied',
    ]);
    expect(csatOf({ satisfied: 3, neutral: 1, dissatisfied: 0 })).toBe(75);
  });

  it.each([0, 6, 2.5])('refuses %p, which is no answer', (score) => {
    expect(() => csatGroupOf(score)).toThrow(RangeError);
  });

  it('is null, not NaN, when nobody answered', () => {
    expect(csatOf({ satisfied: 0, neutral: 0, dissatisfied: 0 })).toBeNull();
    expect(csatInterval({ satisfied: 0, neutral: 0, dissatisfied: 0 })).toBeNull();
  });

  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('has the Wilson interval that Newcombe gives for %i of %i', (hits, n, low, high) => {
    const interval = wilson(hits, n)!;
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('mirrors the interval when hits and misses are exchanged', () => {
    const [some, others] = [wilson(3, 17)!, wilson(14, 17)!];
    expect(some.low).toBeCloseTo(1 - others.high, 12);
    expect(wilson(17, 17)!.high).toBe(1);
  });
});
