import { type MessagePurpose, messagePurposes } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { ContactChannels, type ContactWay, ContactWays } from '../customers/contactability.js';
import { type LatestConsent, mayContact } from './rules/effective-consent.js';

/** Every channel with an address, for every purpose that was not withdrawn and, where it is needed, was granted. */
@Injectable()
export class ConsentContactWays extends ContactWays {
  constructor(private readonly channels: ContactChannels) {
    super();
  }

  async of(tx: Tx, customerIds: readonly string[]): Promise<ContactWay[]> {
    const channels = await this.channels.of(tx, customerIds);
    if (channels.length === 0) return [];
    const latest = await latestConsents(tx, customerIds);
    return channels.flatMap((channel) =>
      messagePurposes
        .filter((purpose: MessagePurpose) => mayContact(latest, purpose, channel))
        .map((purpose) => ({ channel, purpose })),
    );
  }
}

/** The newest word of each id about each purpose and channel. */
export function latestConsents(tx: Tx, customerIds: readonly string[]): Promise<LatestConsent[]> {
  return tx.query(
    `SELECT DISTINCT ON (customer_id, purpose, channel) purpose, channel, state FROM consent
     WHERE customer_id = ANY($1) ORDER BY customer_id, purpose, channel, position DESC`,
    [customerIds],
  );
}
