import {
  type ErpOrderEvent,
  OrderCancelled,
  OrderDelivered,
  type OrderFact,
  OrderPaid,
  OrderPlaced,
  OrderReturned,
  OrderShipped,
} from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { systemActor } from '../customers/actor.js';
import { Standings } from '../customers/standings.service.js';
import { CustomersService } from '../customers/customers.service.js';
import { type Order, type OrderPlace, OrdersRepository, type PaidSum } from './orders.repository.js';
import { afterFact, isPurchase, nothingKnown } from './rules/order-progress.js';
import { factsOf } from './rules/ordering-customer.js';

/** An order's fact as the ERP tells it, in the ERP's ids. */
export interface ErpOrder {
  /** Who tells it; (source, order id) names the order. */
  source: string;
  fact: OrderFact;
  order: ErpOrderEvent['data'];
  at: Date;
}

const definitions = {
  placed: OrderPlaced,
  paid: OrderPaid,
  shipped: OrderShipped,
  delivered: OrderDelivered,
  cancelled: OrderCancelled,
  returned: OrderReturned,
} as const;

/** Orders come in the ERP's ids; here the customer is identified, and every other service hears of them in ours. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly repository: OrdersRepository,
    private readonly customers: CustomersService,
    private readonly standings: Standings,
    private readonly outbox: Outbox,
  ) {}

  /**
   * An order keeps the customer id that its first fact was identified with. One that is paid, and still stands, makes the
   * customer active; when it stands no longer, the customer may be lost.
   */
  async take(tx: Tx, { source, fact, order: told, at }: ErpOrder): Promise<void> {
    const order = (await this.repository.lock(tx, source, told.orderId)) ?? (await this.open(tx, source, told, at));
    const { customer: _, ...said } = told;
    const next: Order = { ...order, ...afterFact(order, fact, told.lines, at), version: order.version + 1 };
    await this.repository.save(tx, next);
    const { customerId } = order;
    await this.outbox.append(
      tx,
      definitions[fact].draft({
        time: at,
        customerId,
        aggregateId: `${source}:${told.orderId}`,
        aggregateVersion: next.version,
        data: { customerId, source, ...said },
      }),
    );
    if (fact === 'paid' && isPurchase(next)) await this.standings.bought(tx, customerId, at);
    if (isPurchase(order) && !isPurchase(next)) await this.standings.purchaseUndone(tx, customerId, at);
  }

  /** @throws NotFound also when the customer is out of the user's scope */
  async find(tx: Tx, source: string, orderId: string, user: User): Promise<Order> {
    const order = await this.repository.find(tx, source, orderId);
    if (!order) throw new NotFound();
    await this.customers.find(tx, order.customerId, user);
    return order;
  }

  /** Orders under any id that is this customer today, the newest first. @throws NotFound */
  async page(tx: Tx, customerId: string, after: OrderPlace | undefined, limit: number, user: User): Promise<Order[]> {
    const { id, mergedFrom } = await this.customers.find(tx, customerId, user);
    return this.repository.page(tx, [id, ...mergedFrom], after, limit);
  }

  /** What was bought under these ids, one sum per currency, that of the latest payment first. */
  sums(tx: Tx, customerIds: readonly string[]): Promise<PaidSum[]> {
    return this.repository.sums(tx, customerIds);
  }

  private async open(tx: Tx, source: string, told: ErpOrder['order'], at: Date): Promise<Order> {
    const { orderId, customer, currency, channel = null, region = null } = told;
    return this.repository.open(
      tx,
      {
        source,
        orderId,
        customerId: await this.identify(tx, customer, at),
        customerSource: customer.source,
        customerSourceId: customer.id,
        currency,
        channel,
        region,
        placedAt: new Date(told.placedAt),
      },
      nothingKnown,
    );
  }

  /**
   * By the crosswalk, with the id that the record has by itself: it keeps the order after an unmerge. Who is not in it is registered, or attached to the customer it certainly is, with what the order
   * says. A known record is not renewed from an order: that says less than the record does.
   */
  private async identify(tx: Tx, customer: ErpOrder['order']['customer'], at: Date): Promise<string> {
    const known = await this.customers.homeOf(tx, customer.source, customer.id);
    if (known) return known;
    const reference = { source: customer.source, sourceId: customer.id, observedAt: at };
    const by = systemActor(customer.source);
    return (await this.customers.upsertFromSource(tx, reference, factsOf(customer), by, at)).customerId;
  }
}
