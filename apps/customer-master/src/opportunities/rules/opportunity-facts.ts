import {
  type EventDraft,
  type OpenStage,
  OpportunityCloseOverdue,
  OpportunityCorrected,
  type OpportunityField,
  OpportunityLost,
  OpportunityOpened,
  OpportunityResumed,
  OpportunityStageChanged,
  OpportunityStalled,
  OpportunityWon,
  type StageReason,
  type ReassignmentCause,
} from '@crm/contracts';
import type { Opportunity } from './opportunity.js';
import { wholeDays } from './stages.js';

/** What is told of an opportunity, from its state after the fact. Each carries what figures need; none names anybody. */

export const openingFact = (opportunity: Opportunity): EventDraft =>
  OpportunityOpened.draft({ ...aboutOf(opportunity), data: inStage(opportunity) });

export function moveFact(before: Opportunity, next: Opportunity, reason: StageReason | null): EventDraft {
  const about = aboutOf(next);
  const from = before.stage as OpenStage;
  const data = { ...dealOf(next), daysInStage: wholeDays(before.stageSince, next.stageSince) };
  const daysOpen = wholeDays(next.madeAt, next.stageSince);
  if (next.stage === 'won') {
    const order = next.orderId === null ? {} : { orderId: next.orderId };
    return OpportunityWon.draft({ ...about, data: { ...data, ...order, from, daysOpen, reason: reason as never } });
  }
  if (next.stage === 'lost') {
    return OpportunityLost.draft({ ...about, data: { ...data, from, daysOpen, reason: reason as never } });
  }
  return OpportunityStageChanged.draft({
    ...about,
    data: { ...data, from: before.stage, to: next.stage as OpenStage, reason },
  });
}

export const correctionFact = (next: Opportunity, fields: OpportunityField[]): EventDraft =>
  OpportunityCorrected.draft({ ...aboutOf(next), data: { ...dealOf(next), stage: next.stage, fields } });

export const inheritanceFact = (next: Opportunity, previousOwner: string, because: ReassignmentCause): EventDraft =>
  OpportunityCorrected.draft({
    ...aboutOf(next),
    data: { ...dealOf(next), stage: next.stage, fields: ['owner'], previousOwner, because },
  });

export function stallFact(opportunity: Opportunity): EventDraft {
  const { lastMovedAt, stageSince, stalledAt } = opportunity;
  const data = {
    ...inStage(opportunity),
    lastMovedAt: lastMovedAt.toISOString(),
    daysInStage: wholeDays(stageSince, stalledAt!),
  };
  return OpportunityStalled.draft({ ...aboutOf(opportunity), data });
}

export const resumptionFact = (opportunity: Opportunity, interactionId: string): EventDraft =>
  OpportunityResumed.draft({ ...aboutOf(opportunity), data: { ...inStage(opportunity), interactionId } });

export const closeOverdueFact = (opportunity: Opportunity): EventDraft =>
  OpportunityCloseOverdue.draft({ ...aboutOf(opportunity), data: inStage(opportunity) });

/** Of an open opportunity only. */
const inStage = (opportunity: Opportunity) => ({ ...dealOf(opportunity), stage: opportunity.stage as OpenStage });

const aboutOf = ({ id, version, customerId, changedAt }: Opportunity) => ({
  time: changedAt,
  customerId,
  aggregateId: id,
  aggregateVersion: version,
});

const dealOf = (opportunity: Opportunity) => {
  const { id, customerId, amountMinor, currency, probability, expectedCloseOn, source, owner, department } =
    opportunity;
  return {
    opportunityId: id,
    customerId,
    amountMinor,
    currency,
    probability,
    expectedCloseOn,
    source,
    owner,
    department,
  };
};
