import type { PointsAccrued, PointsAdjusted, PointsRedeemed, PointsReversed } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalyticsConfig } from '../config.js';

/** What moves points of an account. */
export type Booked = PointsAccrued | PointsAdjusted | PointsRedeemed | PointsReversed;

/** The read model of loyalty points: one row per journal entry and account. */
@Injectable()
export class Points {
  constructor(@Inject(CONFIG) private readonly config: AnalyticsConfig) {}

  /** A redemption that takes from several accounts of a customer comes as one event for each, all of one entry. */
  async record(tx: Tx, event: Booked): Promise<void> {
    const { entryId, accountId, customerId } = event.data;
    const { issued = 0, redeemed = 0, adjusted = 0 } = effectOf(event);
    await tx.query(
      `INSERT INTO fact_points AS known
         (entry_id, account_id, customer_id, issued, redeemed, adjusted, happened_at, day, event_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, ($7::timestamptz AT TIME ZONE $9)::date, $8)
       ON CONFLICT (entry_id, account_id) DO UPDATE SET customer_id = EXCLUDED.customer_id, issued = EXCLUDED.issued,
         redeemed = EXCLUDED.redeemed, adjusted = EXCLUDED.adjusted, happened_at = EXCLUDED.happened_at,
         day = EXCLUDED.day, event_id = EXCLUDED.event_id
       WHERE (known.happened_at, known.event_id) < (EXCLUDED.happened_at, EXCLUDED.event_id)`,
      [
        entryId,
        accountId,
        customerId,
        issued,
        redeemed,
        adjusted,
        event.time,
        event.id,
        this.config.BUSINESS_TIME_ZONE,
      ],
    );
  }
}

/** Points that are taken back lessen what was issued; points of a cancelled redemption lessen what was redeemed. */
function effectOf(event: Booked): { issued?: number; redeemed?: number; adjusted?: number } {
  const { points } = event.data;
  if (event.type === 'points.accrued') return { issued: points };
  if (event.type === 'points.adjusted') return { adjusted: points };
  if (event.type === 'points.redeemed') return { redeemed: points };
  return event.data.reason === 'redemption_cancelled' ? { redeemed: -points } : { issued: -points };
}
