import type { StandingCause } from '../../customers/rules/status.js';

/** What makes a potential customer a target one. */
export const targetCauses = ['open_opportunity'] as const;
export type TargetCause = (typeof targetCauses)[number];

/** When a customer counts as target and as lost, and when an undesirable one is looked at again. Kept as data: stewards change it. */
export interface StatusRulesData {
  /** After so many days without a purchase an active customer is lost. 1 to 3,650. */
  lostAfterDays: number;
  /** The same for customers of an industry, by the attribute `industry`. */
  lostAfterDaysByIndustry: Record<string, number>;
  /** After so many days an undesirable customer is due for review. 1 to 3,650. */
  reviewUndesirableAfterDays: number;
  /** A potential customer is a target one while one of these holds. */
  targetOn: TargetCause[];
}

export const defaultStatusRules: StatusRulesData = {
  lostAfterDays: 730,
  lostAfterDaysByIndustry: {},
  reviewUndesirableAfterDays: 180,
  targetOn: ['open_opportunity'],
};

/** What is known of an active customer. */
export interface ActiveCustomer {
  industry: string | undefined;
  /** Over all ids of the customer; null: nothing is known. */
  lastPurchaseAt: Date | null;
  /** How it became active; null: nobody knows any more. */
  statusRule: StandingCause | null;
  /** Since when it is active. */
  activeSince: Date;
}

/**
 * When an active customer is lost unless it buys. Counted from the last purchase; without one, from the day since which
 * it is active. What a person said counts as much as a purchase.
 */
export function lostAt(rules: StatusRulesData, customer: ActiveCustomer): Date {
  const { lastPurchaseAt, activeSince, statusRule } = customer;
  const isSaid = statusRule === 'by_hand' && lastPurchaseAt !== null && activeSince > lastPurchaseAt;
  const from = isSaid ? activeSince : (lastPurchaseAt ?? activeSince);
  return new Date(from.getTime() + lostAfterDaysOf(rules, customer.industry) * dayMs);
}

export const lostAfterDaysOf = (rules: StatusRulesData, industry: string | undefined): number =>
  industry !== undefined && Object.hasOwn(rules.lostAfterDaysByIndustry, industry)
    ? rules.lostAfterDaysByIndustry[industry]!
    : rules.lostAfterDays;

export const dayMs = 86_400_000;

/** The part of an event that says whom to look at. */
export interface ToldFact {
  type: string;
  data: unknown;
}

/**
 * Whom to look at after these facts about a customer, and when. Who became active: when the time is up. Who was united
 * or parted: now, since its purchases are others than before; and whose attributes were corrected, where the time depends
 * on one of them.
 */
export function looksAfter(
  facts: readonly ToldFact[],
  customer: { id: string; status: string },
  now: Date,
  { lostAfterDays, byIndustry }: { lostAfterDays: number; byIndustry: boolean },
): Map<string, Date> {
  const looks = new Map<string, Date>();
  const later = new Date(now.getTime() + lostAfterDays * dayMs);
  for (const { type, data } of facts) {
    const { to, restoredId, fields } = data as { to?: string; restoredId?: string; fields?: readonly string[] };
    const isActivated = (type === 'customer.status-changed' && to === 'active') || type === 'customer.registered';
    const isCorrected = byIndustry && type === 'customer.corrected' && fields?.includes('attributes');
    const isOther = type === 'customer.merged' || type === 'customer.unmerged' || isCorrected;
    if (restoredId) looks.set(restoredId, now);
    if (customer.status !== 'active') continue;
    if (isOther) looks.set(customer.id, now);
    else if (isActivated && !looks.has(customer.id)) looks.set(customer.id, later);
  }
  return looks;
}
