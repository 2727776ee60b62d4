import type { LevelChanged } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { CustomersService } from './customers.service.js';

/** What analytics finds out about customers. */
@Controller()
export class InsightEventsConsumer {
  constructor(private readonly customers: CustomersService) {}

  /** A level is a state, not an action: however late it arrives it is right, and `asOf` says which of two is newer. */
  @React('level.changed', { withinDays: 'unlimited' })
  async setLevel(tx: Tx, event: LevelChanged): Promise<void> {
    await this.customers.setLevel(
      tx,
      event.data.customerId,
      event.data.to,
      new Date(event.data.asOf),
      new Date(event.time),
    );
  }
}
