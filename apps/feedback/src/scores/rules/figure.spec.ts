import { describe, expect, it } from '@jest/globals';
import { figureOf, type ScoreMetric, type Tally } from './figure.js';

const tallyOf = (...scores: (number | null)[]): Tally => scores.map((score) => ({ score, count: 1 }));

/** Numbers that look random and are the same in every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) yield state / 2 ** 32;
}

describe('the figure of a score', () => {
  it('does not take two dismissals for answers: one promoter of one is 100, not 33', () => {
    const figure = figureOf('nps', tallyOf(10, null, null), 1);
    expect(figure).toMatchObject({
      value: 100,
      n: 1,
      dismissed: 2,
      counts: { promoters: 1, passives: 0, detractors: 0 },
    });
  });

  it('shows counts but no score below the minimum n', () => {
    const figure = figureOf('nps', tallyOf(10, 9, 3, 7), 5);
    expect(figure).toEqual({
      value: null,
      n: 4,
      sufficient: false,
      counts: { promoters: 2, passives: 1, detractors: 1 },
      dismissed: 0,
      interval: null,
    });
  });

  it('shows the score from the minimum n on', () => {
    expect(figureOf('nps', tallyOf(10, 9, 3, 7, 8), 5)).toMatchObject({ value: 20, n: 5, sufficient: true });
    expect(figureOf('csat', tallyOf(5, 4, 4, 3, 1), 5)).toMatchObject({ value: 60, n: 5, sufficient: true });
  });

  it('is empty, not NaN, without any answer', () => {
    expect(figureOf('csat', [], 2)).toEqual({
      value: null,
      n: 0,
      sufficient: false,
      counts: { satisfied: 0, neutral: 0, dissatisfied: 0 },
      dismissed: 0,
      interval: null,
    });
  });

  it('never says minus zero', () => {
    expect(Object.is(figureOf('nps', tallyOf(10, 0, 7, 7, 7), 5).value, 0)).toBe(true);
  });

  it.each<[ScoreMetric, number, number]>([
    ['nps', 0, -100],
    ['csat', 1, 0],
  ])(
    'holds for any answers to %s: counts sum up to n, nothing is NaN, the score lies in its interval',
    (metric, lowest, bottom) => {
      const random = numbers(lowest + 7);
      const next = (): number => random.next().value;
      for (let round = 0; round < 300; round++) {
        const size = Math.floor(next() * 40);
        const answers = Array.from({ length: size }, () =>
          next() < 0.2 ? null : lowest + Math.floor(next() * (metric === 'nps' ? 11 : 5)),
        );
        const { n, counts, dismissed, value, interval, sufficient } = figureOf(metric, tallyOf(...answers), 2);
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(n);
        expect(n + dismissed).toBe(size);
        expect(sufficient).toBe(n >= 2);
        if (!sufficient) {
          expect([value, interval]).toEqual([null, null]);
          continue;
        }
        expect(value!).toBeGreaterThanOrEqual(bottom);
        expect(value!).toBeLessThanOrEqual(100);
        expect(interval!.low).toBeLessThanOrEqual(value!);
        expect(interval!.high).toBeGreaterThanOrEqual(value!);
      }
    },
  );
});
