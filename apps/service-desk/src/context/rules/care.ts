import type { CustomerStatus, MessagePurpose } from '@crm/contracts';

/** What somebody who talks with a customer has to mind. */
export const cares = [
  'do_not_contact',
  'no_marketing',
  'recently_dissatisfied',
  'open_complaint',
  'open_follow_up',
  'undesirable',
] as const;
export type Care = (typeof cares)[number];

/** A score that a customer gave. */
export interface Score {
  score: number;
  at: Date;
}

/** What is known of a customer besides this case. */
export interface Circumstances {
  status: CustomerStatus;
  /** What messages may go out for. */
  purposes: readonly MessagePurpose[];
  nps: Score | null;
  csat: Score | null;
  /** Whether another complaint is open, in whatever department. */
  hasComplaint: boolean;
  /** Whether a case is open because of a bad survey answer. */
  hasFollowUp: boolean;
}

/** How long a bad score is remembered. */
export const recentDays = 90;
const day = 86_400_000;
/** Recommendation 0–6 and satisfaction 1–2 are bad, as for follow-ups. */
const worst = { nps: 6, csat: 2 };

/** What is to be minded, in a fixed order. */
export function caresFor(customer: Circumstances, now: Date): Care[] {
  const { status, purposes, nps, csat, hasComplaint, hasFollowUp } = customer;
  const isBad = (given: Score | null, limit: number): boolean =>
    given !== null && given.score <= limit && now.getTime() - given.at.getTime() < recentDays * day;
  const holds: Record<Care, boolean> = {
    do_not_contact: !purposes.includes('service'),
    no_marketing: !purposes.includes('marketing'),
    recently_dissatisfied: isBad(nps, worst.nps) || isBad(csat, worst.csat),
    open_complaint: hasComplaint,
    open_follow_up: hasFollowUp,
    undesirable: status === 'undesirable',
  };
  return cares.filter((care) => holds[care]);
}
