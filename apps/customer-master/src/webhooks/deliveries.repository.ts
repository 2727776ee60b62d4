import type { Event } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { toCloudEvent } from './rules/cloud-event.js';
import type { Delivery, DeliveryState } from './webhook.shape.js';

const columns = `position, id, webhook_id AS "webhookId", source, event_id AS "eventId", type, subject, state, attempts, failure,
  status, created_at AS "createdAt", tried_at AS "triedAt"`;

/** So long a delivery can be looked up, and sent again, after it was delivered; and when it was not. */
const kept = { delivered: `interval '14 days'`, others: `interval '90 days'` };

/** Events on their way to webhooks. */
@Injectable()
export class DeliveriesRepository {
  /** Each event once for each webhook, in the order given. */
  async add(tx: Tx, wanted: readonly { webhookId: string; event: Event }[]): Promise<void> {
    if (wanted.length === 0) return;
    const of = (pick: (event: Event) => string): string[] => wanted.map(({ event }) => pick(event));
    await tx.query(
      `INSERT INTO webhook_delivery (id, webhook_id, source, event_id, type, subject, body, state)
       SELECT d.id, d.webhook_id, source, event_id, type, subject, body, 'pending'
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) WITH ORDINALITY
         AS d (id, webhook_id, source, event_id, type, subject, body, place)
       ORDER BY place ON CONFLICT DO NOTHING`,
      [
        wanted.map(() => uuidv7()),
        wanted.map(({ webhookId }) => webhookId),
        of(({ source }) => source),
        of(({ id }) => id),
        of(({ type }) => type),
        of(({ subject }) => subject),
        of((event) => JSON.stringify(toCloudEvent(event))),
      ],
    );
  }

  /** Newest first. */
  list(
    tx: Tx,
    webhookId: string,
    { state, before, limit }: { state: DeliveryState | null; before: string | null; limit: number },
  ): Promise<Delivery[]> {
    return tx.query(
      `SELECT ${columns} FROM webhook_delivery
       WHERE webhook_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::bigint IS NULL OR position < $3)
       ORDER BY position DESC LIMIT $4`,
      [webhookId, state, before, limit],
    );
  }

  /** Begins anew, at its old place in the queue; undefined where there is none. */
  async renew(tx: Tx, webhookId: string, id: string): Promise<Delivery | undefined> {
    const [rows] = await tx.query<[Delivery[]]>(
      `UPDATE webhook_delivery SET state = 'pending', attempts = 0 WHERE webhook_id = $1 AND id = $2 RETURNING ${columns}`,
      [webhookId, id],
    );
    return rows[0];
  }

  /** The same for all that are dead. Returns how many. */
  async renewDead(tx: Tx, webhookId: string): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE webhook_delivery SET state = 'pending', attempts = 0 WHERE webhook_id = $1 AND state = 'dead'`,
      [webhookId],
    );
    return count;
  }

  /** Takes away some of what is old enough. Returns how many. */
  async sweep(tx: Tx, most: number): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `DELETE FROM webhook_delivery WHERE position IN (
         SELECT position FROM webhook_delivery
         WHERE created_at < now() - ${kept.delivered} AND (state = 'delivered' OR created_at < now() - ${kept.others})
         ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)`,
      [most],
    );
    return count;
  }
}
