import type { InteractionChannel, InteractionDirection, InteractionOutcome } from '@crm/contracts';
import type { Part } from './pictures.js';
import { byTime, type InteractionsPicture } from './sales-pictures.js';
import { type Known, newest, type OpportunitySum, partsOf, Tallied } from './tallies.js';

/** What sales does for a customer, over all of its ids. */
export interface SalesSummary {
  interactions: {
    last: {
      interactionId: string;
      channel: InteractionChannel;
      direction: InteractionDirection;
      outcome: InteractionOutcome;
      at: string;
    }[];
    lastAt: string | null;
    asOf: Date | null;
  };
  followUps: { openCount: number; overdueCount: number; nextDueAt: string | null; asOf: Date | null };
  opportunities: {
    openCount: number;
    stalledCount: number;
    amounts: OpportunitySum[];
    nextCloseOn: string | null;
    asOf: Date | null;
  };
}

/** Contacts that are named. */
const mostInteractions = 3;

export function salesSummaryOf(known: Known): SalesSummary {
  return {
    interactions: interactionsOf(partsOf(known, 'interactions')),
    followUps: followUpsOf(new Tallied(known, 'follow_up')),
    opportunities: opportunitiesOf(new Tallied(known, 'opportunity'), known.opportunitySums),
  };
}

function interactionsOf(parts: readonly Part<InteractionsPicture>[]): SalesSummary['interactions'] {
  const known = parts.flatMap(({ picture }) => picture.latest).sort(byTime);
  const last = known
    .slice(0, mostInteractions)
    .map(({ interactionId, channel, direction, outcome, at }) => ({ interactionId, channel, direction, outcome, at }));
  return { last, lastAt: last[0]?.at ?? null, asOf: newest(parts) };
}

const followUpsOf = (tallied: Tallied): SalesSummary['followUps'] => ({
  openCount: tallied.count('open', 'overdue'),
  overdueCount: tallied.count('overdue'),
  nextDueAt: tallied.first('open', 'overdue'),
  asOf: tallied.asOf,
});

const opportunitiesOf = (tallied: Tallied, amounts: OpportunitySum[]): SalesSummary['opportunities'] => ({
  openCount: tallied.count('open', 'stalled'),
  stalledCount: tallied.count('stalled'),
  amounts,
  nextCloseOn: tallied.first('open', 'stalled'),
  asOf: tallied.asOf,
});
