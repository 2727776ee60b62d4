import { describe, expect, it } from '@jest/globals';
import { type Figures, noPurchase, rfmCode, scoresOf, type Thresholds } from './rfm.js';

const thresholds: Thresholds = {
  version: 1,
  source: 'population',
  population: 100,
  recencyDays: [10, 20, 30, 40],
  frequency: [1, 2, 3, 4],
  monetaryMinor: [100, 200, 300, 400],
  marginMinor: [10, 20, 30, 40],
};

const aBuyer = (wish: Partial<Figures> = {}): Figures => ({
  lastDay: '2026-01-01',
  recencyDays: 15,
  frequency: 2,
  monetaryMinor: 250,
  marginMinor: 25,
  ...wish,
});

describe('fifths', () => {
  it.each([
    [0, 1],
    [100, 1],
    [101, 2],
    [200, 2],
    [400, 4],
    [401, 5],
  ])('put an amount of %i, with cuts at 100, 200, 300 and 400, into fifth %i', (monetaryMinor, fifth) => {
    expect(scoresOf(aBuyer({ monetaryMinor }), thresholds).monetary).toBe(fifth);
  });

  it.each([
    [0, 5],
    [10, 5],
    [11, 4],
    [40, 2],
    [41, 1],
  ])('are turned round for recency: %i days are worth %i', (recencyDays, fifth) => {
    expect(scoresOf(aBuyer({ recencyDays }), thresholds).recency).toBe(fifth);
  });

  it('put customers with equal figures into the same fifth, the lowest they span', () => {
    const tied: Thresholds = { ...thresholds, frequency: [1, 1, 1, 3] };
    expect(scoresOf(aBuyer({ frequency: 1 }), tied).frequency).toBe(1);
    expect(scoresOf(aBuyer({ frequency: 2 }), tied).frequency).toBe(4);
    expect(scoresOf(aBuyer({ frequency: 4 }), tied).frequency).toBe(5);
  });

  it('put an only customer, with whom all cuts are its own figures, into the lowest by amount and the best by recency', () => {
    const own: Thresholds = { ...thresholds, recencyDays: [15, 15, 15, 15], monetaryMinor: [250, 250, 250, 250] };
    expect(scoresOf(aBuyer(), own)).toMatchObject({ recency: 5, monetary: 1 });
  });

  it('put a negative amount into the lowest', () => {
    expect(scoresOf(aBuyer({ monetaryMinor: -50 }), thresholds).monetary).toBe(1);
  });

  it('know no margin where none was told', () => {
    expect(scoresOf(aBuyer({ marginMinor: null }), thresholds).margin).toBeNull();
  });

  it('are 000 without a purchase', () => {
    const scores = scoresOf(noPurchase, thresholds);
    expect(rfmCode(scores)).toBe('000');
    expect(scores.margin).toBeNull();
  });

  it('are the lowest, not 000, for one who bought before the window', () => {
    const scores = scoresOf(
      aBuyer({ recencyDays: 900, frequency: 0, monetaryMinor: 0, marginMinor: null }),
      thresholds,
    );
    expect(rfmCode(scores)).toBe('111');
  });
});
