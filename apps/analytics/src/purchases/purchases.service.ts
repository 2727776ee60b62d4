import type { OrderCancelled, OrderPaid, OrderReturned } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { AnalyticsConfig } from '../config.js';
import { Customers } from '../customers/customers.service.js';
import { businessDay } from '../business-day.js';
import { purchaseFactsOf } from './rules/purchase-facts.js';

/** A customer's business of one day, which is added up anew from the facts whenever one of them changes. */
interface TouchedDay {
  customerId: string;
  /** `YYYY-MM-DD` in the business time zone. */
  day: string;
}

/**
 * The read model of purchases. Of two accounts of the same line the later one counts (time, then id), and days and sums
 * are always computed from the facts: so the order and the number of deliveries make no difference.
 */
@Injectable()
export class Purchases {
  constructor(
    private readonly customers: Customers,
    @Inject(CONFIG) private readonly config: AnalyticsConfig,
  ) {}

  /** Lines that were paid for, or came back. */
  async record(tx: Tx, event: OrderPaid | OrderReturned): Promise<void> {
    const day = businessDay(new Date(event.time), this.config.BUSINESS_TIME_ZONE);
    const touched = [...(await this.lockDaysOf(tx, event.data)), { customerId: event.data.customerId, day }];
    await this.upsertFacts(tx, event, day);
    await this.addUp(tx, touched);
  }

  /** An order that counts no longer, whether it was paid or not. */
  async cancel(tx: Tx, event: OrderCancelled): Promise<void> {
    const touched = await this.lockDaysOf(tx, event.data);
    await tx.query(
      `INSERT INTO fact_cancellation AS known (source, order_id, cancelled_at) VALUES ($1, $2, $3)
       ON CONFLICT (source, order_id) DO UPDATE SET cancelled_at = least(known.cancelled_at, EXCLUDED.cancelled_at)`,
      [event.data.source, event.data.orderId, event.time],
    );
    await this.addUp(tx, touched);
  }

  /** The days that the order counts for so far, locked with their customers. */
  private async lockDaysOf(
    tx: Tx,
    order: { customerId: string; source: string; orderId: string },
  ): Promise<TouchedDay[]> {
    await this.customers.lock(tx, [order.customerId]);
    const days = await tx.query<TouchedDay[]>(
      `SELECT DISTINCT customer_id AS "customerId", day::text AS day FROM fact_purchase WHERE source = $1 AND order_id = $2`,
      [order.source, order.orderId],
    );
    const others = days.map(({ customerId }) => customerId).filter((id) => id !== order.customerId);
    if (others.length > 0) await this.customers.lock(tx, others);
    return days;
  }

  private async upsertFacts(tx: Tx, event: OrderPaid | OrderReturned, day: string): Promise<void> {
    const { source, orderId, customerId, currency, region } = event.data;
    await tx.query(
      `INSERT INTO fact_purchase AS known (source, order_id, line_id, kind, occurrence, customer_id, happened_at, day, currency,
         amount_minor, margin_minor, category, region, event_id)
       SELECT $1, $2, line."lineId", line.kind, line.occurrence, $3, $4, $5, $6,
         line."amountMinor", line."marginMinor", line.category, $7, $8
       FROM (SELECT DISTINCT ON ("lineId") * FROM jsonb_to_recordset($9::jsonb) AS given ("lineId" text, kind text,
         occurrence text, "amountMinor" bigint, "marginMinor" bigint, category text) ORDER BY "lineId", given) AS line
       ON CONFLICT (source, order_id, line_id, kind, occurrence) DO UPDATE
       SET customer_id = EXCLUDED.customer_id, happened_at = EXCLUDED.happened_at, day = EXCLUDED.day,
         currency = EXCLUDED.currency, amount_minor = EXCLUDED.amount_minor, margin_minor = EXCLUDED.margin_minor,
         category = EXCLUDED.category, region = EXCLUDED.region, event_id = EXCLUDED.event_id
       WHERE (known.happened_at, known.event_id) < (EXCLUDED.happened_at, EXCLUDED.event_id)`,
      [
        source,
        orderId,
        customerId,
        event.time,
        day,
        currency,
        region ?? null,
        event.id,
        JSON.stringify(purchaseFactsOf(event)),
      ],
    );
  }

  /** Adds up the facts of these days, then the days of their customers. Where nothing is left, the row goes. */
  private async addUp(tx: Tx, touched: readonly TouchedDay[]): Promise<void> {
    if (touched.length === 0) return;
    const customerIds = touched.map(({ customerId }) => customerId);
    await tx.query(
      `WITH touched AS (SELECT DISTINCT * FROM unnest($1::uuid[], $2::date[]) AS given (customer_id, day)),
       emptied AS (
         DELETE FROM customer_day d USING touched t WHERE d.customer_id = t.customer_id AND d.day = t.day
           AND NOT EXISTS (SELECT 1 FROM counted_purchase p WHERE p.customer_id = t.customer_id AND p.day = t.day))
       INSERT INTO customer_day (customer_id, day, purchases, foreign_purchases, amount_minor, margin_minor)
       SELECT customer_id, day,
         count(DISTINCT (source, order_id)) FILTER (WHERE kind = 'paid'),
         count(DISTINCT (source, order_id)) FILTER (WHERE kind = 'paid' AND currency <> $3),
         coalesce(sum(amount_minor) FILTER (WHERE currency = $3), 0),
         sum(margin_minor) FILTER (WHERE currency = $3)
       FROM counted_purchase JOIN touched USING (customer_id, day) GROUP BY customer_id, day
       ON CONFLICT (customer_id, day) DO UPDATE SET purchases = EXCLUDED.purchases,
         foreign_purchases = EXCLUDED.foreign_purchases, amount_minor = EXCLUDED.amount_minor, margin_minor = EXCLUDED.margin_minor`,
      [customerIds, touched.map(({ day }) => day), this.config.REPORTING_CURRENCY],
    );
    await tx.query(
      `WITH emptied AS (
         DELETE FROM customer_agg a WHERE customer_id = ANY($1)
           AND NOT EXISTS (SELECT 1 FROM customer_day d WHERE d.customer_id = a.customer_id))
       INSERT INTO customer_agg (customer_id, first_day, last_day, frequency, monetary_minor, margin_minor)
       SELECT customer_id, min(day) FILTER (WHERE purchases > 0), max(day) FILTER (WHERE purchases > 0),
         count(*) FILTER (WHERE purchases > 0), sum(amount_minor), sum(margin_minor)
       FROM customer_day WHERE customer_id = ANY($1) GROUP BY customer_id
       ON CONFLICT (customer_id) DO UPDATE SET first_day = EXCLUDED.first_day, last_day = EXCLUDED.last_day,
         frequency = EXCLUDED.frequency, monetary_minor = EXCLUDED.monetary_minor, margin_minor = EXCLUDED.margin_minor`,
      [customerIds],
    );
  }
}
