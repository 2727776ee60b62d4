import { describe, expect, it } from '@jest/globals';
import { trendOf } from './satisfaction-trend.js';

const now = new Date('2026-06-30T00:00:00.000Z');
/** Answers, the newest first: what was said how many days ago. */
const said = (...answers: readonly (readonly [days: number, nps: number | null, csat?: number])[]) =>
  answers.map(([days, nps, csat]) => ({
    ...{ nps, csat: csat ?? null },
    answeredAt: new Date(now.getTime() - days * 86_400_000).toISOString(),
  }));

describe('the trend of satisfaction', () => {
  it('is the mean of the last 180 days less that of the 180 days before', () => {
    const answers = said([1, 9], [90, 8], [180, 8], [181, 7], [300, 7], [360, 6], [361, 0]);
    expect(trendOf(answers, 'nps', now)).toEqual({
      ...{
        direction: 'rising',
        change: 1.67,
        recentMean: 8.33,
        recentAnswers: 3,
        earlierMean: 6.67,
        earlierAnswers: 3,
      },
    });
  });

  it.each([
    ['rising', 'nps', [5, 6, 5, 6], [5, 5, 5, 5]],
    ['steady', 'nps', [5, 5, 5], [5, 5, 6]],
    ['falling', 'nps', [0, 0, 0], [10, 10, 10]],
    ['rising', 'csat', [4, 4, 4, 4, 5], [4, 4, 4, 4, 4]],
    ['steady', 'csat', [4, 4, 4, 4, 4, 5], [4, 4, 4, 4, 4, 4]],
    ['falling', 'csat', [4, 4, 4, 4, 4], [4, 4, 4, 4, 5]],
  ] as const)('is %s from a twentieth of the scale on (%#)', (direction, scale, recent, earlier) => {
    const all = [...recent.map((score) => [10, score] as const), ...earlier.map((score) => [200, score] as const)];
    const answers = scale === 'nps' ? said(...all) : said(...all.map(([days, score]) => [days, null, score] as const));
    expect(trendOf(answers, scale, now).direction).toBe(direction);
  });

  it('says nothing with fewer than three answers in a period, but what there are', () => {
    const answers = said([1, 9], [2, 9], [200, 3], [210, 3], [220, 3], [230, null, 5]);
    expect(trendOf(answers, 'nps', now)).toEqual({
      ...{ direction: null, change: null, recentMean: 9, recentAnswers: 2, earlierMean: 3, earlierAnswers: 3 },
    });
    expect(trendOf(answers, 'csat', now)).toMatchObject({ recentMean: null, recentAnswers: 0, earlierAnswers: 1 });
    expect(trendOf([], 'nps', now)).toMatchObject({ direction: null, recentMean: null, earlierMean: null });
  });

  it('goes by the newest 50 answers of a period', () => {
    const days = (from: number, count: number, nps: number) =>
      Array.from({ length: count }, (_, at) => [from + at / 10, nps] as const);
    const answers = said(...days(1, 50, 8), ...days(10, 30, 0), ...days(200, 50, 8), ...days(210, 30, 0));
    expect(trendOf(answers, 'nps', now)).toEqual({
      ...{ direction: 'steady', change: 0, recentMean: 8, recentAnswers: 50, earlierMean: 8, earlierAnswers: 50 },
    });
  });
});
