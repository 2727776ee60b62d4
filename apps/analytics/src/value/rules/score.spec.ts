import { describe, expect, it } from '@jest/globals';
import { type Figures, noPurchase, type Thresholds } from './rfm.js';
import { differs, score } from './score.js';
import { sentenceOf } from './texts.js';

const thresholds: Thresholds = {
  version: 7,
  source: 'population',
  population: 100,
  recencyDays: [10, 20, 30, 40],
  frequency: [1, 2, 3, 4],
  monetaryMinor: [100_00, 200_00, 300_00, 400_00],
  marginMinor: [10_00, 20_00, 30_00, 40_00],
};
const best: Figures = {
  lastDay: '2026-01-01',
  recencyDays: 4,
  frequency: 9,
  monetaryMinor: 42_000_00,
  marginMinor: 500_00,
};

describe('a score', () => {
  it('says what it rests on and why', () => {
    expect(score(best, thresholds, null)).toEqual({
      figures: best,
      scores: { recency: 5, frequency: 5, monetary: 5, margin: 5 },
      valueIndex: 100,
      level: 'diamond',
      segment: 'champions',
      reasons: ['monetary_quintile_5', 'frequency_quintile_5', 'recency_quintile_5', 'margin_quintile_5'],
      rulesVersion: 1,
      thresholdsVersion: 7,
    });
  });

  it('names what overrides first', () => {
    const returned = score({ ...best, monetaryMinor: -5_00 }, thresholds, 'gold');
    expect(returned.reasons[0]).toBe('net_amount_negative');
    expect(returned.level).toBe('basic');
    const held = score({ ...best, recencyDays: 25 }, thresholds, 'diamond');
    expect(held).toMatchObject({ valueIndex: 90, level: 'diamond' });
    expect(held.reasons[0]).toBe('held_by_hysteresis');
    const old = score({ ...noPurchase, lastDay: '2020-01-01', recencyDays: 2000 }, thresholds, null);
    expect(old.reasons).toEqual([
      'no_purchase_in_window',
      'monetary_quintile_1',
      'frequency_quintile_1',
      'recency_quintile_1',
      'margin_unknown',
    ]);
  });

  it('has a sentence for every reason, in both languages, with its figures', () => {
    const cases = [score(best, thresholds, null), score({ ...best, recencyDays: 25 }, thresholds, 'diamond')];
    for (const { reasons, figures } of cases) {
      for (const reason of reasons) {
        const { zh, en } = sentenceOf(reason, figures, 'CNY');
        expect(zh).toMatch(/[一-龥]/);
        expect(en).not.toMatch(/undefined|null/);
      }
    }
    expect(sentenceOf('monetary_quintile_5', best, 'CNY')).toEqual({
      zh: '近 730 天净购买额 CNY 42000.00：金额 5 分（满分 5 分）',
      en: 'Net CNY 42000.00 in the last 730 days: monetary value 5 of 5',
    });
    expect(sentenceOf('held_by_hysteresis', best, 'CNY').en).toContain('kept');
    expect(sentenceOf('no_purchase_left', noPurchase, 'CNY').zh).toContain('没有可计入的购买');
  });
});

describe('a score differs', () => {
  const one = score(best, thresholds, null);

  it('not by the passing of days alone', () => {
    expect(differs(one, score({ ...best, recencyDays: 5 }, thresholds, null))).toBe(false);
  });

  it('when days move it into another fifth', () => {
    expect(differs(one, score({ ...best, recencyDays: 11 }, thresholds, null))).toBe(true);
  });

  it('by every other figure', () => {
    for (const figures of [
      { ...best, frequency: 10 },
      { ...best, monetaryMinor: 42_000_01 },
      { ...best, marginMinor: null },
      { ...best, lastDay: '2026-01-02' },
    ]) {
      expect(differs(one, score(figures, thresholds, null))).toBe(true);
    }
  });
});
