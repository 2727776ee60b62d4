import type { Event, Topic } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SERVICE_NAME } from '../messaging.tokens.js';
import type { ReceivedMessage } from '../transport/transport.js';

/**
 * Messages that could not be handled, kept whole in the consumer's own database with the later events of the same
 * aggregate parked behind them in order. Values are sealed: what the ERP and OA send may hold personal data.
 */
@Injectable()
export class DeadLetters {
  constructor(
    @Inject(SERVICE_NAME) private readonly consumer: string,
    private readonly cipher: FieldCipher,
  ) {}

  /** True when an event of this aggregate waits as a dead letter: later ones must not overtake it. */
  async isBlocked(tx: Tx, topic: Topic, aggregateId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM dead_letter WHERE topic = $1 AND aggregate_id = $2 AND state IN ('dead', 'parked') LIMIT 1`,
      [topic, aggregateId],
    );
    return rows.length > 0;
  }

  /** Keeps a message that failed for good. `event` is absent when it could not even be read. */
  keep(tx: Tx, message: ReceivedMessage, error: Error, attempts: number, event?: Event): Promise<void> {
    return this.insert(tx, message, { state: 'dead', error: error.message.slice(0, 2_000), attempts, event });
  }

  /** Keeps a message behind an earlier dead letter of its aggregate. */
  park(tx: Tx, message: ReceivedMessage, event: Event): Promise<void> {
    return this.insert(tx, message, { state: 'parked', error: null, attempts: 0, event });
  }

  private async insert(
    tx: Tx,
    message: ReceivedMessage,
    about: { state: 'dead' | 'parked'; error: string | null; attempts: number; event?: Event | undefined },
  ): Promise<void> {
    const id = uuidv7();
    const value = message.value?.toString('base64') ?? '';
    const sealed = await this.cipher.seal(tx, id, { table: 'dead_letter', column: 'value', row: id }, value);
    await tx.query(
      `INSERT INTO dead_letter (id, consumer, topic, partition, message_offset, key, value, headers, published_at,
         source, event_id, event_type, aggregate_id, state, error, attempts)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
       ON CONFLICT (consumer, topic, partition, message_offset) DO NOTHING`,
      [
        id,
        this.consumer,
        message.topic,
        message.partition,
        message.offset,
        message.key,
        sealed,
        message.headers,
        message.publishedAt,
        about.event?.source ?? message.headers['ce_source'] ?? null,
        about.event?.id ?? message.headers['ce_id'] ?? null,
        about.event?.type ?? message.headers['ce_type'] ?? null,
        about.event?.aggregateId ?? null,
        about.state,
        about.error,
        about.attempts,
      ],
    );
  }
}
