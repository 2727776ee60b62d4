import {
  type EventDraft,
  MessageBounced,
  MessageSent,
  MessageSuppressed,
  type SuppressionReason,
} from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { Message } from './message.entity.js';

/** The rows behind the sender. */
@Injectable()
export class MessageRecords {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
  ) {}

  /** Takes the message that is due first for `leaseSeconds`, so that no other sender has it meanwhile. */
  async claim(tx: Tx, leaseSeconds: number): Promise<Message | null> {
    const [row] = await tx.query<{ id: string }[]>(
      `SELECT id FROM message WHERE state = 'queued' AND next_try_at <= clock_timestamp()
       ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    );
    if (!row) return null;
    await tx.query(
      `UPDATE message SET attempts = attempts + 1, next_try_at = clock_timestamp() + make_interval(secs => $2) WHERE id = $1`,
      [row.id, leaseSeconds],
    );
    return tx.getRepository(Message).findOneBy({ id: row.id });
  }

  /** Address, subject and text in clear; null when the customer was erased. */
  async open(tx: Tx, message: Message): Promise<{ address: string; subject: string; text: string } | null> {
    const plain = await this.cipher.open(
      tx,
      { table: 'message', column: 'content', row: message.id },
      message.content!,
    );
    return plain === null ? null : (JSON.parse(plain) as { address: string; subject: string; text: string });
  }

  /** Records the end of a message with its event; nothing when it has ended already. */
  async finish(tx: Tx, id: string, state: 'sent' | 'bounced', lastError: string | null): Promise<void> {
    const message = await this.lock(tx, id);
    if (message?.state === 'queued') await this.end(tx, message, { state, lastError });
  }

  /** It waited, and may not go any more. */
  async suppress(tx: Tx, id: string, reason: SuppressionReason): Promise<void> {
    const message = await this.lock(tx, id);
    if (message?.state !== 'queued') return;
    await this.end(tx, message, { state: 'suppressed', reason, channel: null, content: null, lastError: null });
  }

  /** The provider took it and gave it back later. */
  async giveBack(tx: Tx, message: Message, lastError: string): Promise<Message> {
    await this.end(tx, message, { state: 'bounced', lastError });
    return message;
  }

  lock(tx: Tx, id: string): Promise<Message | null> {
    return tx.getRepository(Message).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  private async end(tx: Tx, message: Message, end: Partial<Message>): Promise<void> {
    Object.assign(message, end, { nextTryAt: null, doneAt: new Date(), version: message.version + 1 });
    await tx.getRepository(Message).save(message);
    await this.outbox.append(tx, endOf(message));
  }

  /** It was not tried: its time is not now. */
  async wait(tx: Tx, id: string, until: Date): Promise<void> {
    await tx.query(`UPDATE message SET next_try_at = $2, attempts = attempts - 1 WHERE id = $1 AND state = 'queued'`, [
      id,
      until,
    ]);
  }

  async postpone(tx: Tx, id: string, seconds: number, lastError: string): Promise<void> {
    await tx.query(
      `UPDATE message SET next_try_at = clock_timestamp() + make_interval(secs => $2), last_error = $3 WHERE id = $1 AND state = 'queued'`,
      [id, seconds, lastError.slice(0, 300)],
    );
  }
}

/** What the service that asked is told. */
export function endOf({ id, version, customerId, requestedBy, state, channel, reason }: Message): EventDraft {
  const about = { customerId, aggregateId: id, aggregateVersion: version };
  const data = { messageId: id, customerId, requestedBy };
  if (state === 'suppressed') return MessageSuppressed.draft({ ...about, data: { ...data, reason: reason! } });
  const fact = { ...about, data: { ...data, channel: channel! } };
  return state === 'sent' ? MessageSent.draft(fact) : MessageBounced.draft(fact);
}
