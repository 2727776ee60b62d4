import type { MessageChannel } from '@crm/contracts';
import { FieldCipher, TransactionRunner } from '@crm/persistence';
import { MessageProvider, type OutgoingMessage } from './message-provider.js';

/** Keeps messages where they can be read (`GET /mailbox`) instead of sending them: for trying out and for tests. */
export class MailboxProvider extends MessageProvider {
  readonly channels: readonly MessageChannel[] = ['email', 'sms', 'wechat'];

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly cipher: FieldCipher,
  ) {
    super();
  }

  async send({ id, customerId, channel, address, subject, text }: OutgoingMessage): Promise<void> {
    await this.transactions.run(async (tx) => {
      const content = JSON.stringify({ to: address, subject, text });
      const sealed = await this.cipher.seal(
        tx,
        customerId,
        { table: 'mailbox_message', column: 'content', row: id },
        content,
      );
      await tx.query(
        'INSERT INTO mailbox_message (id, customer_id, channel, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
        [id, customerId, channel, sealed],
      );
    });
  }
}
