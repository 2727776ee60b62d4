import { afterCommit, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type Decision, Decisions, type Refusal } from '../dead-letters/decisions.js';
import { OutboxNudge } from './outbox-nudge.js';

/** An event that could not be sent, without its content. */
export interface ParkedEvent {
  /** Its place in the outbox. */
  position: number;
  eventId: string;
  eventType: string;
  topic: string;
  key: string;
  aggregateId: string;
  /** Why the broker did not take it. */
  error: string;
  attempts: number;
  createdAt: Date;
  parkedAt: Date;
  /** Later events of the aggregate that are held back by it. */
  waiting: number;
}

/** Which parked events to list; what is left out does not restrict. */
export interface ParkedFilter {
  type?: string | undefined;
  /** Parked at this time or later. */
  from?: Date | undefined;
  /** Parked before this time. */
  to?: Date | undefined;
  /** Part of the error, in any case. */
  error?: string | undefined;
  /** Only positions before this one. */
  before?: number | undefined;
  limit: number;
}

type By = Pick<Decision, 'decidedBy' | 'decidedAt'>;

const columns = `o.position, o.event_id AS "eventId", coalesce(o.headers->>'ce_type', '') AS "eventType", o.topic, o.key,
  o.aggregate_id AS "aggregateId", coalesce(o.last_error, '') AS error, o.attempts, o.created_at AS "createdAt",
  o.parked_at AS "parkedAt"`;
const isParked = 'o.parked_at IS NOT NULL AND o.discarded_at IS NULL';
const waiting = `(SELECT count(*)::int FROM outbox w WHERE w.published_at IS NULL AND w.parked_at IS NULL
  AND w.topic = o.topic AND w.aggregate_id = o.aggregate_id AND w.position > o.position) AS waiting`;

/** What operators decide about events that the broker refused for good. */
@Injectable()
export class ParkedOutbox {
  constructor(
    private readonly decisions: Decisions,
    private readonly nudge: OutboxNudge,
  ) {}

  /** Newest first. */
  list(tx: Tx, { type, from, to, error, before, limit }: ParkedFilter): Promise<ParkedEvent[]> {
    return tx.query(
      `SELECT ${columns}, ${waiting} FROM outbox o
       WHERE ${isParked} AND ($1::text IS NULL OR o.headers->>'ce_type' = $1)
         AND ($2::timestamptz IS NULL OR o.parked_at >= $2) AND ($3::timestamptz IS NULL OR o.parked_at < $3)
         AND ($4::text IS NULL OR strpos(lower(o.last_error), lower($4)) > 0) AND ($5::bigint IS NULL OR o.position < $5)
       ORDER BY o.position DESC LIMIT $6`,
      [type ?? null, from ?? null, to ?? null, error ?? null, before ?? null, limit],
    );
  }

  /** A parked event with its content; undefined where nothing is parked at this position. */
  async find(
    tx: Tx,
    position: number,
  ): Promise<(ParkedEvent & { headers: Record<string, string>; payload: string | null }) | undefined> {
    const [row] = await tx.query<(ParkedEvent & { headers: Record<string, string>; payload: string | null })[]>(
      `SELECT ${columns}, ${waiting}, o.headers, o.payload FROM outbox o WHERE o.position = $1 AND ${isParked}`,
      [position],
    );
    return row;
  }

  /** Hands it to the relay again, which parks it anew when the broker refuses it anew. */
  async retry(tx: Tx, position: number, by: By): Promise<ParkedEvent | Refusal> {
    const changed = await this.change(tx, position, 'parked_at = NULL');
    if ('refused' in changed) return changed;
    await this.note(tx, changed, { action: 'retry', outcome: 'requeued', error: null, reason: null, ...by });
    return changed;
  }

  /** Never sends it; the later events of its aggregate go, so their readers see a gap in `aggregateVersion`. */
  async discard(tx: Tx, position: number, reason: string, by: By): Promise<ParkedEvent | Refusal> {
    const changed = await this.change(tx, position, 'discarded_at = $2', [by.decidedAt]);
    if ('refused' in changed) return changed;
    await this.note(tx, changed, { action: 'discard', outcome: 'discarded', error: null, reason, ...by });
    return changed;
  }

  /** The update decides: of two at once the second waits for the first and then finds it decided. */
  private async change(
    tx: Tx,
    position: number,
    assignment: string,
    values: unknown[] = [],
  ): Promise<ParkedEvent | Refusal> {
    const before = await this.find(tx, position);
    const [, changed] = await tx.query<[unknown[], number]>(
      `UPDATE outbox o SET ${assignment} WHERE o.position = $1 AND ${isParked}`,
      [position, ...values],
    );
    if (before && changed > 0) {
      afterCommit(tx, () => this.nudge.notify());
      return before;
    }
    const [known] = await tx.query<unknown[]>('SELECT 1 FROM outbox WHERE position = $1', [position]);
    return { refused: known ? 'decided' : 'absent' };
  }

  private async note(tx: Tx, event: ParkedEvent, decision: Decision): Promise<void> {
    await this.decisions.add(tx, { ...event, outboxPosition: event.position }, decision);
  }
}
