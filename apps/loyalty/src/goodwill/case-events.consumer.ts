import type { GoodwillApproved, GoodwillRevocationRequested } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { GoodwillService } from './goodwill.service.js';

/** Without a horizon: the service desk waits for an answer, and a gesture is booked once whenever it is told. */
@Controller()
export class CaseEventsConsumer {
  constructor(private readonly goodwill: GoodwillService) {}

  @React('goodwill.approved', { withinDays: 'unlimited' })
  approved(tx: Tx, event: GoodwillApproved): Promise<void> {
    return this.goodwill.grant(tx, event.data, new Date(event.time));
  }

  @React('goodwill.revocation-requested', { withinDays: 'unlimited' })
  revocationRequested(tx: Tx, event: GoodwillRevocationRequested): Promise<void> {
    return this.goodwill.revoke(tx, event.data, new Date(event.time));
  }
}
