import { MessageBounced, MessageSent } from '@crm/contracts';
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

  /** Takes messages that are due for `leaseSeconds`, so that no other sender has them meanwhile. */
  async claim(tx: Tx, count: number, leaseSeconds: number): Promise<Message[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT id FROM message WHERE state = 'queued' AND next_try_at <= clock_timestamp()
       ORDER BY next_try_at LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [count],
    );
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    await tx.query(
      `UPDATE message SET attempts = attempts + 1, next_try_at = clock_timestamp() + make_interval(secs => $2) WHERE id = ANY($1)`,
      [ids, leaseSeconds],
    );
    return tx.getRepository(Message).createQueryBuilder('m').whereInIds(ids).getMany();
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
    const message = await tx
      .getRepository(Message)
      .findOneOrFail({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (message.state !== 'queued') return;
    Object.assign(message, { state, lastError, nextTryAt: null, doneAt: new Date(), version: message.version + 1 });
    await tx.getRepository(Message).save(message);
    const { customerId, requestedBy, version } = message;
    const fact = {
      customerId,
      aggregateId: id,
      aggregateVersion: version,
      data: { messageId: id, customerId, requestedBy, channel: message.channel! },
    };
    await this.outbox.append(tx, state === 'sent' ? MessageSent.draft(fact) : MessageBounced.draft(fact));
  }

  async postpone(tx: Tx, id: string, seconds: number, lastError: string): Promise<void> {
    await tx.query(
      `UPDATE message SET next_try_at = clock_timestamp() + make_interval(secs => $2), last_error = $3 WHERE id = $1 AND state = 'queued'`,
      [id, seconds, lastError.slice(0, 300)],
    );
  }
}
