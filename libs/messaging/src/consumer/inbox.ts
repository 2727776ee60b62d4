import type { Event } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { ReceivedMessage } from '../transport/transport.js';

/** How long a consumer remembers what it has seen, in days. */
export const inboxKeptDays = 30;

/** The lock that is held by whoever works for the consumer `$1`; one per schema, since a rebuild works in one of its own. */
export const consumerLock = `hashtextextended(current_schema() || ' ' || $1, 0)`;

/** What tells two messages apart. Ids are unique per source only. */
export type Identity = Pick<Event, 'source' | 'id'>;

/** What was seen. The insert decides: reading first would let two handlers run for one message after a rebalance. */
@Injectable()
export class Inbox {
  /**
   * Waits while somebody replaces what this consumer has made (`rebuild/`), then notes the events as seen by it. Returns
   * those that were not, each once. In sorted order, so that two who insert the same ones do not wait for each other.
   */
  async insert<E extends Identity>(tx: Tx, consumer: string, events: readonly E[]): Promise<E[]> {
    const rows = await tx.query<Identity[]>(
      `INSERT INTO inbox (consumer, source, event_id)
       SELECT $1, source, id FROM unnest($2::text[], $3::text[]) AS event (source, id)
       WHERE (SELECT pg_advisory_xact_lock_shared(${consumerLock})) IS NOT NULL ORDER BY source, id
       ON CONFLICT DO NOTHING RETURNING source, event_id AS id`,
      [consumer, events.map(({ source }) => source), events.map(({ id }) => id)],
    );
    const fresh = new Set(rows.map(nameOf));
    return events.filter((event) => fresh.delete(nameOf(event)));
  }
}

/** A record older than the memory: it could be a second effect of something forgotten. */
export const isForgotten = ({ publishedAt }: Pick<ReceivedMessage, 'publishedAt'>): boolean =>
  Date.now() - publishedAt.getTime() > inboxKeptDays * 86_400_000;

const nameOf = ({ source, id }: Identity): string => `${source}\0${id}`;
