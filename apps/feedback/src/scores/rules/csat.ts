import { type Interval, z95 } from './nps.js';

/** How many answered what; the sum of the three is n. */
export interface CsatCounts {
  /** 4 and 5: the top two boxes. */
  satisfied: number;
  /** 3. */
  neutral: number;
  /** 1 and 2. */
  dissatisfied: number;
}

/** Where an answer 1–5 counts. */
export function csatGroupOf(score: number): keyof CsatCounts {
  if (!Number.isInteger(score) || score < 1 || score > 5) throw new RangeError(`${score} is no answer to 1–5`);
  return score >= 4 ? 'satisfied' : score === 3 ? 'neutral' : 'dissatisfied';
}

/** Share of the top two boxes in percent, 0 to 100, not rounded; null when nobody answered. */
export function csatOf({ satisfied, neutral, dissatisfied }: CsatCounts): number | null {
  const n = satisfied + neutral + dissatisfied;
  return n === 0 ? null : (100 * satisfied) / n;
}

/** Its Wilson 95 % interval in percent; null when nobody answered. */
export function csatInterval({ satisfied, neutral, dissatisfied }: CsatCounts): Interval | null {
  const interval = wilson(satisfied, satisfied + neutral + dissatisfied);
  return interval && { low: 100 * interval.low, high: 100 * interval.high };
}

/** 95 % score interval of a share (Wilson 1927): `hits` of `n`; null for n = 0. */
export function wilson(hits: number, n: number): Interval | null {
  if (n === 0) return null;
  const p = hits / n;
  const z2 = z95 ** 2;
  const centre = p + z2 / (2 * n);
  const margin = z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  const scale = 1 + z2 / n;
  // Rounding errors must not lead below none or above all.
  return { low: hits === 0 ? 0 : (centre - margin) / scale, high: hits === n ? 1 : (centre + margin) / scale };
}
