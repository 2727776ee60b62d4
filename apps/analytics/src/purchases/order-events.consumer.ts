import type { OrderCancelled, OrderPaid, OrderReturned } from '@crm/contracts';
import { Project } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { Purchases } from './purchases.service.js';

const readModel = {
  name: 'purchases@1',
  tables: ['fact_purchase', 'fact_cancellation', 'counted_purchase', 'customer_day', 'customer_agg'],
};

/** Purchases as customer-master tells of them, with the customer identified. */
@Controller()
export class PurchaseEventsConsumer {
  constructor(private readonly purchases: Purchases) {}

  @Project(['crm.order.paid', 'crm.order.returned'], { readModel })
  record(tx: Tx, event: OrderPaid | OrderReturned): Promise<void> {
    return this.purchases.record(tx, event);
  }

  @Project('crm.order.cancelled', { readModel })
  cancel(tx: Tx, event: OrderCancelled): Promise<void> {
    return this.purchases.cancel(tx, event);
  }
}
