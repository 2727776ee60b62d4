import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type Attempt, failureOf } from './rules/attempts.js';
import type { DisabledReason } from './webhook.shape.js';

/** A webhook that one sender alone works for, for a while. */
export interface Claim {
  webhookId: string;
  lease: string;
}

/** What is to be sent next. */
export interface Head {
  deliveryId: string;
  eventId: string;
  body: string;
  /** Tries before this one. */
  attempts: number;
  url: string;
}

/** How a webhook goes on after a try. */
export interface Standing {
  failures: number;
  failingSince: Date | null;
  pauseSeconds: number;
  disabledReason: DisabledReason | null;
}

/** The queue of each webhook: one delivery at a time, by whoever holds its lease. */
@Injectable()
export class DeliveryQueueRepository {
  /**
   * The webhook that has waited longest of those that are due and have something to get. The lease of a sender that
   * died runs out.
   */
  async claim(tx: Tx, lease: string, leaseSeconds: number): Promise<Claim | undefined> {
    const [rows] = await tx.query<[Claim[]]>(
      `UPDATE webhook SET lease = $1, leased_until = clock_timestamp() + make_interval(secs => $2)
       WHERE id = (
         SELECT id FROM webhook w
         WHERE active AND next_try_at <= statement_timestamp()
           AND (leased_until IS NULL OR leased_until < statement_timestamp())
           AND EXISTS (SELECT FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'pending')
         ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id AS "webhookId", lease`,
      [lease, leaseSeconds],
    );
    return rows[0];
  }

  /** What goes next, with the lease prolonged; undefined: nothing, or the lease is somebody else's now. */
  async head(tx: Tx, { webhookId, lease }: Claim, leaseSeconds: number): Promise<Head | undefined> {
    const [held] = await tx.query<[{ url: string }[]]>(
      `UPDATE webhook SET leased_until = clock_timestamp() + make_interval(secs => $3)
       WHERE id = $1 AND lease = $2 AND active AND next_try_at <= clock_timestamp() RETURNING url`,
      [webhookId, lease, leaseSeconds],
    );
    if (held.length === 0) return undefined;
    const [head] = await tx.query<Omit<Head, 'url'>[]>(
      `SELECT id AS "deliveryId", event_id AS "eventId", body, attempts FROM webhook_delivery
       WHERE webhook_id = $1 AND state = 'pending' ORDER BY position LIMIT 1`,
      [webhookId],
    );
    return head && { ...head, url: held[0]!.url };
  }

  /** How the webhook stands, locked; undefined when the lease is somebody else's now. */
  async standing(
    tx: Tx,
    { webhookId, lease }: Claim,
  ): Promise<Pick<Standing, 'failures' | 'failingSince'> | undefined> {
    const [row] = await tx.query<Pick<Standing, 'failures' | 'failingSince'>[]>(
      'SELECT failures, failing_since AS "failingSince" FROM webhook WHERE id = $1 AND lease = $2 FOR UPDATE',
      [webhookId, lease],
    );
    return row;
  }

  async noteStanding(tx: Tx, { webhookId }: Claim, standing: Standing): Promise<void> {
    const { failures, failingSince, pauseSeconds, disabledReason } = standing;
    await tx.query(
      `UPDATE webhook SET failures = $2, failing_since = $3,
         next_try_at = CASE WHEN $2 = 0 THEN next_try_at ELSE clock_timestamp() + make_interval(secs => $4) END,
         last_delivered_at = CASE WHEN $2 = 0 THEN clock_timestamp() ELSE last_delivered_at END,
         active = active AND $5::text IS NULL, disabled_reason = coalesce($5, disabled_reason),
         version = version + CASE WHEN $5 IS NULL THEN 0 ELSE 1 END
       WHERE id = $1`,
      [webhookId, failures, failingSince, pauseSeconds, disabledReason],
    );
  }

  async noteAttempt(tx: Tx, { deliveryId }: Head, state: 'pending' | 'delivered' | 'dead', attempt: Attempt) {
    await tx.query(
      `UPDATE webhook_delivery SET state = $2, attempts = attempts + 1, status = $3, failure = $4, tried_at = clock_timestamp()
       WHERE id = $1`,
      [deliveryId, state, attempt.status, failureOf(attempt)],
    );
  }

  /** Whoever waited longest comes first: one that had its turn goes behind the others. */
  async release(tx: Tx, { webhookId, lease }: Claim): Promise<void> {
    await tx.query(
      `UPDATE webhook SET lease = NULL, leased_until = NULL, next_try_at = greatest(next_try_at, clock_timestamp())
       WHERE id = $1 AND lease = $2`,
      [webhookId, lease],
    );
  }
}
