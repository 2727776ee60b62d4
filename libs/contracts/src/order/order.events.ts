import { defineEvent, type EventOf } from '../event.js';
import { record, text, uuid } from '../schema.js';
import { exampleOrder, type OrderFact, orderFields } from './order.shape.js';

const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

function crmOrder<Fact extends OrderFact>(fact: Fact, summary: string) {
  return defineEvent({
    type: `crm.order.${fact}` as const,
    version: 1,
    topics: ['crm.order.v1'],
    thing: 'order',
    summary,
    data: record({
      customerId: uuid('The customer, identified or registered by customer-master.'),
      source: text('The system that took the order; (source, orderId) is unique.'),
      ...orderFields,
    }),
    example: {
      customerId: aCustomer,
      aggregateId: 'erp:SO-2026-0001',
      data: { customerId: aCustomer, source: 'erp', ...exampleOrder },
    },
  });
}

/** Orders with the customer identified. Nobody but customer-master reads `erp.order.v1`: only it has the crosswalk. */
export const OrderPlaced = crmOrder('placed', 'A customer ordered.');
export const OrderPaid = crmOrder('paid', 'An order was paid in full; `time` is the moment of payment.');
export const OrderShipped = crmOrder('shipped', 'The goods left.');
export const OrderDelivered = crmOrder('delivered', 'The goods arrived.');
export const OrderCancelled = crmOrder('cancelled', 'The order was cancelled as a whole.');
export const OrderReturned = crmOrder('returned', 'The named lines came back, and their amount was given back.');

export type OrderPlaced = EventOf<typeof OrderPlaced>;
export type OrderPaid = EventOf<typeof OrderPaid>;
export type OrderShipped = EventOf<typeof OrderShipped>;
export type OrderDelivered = EventOf<typeof OrderDelivered>;
export type OrderCancelled = EventOf<typeof OrderCancelled>;
export type OrderReturned = EventOf<typeof OrderReturned>;
export type OrderEvent = OrderPlaced | OrderPaid | OrderShipped | OrderDelivered | OrderCancelled | OrderReturned;
