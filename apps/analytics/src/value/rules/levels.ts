import type { ValueLevel } from '@crm/contracts';
import type { Figures, Scores } from './rfm.js';

/**
 * Version 1 of the rules. The value index is the weighted mean of the fifths, on a scale from 0 (all 1) to 100 (all 5);
 * where the margin is not known the other weights share its part.
 */
export const levelRules = {
  version: 1,
  weights: { recency: 20, frequency: 25, monetary: 35, margin: 20 },
  /** From this index on; the highest that is reached. */
  from: { diamond: 95, gold: 70, silver: 40, basic: 0 } satisfies Record<ValueLevel, number>,
  /** A level is lost only when the index is so many points below its threshold: a small change must not move it to and fro. */
  hysteresis: 5,
} as const;

/** Best first. */
const order = ['diamond', 'gold', 'silver', 'basic'] as const satisfies ValueLevel[];

/** 0 to 100 with two decimals. */
export function valueIndexOf(scores: Scores): number {
  if (scores.recency === 0) return 0;
  const { weights } = levelRules;
  const parts = (Object.keys(weights) as (keyof Scores)[]).flatMap((name) => {
    const score = scores[name];
    return score === null ? [] : [{ weight: weights[name], points: (score - 1) * 25 }];
  });
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  const index = parts.reduce((sum, { weight, points }) => sum + weight * points, 0) / whole;
  return Math.round(index * 100) / 100;
}

/** A level, and by which rule it differs from what the index alone would give. */
export interface Grade {
  level: ValueLevel;
  /** Kept although the index has fallen a little below the threshold. */
  held: boolean;
  /** Basic since more was given back than paid, whatever the index says. */
  negative: boolean;
}

/** The level of a customer that had `before` until now (null: none). */
export function gradeOf(index: number, figures: Figures, before: ValueLevel | null): Grade {
  if (figures.monetaryMinor < 0) return { level: 'basic', held: false, negative: true };
  const reached = order.find((level) => index >= levelRules.from[level])!;
  const isFall = before !== null && order.indexOf(before) < order.indexOf(reached);
  const held = isFall && index >= levelRules.from[before] - levelRules.hysteresis;
  return { level: held ? before : reached, held, negative: false };
}

/** The better of two levels. */
export const betterOf = (one: ValueLevel, other: ValueLevel): ValueLevel =>
  order.indexOf(one) <= order.indexOf(other) ? one : other;
