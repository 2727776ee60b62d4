import { csatGroupOf } from '../../scores/rules/csat.js';
import { npsGroupOf } from '../../scores/rules/nps.js';

/** Why an answer needs somebody, and the score that says so. */
export interface BadScore {
  reason: 'detractor' | 'low_csat';
  score: number;
}

/** The reason for a follow-up; null when the answer needs none. A detractor is the graver of the two. */
export function badScoreOf({ nps, csat }: { nps: number | null; csat: number | null }): BadScore | null {
  if (nps !== null && npsGroupOf(nps) === 'detractors') return { reason: 'detractor', score: nps };
  if (csat !== null && csatGroupOf(csat) === 'dissatisfied') return { reason: 'low_csat', score: csat };
  return null;
}
