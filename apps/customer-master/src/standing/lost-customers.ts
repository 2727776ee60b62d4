import { type DueTimer, OnTimer, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomerCards } from '../customers/customer-cards.service.js';
import { CustomersService } from '../customers/customers.service.js';
import { type Customer, GoldenRecords } from '../customers/golden-records.service.js';
import { OrdersService } from '../orders/orders.service.js';
import { LostWatch, lostTimer } from './lost-watch.service.js';

/** Who has not bought for long is lost. */
@Injectable()
export class LostCustomers {
  constructor(
    private readonly watch: LostWatch,
    private readonly golden: GoldenRecords,
    private readonly customers: CustomersService,
    private readonly orders: OrdersService,
    private readonly cards: CustomerCards,
  ) {}

  /**
   * Of a merged id nothing is looked at: its survivor has a watch of its own, and it gets one back with an unmerge. Lost is
   * one from when it was to be looked at: a rule, an industry or a cancellation of today makes nobody lost of yesterday.
   */
  @OnTimer(lostTimer)
  async look(tx: Tx, { aggregateId: id, epoch, dueAt: now }: DueTimer): Promise<void> {
    const [customer] = await this.golden.lock(tx, [id]);
    if (!customer || customer.mergedInto !== null || customer.withdrawnAt !== null || customer.status !== 'active')
      return;
    if (!(await this.watch.isCurrent(tx, id, epoch))) return;
    const dueAt = await this.watch.lostAt(tx, customer, await this.lastPurchase(tx, customer));
    if (dueAt > now) return this.watch.sleep(tx, id, epoch, dueAt);
    const activeSince = customer.statusAt ?? customer.createdAt;
    const lostAt = activeSince > now ? activeSince : now;
    const facts = customer.stand({ status: 'lost', statusReason: null }, lostAt, { rule: 'no_purchase', by: null });
    await this.cards.tell(tx, customer, facts, lostAt);
  }

  /** Under any id that is this customer today; an order that was cancelled or returned is none. */
  private async lastPurchase(tx: Tx, { id }: Customer): Promise<Date | null> {
    const sums = await this.orders.sums(tx, await this.customers.clusterOf(tx, id));
    const times = sums.flatMap(({ lastPaidAt }) => (lastPaidAt ? [lastPaidAt.getTime()] : []));
    return times.length > 0 ? new Date(Math.max(...times)) : null;
  }
}
