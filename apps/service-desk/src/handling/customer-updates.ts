import { MessageRequested } from '@crm/contracts';
import { CustomerDirectory } from '@crm/directory';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { type BaseConfig, CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Person } from '../cases/case.js';
import type { ServiceCase } from '../cases/cases.service.js';
import type { ServiceDeskConfig } from '../config.js';
import { type NewReply, type Obstacle, RepliesService, type Reply } from '../replies/replies.service.js';
import { newReplyToken } from '../replies/reply-token.js';

const day = 86_400_000;

/** Has customers told of replies. The words stay here: a message carries a link to them. */
@Injectable()
export class CustomerUpdates {
  constructor(
    private readonly customers: CustomerDirectory,
    private readonly outbox: Outbox,
    private readonly replies: RepliesService,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig & BaseConfig,
  ) {}

  /** Keeps the reply, and asks customer-master for a message; not where it is known that none can be sent. */
  async send(tx: Tx, kase: ServiceCase, reply: NewReply, by: Person, now: Date): Promise<Reply> {
    const { customerId, number } = kase;
    const obstacle = await this.obstacle(tx, customerId);
    if (customerId === null || obstacle) {
      return this.replies.record(tx, kase, reply, obstacle ?? 'unknown_customer', by, now);
    }
    const [messageId, token] = [newId(), newReplyToken()];
    const validUntil = new Date(now.getTime() + this.config.REPLY_LINK_VALID_DAYS * day);
    const message = MessageRequested.draft({
      customerId,
      aggregateId: messageId,
      aggregateVersion: 1,
      time: now,
      data: {
        messageId,
        customerId,
        purpose: 'service',
        template: 'case_reply',
        parameters: { caseNumber: number, link: this.linkTo(token) },
        preferredChannel: reply.channel,
      },
    });
    await this.outbox.append(tx, message);
    return this.replies.record(tx, kase, reply, { messageId, token, validUntil }, by, now);
  }

  private async obstacle(tx: Tx, customerId: string | null): Promise<Obstacle | null> {
    if (customerId === null) return 'unknown_customer';
    const card = await this.customers.find(tx, customerId);
    // The case may be known here before its customer: then customer-master, which knows the address, decides.
    const isRefused = card !== null && !card.contactable.some(({ purpose }) => purpose === 'service');
    return isRefused ? 'not_contactable' : null;
  }

  private linkTo(token: string): string {
    return `${this.config.PUBLIC_URL.replace(/\/+$/, '')}/service-desk/v1/replies/${token}`;
  }
}
