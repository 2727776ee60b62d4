import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Webhook } from './webhook.shape.js';

/** What is waiting for a webhook. */
export interface Backlog {
  pending: number;
  dead: number;
}

export interface SealedSecrets {
  secret: string;
  previousSecret: string | null;
}

const columns = `id, version, url, event_types AS "eventTypes", description, active, disabled_reason AS "disabledReason",
  previous_secret_until AS "previousSecretUntil", created_by AS "createdBy", created_at AS "createdAt",
  updated_at AS "updatedAt", next_try_at AS "nextTryAt", failures, failing_since AS "failingSince",
  last_delivered_at AS "lastDeliveredAt"`;

/** Subscriptions. */
@Injectable()
export class WebhooksRepository {
  async add(tx: Tx, webhook: Webhook, secret: string): Promise<void> {
    const { id, version, url, eventTypes, description, active, createdBy, createdAt } = webhook;
    await tx.query(
      `INSERT INTO webhook (id, version, url, event_types, description, active, secret, created_by, created_at, updated_at, next_try_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $9)`,
      [id, version, url, eventTypes, description, active, secret, createdBy, createdAt],
    );
  }

  /** All changes of how many there are wait for each other. */
  async countLocked(tx: Tx): Promise<number> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('webhooks', 0))`);
    const [row] = await tx.query<{ n: number }[]>('SELECT count(*)::int AS n FROM webhook');
    return row!.n;
  }

  /** In the order in which they were made: ids are UUIDv7. */
  list(tx: Tx, after: string | null, limit: number): Promise<Webhook[]> {
    return tx.query(`SELECT ${columns} FROM webhook WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`, [
      after,
      limit,
    ]);
  }

  active(tx: Tx): Promise<Pick<Webhook, 'id' | 'eventTypes'>[]> {
    return tx.query('SELECT id, event_types AS "eventTypes" FROM webhook WHERE active');
  }

  async find(tx: Tx, id: string): Promise<Webhook | undefined> {
    const [webhook] = await tx.query<Webhook[]>(`SELECT ${columns} FROM webhook WHERE id = $1`, [id]);
    return webhook;
  }

  async lock(tx: Tx, id: string): Promise<Webhook | undefined> {
    const [webhook] = await tx.query<Webhook[]>(`SELECT ${columns} FROM webhook WHERE id = $1 FOR UPDATE`, [id]);
    return webhook;
  }

  async update(tx: Tx, webhook: Webhook): Promise<void> {
    const { id, version, url, eventTypes, description, active, disabledReason, updatedAt } = webhook;
    const { nextTryAt, failures, failingSince } = webhook;
    await tx.query(
      `UPDATE webhook SET version = $2, url = $3, event_types = $4, description = $5, active = $6, disabled_reason = $7,
         updated_at = $8, next_try_at = $9, failures = $10, failing_since = $11 WHERE id = $1`,
      [id, version, url, eventTypes, description, active, disabledReason, updatedAt, nextTryAt, failures, failingSince],
    );
  }

  /** The secret until now signs as well, until the given time. */
  async replaceSecret(tx: Tx, { id, version, updatedAt }: Webhook, secret: string, until: Date): Promise<void> {
    await tx.query(
      `UPDATE webhook SET version = $2, updated_at = $3, previous_secret = secret, previous_secret_until = $4, secret = $5
       WHERE id = $1`,
      [id, version, updatedAt, until, secret],
    );
  }

  /** The secrets that sign now, sealed. */
  async secrets(tx: Tx, id: string): Promise<SealedSecrets> {
    const [row] = await tx.query<SealedSecrets[]>(
      `SELECT secret, CASE WHEN previous_secret_until > now() THEN previous_secret END AS "previousSecret"
       FROM webhook WHERE id = $1`,
      [id],
    );
    return row!;
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM webhook WHERE id = $1', [id]);
  }

  async backlogs(tx: Tx, ids: readonly string[]): Promise<Map<string, Backlog>> {
    const rows = await tx.query<({ id: string } & Backlog)[]>(
      `SELECT webhook_id AS id, count(*) FILTER (WHERE state = 'pending')::int AS pending,
         count(*) FILTER (WHERE state = 'dead')::int AS dead
       FROM webhook_delivery WHERE webhook_id = ANY($1) AND state <> 'delivered' GROUP BY webhook_id`,
      [ids],
    );
    return new Map(rows.map(({ id, pending, dead }) => [id, { pending, dead }]));
  }
}
