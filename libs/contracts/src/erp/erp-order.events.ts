import { defineEvent, type EventOf } from '../event.js';
import { exampleOrder, type OrderFact, orderFields } from '../order/order.shape.js';
import { optional, record, text } from '../schema.js';

function erpOrder<Fact extends OrderFact>(fact: Fact, summary: string) {
  return defineEvent({
    type: `erp.order.${fact}` as const,
    version: 1,
    topics: ['erp.order.v1'],
    thing: 'order',
    summary,
    data: record({
      customer: record(
        {
          source: text('The system whose customer id this is, for example `erp`.'),
          id: text("The customer's id there."),
          name: optional(text('Name as the ERP knows it; used when the customer has to be registered.')),
          uscc: optional(text('统一社会信用代码, 18 characters.', 30)),
          phone: optional(text('Any notation; normalised to E.164.', 40)),
        },
        'Who ordered, in the ids of the system that knows them; customer-master finds or registers the customer.',
      ),
      ...orderFields,
    }),
    example: {
      aggregateId: 'SO-2026-0001',
      data: {
        customer: { source: 'erp', id: 'K-1001', name: '山西煤业', uscc: '91350100M000100Y43', phone: '0351-7650000' },
        ...exampleOrder,
      },
    },
  });
}

/** What the ERP sends, in its own ids. */
export const ErpOrderPlaced = erpOrder('placed', 'The ERP took an order.');
export const ErpOrderPaid = erpOrder('paid', 'The ERP saw the order paid in full.');
export const ErpOrderShipped = erpOrder('shipped', 'The ERP sent the goods out.');
export const ErpOrderDelivered = erpOrder('delivered', 'The ERP knows that the goods arrived.');
export const ErpOrderCancelled = erpOrder('cancelled', 'The order was cancelled as a whole.');
export const ErpOrderReturned = erpOrder('returned', 'The named lines came back.');

export type ErpOrderEvent =
  | EventOf<typeof ErpOrderPlaced>
  | EventOf<typeof ErpOrderPaid>
  | EventOf<typeof ErpOrderShipped>
  | EventOf<typeof ErpOrderDelivered>
  | EventOf<typeof ErpOrderCancelled>
  | EventOf<typeof ErpOrderReturned>;
