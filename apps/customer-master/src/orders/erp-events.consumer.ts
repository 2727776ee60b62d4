import type { ErpOrderEvent, OrderFact } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { refuseTold } from '../refuse-told.js';
import { OrdersService } from './orders.service.js';
import { orderFaults } from './rules/order-faults.js';

/** What the ERP tells of orders, by Kafka or by the intake. */
@Controller()
export class ErpEventsConsumer {
  constructor(private readonly orders: OrdersService) {}

  /** Without a horizon: to know whose order it was is right of any year, and whoever reacts to ours has a horizon itself. */
  @React(
    [
      'erp.order.placed',
      'erp.order.paid',
      'erp.order.shipped',
      'erp.order.delivered',
      'erp.order.cancelled',
      'erp.order.returned',
    ],
    { withinDays: 'unlimited' },
  )
  async take(tx: Tx, event: ErpOrderEvent): Promise<void> {
    await refuseTold(tx, (now) => orderFaults(event, now));
    const fact = event.type.slice('erp.order.'.length) as OrderFact;
    await this.orders.take(tx, { source: event.source, fact, order: event.data, at: new Date(event.time) });
  }
}
