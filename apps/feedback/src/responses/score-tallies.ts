import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { ScoreMetric } from '../scores/rules/figure.js';
import { customerOfSlice, type ScoreSlice } from '../scores/score-slice.js';

/** How often one answer was given within one slice. */
export interface TallyRow {
  /** Month `2026-01`, level, or null (not sliced; a customer without a level). */
  key: string | null;
  /** Null: answered the survey, but not this question. */
  score: number | null;
  count: number;
}

const keyOf = {
  none: 'NULL::text',
  month: `to_char(r.answered_at AT TIME ZONE $4, 'YYYY-MM')`,
  level: 'customer.level',
};

/** Counts answers by the moment they were given. */
@Injectable()
export class ScoreTallies {
  count(tx: Tx, metric: ScoreMetric, slice: ScoreSlice): Promise<TallyRow[]> {
    const { by, from, to, department, timeZone } = slice;
    const customer = customerOfSlice(slice, 'r.customer_id', '$3');
    return tx.query(
      `SELECT ${keyOf[by]} AS key, r.${metric} AS score, count(*)::int AS count
       FROM response r ${customer.join}
       WHERE ($1::timestamptz IS NULL OR r.answered_at >= $1) AND ($2::timestamptz IS NULL OR r.answered_at < $2)
         AND ${customer.predicate} AND $4::text IS NOT NULL
       GROUP BY 1, 2`,
      [from, to, department, timeZone],
    );
  }
}
