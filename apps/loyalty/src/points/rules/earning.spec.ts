import { describe, expect, it } from '@jest/globals';
import { earn, type EarningTerms } from './earning.js';
import { lineInWords, termsInWords } from './earning-words.js';

const terms: EarningTerms = {
  currency: 'CNY',
  minorPerPoint: 1000,
  multipliers: { coal: 1, service: 2, tobacco: 0 },
  otherMultiplier: 1,
};
const line = (amountMinor: number, category?: string, lineId = '1') => ({
  lineId,
  amountMinor,
  ...(category ? { category } : {}),
});
const lineOf = (amountMinor: number, category?: string, currency = 'CNY') =>
  earn(terms, { currency, lines: [line(amountMinor, category)] }).lines[0]!;

describe('points of a paid order', () => {
  it('gives one point for every full 10 yuan of a line', () => {
    expect([0, 1, 999, 1000, 1999, 2000, 199900].map((amount) => lineOf(amount, 'coal').points)).toEqual([
      0, 0, 0, 1, 1, 2, 199,
    ]);
  });

  it('multiplies the full steps, not the amount', () => {
    expect(lineOf(1999, 'service').points).toBe(2);
  });

  it('rounds each line for itself', () => {
    const { points } = earn(terms, { currency: 'CNY', lines: [line(999, 'coal', '1'), line(999, 'coal', '2')] });
    expect(points).toBe(0);
  });

  it('says of every line why it gave what it gave', () => {
    expect(lineOf(5000, 'service')).toMatchObject({ reason: 'earned', fullSteps: 5, multiplier: 2, points: 10 });
    expect(lineOf(500)).toMatchObject({ reason: 'below_one_point', category: null, points: 0 });
    expect(lineOf(5000, 'tobacco')).toMatchObject({ reason: 'category_excluded', multiplier: 0, points: 0 });
    expect(lineOf(5000, 'coal', 'USD')).toMatchObject({ reason: 'other_currency', points: 0 });
  });

  it('takes a category named like a method of objects for any other category', () => {
    expect(lineOf(5000, 'constructor')).toMatchObject({ multiplier: 1, points: 5 });
  });

  it('refuses an order that names a line twice', () => {
    expect(() => earn(terms, { currency: 'CNY', lines: [line(1000), line(1000)] })).toThrow('names line "1" twice');
  });

  it('fails rather than lose digits of a sum', () => {
    const generous = { ...terms, minorPerPoint: 1, otherMultiplier: 100 };
    expect(() => earn(generous, { currency: 'CNY', lines: [line(Number.MAX_SAFE_INTEGER)] })).toThrow(RangeError);
  });
});

describe('the rule in words', () => {
  it('names the price of a point and what differs from the rest', () => {
    expect(termsInWords(terms)).toEqual({
      zh: '每行净额每满 10 CNY 得 1 分；service ×2；tobacco 不积分',
      en: 'Every full 10 CNY net of a line earns 1 point; service ×2; tobacco earns nothing',
    });
    expect(termsInWords({ ...terms, minorPerPoint: 1550, multipliers: { coal: 1 }, otherMultiplier: 0 }).en).toBe(
      'Every full 15.50 CNY net of a line earns 1 point; coal ×1; every other category earns nothing',
    );
  });

  it('explains each line', () => {
    expect(lineInWords(terms, lineOf(5000, 'service')).en).toBe('5 full 10 CNY × 2 = 10 points');
    expect(lineInWords(terms, lineOf(10)).zh).toBe('净额不足 10 CNY，不得分');
    expect(lineInWords(terms, lineOf(5000, 'tobacco')).zh).toBe('品类 tobacco 不积分');
    expect(lineInWords(terms, lineOf(5000, 'coal', 'USD')).en).toBe('Only orders in CNY earn points');
  });
});
