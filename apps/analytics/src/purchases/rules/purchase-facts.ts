import type { OrderPaid, OrderReturned } from '@crm/contracts';

/** One line that was paid for, or what came back of it. */
export interface PurchaseFact {
  lineId: string;
  kind: 'paid' | 'returned';
  /** Tells several returns of one line apart; empty for a payment, since an order is paid once. */
  occurrence: string;
  /** Minor units of the order's currency; what was given back is negative. */
  amountMinor: number;
  /** Minor units; null where the ERP does not say. Lost margin is negative. */
  marginMinor: number | null;
  category: string | null;
}

/** The facts that an event adds, one per line. */
export function purchaseFactsOf(event: OrderPaid | OrderReturned): PurchaseFact[] {
  const returned = event.type === 'crm.order.returned';
  return event.data.lines.map((line) => ({
    lineId: line.lineId,
    kind: returned ? 'returned' : 'paid',
    occurrence: returned ? event.id : '',
    amountMinor: returned ? minus(line.amountMinor) : line.amountMinor,
    marginMinor: line.marginMinor === undefined ? null : returned ? minus(line.marginMinor) : line.marginMinor,
    category: line.category ?? null,
  }));
}

/** Without the negative zero, which is no text of a number that PostgreSQL and we agree on. */
const minus = (amount: number): number => 0 - amount;
