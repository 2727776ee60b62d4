import { MessageRequested } from '@crm/contracts';
import { CustomerDirectory } from '@crm/directory';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { ServiceCase } from '../cases/cases.service.js';

/** Has customers told that their case got an answer. The answer itself stays here: messages carry no words. */
@Injectable()
export class CustomerUpdates {
  constructor(
    private readonly customers: CustomerDirectory,
    private readonly outbox: Outbox,
  ) {}

  /** Asks customer-master for a message; not where nobody knows the customer, or the customer wants none. */
  async send(tx: Tx, kase: ServiceCase, now: Date): Promise<void> {
    const { customerId, number } = kase;
    if (customerId === null || !(await this.customers.isContactable(tx, customerId, 'service'))) return;
    const messageId = newId();
    const message = MessageRequested.draft({
      customerId,
      aggregateId: messageId,
      aggregateVersion: 1,
      time: now,
      data: {
        messageId,
        customerId,
        purpose: 'service',
        template: 'case_update',
        parameters: { caseNumber: number },
        preferredChannel: null,
      },
    });
    await this.outbox.append(tx, message);
  }
}
