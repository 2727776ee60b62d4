import type { OrderFact } from '@crm/contracts';

/** Where an order stands. `partly_returned`: some of its amount was given back. */
export const orderStates = [
  'placed',
  'paid',
  'shipped',
  'delivered',
  'cancelled',
  'partly_returned',
  'returned',
] as const;
export type OrderState = (typeof orderStates)[number];

export interface OrderLine {
  lineId: string;
  productId: string;
  productName?: string;
  category?: string;
  quantity: number;
  amountMinor: number;
  marginMinor?: number;
}

/** What is known of an order so far. Facts come in any order: each leaves its own mark, and the state is read off the marks. */
export interface OrderProgress {
  paidAt: Date | null;
  shippedAt: Date | null;
  deliveredAt: Date | null;
  cancelledAt: Date | null;
  returnedAt: Date | null;
  /** Lines of the whole order as last told; null while only a return is known. */
  lines: readonly OrderLine[] | null;
  /** When they were told. */
  linesAt: Date | null;
  /** Sum of the lines. */
  amountMinor: number | null;
  /** What was given back for returned lines so far. */
  returnedMinor: number;
}

export const nothingKnown: OrderProgress = {
  paidAt: null,
  shippedAt: null,
  deliveredAt: null,
  cancelledAt: null,
  returnedAt: null,
  lines: null,
  linesAt: null,
  amountMinor: null,
  returnedMinor: 0,
};

const marks = {
  paid: 'paidAt',
  shipped: 'shippedAt',
  delivered: 'deliveredAt',
  cancelled: 'cancelledAt',
  returned: 'returnedAt',
} as const;

/** The order after one more fact. Told twice, a fact keeps its first time; several returns add up. */
export function afterFact(order: OrderProgress, fact: OrderFact, lines: readonly OrderLine[], at: Date): OrderProgress {
  const mark = fact === 'placed' ? undefined : marks[fact];
  const marked = mark ? { ...order, [mark]: earlier(order[mark], at) } : order;
  const amount = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  // A return names only what came back.
  if (fact === 'returned') return { ...marked, returnedMinor: order.returnedMinor + amount };
  if (order.linesAt && order.linesAt > at) return marked;
  return { ...marked, lines, linesAt: at, amountMinor: amount };
}

/** A cancelled order stays cancelled, whatever else is reported of it; then what came back counts, then how far it got. */
export function stateOf(order: OrderProgress): OrderState {
  if (order.cancelledAt) return 'cancelled';
  if (order.returnedAt) {
    const isWhole = order.amountMinor === null || order.returnedMinor >= order.amountMinor;
    return isWhole ? 'returned' : 'partly_returned';
  }
  if (order.deliveredAt) return 'delivered';
  if (order.shippedAt) return 'shipped';
  return order.paidAt ? 'paid' : 'placed';
}

/** Whether anything was bought: paid, and neither cancelled nor given back as a whole. `OrdersRepository.sums` says the same. */
export const isPurchase = (order: OrderProgress): boolean =>
  order.paidAt !== null && !['cancelled', 'returned'].includes(stateOf(order));

const earlier = (known: Date | null, at: Date): Date => (known && known < at ? known : at);
