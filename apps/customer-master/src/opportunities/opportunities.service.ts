import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { CustomerChanges } from '../customers/customer-changes.service.js';
import { Colleagues } from '../employees/colleagues.service.js';
import { TargetCustomers } from '../standing/target-customers.service.js';
import { OpportunityRecords } from './opportunity-records.service.js';
import { type NewOpportunity, type Opportunity, opened } from './rules/opportunity.js';

/** What somebody says of a new opportunity; the owner left out: whoever says it. */
export type OpportunityWish = Omit<NewOpportunity, 'id' | 'owner' | 'department'> & { owner: string | null };

/** Opens opportunities. */
@Injectable()
export class Opportunities {
  constructor(
    private readonly records: OpportunityRecords,
    private readonly changes: CustomerChanges,
    private readonly colleagues: Colleagues,
    private readonly targets: TargetCustomers,
    private readonly outbox: Outbox,
  ) {}

  /** @throws NotFound also when the customer is out of the user's scope; CustomerMergedAway; ValidationFailed */
  async open(tx: Tx, wish: OpportunityWish, by: User, now: Date): Promise<Opportunity> {
    const customer = await this.changes.lock(tx, wish.customerId, by);
    const owner = wish.owner ?? by.id;
    if (owner !== by.id) await this.colleagues.refuseAbsentees(tx, owner, '/owner');
    const department = (await this.colleagues.departmentOf(tx, owner)) ?? by.department ?? customer.ownerDepartment;
    const about = { ...wish, id: newId(), customerId: customer.id, owner, department };
    const [opportunity, fact] = opened(about, by.id, now, await this.records.rules(tx));
    await this.records.add(tx, opportunity, by.id);
    await this.outbox.append(tx, fact);
    await this.targets.opened(tx, customer, now);
    return opportunity;
  }

  /** @throws NotFound also when its customer is out of the user's scope */
  async find(tx: Tx, id: string, user: User): Promise<Opportunity> {
    const opportunity = await this.records.find(tx, id, user);
    if (!opportunity) throw new NotFound();
    return opportunity;
  }
}
