import type { InteractionChannel, InteractionDirection, InteractionOutcome } from '@crm/contracts';
import type { Part } from './pictures.js';
import { byTime, type FollowUpPicture, type InteractionsPicture, type OpportunityPicture } from './sales-pictures.js';

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
    amounts: { currency: string; amountMinor: number; weightedAmountMinor: number }[];
    nextCloseOn: string | null;
    asOf: Date | null;
  };
}

/** Contacts that are named. */
const mostInteractions = 3;

export function salesSummaryOf(parts: readonly Part[]): SalesSummary {
  const of = <Picture>(kind: Part['kind']) => parts.filter((part) => part.kind === kind) as Part<Picture>[];
  return {
    interactions: interactionsOf(of('interactions')),
    followUps: followUpsOf(of('follow_up')),
    opportunities: opportunitiesOf(of('opportunity')),
  };
}

function interactionsOf(parts: readonly Part<InteractionsPicture>[]): SalesSummary['interactions'] {
  const known = parts.flatMap(({ picture }) => picture.latest).sort(byTime);
  const last = known
    .slice(0, mostInteractions)
    .map(({ interactionId, channel, direction, outcome, at }) => ({ interactionId, channel, direction, outcome, at }));
  return { last, lastAt: last[0]?.at ?? null, asOf: newest(parts) };
}

function followUpsOf(parts: readonly Part<FollowUpPicture>[]): SalesSummary['followUps'] {
  const open = parts.map(({ picture }) => picture).filter(({ isOpen }) => isOpen);
  return {
    openCount: open.length,
    overdueCount: open.filter(({ overdueVersion, postponedVersion }) => overdueVersion > postponedVersion).length,
    nextDueAt: first(open.map(({ dueAt }) => dueAt)),
    asOf: newest(parts),
  };
}

function opportunitiesOf(parts: readonly Part<OpportunityPicture>[]): SalesSummary['opportunities'] {
  const open = parts.map(({ picture }) => picture).filter(({ stage }) => stage !== 'won' && stage !== 'lost');
  const currencies = [...new Set(open.map(({ currency }) => currency))].sort();
  const amounts = currencies.map((currency) => {
    const deals = open.filter((deal) => deal.currency === currency);
    return {
      currency,
      amountMinor: deals.reduce((sum, deal) => sum + deal.amountMinor, 0),
      weightedAmountMinor: deals.reduce(
        (sum, deal) => sum + Math.round((deal.amountMinor * deal.probability) / 100),
        0,
      ),
    };
  });
  return {
    openCount: open.length,
    stalledCount: open.filter(({ stalledVersion, movedVersion }) => stalledVersion > movedVersion).length,
    amounts,
    nextCloseOn: first(open.flatMap(({ expectedCloseOn }) => expectedCloseOn ?? [])),
    asOf: newest(parts),
  };
}

/** Moments and days sort as texts: all of one form. */
const first = (times: readonly string[]): string | null => [...times].sort()[0] ?? null;

const newest = (parts: readonly Part[]): Date | null =>
  parts.reduce<Date | null>((latest, { asOf }) => (latest && latest > asOf ? latest : asOf), null);
