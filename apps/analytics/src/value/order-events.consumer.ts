import type { OrderCancelled, OrderPaid, OrderReturned } from '@crm/contracts';
import { React } from '@crm/messaging';
import { databaseNow, type Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { Thresholds } from './thresholds.service.js';
import { CustomerValues } from './value.service.js';

/** Every purchase scores its customer at once; the read model has taken the purchase in before. */
@Controller()
export class ValueEventsConsumer {
  constructor(
    private readonly values: CustomerValues,
    private readonly thresholds: Thresholds,
  ) {}

  /**
   * Without a horizon: a score is about what is known now, so imported purchases of past years have to count. All that
   * leaves the house is the present level, once per change; no message goes to a customer because of it.
   */
  @React(['crm.order.paid', 'crm.order.returned', 'crm.order.cancelled'], { withinDays: 'unlimited' })
  async score(tx: Tx, event: OrderPaid | OrderReturned | OrderCancelled): Promise<void> {
    const now = await databaseNow(tx);
    await this.values.score(tx, [event.data.customerId], now);
    await this.thresholds.count(tx, now);
  }
}
