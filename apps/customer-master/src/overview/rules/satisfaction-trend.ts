import type { ResponsePicture } from './pictures.js';

/** Days of each of the two periods that are compared: up to now, and before that. */
export const trendDays = 180;
/** Of a period at most its newest answers count, and with fewer than that nothing is said. */
export const mostAnswers = 50;
export const fewestAnswers = 3;

/** A change of at least a twentieth of the scale is one. */
const leastChange = { nps: (10 - 0) / 20, csat: (5 - 1) / 20 } as const;
type Scale = keyof typeof leastChange;

export const trendDirections = ['rising', 'steady', 'falling'] as const;
export type TrendDirection = (typeof trendDirections)[number];

/** The mean answer of the last 180 days beside that of the 180 days before; nothing is weighted. */
export interface Trend {
  direction: TrendDirection | null;
  /** Recent mean less earlier mean, to two decimals. */
  change: number | null;
  recentMean: number | null;
  recentAnswers: number;
  earlierMean: number | null;
  earlierAnswers: number;
}

/** Since when answers are recent, and since when earlier. */
export const periodsBefore = (now: Date): { recent: Date; earlier: Date } => {
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
  return { recent: daysAgo(trendDays), earlier: daysAgo(2 * trendDays) };
};

/** @param answers the newest first */
export function trendOf(answers: readonly ResponsePicture[], scale: Scale, now: Date): Trend {
  const since = periodsBefore(now);
  const between = (from: Date, until?: Date): number[] =>
    answers
      .filter(({ answeredAt }) => Date.parse(answeredAt) >= from.getTime())
      .filter(({ answeredAt }) => !until || Date.parse(answeredAt) < until.getTime())
      .flatMap((answer) => answer[scale] ?? [])
      .slice(0, mostAnswers);
  const [recent, earlier] = [between(since.recent), between(since.earlier, since.recent)];
  const figures = {
    ...{ recentMean: meanOf(recent), recentAnswers: recent.length },
    ...{ earlierMean: meanOf(earlier), earlierAnswers: earlier.length },
  };
  if (recent.length < fewestAnswers || earlier.length < fewestAnswers) {
    return { direction: null, change: null, ...figures };
  }
  const change = rounded(mean(recent) - mean(earlier));
  return { direction: directionOf(change, leastChange[scale]), change, ...figures };
}

const directionOf = (change: number, least: number): TrendDirection =>
  Math.abs(change) < least ? 'steady' : change > 0 ? 'rising' : 'falling';

const meanOf = (scores: readonly number[]): number | null => (scores.length > 0 ? rounded(mean(scores)) : null);

const mean = (scores: readonly number[]): number => scores.reduce((sum, score) => sum + score, 0) / scores.length;

const rounded = (figure: number): number => Math.round(figure * 100) / 100;
