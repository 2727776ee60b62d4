import type { Event } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Part, PartKind } from './rules/pictures.js';
import type { TimelineFacts, TimelineType } from './rules/timeline-entries.js';

export interface TimelineRow {
  source: string;
  eventId: string;
  customerId: string;
  at: Date;
  type: TimelineType;
  subject: string;
  facts: TimelineFacts;
}

export interface TimelinePlace {
  at: string;
  eventId: string;
}

/** The read models of the overview. */
@Injectable()
export class OverviewRepository {
  /** Folds an event into the picture of one thing, whose row is locked meanwhile. */
  async fold<Picture, Told extends Pick<Event, 'customerId' | 'time'>>(
    tx: Tx,
    kind: PartKind,
    id: string,
    event: Told,
    fold: (before: Picture | undefined, event: Told) => Picture,
  ): Promise<void> {
    const picture = fold(undefined, event);
    const inserted = await tx.query<unknown[]>(
      `INSERT INTO overview_part (kind, id, customer_id, picture, as_of) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (kind, id) DO NOTHING RETURNING id`,
      [kind, id, event.customerId, JSON.stringify(picture), event.time],
    );
    if (inserted.length > 0) return;
    const [row] = await tx.query<{ picture: Picture }[]>(
      'SELECT picture FROM overview_part WHERE kind = $1 AND id = $2 FOR UPDATE',
      [kind, id],
    );
    await tx.query(
      `UPDATE overview_part SET picture = $3, as_of = greatest(as_of, $4), customer_id = coalesce(customer_id, $5)
       WHERE kind = $1 AND id = $2`,
      [kind, id, JSON.stringify(fold(row!.picture, event)), event.time, event.customerId],
    );
  }

  /** Everything known under these ids. */
  parts(tx: Tx, customerIds: readonly string[]): Promise<Part[]> {
    return tx.query<Part[]>(
      `SELECT kind, customer_id AS "customerId", picture, as_of AS "asOf" FROM overview_part
       WHERE customer_id = ANY($1) ORDER BY kind, id`,
      [customerIds],
    );
  }

  async addEntry(tx: Tx, row: TimelineRow): Promise<void> {
    await tx.query(
      `INSERT INTO overview_timeline (source, event_id, customer_id, at, type, subject, facts)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (source, event_id) DO NOTHING`,
      [row.source, row.eventId, row.customerId, row.at, row.type, row.subject, JSON.stringify(row.facts)],
    );
  }

  /** Entries under these ids, the newest first. */
  timeline(
    tx: Tx,
    customerIds: readonly string[],
    types: readonly TimelineType[] | undefined,
    after: TimelinePlace | undefined,
    limit: number,
  ): Promise<TimelineRow[]> {
    return tx.query<TimelineRow[]>(
      `SELECT source, event_id AS "eventId", customer_id AS "customerId", at, type, subject, facts FROM overview_timeline
       WHERE customer_id = ANY($1) AND ($2::text[] IS NULL OR type = ANY($2))
         AND ($3::timestamptz IS NULL OR (at, event_id) < ($3, $4::text))
       ORDER BY at DESC, event_id DESC LIMIT $5`,
      [customerIds, types ?? null, after?.at ?? null, after?.eventId ?? null, limit],
    );
  }
}
