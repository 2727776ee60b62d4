import { CustomerCard, CustomerRegistered, OrderCancelled, OrderPaid, OrderReturned } from '@crm/contracts';
import { v7 as newId } from 'uuid';
import type { LoyaltyApp } from './loyalty-app.js';

type Order = OrderPaid['data'];

/** customer-master as loyalty sees it: what it would publish. */
export class CustomerMaster {
  private readonly versions = new Map<string, number>();

  constructor(private readonly probe: LoyaltyApp['probe']) {}

  /** A new customer, with its card. */
  async register({ department = 'service' } = {}): Promise<string> {
    const customerId = newId();
    const data = { customerId, kind: 'organisation' } as const;
    await this.probe.publish(
      CustomerRegistered.draft({ customerId, aggregateId: customerId, aggregateVersion: 1, data }),
    );
    await this.card(customerId, { department });
    return customerId;
  }

  /** The newest card of an id. */
  async card(customerId: string, { department = 'service', mergedInto = null as string | null } = {}): Promise<void> {
    const version = (this.versions.get(customerId) ?? 0) + 1;
    this.versions.set(customerId, version);
    const data = {
      customerId,
      version,
      kind: 'organisation' as const,
      displayName: '太原市永利贸易有限公司',
      status: 'active' as const,
      owner: { employeeId: null, department },
      level: null,
      contactKeys: [],
      contactable: [],
      mergedInto,
    };
    await this.probe.publish(
      CustomerCard.draft({ customerId, aggregateId: customerId, aggregateVersion: version, data }),
    );
  }

  paid = (order: Order, wish: { time?: Date; id?: string } = {}) => this.tell(OrderPaid, order, wish);
  returned = (order: Order) => this.tell(OrderReturned, order);
  cancelled = (order: Order) => this.tell(OrderCancelled, order);

  private async tell(
    fact: typeof OrderPaid | typeof OrderReturned | typeof OrderCancelled,
    data: Order,
    { time = new Date(), id = newId() } = {},
  ): Promise<void> {
    const draft = {
      customerId: data.customerId,
      aggregateId: `${data.source}:${data.orderId}`,
      aggregateVersion: 1,
      time,
      data,
    };
    await this.probe.publish(fact.draft(draft), { id });
  }
}
