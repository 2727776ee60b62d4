import type { OrderPaid } from '@crm/contracts';
import { v7 as newId } from 'uuid';

type Order = OrderPaid['data'];

let number = 0;

/** An order with the customer identified; every line ¥100.00 of coal unless told otherwise. */
export function anOrderOf(
  customerId: string,
  wish: Partial<Omit<Order, 'lines'>> & { lines?: Partial<Order['lines'][number]>[] } = {},
): Order {
  const { lines = [{}], ...rest } = wish;
  return {
    customerId,
    source: 'erp',
    orderId: `SO-2026-${String(++number).padStart(4, '0')}`,
    placedAt: '2026-01-05T01:30:00.000Z',
    currency: 'CNY',
    lines: lines.map((line, at) => ({
      lineId: String(at + 1),
      productId: 'P-7',
      category: 'coal',
      quantity: 1,
      amountMinor: 10_000,
      ...line,
    })),
    ...rest,
  };
}

/** An order as the consumer tells it to the use cases. */
export const told = (order: Order, at = new Date()) => ({ order, at, eventId: newId() });
