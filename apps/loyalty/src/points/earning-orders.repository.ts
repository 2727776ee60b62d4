import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { OrderKey } from '../ledger/ledger.shape.js';
import type { LineState } from './rules/reversal.js';

/** What is known of an order's line. */
export interface EarningLine extends LineState {
  lineId: string;
  /** Points that were taken back; never more than accrued (the database refuses it). */
  reversed: number;
}

/** An order that is locked until the transaction ends. */
export interface LockedOrder {
  /** The customer id of the first event of the order: where its points are, whatever merges came later. */
  customerId: string;
  cancelled: boolean;
}

/** Money and points of orders, line by line, whichever of their events comes first. */
@Injectable()
export class EarningOrdersRepository {
  /** Makes all events of one order wait for each other, also those that are told before the order is known. */
  async lock(tx: Tx, programId: string, order: OrderKey, customerId: string): Promise<LockedOrder> {
    const [row] = await tx.query<LockedOrder[]>(
      `INSERT INTO earning_order (program_id, source, order_id, customer_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT (program_id, source, order_id) DO UPDATE SET customer_id = earning_order.customer_id
       RETURNING customer_id AS "customerId", cancelled`,
      [programId, order.source, order.orderId, customerId],
    );
    return row!;
  }

  async markCancelled(tx: Tx, programId: string, order: OrderKey): Promise<void> {
    await tx.query('UPDATE earning_order SET cancelled = true WHERE (program_id, source, order_id) = ($1, $2, $3)', [
      programId,
      order.source,
      order.orderId,
    ]);
  }

  /** Returns the ids of those lines that were not paid before: only they earn. */
  async markPaid(
    tx: Tx,
    programId: string,
    order: OrderKey,
    lines: { lineId: string; amountMinor: number; points: number }[],
  ): Promise<Set<string>> {
    const rows = await tx.query<{ lineId: string }[]>(
      `INSERT INTO earning_line AS line (program_id, order_source, order_id, line_id, paid_minor, accrued)
       SELECT $1, $2, $3, line_id, amount, points
       FROM jsonb_to_recordset($4::jsonb) AS given (line_id text, amount bigint, points bigint)
       ON CONFLICT (program_id, order_source, order_id, line_id)
       DO UPDATE SET paid_minor = excluded.paid_minor, accrued = excluded.accrued WHERE line.paid_minor IS NULL
       RETURNING line_id AS "lineId"`,
      [
        programId,
        order.source,
        order.orderId,
        JSON.stringify(
          lines.map(({ lineId, amountMinor, points }) => ({ line_id: lineId, amount: amountMinor, points })),
        ),
      ],
    );
    return new Set(rows.map((row) => row.lineId));
  }

  /** Adds what was given back for each line; a line named twice counts twice. */
  async addReturned(
    tx: Tx,
    programId: string,
    order: OrderKey,
    lines: { lineId: string; amountMinor: number }[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO earning_line AS line (program_id, order_source, order_id, line_id, returned_minor)
       SELECT $1, $2, $3, line_id, sum(amount)
       FROM jsonb_to_recordset($4::jsonb) AS given (line_id text, amount bigint) GROUP BY line_id
       ON CONFLICT (program_id, order_source, order_id, line_id)
       DO UPDATE SET returned_minor = line.returned_minor + excluded.returned_minor`,
      [
        programId,
        order.source,
        order.orderId,
        JSON.stringify(lines.map(({ lineId, amountMinor }) => ({ line_id: lineId, amount: amountMinor }))),
      ],
    );
  }

  /** The lines that earned anything. */
  earnedLines(tx: Tx, programId: string, order: OrderKey): Promise<EarningLine[]> {
    return tx.query(
      `SELECT line_id AS "lineId", paid_minor AS "paidMinor", returned_minor AS "returnedMinor", accrued, reversed
       FROM earning_line WHERE (program_id, order_source, order_id) = ($1, $2, $3) AND accrued > 0 ORDER BY line_id`,
      [programId, order.source, order.orderId],
    );
  }

  async addReversed(
    tx: Tx,
    programId: string,
    order: OrderKey,
    lines: { lineId: string; points: number }[],
  ): Promise<void> {
    await tx.query(
      `UPDATE earning_line SET reversed = reversed + given.points
       FROM jsonb_to_recordset($4::jsonb) AS given (line_id text, points bigint)
       WHERE (program_id, order_source, order_id) = ($1, $2, $3) AND earning_line.line_id = given.line_id`,
      [
        programId,
        order.source,
        order.orderId,
        JSON.stringify(lines.map(({ lineId, points }) => ({ line_id: lineId, points }))),
      ],
    );
  }
}
