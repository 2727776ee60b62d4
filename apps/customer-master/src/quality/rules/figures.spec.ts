import { describe, expect, it } from '@jest/globals';
import { dayAfter, daysBetween } from './days.js';
import { figuresOf, type QualitySums, together, worstReasons } from './figures.js';
import { nextStep, reasonCodes, reasonText } from './reasons.js';

const sums = (customers: number, score: number, more: Partial<QualitySums> = {}): QualitySums => ({
  customers,
  score,
  completeness: score,
  validity: score,
  freshness: score,
  uniqueness: 100 * customers,
  complete: 1,
  valid: customers,
  fresh: 0,
  duplicates: 0,
  pairEnds: 0,
  bins: [0, 0, 0, 0, 0, customers, 0, 0, 0, 0],
  reasons: [],
  ...more,
});

describe('figures', () => {
  it('of several groups are those of all their customers', () => {
    const together = figuresOf([sums(1, 40, { pairEnds: 1 }), sums(3, 240, { pairEnds: 1, duplicates: 1 })]);
    expect(together).toMatchObject({
      customers: 4,
      meanScore: 70,
      uniqueness: 100,
      completeShare: 0.5,
      validShare: 1,
      freshShare: 0,
      duplicateShare: 0.25,
      duplicatesRate: 0.25,
    });
    expect(together!.distribution[5]).toBe(4);
  });

  it('are none without customers', () => {
    expect(figuresOf([])).toBeNull();
  });

  it('of parts are those of the whole', () => {
    const reason = { code: 'missing' as const, field: null, customers: 1 };
    const parts = [sums(1, 40, { reasons: [reason] }), sums(3, 240, { reasons: [reason], pairEnds: 2 })];
    const whole = together(parts);
    expect(figuresOf([whole])).toEqual(figuresOf(parts));
    expect(whole).toMatchObject({
      customers: 4,
      score: 280,
      complete: 2,
      pairEnds: 2,
      reasons: [{ ...reason, customers: 2 }],
    });
  });

  it('name the reasons that most customers have, over all groups', () => {
    const missing = { code: 'missing' as const, field: '/addresses', customers: 2 };
    const stale = { code: 'stale' as const, field: '/addresses', customers: 3 };
    const worst = worstReasons([sums(5, 1, { reasons: [stale, missing] }), sums(5, 1, { reasons: [missing] })], 2);
    expect(worst).toEqual([{ ...missing, customers: 4 }, stale]);
  });
});

describe('the words', () => {
  it('say for every reason why and what to do, in Chinese and English', () => {
    for (const code of reasonCodes) {
      const texts = [reasonText(code, '/contactPoints/phone'), nextStep(code, '/contactPoints/phone')];
      for (const { zh, en } of texts) {
        expect([zh, en].filter((text) => text === '' || /[{}]/.test(text))).toEqual([]);
        expect(zh).toMatch(/\p{Script=Han}/u);
      }
    }
    expect(reasonText('missing', '/attributes/licence')).toEqual({
      zh: '缺少属性“licence”',
      en: 'Attribute licence is missing',
    });
  });
});

describe('days', () => {
  it('go on over months and leap days', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
    expect(dayAfter('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2026-01-02', '2026-01-01')).toEqual([]);
  });
});
