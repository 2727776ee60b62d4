import type { MessageRequested } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { MessagesService } from './messages.service.js';

/** What the other services want to say to customers. A week later nobody wants to hear it any more. */
@Controller()
export class MessageRequestsConsumer {
  constructor(private readonly messages: MessagesService) {}

  @React('message.requested', { withinDays: 7 })
  request(tx: Tx, event: MessageRequested): Promise<void> {
    return this.messages.request(tx, event.data, event.source, new Date());
  }
}
