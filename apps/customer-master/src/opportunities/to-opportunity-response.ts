import { can, type User } from '@crm/platform/auth';
import type { CustomerReference } from '../customers/customer-reference.js';
import type { OpportunityResponse, StageChangeResponse } from './opportunity.response.js';
import { type Opportunity, weighted } from './rules/opportunity.js';
import { isOpen } from './rules/stages.js';
import type { StageChange } from './stage-changes.repository.js';

/** What leaves the house, every field by name. @param today the business day */
export function toOpportunityResponse(
  opportunity: Opportunity,
  { customer, user, today }: { customer: CustomerReference; user: User; today: string },
): OpportunityResponse {
  const { expectedCloseOn, stage, stalledAt, closedAt } = opportunity;
  const words = can(user, 'sales:read-text') || opportunity.owner === user.id ? opportunity.words : null;
  return {
    id: opportunity.id,
    version: opportunity.version,
    customer,
    title: words?.title ?? null,
    competitor: words?.competitor ?? null,
    amountMinor: opportunity.amountMinor,
    currency: opportunity.currency,
    weightedAmountMinor: weighted(opportunity),
    stage,
    stageSince: opportunity.stageSince.toISOString(),
    probability: opportunity.probability,
    probabilitySaid: opportunity.probabilitySaid,
    expectedCloseOn,
    closeOverdue: isOpen(stage) && expectedCloseOn !== null && expectedCloseOn < today,
    stalled: stalledAt !== null,
    stalledSince: stalledAt?.toISOString() ?? null,
    lastMovedAt: opportunity.lastMovedAt.toISOString(),
    products: opportunity.products.map(({ productId, quantity }) => ({ productId, quantity })),
    source: opportunity.source,
    owner: opportunity.owner,
    department: opportunity.department,
    reason: opportunity.reason,
    orderId: opportunity.orderId,
    openedBy: opportunity.madeBy,
    openedAt: opportunity.madeAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    changedAt: opportunity.changedAt.toISOString(),
  };
}

export const toStageChange = (change: StageChange): StageChangeResponse => ({
  version: change.version,
  from: change.from,
  to: change.to,
  reason: change.reason,
  secondsInStage: change.secondsInStage,
  amountMinor: change.amountMinor,
  currency: change.currency,
  probability: change.probability,
  by: change.by,
  at: change.at.toISOString(),
});
