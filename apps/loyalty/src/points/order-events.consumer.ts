import type { Event, OrderCancelled, OrderPaid, OrderReturned } from '@crm/contracts';
import { React } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { PointsService } from './points.service.js';

@Controller()
export class OrderEventsConsumer {
  constructor(private readonly points: PointsService) {}

  /** A year back at most: past orders that are imported were rewarded, or not, by whatever was in force then. */
  @React('crm.order.paid', { withinDays: 365 })
  accrue(tx: Tx, event: OrderPaid): Promise<void> {
    return this.points.accrue(tx, told(event));
  }

  /** Without a horizon: it can only take back what was given here, and a late return must not leave its points behind. */
  @React('crm.order.returned', { withinDays: 'unlimited' })
  giveBack(tx: Tx, event: OrderReturned): Promise<void> {
    return this.points.giveBack(tx, told(event));
  }

  /** Without a horizon, for the same reason. */
  @React('crm.order.cancelled', { withinDays: 'unlimited' })
  cancel(tx: Tx, event: OrderCancelled): Promise<void> {
    return this.points.cancel(tx, told(event));
  }
}

const told = <Order>(event: Event<string, number, Order>) => ({
  order: event.data,
  at: new Date(event.time),
  eventId: event.id,
});
