import type { Event } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ReceivedMessage } from '../transport/transport.js';

/** What is kept: a message, and as much of its event as could be read. */
export interface Letter {
  message: ReceivedMessage;
  event?: Event | undefined;
  aggregateId?: string | undefined;
}

/** Whose letters keep their order among themselves. */
export interface Place {
  topic: string;
  /** Null where the aggregate could not be read. */
  aggregateId: string | null;
}

/** PostgreSQL holds no NUL: what a producer of Kafka, or the error of a handler, has of it is replaced. */
export const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

/**
 * Messages that a consumer could not handle, kept whole in its own database with the later ones of the same aggregate
 * parked behind them in order. Values are sealed: what the ERP and OA send may hold personal data.
 */
@Injectable()
export class DeadLetters {
  constructor(private readonly cipher: FieldCipher) {}

  /**
   * Which of these letters must wait for this consumer, since an earlier one of their aggregate is dead. The answer
   * holds until the transaction ends: whoever replays or discards waits for us (`lockAggregates`).
   */
  async blocked<L extends Letter>(tx: Tx, consumer: string, letters: readonly L[]): Promise<Set<L>> {
    const first = await this.blockedNow(tx, consumer, letters);
    if (first.size === 0) return first;
    await this.lockAggregates(tx, consumer, [...first].map(placeOf));
    return this.blockedNow(tx, consumer, letters);
  }

  /** Until the transaction ends nobody else parks, replays or discards letters of these aggregates. */
  async lockAggregates(tx: Tx, consumer: string, places: readonly Place[]): Promise<void> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(number) FROM (
         SELECT DISTINCT hashtextextended(name, 0) AS number FROM unnest($1::text[]) AS name ORDER BY number) AS sorted`,
      [places.map(({ topic, aggregateId }) => `dead-letter ${consumer} ${topic} ${aggregateId}`)],
    );
  }

  /** Keeps a message that failed for good. */
  keep(tx: Tx, consumer: string, letter: Letter, error: Error, attempts: number): Promise<void> {
    return this.insert(tx, consumer, letter, {
      state: 'dead',
      error: storable(error.message.slice(0, 2_000)),
      attempts,
    });
  }

  /** Keeps a message behind an earlier dead letter of its aggregate. */
  park(tx: Tx, consumer: string, letter: Letter): Promise<void> {
    return this.insert(tx, consumer, letter, { state: 'parked', error: null, attempts: 0 });
  }

  private async blockedNow<L extends Letter>(tx: Tx, consumer: string, letters: readonly L[]): Promise<Set<L>> {
    const rows = await tx.query<{ topic: string; id: string }[]>(
      `SELECT DISTINCT topic, aggregate_id AS id FROM dead_letter
       WHERE consumer = $1 AND (topic, aggregate_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))
         AND state IN ('dead', 'parked')`,
      [consumer, letters.map(({ message }) => message.topic), letters.map(({ aggregateId }) => aggregateId)],
    );
    const waiting = new Set(rows.map(({ topic, id }) => `${topic} ${id}`));
    return new Set(letters.filter(({ message, aggregateId }) => waiting.has(`${message.topic} ${aggregateId}`)));
  }

  private async insert(
    tx: Tx,
    consumer: string,
    { message, event, aggregateId }: Letter,
    about: { state: 'dead' | 'parked'; error: string | null; attempts: number },
  ): Promise<void> {
    const id = uuidv7();
    // A tombstone has no value, which is not the same as an empty one.
    const value = message.value && (await this.seal(tx, id, message.value));
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, text]) => [storable(name), storable(text)]),
    );
    await tx.query(
      `INSERT INTO dead_letter (id, consumer, topic, partition, message_offset, key, value, headers, published_at,
         source, event_id, event_type, aggregate_id, state, error, attempts)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
       ON CONFLICT (consumer, topic, partition, message_offset) DO NOTHING`,
      [
        id,
        consumer,
        message.topic,
        message.partition,
        message.offset,
        storable(message.key),
        value,
        headers,
        message.publishedAt,
        event?.source ?? headers['ce_source'] ?? null,
        event?.id ?? headers['ce_id'] ?? null,
        event?.type ?? headers['ce_type'] ?? null,
        aggregateId ?? null,
        about.state,
        about.error,
        about.attempts,
      ],
    );
  }

  private seal(tx: Tx, id: string, value: Buffer): Promise<string> {
    return this.cipher.seal(tx, id, { table: 'dead_letter', column: 'value', row: id }, value.toString('base64'));
  }
}

const placeOf = ({ message, aggregateId }: Letter): Place => ({
  topic: message.topic,
  aggregateId: aggregateId ?? null,
});
