import { bounded, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { OrderProgress } from './rules/order-progress.js';

/** What of an order never changes: who ordered it where. */
export interface NewOrder {
  source: string;
  orderId: string;
  /** As first identified; kept over all facts and merges. */
  customerId: string;
  /** The customer's id in the system that named it. */
  customerSource: string;
  customerSourceId: string;
  currency: string;
  channel: string | null;
  region: string | null;
  placedAt: Date;
}

export interface Order extends NewOrder, OrderProgress {
  id: string;
  version: number;
}

/** Where a page of orders ends. */
export interface OrderPlace {
  at: string;
  id: string;
}

/** What a customer paid in one currency; orders that were cancelled, or returned as a whole, count as not paid. */
export interface PaidSum {
  currency: string;
  paidAmountMinor: number;
  lastPaidAt: Date | null;
  lastPlacedAt: Date;
  orders: number;
  /** Time of the newest fact that it knows. */
  asOf: Date;
}

const columns = `id, version, source, order_id AS "orderId", customer_id AS "customerId", customer_source AS "customerSource",
  customer_source_id AS "customerSourceId", currency, channel, region, placed_at AS "placedAt", paid_at AS "paidAt",
  shipped_at AS "shippedAt", delivered_at AS "deliveredAt", cancelled_at AS "cancelledAt", returned_at AS "returnedAt",
  lines, lines_at AS "linesAt", ${bounded('amount_minor')} AS "amountMinor",
  ${bounded('returned_minor')} AS "returnedMinor"`;

@Injectable()
export class OrdersRepository {
  /** The order, locked until the transaction ends: that keeps its events in order. */
  async lock(tx: Tx, source: string, orderId: string): Promise<Order | undefined> {
    const [row] = await tx.query<Order[]>(
      `SELECT ${columns} FROM customer_order WHERE source = $1 AND order_id = $2 FOR UPDATE`,
      [source, orderId],
    );
    return row;
  }

  /** A new order without any mark, in version 0 until its first fact is saved; another's if it was quicker. */
  async open(tx: Tx, order: NewOrder, progress: OrderProgress): Promise<Order> {
    const { source, orderId, customerId, customerSource, customerSourceId, currency, channel, region, placedAt } =
      order;
    const id = newId();
    const inserted = await tx.query<unknown[]>(
      `INSERT INTO customer_order
         (id, source, order_id, version, customer_id, customer_source, customer_source_id, currency, channel, region, placed_at)
       VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (source, order_id) DO NOTHING RETURNING id`,
      [id, source, orderId, customerId, customerSource, customerSourceId, currency, channel, region, placedAt],
    );
    return inserted.length > 0 ? { ...order, ...progress, id, version: 0 } : (await this.lock(tx, source, orderId))!;
  }

  async save(tx: Tx, order: Order): Promise<void> {
    await tx.query(
      `UPDATE customer_order SET version = $2, paid_at = $3, shipped_at = $4, delivered_at = $5, cancelled_at = $6,
         returned_at = $7, lines = $8, lines_at = $9, amount_minor = $10, returned_minor = $11 WHERE id = $1`,
      [
        order.id,
        order.version,
        order.paidAt,
        order.shippedAt,
        order.deliveredAt,
        order.cancelledAt,
        order.returnedAt,
        order.lines && JSON.stringify(order.lines),
        order.linesAt,
        order.amountMinor,
        order.returnedMinor,
      ],
    );
  }

  async find(tx: Tx, source: string, orderId: string): Promise<Order | undefined> {
    const [row] = await tx.query<Order[]>(`SELECT ${columns} FROM customer_order WHERE source = $1 AND order_id = $2`, [
      source,
      orderId,
    ]);
    return row;
  }

  /** Orders of these ids, the newest first. */
  page(tx: Tx, customerIds: readonly string[], after: OrderPlace | undefined, limit: number): Promise<Order[]> {
    return tx.query<Order[]>(
      `SELECT ${columns} FROM customer_order
       WHERE customer_id = ANY($1) AND ($2::timestamptz IS NULL OR (placed_at, id) < ($2, $3::uuid))
       ORDER BY placed_at DESC, id DESC LIMIT $4`,
      [customerIds, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  /** One row per currency, that of the latest payment first. The index has every column that is named here. */
  sums(tx: Tx, customerIds: readonly string[]): Promise<PaidSum[]> {
    return tx.query<PaidSum[]>(
      `SELECT currency, count(*) AS orders,
              max(paid_at) FILTER (WHERE cancelled_at IS NULL
                AND (returned_at IS NULL OR returned_minor < amount_minor)) AS "lastPaidAt",
              max(placed_at) AS "lastPlacedAt",
              max(greatest(placed_at, lines_at, paid_at, shipped_at, delivered_at, cancelled_at, returned_at)) AS "asOf",
              ${bounded(`coalesce(sum(greatest(amount_minor - returned_minor, 0))
                FILTER (WHERE paid_at IS NOT NULL AND cancelled_at IS NULL), 0)`)} AS "paidAmountMinor"
       FROM customer_order WHERE customer_id = ANY($1)
       GROUP BY currency ORDER BY "lastPaidAt" DESC NULLS LAST, currency`,
      [customerIds],
    );
  }
}
