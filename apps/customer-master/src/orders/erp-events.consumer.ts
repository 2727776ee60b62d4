import type { ErpOrderEvent, OrderFact } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { OrdersService } from './orders.service.js';

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
  take(tx: Tx, event: ErpOrderEvent): Promise<void> {
    const fact = event.type.slice('erp.order.'.length) as OrderFact;
    return this.orders.take(tx, { source: event.source, fact, order: event.data, at: new Date(event.time) });
  }
}
