import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { customerOfSlice, type ScoreSlice } from '../scores/score-slice.js';

/** What became of the invitations of one slice. */
export interface Returns {
  /** Month `2026-01`, level, or null (not sliced; a customer without a level). */
  key: string | null;
  /** Requested of customer-master. */
  issued: number;
  /** Not asked on purpose, before or after the request. */
  suppressed: number;
  /** Taken by the provider and not bounced, or answered. */
  sent: number;
  /** Answered. */
  returned: number;
}

const keyOf = {
  none: 'NULL::text',
  month: `to_char(i.planned_at AT TIME ZONE $4, 'YYYY-MM')`,
  level: 'customer.level',
};

/** Counts invitations by the moment they were planned. */
@Injectable()
export class InvitationReturns {
  count(tx: Tx, slice: ScoreSlice): Promise<Returns[]> {
    const { by, from, to, department, timeZone } = slice;
    const customer = customerOfSlice(slice, 'i.customer_id', '$3');
    return tx.query(
      `SELECT ${keyOf[by]} AS key,
              count(*) FILTER (WHERE i.requested_at IS NOT NULL)::int AS issued,
              count(*) FILTER (WHERE i.state = 'suppressed')::int AS suppressed,
              count(*) FILTER (WHERE i.responded_at IS NOT NULL OR (i.sent_at IS NOT NULL AND i.state <> 'bounced'))::int AS sent,
              count(*) FILTER (WHERE i.responded_at IS NOT NULL)::int AS returned
       FROM invitation i ${customer.join}
       WHERE ($1::timestamptz IS NULL OR i.planned_at >= $1) AND ($2::timestamptz IS NULL OR i.planned_at < $2)
         AND ${customer.predicate} AND $4::text IS NOT NULL
       GROUP BY 1`,
      [from, to, department, timeZone],
    );
  }
}
