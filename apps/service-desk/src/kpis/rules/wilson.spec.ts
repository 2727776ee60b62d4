import { describe, expect, it } from '@jest/globals';
import { shareOf } from './wilson.js';

/** The limits are those p for which the observed part is just 1.96 standard errors away. */
const isLimit = (limit: number, part: number, n: number): boolean =>
  Math.abs(Math.abs(part - limit) - 1.959963984540054 * Math.sqrt((limit * (1 - limit)) / n)) < 1e-9;

describe('a share', () => {
  it('of 8 in 10 lies between 49 and 94 %', () => {
    const { share, low, high } = shareOf(8, 10);
    expect(share).toBe(0.8);
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
  });

  it('of none or of all is not certain', () => {
    expect(shareOf(0, 10)).toMatchObject({ share: 0, low: 0 });
    expect(shareOf(0, 10).high).toBeCloseTo(0.2775, 4);
    expect(shareOf(10, 10).low).toBeCloseTo(0.7225, 4);
    expect(shareOf(0, 0)).toEqual({ count: 0, share: null, low: null, high: null });
  });

  it('has the limits that the definition of the score interval asks for', () => {
    for (const n of [1, 2, 7, 50, 1_000]) {
      for (let count = 1; count < n; count += Math.ceil(n / 9)) {
        const { low, high } = shareOf(count, n);
        expect([isLimit(low!, count / n, n), isLimit(high!, count / n, n)]).toEqual([true, true]);
      }
    }
  });
});
