import { describe, expect, it } from '@jest/globals';
import { npsGroupOf, npsInterval, npsOf } from './nps.js';

describe('net promoter score', () => {
  it('sorts every answer from 0 to 10 as Reichheld does', () => {
    const groups = Array.from({ length: 11 }, (_, score) => npsGroupOf(score));
    expect(groups).toEqual([...Array<string>(7).fill('detractors'), 'passives', 'passives', 'promoters', 'promoters']);
  });

  it.each([-1, 11, 6.5, NaN])('refuses %p, which is no answer', (score) => {
    expect(() => npsGroupOf(score)).toThrow(RangeError);
  });

  it('is the share of promoters minus the share of detractors', () => {
    expect(npsOf({ promoters: 5, passives: 3, detractors: 2 })).toBeCloseTo(30, 10);
    expect(npsOf({ promoters: 0, passives: 0, detractors: 4 })).toBe(-100);
  });

  it('is null, not NaN, when nobody answered', () => {
    expect(npsOf({ promoters: 0, passives: 0, detractors: 0 })).toBeNull();
    expect(npsInterval({ promoters: 0, passives: 0, detractors: 0 })).toBeNull();
  });

  it('has the interval of the adjusted Wald method', () => {
    // By hand: p = 5.75/13, d = 2.75/13, margin = 1.95996 · √((p + d − (p − d)²)/13).
    const interval = npsInterval({ promoters: 5, passives: 3, detractors: 2 })!;
    expect(interval.low).toBeCloseTo(-19.0506, 3);
    expect(interval.high).toBeCloseTo(65.2045, 3);
  });

  it('has an interval of some width even when all answers agree', () => {
    const interval = npsInterval({ promoters: 5, passives: 0, detractors: 0 })!;
    expect(interval.high).toBe(100);
    expect(interval.low).toBeLessThan(60);
  });
});
