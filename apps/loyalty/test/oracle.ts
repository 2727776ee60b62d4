/** A loyalty program in memory, as simple as it can be: what the real one has to agree with after every step. */
export class Oracle {
  private readonly purses = new Map<string, { available: number; debt: number }>();
  private readonly mergedInto = new Map<string, string>();
  private readonly orders = new Map<string, OracleOrder>();
  private readonly redemptions = new Map<string, { parts: Map<string, number>; cancelled: boolean }>();

  /** @param customers from the oldest account to the youngest */
  constructor(private readonly customers: string[]) {
    for (const customer of customers) this.purses.set(customer, { available: 0, debt: 0 });
  }

  balances(): Record<string, { available: number; debt: number }> {
    return Object.fromEntries([...this.purses].map(([customer, purse]) => [customer, { ...purse }]));
  }

  survivorOf(customer: string): string {
    const next = this.mergedInto.get(customer);
    return next === undefined ? customer : this.survivorOf(next);
  }

  clusterOf(customer: string): string[] {
    return this.customers.filter((other) => this.survivorOf(other) === this.survivorOf(customer));
  }

  spendable(customer: string): number {
    const purses = this.clusterOf(customer).map((id) => this.purses.get(id)!);
    return Math.max(
      0,
      purses.reduce((sum, { available, debt }) => sum + available - debt, 0),
    );
  }

  merge(customer: string, into: string): void {
    this.mergedInto.set(customer, into);
  }

  unmerge(customer: string): void {
    this.mergedInto.delete(customer);
  }

  pay(orderId: string, customer: string, lines: { lineId: string; amountMinor: number; category?: string }[]): void {
    const order = this.orderOf(orderId, customer);
    for (const { lineId, amountMinor, category } of lines) {
      const line = this.lineOf(order, lineId);
      if (line.paid !== null) continue;
      line.paid = amountMinor;
      line.accrued = Math.floor(amountMinor / 1000) * (category === 'service' ? 2 : 1);
      this.give(order.customer, line.accrued);
    }
    this.settle(order);
  }

  giveBack(orderId: string, customer: string, lines: { lineId: string; amountMinor: number }[]): void {
    const order = this.orderOf(orderId, customer);
    for (const { lineId, amountMinor } of lines) this.lineOf(order, lineId).returned += amountMinor;
    this.settle(order);
  }

  cancelOrder(orderId: string, customer: string): void {
    const order = this.orderOf(orderId, customer);
    order.cancelled = true;
    this.settle(order);
  }

  /** False: there is too little. */
  redeem(id: string, customer: string, points: number): boolean {
    const parts = this.take(customer, points);
    if (parts) this.redemptions.set(id, { parts, cancelled: false });
    return parts !== null;
  }

  cancelRedemption(id: string): void {
    const redemption = this.redemptions.get(id)!;
    if (!redemption.cancelled) for (const [customer, points] of redemption.parts) this.give(customer, points);
    redemption.cancelled = true;
  }

  /** False: there is too little. */
  adjust(customer: string, points: number): boolean {
    if (points < 0) return this.take(customer, -points) !== null;
    this.give(customer, points);
    return true;
  }

  private settle(order: OracleOrder): void {
    let lost = 0;
    for (const line of order.lines.values()) {
      const share = line.paid ? Math.min(1, line.returned / line.paid) : 0;
      // Amounts of the test are small: floating point is exact enough after a nudge.
      const due = order.cancelled ? line.accrued : Math.floor(line.accrued * share + 1e-9);
      lost += Math.max(0, due - line.reversed);
      line.reversed = Math.max(due, line.reversed);
    }
    const purse = this.purses.get(order.customer)!;
    const there = Math.min(lost, purse.available);
    purse.available -= there;
    purse.debt += lost - there;
  }

  private give(customer: string, points: number): void {
    const purse = this.purses.get(customer)!;
    const net = purse.available - purse.debt + points;
    purse.available = Math.max(0, net);
    purse.debt = Math.max(0, -net);
  }

  private take(customer: string, points: number): Map<string, number> | null {
    if (points > this.spendable(customer)) return null;
    const parts = new Map<string, number>();
    for (let missing = points; missing > 0; missing--) {
      const oldest = this.clusterOf(customer).find((id) => this.purses.get(id)!.available > 0)!;
      this.purses.get(oldest)!.available -= 1;
      parts.set(oldest, (parts.get(oldest) ?? 0) + 1);
    }
    return parts;
  }

  private orderOf(orderId: string, customer: string): OracleOrder {
    const order = this.orders.get(orderId) ?? { customer, cancelled: false, lines: new Map() };
    this.orders.set(orderId, order);
    return order;
  }

  private lineOf(order: OracleOrder, lineId: string): OracleLine {
    const line = order.lines.get(lineId) ?? { paid: null, returned: 0, accrued: 0, reversed: 0 };
    order.lines.set(lineId, line);
    return line;
  }
}

interface OracleLine {
  paid: number | null;
  returned: number;
  accrued: number;
  reversed: number;
}

interface OracleOrder {
  customer: string;
  cancelled: boolean;
  lines: Map<string, OracleLine>;
}
