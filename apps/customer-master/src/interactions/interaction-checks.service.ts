import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { CustomerChanges } from '../customers/customer-changes.service.js';
import { CustomersService } from '../customers/customers.service.js';
import { GoldenRecords } from '../customers/golden-records.service.js';
import { Colleagues } from '../employees/colleagues.service.js';
import { OpportunityWatch } from '../opportunities/opportunity-watch.js';
import { hasReached, type Interaction } from './rules/interaction.js';

/** How far another system's clock may be ahead of ours. */
const toleranceMs = 5 * 60_000;

/** Whether a contact can have been, and what it moves. */
@Injectable()
export class InteractionChecks {
  constructor(
    private readonly changes: CustomerChanges,
    private readonly customers: CustomersService,
    private readonly golden: GoldenRecords,
    private readonly colleagues: Colleagues,
    private readonly watch: OpportunityWatch,
  ) {}

  /**
   * Locks the customer.
   * @returns its id as it is written everywhere
   * @throws NotFound also when out of the user's scope; CustomerMergedAway; ValidationFailed
   */
  async lock(
    tx: Tx,
    wish: Pick<Interaction, 'customerId' | 'contactPersonId' | 'employeeId' | 'occurredAt'>,
    by: User,
    now: Date,
  ): Promise<string> {
    const { id } = await this.changes.lock(tx, wish.customerId, by);
    this.refuseAhead(wish.occurredAt, now);
    if (wish.employeeId !== by.id) await this.colleagues.refuseUnknown(tx, wish.employeeId, '/employeeId');
    const { contactPersonId } = wish;
    if (contactPersonId === null) return id;
    const person = (await this.customers.outlines(tx, [contactPersonId], by)).get(contactPersonId);
    if (person?.kind !== 'person') {
      throw new ValidationFailed([{ pointer: '/contactPersonId', message: nobody }]);
    }
    return id;
  }

  /** Locks whoever is the customer of a contact today. @throws NotFound */
  async lockCustomer(tx: Tx, { customerId }: Interaction): Promise<void> {
    await this.golden.lockSurvivor(tx, customerId);
  }

  /** @throws ValidationFailed for what has not taken place yet */
  refuseAhead(occurredAt: Date | undefined, now: Date): void {
    if (!occurredAt || occurredAt.getTime() <= now.getTime() + toleranceMs) return;
    throw new ValidationFailed([{ pointer: '/occurredAt', message: ahead }]);
  }

  /** The customer's opportunities do not lie still, if it was reached. The customer's row must be locked. */
  async move(tx: Tx, interaction: Interaction, now: Date): Promise<void> {
    if (!hasReached(interaction)) return;
    const ids = await this.customers.clusterOf(tx, interaction.customerId);
    await this.watch.reached(tx, ids, interaction.id, interaction.occurredAt, now);
  }

  /** Whether two ids are one customer today. */
  async isSameCustomer(tx: Tx, one: string, other: string): Promise<boolean> {
    const survivors = await this.customers.survivorsOf(tx, [one, other]);
    return survivors.get(one) === survivors.get(other);
  }
}

const ahead = { zh: '不能晚于当前时间', en: 'must not lie ahead' };
const nobody = { zh: '没有此联系人', en: 'is no person that you see' };
