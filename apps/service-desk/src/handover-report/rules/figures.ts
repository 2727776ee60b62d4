import type { DeclineCode } from '../../handovers/rules/decline-codes.js';

/** A case in the hands of one department, from the moment it got it to the moment it let go of it. */
export interface Stretch {
  department: string;
  from: Date;
  to: Date;
  /** Working time between, in seconds. */
  businessSeconds: number;
}

/** How long something took, in seconds; null: it never happened. */
export interface Spread {
  p50: number | null;
  p90: number | null;
}

export interface HoldTimes {
  /** So many stretches ended. */
  stretches: number;
  business: Spread;
  wall: Spread;
}

/** What was done with the offers to one department in a period, by one answer. */
export interface OfferCount {
  department: string;
  state: string;
  declineCode: DeclineCode | null;
  count: number;
}

/** The smallest value that at least this share of the values does not exceed (nearest rank); null: there is none. */
export function percentile(sorted: readonly number[], percent: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
}

/** How long a department held its cases. */
export function holdTimesOf(stretches: readonly Stretch[]): HoldTimes {
  const spreadOf = (lengthOf: (stretch: Stretch) => number): Spread => {
    const sorted = stretches.map(lengthOf).sort((a, b) => a - b);
    return { p50: percentile(sorted, 50), p90: percentile(sorted, 90) };
  };
  return {
    stretches: stretches.length,
    business: spreadOf(({ businessSeconds }) => businessSeconds),
    wall: spreadOf(({ from, to }) => Math.round((to.getTime() - from.getTime()) / 1000)),
  };
}
