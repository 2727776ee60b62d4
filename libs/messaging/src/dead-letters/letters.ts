import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { storable } from '../consumer/dead-letters.js';
import type { ReceivedMessage } from '../transport/transport.js';

/** `dead`: could not be handled; `parked`: waits behind an earlier one of its aggregate; the other two are decided. */
export const letterStates = ['dead', 'parked', 'replayed', 'discarded'] as const;

/** Where a dead letter is on its way. */
export type LetterState = (typeof letterStates)[number];

/** A kept message without its content. */
export interface DeadLetter {
  id: string;
  /** Order in which letters were kept, over all consumers. */
  position: number;
  /** Read model (`name@version`), or the service's name for its reactions and for what nobody could read. */
  consumer: string;
  topic: ReceivedMessage['topic'];
  partition: number;
  offset: number;
  key: string;
  publishedAt: Date;
  source: string | null;
  eventId: string | null;
  /** Null for a tombstone and where it could not be read. */
  eventType: string | null;
  /** Null where it could not be read: then nothing waits behind it. */
  aggregateId: string | null;
  state: LetterState;
  /** Why it could not be handled the last time; null for one that was never tried. */
  error: string | null;
  attempts: number;
  /** When it was first tried or parked. */
  createdAt: Date;
  /** When it was replayed with success or discarded; null while it waits. */
  decidedAt: Date | null;
  /** Later letters of the same aggregate that wait too. */
  waiting: number;
}

/** Which letters to list; what is left out does not restrict. */
export interface LetterFilter {
  state: LetterState;
  consumer?: string | undefined;
  type?: string | undefined;
  /** Kept at this time or later. */
  from?: Date | undefined;
  /** Kept before this time. */
  to?: Date | undefined;
  /** Part of the error, in any case. */
  error?: string | undefined;
  /** Only letters kept before this position. */
  before?: number | undefined;
  limit: number;
}

const isOpen = (name: string): string => `${name}.state IN ('dead', 'parked')`;
const columns = `l.id, l.position, l.consumer, l.topic, l.partition, l.message_offset AS "offset", l.key,
  l.published_at AS "publishedAt", l.source, l.event_id AS "eventId", l.event_type AS "eventType",
  l.aggregate_id AS "aggregateId", l.state, l.error, l.attempts, l.created_at AS "createdAt", l.decided_at AS "decidedAt",
  (SELECT count(*)::int FROM dead_letter w
   WHERE w.consumer = l.consumer AND w.topic = l.topic AND w.aggregate_id = l.aggregate_id AND ${isOpen('w')}
     AND (w.partition, w.message_offset) > (l.partition, l.message_offset)) AS waiting`;

/** The kept messages of this service's consumers, as somebody who decides about them sees them. */
@Injectable()
export class Letters {
  constructor(private readonly cipher: FieldCipher) {}

  /** Newest first. */
  list(tx: Tx, { state, consumer, type, from, to, error, before, limit }: LetterFilter): Promise<DeadLetter[]> {
    return tx.query(
      `SELECT ${columns} FROM dead_letter l
       WHERE l.state = $1 AND ($2::text IS NULL OR l.consumer = $2) AND ($3::text IS NULL OR l.event_type = $3)
         AND ($4::timestamptz IS NULL OR l.created_at >= $4) AND ($5::timestamptz IS NULL OR l.created_at < $5)
         AND ($6::text IS NULL OR strpos(lower(l.error), lower($6)) > 0) AND ($7::bigint IS NULL OR l.position < $7)
       ORDER BY l.position DESC LIMIT $8`,
      [state, consumer ?? null, type ?? null, from ?? null, to ?? null, error ?? null, before ?? null, limit],
    );
  }

  /** Undefined where there is no such letter, or where it was decided so long ago that it is gone. */
  async find(tx: Tx, id: string): Promise<DeadLetter | undefined> {
    const [letter] = await tx.query<DeadLetter[]>(`SELECT ${columns} FROM dead_letter l WHERE l.id = $1`, [id]);
    return letter;
  }

  /** The letters of its consumer and aggregate that wait, in their order; alone where its aggregate is not known. */
  queueOf(tx: Tx, { id, consumer, topic, aggregateId }: DeadLetter, limit: number): Promise<DeadLetter[]> {
    return tx.query(
      `SELECT ${columns} FROM dead_letter l
       WHERE (($4::text IS NULL AND l.id = $1) OR (l.consumer = $2 AND l.topic = $3 AND l.aggregate_id = $4)) AND ${isOpen('l')}
       ORDER BY l.partition, l.message_offset LIMIT $5`,
      [id, consumer, topic, aggregateId, limit],
    );
  }

  /** Those of its queue that come after it. */
  async queueBehind(tx: Tx, letter: DeadLetter, limit: number): Promise<DeadLetter[]> {
    if (letter.aggregateId === null) return [];
    return tx.query(
      `SELECT ${columns} FROM dead_letter l
       WHERE l.consumer = $1 AND l.topic = $2 AND l.aggregate_id = $3 AND ${isOpen('l')}
         AND (l.partition, l.message_offset) > ($4::int, $5::bigint)
       ORDER BY l.partition, l.message_offset LIMIT $6`,
      [letter.consumer, letter.topic, letter.aggregateId, letter.partition, letter.offset, limit],
    );
  }

  /** The message as it came; undefined when its content was erased. */
  async open(tx: Tx, letter: DeadLetter): Promise<ReceivedMessage | undefined> {
    const { id, topic, key, partition, offset, publishedAt } = letter;
    const [row] = await tx.query<{ sealed: string | null; headers: Record<string, string> }[]>(
      'SELECT value AS sealed, headers FROM dead_letter WHERE id = $1',
      [id],
    );
    const { sealed, headers } = row!;
    const cell = { table: 'dead_letter', column: 'value', row: id };
    const content = sealed === null ? null : await this.cipher.open(tx, cell, sealed);
    if (sealed !== null && content === null) return undefined;
    const value = content === null ? null : Buffer.from(content, 'base64');
    return { topic, key, value, headers, partition, offset: String(offset), publishedAt };
  }

  /** Nothing is left to do about it. */
  async settle(tx: Tx, id: string, state: 'replayed' | 'discarded', at: Date): Promise<void> {
    await tx.query('UPDATE dead_letter SET state = $2, decided_at = $3 WHERE id = $1', [id, state, at]);
  }

  /** It failed again: it is dead, whatever it was before. */
  async fail(tx: Tx, id: string, error: Error): Promise<void> {
    await tx.query(`UPDATE dead_letter SET state = 'dead', error = $2, attempts = attempts + 1 WHERE id = $1`, [
      id,
      storable(error.message.slice(0, 2_000)),
    ]);
  }

  /** It is the first of those that wait, so it is the one to decide about. */
  async lead(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE dead_letter SET state = 'dead' WHERE id = $1`, [id]);
  }
}
