import type { Grade } from './levels.js';
import type { Figures, Scores } from './rfm.js';

type Fifth = 1 | 2 | 3 | 4 | 5;

/** Why a customer has its level; a sentence for each is in `texts.ts`. */
export type ReasonCode =
  | `${'recency' | 'frequency' | 'monetary' | 'margin'}_quintile_${Fifth}`
  | 'margin_unknown'
  | 'no_purchase_left'
  | 'no_purchase_in_window'
  | 'net_amount_negative'
  | 'held_by_hysteresis';

/** The reasons of a level: what overrides comes first, then the parts of the index by weight. */
export function reasonsOf(figures: Figures, scores: Scores, grade: Grade): ReasonCode[] {
  if (scores.recency === 0) return ['no_purchase_left'];
  const reasons: ReasonCode[] = [];
  if (grade.negative) reasons.push('net_amount_negative');
  if (grade.held) reasons.push('held_by_hysteresis');
  if (figures.frequency === 0) reasons.push('no_purchase_in_window');
  reasons.push(
    `monetary_quintile_${scores.monetary as Fifth}`,
    `frequency_quintile_${scores.frequency as Fifth}`,
    `recency_quintile_${scores.recency as Fifth}`,
    scores.margin === null ? 'margin_unknown' : `margin_quintile_${scores.margin as Fifth}`,
  );
  return reasons;
}
