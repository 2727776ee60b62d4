import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { ContactWays, type ContactWay } from '../customers/contactability.js';
import type { CustomerResponse } from '../customers/customer.response.js';
import { CustomersService } from '../customers/customers.service.js';
import { MessageLists } from '../messages/message-lists.js';
import { OrdersService } from '../orders/orders.service.js';
import { OverviewRepository, type TimelinePlace, type TimelineRow } from './overview.repository.js';
import { type Summary, summaryOf } from './rules/summary.js';
import type { TimelineType } from './rules/timeline-entries.js';

/** Messages that an overview names. */
const mostMessages = 5;

type MessageRow = Awaited<ReturnType<MessageLists['latest']>>[number];
type OrderSums = Awaited<ReturnType<OrdersService['sums']>>;

/** Everything about one customer, over all of its ids. */
export interface Overview extends Summary {
  customer: CustomerResponse;
  orders: OrderSums;
  contactable: ContactWay[];
  messages: MessageRow[];
}

/**
 * The whole customer in one read. Nothing is rewritten in a merge: each row keeps the id its service first saw, and the
 * ids that are one customer today are looked up when somebody reads.
 */
@Injectable()
export class OverviewService {
  constructor(
    private readonly customers: CustomersService,
    private readonly repository: OverviewRepository,
    private readonly orders: OrdersService,
    private readonly ways: ContactWays,
    private readonly messages: MessageLists,
  ) {}

  /** @throws NotFound also when out of the user's scope */
  async read(tx: Tx, id: string, user: User, now: Date): Promise<Overview> {
    const customer = await this.customers.findWithDuplicates(tx, id, user);
    const ids = [customer.id, ...customer.mergedFrom];
    return {
      customer,
      orders: await this.orders.sums(tx, ids),
      ...summaryOf(await this.repository.known(tx, ids, now), customer.id, now),
      contactable: await this.ways.of(tx, ids),
      messages: await this.messages.latest(tx, ids, mostMessages),
    };
  }

  /** The newest first. @throws NotFound also when out of the user's scope */
  async timeline(
    tx: Tx,
    id: string,
    page: { types: readonly TimelineType[] | undefined; after: TimelinePlace | undefined; limit: number },
    user: User,
  ): Promise<TimelineRow[]> {
    const customer = await this.customers.find(tx, id, user);
    const ids = [customer.id, ...customer.mergedFrom];
    return this.repository.timeline(tx, ids, page.types, page.after, page.limit);
  }
}
