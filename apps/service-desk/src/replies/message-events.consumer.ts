import type { MessageBounced, MessageSent, MessageSuppressed } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { RepliesService } from './replies.service.js';

const us = 'service-desk';

/** What customer-master made of our messages. It leaves nothing outside, so it is never too old. */
@Controller()
export class ReplyMessagesConsumer {
  constructor(private readonly replies: RepliesService) {}

  @React('message.sent', { withinDays: 'unlimited' })
  async sent(tx: Tx, { data, time }: MessageSent): Promise<void> {
    if (data.requestedBy !== us) return;
    await this.replies.hear(tx, data.messageId, { delivery: 'sent', channel: data.channel }, new Date(time));
  }

  @React('message.suppressed', { withinDays: 'unlimited' })
  async suppressed(tx: Tx, { data, time }: MessageSuppressed): Promise<void> {
    if (data.requestedBy !== us) return;
    await this.replies.hear(tx, data.messageId, { delivery: 'suppressed', reason: data.reason }, new Date(time));
  }

  @React('message.bounced', { withinDays: 'unlimited' })
  async bounced(tx: Tx, { data, time }: MessageBounced): Promise<void> {
    if (data.requestedBy !== us) return;
    await this.replies.hear(tx, data.messageId, { delivery: 'bounced', channel: data.channel }, new Date(time));
  }
}
