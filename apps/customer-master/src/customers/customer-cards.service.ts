import type { EventDraft } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { LostWatch } from '../standing/lost-watch.service.js';
import { type ContactWay, ContactWays } from './contactability.js';
import type { Customer } from './customer.entity.js';
import { CustomersRepository } from './customers.repository.js';
import { MatchKeys } from './match-keys.service.js';

/** The end of every change: the row is written, the facts and the id's new card go out. */
@Injectable()
export class CustomerCards {
  constructor(
    private readonly customers: CustomersRepository,
    private readonly keys: MatchKeys,
    private readonly ways: ContactWays,
    private readonly outbox: Outbox,
    private readonly watch: LostWatch,
  ) {}

  /** The customer's row must be locked (or new in this transaction): that keeps its events in order. */
  async tell(tx: Tx, customer: Customer, facts: readonly EventDraft[], now: Date): Promise<void> {
    const card = customer.card(await this.reachOf(tx, customer), now);
    await this.customers.save(tx, customer);
    await this.outbox.append(tx, ...facts, card);
    await this.watch.after(tx, customer, facts, now);
  }

  /**
   * The facts and first cards of customers that were added just now, whom nobody can have said anything about yet: where
   * they may be written to depends on nothing but which ways there are.
   */
  async tellNew(tx: Tx, added: readonly { customer: Customer; fact: EventDraft }[], now: Date): Promise<void> {
    const known = new Map<string, ContactWay[]>();
    const drafts: EventDraft[] = [];
    for (const { customer, fact } of added) {
      const contacts = this.keys.contacts(customer.golden.contactPoints);
      const ways = new Set(contacts.filter(({ optedOut }) => !optedOut).map(({ channel }) => channel ?? ''));
      const name = [...ways].sort().join();
      if (!known.has(name)) known.set(name, await this.ways.of(tx, [customer.id]));
      const contactKeys = contacts.map(({ type, key }) => ({ type, key }));
      drafts.push(fact, customer.card({ contactKeys, contactable: known.get(name)! }, now));
      await this.watch.after(tx, customer, [fact], now);
    }
    await this.outbox.append(tx, ...drafts);
  }

  /** Writes the row where there is nothing for others to know. */
  keep(tx: Tx, customer: Customer): Promise<void> {
    return this.customers.save(tx, customer);
  }

  private async reachOf(tx: Tx, { id, mergedInto, withdrawnAt, golden }: Customer) {
    if (mergedInto !== null || withdrawnAt !== null) return { contactKeys: [], contactable: [] };
    const retired = (await this.customers.retiredOf(tx, [id])).get(id)!;
    return {
      contactKeys: this.keys.contacts(golden.contactPoints).map(({ type, key }) => ({ type, key })),
      contactable: await this.ways.of(tx, [id, ...retired]),
    };
  }
}
