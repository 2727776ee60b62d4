import {
  CustomerConsentChanged,
  type MessageChannel,
  type MessagePurpose,
  messageChannels,
  messagePurposes,
} from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { CustomerMergedAway } from '../customers/customers.errors.js';
import { CustomersService } from '../customers/customers.service.js';
import { latestConsents } from './consent-contact-ways.js';
import { mayContact } from './rules/effective-consent.js';

/** What a customer said about being written to, and how that is known. */
export interface ConsentWord {
  customerId: string;
  purpose: MessagePurpose;
  channel: MessageChannel;
  state: 'granted' | 'withdrawn';
  policyVersion: string;
  language: string;
  evidence: string;
}

export interface RecordedConsent extends ConsentWord {
  id: string;
  actor: string;
  at: Date;
}

@Injectable()
export class ConsentsService {
  constructor(
    private readonly customers: CustomersService,
    private readonly outbox: Outbox,
  ) {}

  /** Records a word; nothing said before is changed. Publishes the customer's card anew. @throws NotFound, CustomerMerged */
  async record(tx: Tx, word: ConsentWord, by: User, now: Date): Promise<RecordedConsent> {
    const { id: survivorId } = await this.customers.find(tx, word.customerId, by);
    if (survivorId !== word.customerId) throw new CustomerMergedAway(word.customerId, survivorId);
    const { customerId, version } = await this.customers.countFact(tx, word.customerId, now);
    const recorded = { ...word, customerId, id: newId(), actor: by.id, at: now };
    const { id, purpose, channel, state, policyVersion, language, evidence } = recorded;
    await tx.query(
      `INSERT INTO consent (id, customer_id, purpose, channel, state, policy_version, language, evidence, actor, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, customerId, purpose, channel, state, policyVersion, language, evidence, by.id, now],
    );
    await this.outbox.append(
      tx,
      CustomerConsentChanged.draft({
        customerId,
        aggregateId: customerId,
        aggregateVersion: version,
        time: now,
        data: { customerId, purpose, channel, state },
      }),
    );
    await this.customers.publishCard(tx, customerId, now);
    return recorded;
  }

  /** Everything that was said under any of the customer's ids, newest first, and what it comes to. */
  async of(tx: Tx, customerId: string, by: User): Promise<{ history: RecordedConsent[]; allowed: string[] }> {
    const customer = await this.customers.find(tx, customerId, by);
    const ids = await this.customers.clusterOf(tx, customer.id);
    const history = await tx.query<RecordedConsent[]>(
      `SELECT id, customer_id AS "customerId", purpose, channel, state, policy_version AS "policyVersion", language, evidence, actor, at
       FROM consent WHERE customer_id = ANY($1) ORDER BY position DESC LIMIT 500`,
      [ids],
    );
    const latest = await latestConsents(tx, ids);
    const allowed = messagePurposes.flatMap((purpose) =>
      messageChannels
        .filter((channel) => mayContact(latest, purpose, channel))
        .map((channel) => `${purpose}:${channel}`),
    );
    return { history, allowed };
  }
}
