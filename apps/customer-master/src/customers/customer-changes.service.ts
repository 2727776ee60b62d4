import type { EventDraft } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { NotFound, StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from './actor.js';
import { CustomerCards } from './customer-cards.service.js';
import { CustomerMergedAway } from './customers.errors.js';
import { CustomersRepository } from './customers.repository.js';
import type { Customer } from './golden-records.service.js';
import { VisibleCustomers } from './visible-customers.repository.js';

/** How a user changes one customer: locked, live, seen by the user, in the version that the user read. */
@Injectable()
export class CustomerChanges {
  constructor(
    private readonly customers: CustomersRepository,
    private readonly visible: VisibleCustomers,
    private readonly cards: CustomerCards,
  ) {}

  /** @throws NotFound also when out of the user's scope; CustomerMergedAway; StaleVersion */
  async lock(tx: Tx, id: string, by: Actor, version?: number): Promise<Customer> {
    const customer = await this.visible.lock(tx, id, by);
    if (!customer) throw new NotFound();
    if (customer.mergedInto !== null) await this.refuseRetired(tx, id, by);
    if (version !== undefined && customer.version !== version) throw new StaleVersion(customer.version);
    return customer;
  }

  /** Changes a customer and tells what changed; nothing is written or told when the work returns no fact. */
  async change(
    tx: Tx,
    change: { id: string; by: Actor; version: number; now: Date },
    work: (customer: Customer) => EventDraft[],
  ): Promise<Customer> {
    const customer = await this.lock(tx, change.id, change.by, change.version);
    const facts = work(customer);
    if (facts.length > 0) await this.cards.tell(tx, customer, facts, change.now);
    return customer;
  }

  private async refuseRetired(tx: Tx, id: string, by: Actor): Promise<never> {
    const survivorId = (await this.customers.survivorsOf(tx, [id])).get(id);
    if (!survivorId) throw new NotFound();
    const [survivor] = await this.visible.find(tx, [survivorId], by);
    if (!survivor) throw new NotFound();
    throw new CustomerMergedAway(id, survivorId);
  }
}
