import { csatGroupOf, csatInterval, csatOf } from './csat.js';
import { type Interval, npsGroupOf, npsInterval, npsOf } from './nps.js';

export const scoreMetrics = ['nps', 'csat'] as const;
export type ScoreMetric = (typeof scoreMetrics)[number];

/** How often each answer was given; `score` null: answered the survey, but not this question. */
export type Tally = readonly { score: number | null; count: number }[];

/** A score with everything one needs to judge it. */
export interface Figure {
  /** NPS −100 to 100, CSAT 0 to 100; null below the minimum n. One decimal. */
  value: number | null;
  /** Answers to the question. */
  n: number;
  /** Whether n reaches the minimum. */
  sufficient: boolean;
  counts: Record<string, number>;
  /** Answered the survey but not this question; never in the denominator. */
  dismissed: number;
  /** Of the value, 95 %; null below the minimum n. One decimal. */
  interval: Interval | null;
}

/** The figure of one metric; below `minN` answers only counts are told. */
export function figureOf(metric: ScoreMetric, tally: Tally, minN: number): Figure {
  const { counts, value, interval } = metric === 'nps' ? npsFigure(tally) : csatFigure(tally);
  const n = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const sufficient = n >= minN;
  return {
    value: sufficient && value !== null ? round(value) : null,
    n,
    sufficient,
    counts,
    dismissed: tally.reduce((sum, { score, count }) => (score === null ? sum + count : sum), 0),
    interval: sufficient && interval ? { low: round(interval.low), high: round(interval.high) } : null,
  };
}

function npsFigure(tally: Tally) {
  const counts = { promoters: 0, passives: 0, detractors: 0 };
  for (const { score, count } of tally) if (score !== null) counts[npsGroupOf(score)] += count;
  return { counts, value: npsOf(counts), interval: npsInterval(counts) };
}

function csatFigure(tally: Tally) {
  const counts = { satisfied: 0, neutral: 0, dissatisfied: 0 };
  for (const { score, count } of tally) if (score !== null) counts[csatGroupOf(score)] += count;
  return { counts, value: csatOf(counts), interval: csatInterval(counts) };
}

/** One decimal; adding 0 turns −0 into 0. */
const round = (value: number): number => Math.round(value * 10) / 10 + 0;
