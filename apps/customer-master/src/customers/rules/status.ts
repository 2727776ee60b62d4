import { type CustomerStatus, type StatusCause, statusCauses } from '@crm/contracts';
import type { StatusReason } from '../customer.shape.js';

export interface Standing {
  status: CustomerStatus;
  /** Only, and always, of an undesirable customer. */
  statusReason: StatusReason | null;
}

/** How a customer came to its status; `registered`: it began so. */
export const standingCauses = ['registered', ...statusCauses] as const;
export type StandingCause = (typeof standingCauses)[number];

/** Why the status is what it is. */
export interface Because {
  rule: StatusCause;
  /** Whose decision it was: who said it, merged or unmerged. Null: a rule's. */
  by: string | null;
}

/** A purchase of an id that is merged into this one: nobody merged now. */
export const byPurchaseBelow: Because = { rule: 'merge', by: null };
export const byPurchase: Because = { rule: 'purchase', by: null };

/** One change of standing, to be remembered. */
export interface StandingChange extends Because, Standing {
  from: CustomerStatus;
  at: Date;
}

/** What weighs more when two customers turn out to be one. */
const weight: readonly CustomerStatus[] = ['potential', 'target', 'lost', 'active', 'undesirable'];

/** The standing of two records that are one customer: an order of either makes it active, a warning about either stays. */
export const unitedStanding = (survivor: Standing, retired: Standing): Standing =>
  weight.indexOf(retired.status) > weight.indexOf(survivor.status) ? retired : survivor;

/** A purchase makes everybody active except the undesirable: that a person has to take back. */
export const standingAfterPurchase = (standing: Standing): Standing =>
  standing.status === 'undesirable' ? standing : { status: 'active', statusReason: null };

const dayMs = 86_400_000;

/** When somebody should look again whether the customer is still undesirable; null for all others. */
export function reviewDueAt(
  { status, statusAt, createdAt }: { status: CustomerStatus; statusAt: Date | null; createdAt: Date },
  afterDays: number,
): Date | null {
  return status === 'undesirable' ? new Date((statusAt ?? createdAt).getTime() + afterDays * dayMs) : null;
}
