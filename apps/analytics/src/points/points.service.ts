import type { PointsAccrued, PointsRedeemed, PointsReversed } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalyticsConfig } from '../config.js';

type Booked = PointsAccrued | PointsRedeemed | PointsReversed;

/** The read model of loyalty points: one row per journal entry. */
@Injectable()
export class Points {
  constructor(@Inject(CONFIG) private readonly config: AnalyticsConfig) {}

  /** Of two accounts of one entry the later one counts. */
  async record(tx: Tx, event: Booked): Promise<void> {
    const { entryId, customerId } = event.data;
    const { issued, redeemed } = effectOf(event);
    await tx.query(
      `INSERT INTO fact_points AS known (entry_id, customer_id, issued, redeemed, happened_at, day, event_id)
       VALUES ($1, $2, $3, $4, $5, ($5::timestamptz AT TIME ZONE $7)::date, $6)
       ON CONFLICT (entry_id) DO UPDATE SET customer_id = EXCLUDED.customer_id, issued = EXCLUDED.issued,
         redeemed = EXCLUDED.redeemed, happened_at = EXCLUDED.happened_at, day = EXCLUDED.day, event_id = EXCLUDED.event_id
       WHERE (known.happened_at, known.event_id) < (EXCLUDED.happened_at, EXCLUDED.event_id)`,
      [entryId, customerId, issued, redeemed, event.time, event.id, this.config.BUSINESS_TIME_ZONE],
    );
  }
}

/** Points that are taken back lessen what was issued; points of a cancelled redemption lessen what was redeemed. */
function effectOf(event: Booked): { issued: number; redeemed: number } {
  const { points } = event.data;
  if (event.type === 'points.accrued') return { issued: points, redeemed: 0 };
  if (event.type === 'points.redeemed') return { issued: 0, redeemed: points };
  return event.data.reason === 'redemption_cancelled'
    ? { issued: 0, redeemed: -points }
    : { issued: -points, redeemed: 0 };
}
