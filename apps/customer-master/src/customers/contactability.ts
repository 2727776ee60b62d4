import type { MessageChannel, MessagePurpose } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** A way in which a message of a purpose may go to the customer now. */
export interface ContactWay {
  channel: MessageChannel;
  purpose: MessagePurpose;
}

/**
 * Port: where a customer may be written to, for the card. `customerIds` is the whole cluster, the survivor first:
 * what was said under a retired id still counts. An implementation needs `ContactChannels` for "is there an address".
 */
export abstract class ContactWays {
  abstract of(tx: Tx, customerIds: readonly string[]): Promise<ContactWay[]>;
}

/** Channels for which the golden record has an address whose owner did not opt out. */
@Injectable()
export class ContactChannels {
  /** E-mail for `email`, a mobile number for `sms`, a WeChat id for `wechat`; in the order of these words. */
  async of(tx: Tx, customerIds: readonly string[]): Promise<MessageChannel[]> {
    const rows = await tx.query<{ channel: MessageChannel }[]>(
      `SELECT DISTINCT channel FROM customer_contact
       WHERE customer_id = ANY($1) AND channel IS NOT NULL AND NOT opted_out ORDER BY channel`,
      [customerIds],
    );
    return rows.map((row) => row.channel);
  }
}
