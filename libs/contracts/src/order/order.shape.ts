import { instant, integer, list, optional, record, text } from '../schema.js';

/** An order with more lines is refused. */
export const mostOrderLines = 500;

/** The part of an order that is the same in the ERP's event and in ours. */
export const orderFields = {
  orderId: text("The order's number in the system that took it."),
  placedAt: instant('When the customer placed it; from 1980 on, not ahead.'),
  currency: text('ISO 4217 code of every amount in the order, in capitals.', 3),
  channel: optional(text('How it was sold, for example `direct`.')),
  region: optional(text('GB/T 2260 code of the region.', 12)),
  lines: list(
    record({
      lineId: text('Unique within the order.'),
      productId: text("The product's id in the ERP."),
      productName: optional(text('As printed on the order.')),
      category: optional(text('Product category.')),
      quantity: integer('Pieces, at most 1,000,000,000; of a return: the pieces that came back.', { minimum: 1 }),
      amountMinor: integer(
        'Net amount of the line in minor units (分), after discounts; of a return: what is given back. All lines together at most 10,000,000,000,000.',
        { minimum: 0 },
      ),
      marginMinor: optional(
        integer('Margin of the line in minor units; may be negative; at most 10,000,000,000,000 either way.'),
      ),
    }),
    'The lines concerned: all lines of the order, or those that were returned; at least one, each once.',
    mostOrderLines,
  ),
} as const;

/** The moments of an order that are told. */
export const orderFacts = ['placed', 'paid', 'shipped', 'delivered', 'cancelled', 'returned'] as const;
export type OrderFact = (typeof orderFacts)[number];

export const exampleOrder = {
  orderId: 'SO-2026-0001',
  placedAt: '2026-01-05T01:30:00.000Z',
  currency: 'CNY',
  channel: 'direct',
  region: '140100',
  lines: [
    {
      lineId: '1',
      productId: 'P-7',
      productName: '洗精煤',
      category: 'coal',
      quantity: 2,
      amountMinor: 199900,
      marginMinor: 41000,
    },
  ],
};
