import type { MessageBounced, MessageSent, MessageSuppressed } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { InvitationsService } from './invitations.service.js';

const us = 'feedback';

/** What customer-master made of our messages. News of an old message has no outward effect, so it is never too old. */
@Controller()
export class MessageEventsConsumer {
  constructor(private readonly invitations: InvitationsService) {}

  @React('message.sent', { withinDays: 'unlimited' })
  async sent(tx: Tx, event: MessageSent): Promise<void> {
    if (event.data.requestedBy !== us) return;
    await this.invitations.messageSent(tx, event.data.messageId, new Date(event.time));
  }

  @React('message.suppressed', { withinDays: 'unlimited' })
  async suppressed(tx: Tx, event: MessageSuppressed): Promise<void> {
    if (event.data.requestedBy === us) await this.invitations.messageSuppressed(tx, event.data.messageId);
  }

  @React('message.bounced', { withinDays: 'unlimited' })
  async bounced(tx: Tx, event: MessageBounced): Promise<void> {
    if (event.data.requestedBy === us) await this.invitations.messageBounced(tx, event.data.messageId);
  }
}
