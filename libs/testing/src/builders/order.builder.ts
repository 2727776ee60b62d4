import type { ErpOrderPlaced, EventOf } from '@crm/contracts';
import { firmName, mobileNumber, nextNumber, usccOf } from './numbering.js';

/** `data` of an `erp.order.*` event: an order in the ERP's own ids. */
export type OrderBody = EventOf<typeof ErpOrderPlaced>['data'];

/** What a test wants to say about the order. */
export interface OrderWish extends Partial<Omit<OrderBody, 'customer' | 'lines'>> {
  /** Whose order; the ERP's id, name, USCC and phone are filled in unless given. */
  customer?: Partial<OrderBody['customer']>;
  /** What was bought; one line of ¥1,999.00 unless given. */
  lines?: Partial<OrderBody['lines'][number]>[];
}

/** An order of a customer that no other builder call has used. */
export function anOrder({ customer, lines = [{}], ...wish }: OrderWish = {}): OrderBody {
  const number = nextNumber();
  return {
    orderId: `SO-2026-${String(number).padStart(4, '0')}`,
    placedAt: '2026-01-05T01:30:00.000Z',
    currency: 'CNY',
    channel: 'direct',
    region: '140100',
    customer: {
      source: 'erp',
      id: `K-${1000 + number}`,
      name: `太原市${firmName(number)}贸易有限公司`,
      uscc: usccOf(number),
      phone: mobileNumber(number),
      ...customer,
    },
    lines: lines.map((line, at) => ({
      lineId: String(at + 1),
      productId: 'P-7',
      productName: '洗精煤',
      category: 'coal',
      quantity: 1,
      amountMinor: 199900,
      marginMinor: 41000,
      ...line,
    })),
    ...wish,
  };
}
