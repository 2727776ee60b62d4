import { describe, expect, it } from '@jest/globals';
import { pointsToReverse } from './reversal.js';

const line = (returnedMinor: number, accrued = 100, paidMinor: number | null = 100_000) => ({
  paidMinor,
  returnedMinor,
  accrued,
});

describe('points of a line that came back', () => {
  it('goes with the part of the money that was given back', () => {
    expect(
      [0, 1, 999, 1000, 50_000, 99_999, 100_000].map((returned) => pointsToReverse(line(returned), false)),
    ).toEqual([0, 0, 0, 1, 50, 99, 100]);
  });

  it('is never more than the line gave, whatever was given back', () => {
    expect(pointsToReverse(line(250_000), false)).toBe(100);
  });

  it('is all of it when the order is cancelled', () => {
    expect(pointsToReverse(line(0), true)).toBe(100);
  });

  it('is nothing while the payment has not been told', () => {
    expect(pointsToReverse(line(5000, 0, null), false)).toBe(0);
  });

  it('is nothing of a line that cost nothing', () => {
    expect(pointsToReverse(line(0, 0, 0), false)).toBe(0);
  });

  it('is exact for amounts whose product a number cannot hold', () => {
    const paid = 9_007_199_254_740_991;
    expect(pointsToReverse(line(paid - 1, 9_007_199_254_740, paid), false)).toBe(9_007_199_254_739);
  });
});
