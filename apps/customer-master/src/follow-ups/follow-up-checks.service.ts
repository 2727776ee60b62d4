import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { CustomerChanges } from '../customers/customer-changes.service.js';
import { CustomersService } from '../customers/customers.service.js';
import { Colleagues } from '../employees/colleagues.service.js';
import { Opportunities } from '../opportunities/opportunities.service.js';
import type { FollowUpWish } from './follow-ups.service.js';

/** Whether a follow-up can be, and which department sees to it. */
@Injectable()
export class FollowUpChecks {
  constructor(
    private readonly changes: CustomerChanges,
    private readonly customers: CustomersService,
    private readonly opportunities: Opportunities,
    private readonly colleagues: Colleagues,
  ) {}

  /**
   * Locks the customer.
   * @returns its id as it is written everywhere
   * @throws NotFound also when out of the user's scope; CustomerMergedAway; ValidationFailed
   */
  async refuse(tx: Tx, { customerId: asked, kind, visit, opportunityId }: FollowUpWish, by: User): Promise<string> {
    const { id: customerId } = await this.changes.lock(tx, asked, by);
    if ((kind === 'visit') !== (visit !== null)) throw new ValidationFailed([{ pointer: '/visit', message: ofVisits }]);
    if (opportunityId !== null) await this.refuseForeign(tx, opportunityId, customerId, by);
    return customerId;
  }

  /** That of the assignee, else the user's own, else the customer's. @throws ValidationFailed */
  async departmentFor(
    tx: Tx,
    { assignee, customerId }: Pick<FollowUpWish, 'assignee' | 'customerId'>,
    by: User,
    pointer: string,
  ): Promise<string> {
    if (assignee !== null && assignee !== by.id) {
      await this.colleagues.refuseAbsentees(tx, assignee, `${pointer}/assignee`);
    }
    const own = assignee === null ? null : await this.colleagues.departmentOf(tx, assignee);
    const department = own ?? by.department;
    return department ?? (await this.customers.outlines(tx, [customerId], by)).get(customerId)!.department;
  }

  /** An opportunity of somebody else is as good as none. */
  private async refuseForeign(tx: Tx, opportunityId: string, customerId: string, by: User): Promise<void> {
    const opportunity = await this.opportunities.find(tx, opportunityId, by).catch((error: unknown) => {
      if (error instanceof NotFound) return null;
      throw error;
    });
    const isTheirs = opportunity && (await this.customers.survivorOf(tx, opportunity.customerId)) === customerId;
    if (!isTheirs) throw new ValidationFailed([{ pointer: '/opportunityId', message: notTheirs }]);
  }
}

const ofVisits = { zh: '拜访须填写计划，其他类型不得填写', en: 'is needed of a visit, and of nothing else' };
const notTheirs = { zh: '该客户没有此商机', en: 'is no opportunity of this customer' };
