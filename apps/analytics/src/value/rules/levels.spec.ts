import { describe, expect, it } from '@jest/globals';
import { betterOf, gradeOf, levelRules, valueIndexOf } from './levels.js';
import { noPurchase, type Figures } from './rfm.js';

const all = (fifth: number) => ({ recency: fifth, frequency: fifth, monetary: fifth, margin: fifth });
const figures: Figures = { ...noPurchase, lastDay: '2026-01-01', recencyDays: 3, frequency: 2, monetaryMinor: 1000 };

describe('the value index', () => {
  it('runs from 0 to 100', () => {
    expect([1, 2, 3, 4, 5].map((fifth) => valueIndexOf(all(fifth)))).toEqual([0, 25, 50, 75, 100]);
  });

  it('weighs recency 20, frequency 25, amount 35 and margin 20', () => {
    expect(valueIndexOf({ ...all(1), recency: 5 })).toBe(20);
    expect(valueIndexOf({ ...all(1), frequency: 5 })).toBe(25);
    expect(valueIndexOf({ ...all(1), monetary: 5 })).toBe(35);
    expect(valueIndexOf({ ...all(1), margin: 5 })).toBe(20);
  });

  it('shares the weight of an unknown margin among the others', () => {
    expect(valueIndexOf({ ...all(5), margin: null })).toBe(100);
    expect(valueIndexOf({ ...all(1), monetary: 5, margin: null })).toBe(43.75);
  });

  it('is 0 without a purchase', () => {
    expect(valueIndexOf({ ...all(0), margin: null })).toBe(0);
  });
});

describe('the level', () => {
  const { from, hysteresis } = levelRules;

  it('is the highest that the index reaches', () => {
    expect(gradeOf(from.diamond, figures, null).level).toBe('diamond');
    expect(gradeOf(from.diamond - 0.01, figures, null).level).toBe('gold');
    expect(gradeOf(from.silver, figures, null).level).toBe('silver');
    expect(gradeOf(0, figures, null).level).toBe('basic');
  });

  it('rises at once', () => {
    expect(gradeOf(from.diamond, figures, 'basic')).toEqual({ level: 'diamond', held: false, negative: false });
  });

  it('is held within the margin below its threshold, and lost beneath it', () => {
    expect(gradeOf(from.gold - hysteresis, figures, 'gold')).toEqual({ level: 'gold', held: true, negative: false });
    expect(gradeOf(from.gold - hysteresis - 0.01, figures, 'gold')).toEqual({
      level: 'silver',
      held: false,
      negative: false,
    });
  });

  it('is basic, whatever the index and the level before, for one who gave back more than was paid', () => {
    expect(gradeOf(100, { ...figures, monetaryMinor: -1 }, 'diamond')).toEqual({
      level: 'basic',
      held: false,
      negative: true,
    });
  });

  it('compares', () => {
    expect(betterOf('gold', 'diamond')).toBe('diamond');
    expect(betterOf('silver', 'basic')).toBe('silver');
  });
});
