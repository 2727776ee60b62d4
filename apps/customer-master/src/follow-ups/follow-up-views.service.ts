import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { type CustomerReference, referencesOf } from '../customers/customer-reference.js';
import { CustomersService } from '../customers/customers.service.js';
import type { FollowUpResponse } from './follow-up.response.js';
import { type FollowUpFilter, type FollowUpPlace, FollowUpsRepository } from './follow-ups.repository.js';
import type { FollowUp } from './rules/follow-up.js';

/** Follow-ups as users see them. */
@Injectable()
export class FollowUpViews {
  constructor(
    private readonly repository: FollowUpsRepository,
    private readonly customers: CustomersService,
  ) {}

  /** Of one customer: under every id that it has today. */
  async page(
    tx: Tx,
    { customerId, ...filter }: Omit<FollowUpFilter, 'customerIds'> & { customerId: string | undefined },
    page: { after: FollowUpPlace | undefined; limit: number },
    user: User,
  ): Promise<FollowUp[]> {
    const customerIds = customerId === undefined ? undefined : await this.idsOf(tx, customerId);
    return this.repository.page(tx, { ...filter, customerIds }, page, user);
  }

  visits(...asked: Parameters<FollowUpsRepository['visits']>): Promise<FollowUp[]> {
    return this.repository.visits(...asked);
  }

  async show(tx: Tx, followUps: readonly FollowUp[], user: User): Promise<FollowUpResponse[]> {
    const recorded = followUps.map(({ customerId }) => customerId);
    const customers = await referencesOf(this.customers, tx, recorded, user);
    return followUps.map((followUp) => toResponse(followUp, customers.get(followUp.customerId)!, user));
  }

  /** Of an unknown id the id alone, which nothing has. */
  private async idsOf(tx: Tx, customerId: string): Promise<string[]> {
    const survivor = (await this.customers.survivorsOf(tx, [customerId])).get(customerId.toLowerCase());
    return survivor ? this.customers.clusterOf(tx, survivor) : [customerId];
  }
}

/** What leaves the house, every field by name. */
function toResponse(followUp: FollowUp, customer: CustomerReference, user: User): FollowUpResponse {
  const { assignee, broughtTo, madeBy, visit, state } = followUp;
  const isOwn = [assignee, broughtTo, madeBy].includes(user.id);
  const words = isOwn || can(user, 'sales:read-text') ? followUp.words : null;
  return {
    id: followUp.id,
    version: followUp.version,
    customer,
    kind: followUp.kind,
    subject: words?.subject ?? null,
    dueAt: followUp.dueAt.toISOString(),
    remindAt: followUp.remindAt.map((at) => at.toISOString()),
    assignee,
    department: followUp.department,
    priority: followUp.priority,
    opportunityId: followUp.opportunityId,
    interactionId: followUp.interactionId,
    visit: visit && {
      plannedFrom: visit.plannedFrom.toISOString(),
      plannedTo: visit.plannedTo.toISOString(),
      purpose: visit.purpose,
      place: words?.place ?? null,
    },
    state,
    overdue: state === 'open' && followUp.overdueAt !== null,
    postponed: followUp.postponed,
    broughtTo,
    escalatedAt: followUp.escalatedAt?.toISOString() ?? null,
    outcome: followUp.outcome,
    note: words?.note ?? null,
    closedBy: followUp.closedBy,
    closedAt: followUp.closedAt?.toISOString() ?? null,
    openedBy: madeBy,
    openedAt: followUp.madeAt.toISOString(),
    changedAt: followUp.changedAt.toISOString(),
  };
}
