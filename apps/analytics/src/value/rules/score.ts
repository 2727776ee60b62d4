import type { ValueLevel } from '@crm/contracts';
import { gradeOf, levelRules, valueIndexOf } from './levels.js';
import { reasonsOf, type ReasonCode } from './reasons.js';
import { type Figures, type Scores, scoresOf, type Thresholds } from './rfm.js';
import { type Segment, segmentOf } from './segments.js';

/** The value of a customer with everything it rests on. */
export interface Score {
  figures: Figures;
  scores: Scores;
  /** 0 to 100. */
  valueIndex: number;
  level: ValueLevel;
  segment: Segment;
  reasons: ReasonCode[];
  rulesVersion: number;
  thresholdsVersion: number;
}

/** Scores one customer by itself: no other customer is looked at, only the stored thresholds. */
export function score(figures: Figures, thresholds: Thresholds, levelBefore: ValueLevel | null): Score {
  const scores = scoresOf(figures, thresholds);
  const valueIndex = valueIndexOf(scores);
  const grade = gradeOf(valueIndex, figures, levelBefore);
  return {
    figures,
    scores,
    valueIndex,
    level: grade.level,
    segment: segmentOf(scores),
    reasons: reasonsOf(figures, scores, grade),
    rulesVersion: levelRules.version,
    thresholdsVersion: thresholds.version,
  };
}

/**
 * Whether it is worth telling: something other than the passing of time has changed. The days since the last purchase
 * rise every night by themselves and are told with the next change, at the latest when they move the customer into
 * another fifth.
 */
export function differs(one: Score, other: Score): boolean {
  const told = ({ figures, scores, level, segment, rulesVersion }: Score): string =>
    JSON.stringify([
      figures.lastDay,
      figures.frequency,
      figures.monetaryMinor,
      figures.marginMinor,
      scores.recency,
      scores.frequency,
      scores.monetary,
      scores.margin,
      level,
      segment,
      rulesVersion,
    ]);
  return told(one) !== told(other);
}
