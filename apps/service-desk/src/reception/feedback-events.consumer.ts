import type { FollowupRequested } from '@crm/contracts';
import { React } from '@crm/messaging';
import { databaseNow, type Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { FollowUpsService } from './follow-ups.service.js';

/** After a month a follow-up would come too late to help: older ones are history. */
@Controller()
export class FeedbackEventsConsumer {
  constructor(private readonly followUps: FollowUpsService) {}

  @React('followup.requested', { withinDays: 30 })
  async requested(tx: Tx, event: FollowupRequested): Promise<void> {
    await this.followUps.open(tx, event.data, new Date(event.time), await databaseNow(tx));
  }
}
