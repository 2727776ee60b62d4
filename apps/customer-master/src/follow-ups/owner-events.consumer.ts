import type { CustomerOwnerChanged } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { HandedOver } from './handed-over.service.js';

/** Customers that get another owner, however: open follow-ups go with them. After a leaver, `Leavers` sees to it. */
@Controller()
export class OwnerEventsConsumer {
  constructor(private readonly handedOver: HandedOver) {}

  @React('customer.owner-changed', { withinDays: 30 })
  async changed(tx: Tx, { data }: CustomerOwnerChanged): Promise<void> {
    if (data.because !== 'leaver') await this.handedOver.move(tx, data);
  }
}
