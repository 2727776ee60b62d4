import type { CustomerStatus } from '@crm/contracts';
import type { StatusReason } from '../customer.shape.js';

export interface Standing {
  status: CustomerStatus;
  /** Only, and always, of an undesirable customer. */
  statusReason: StatusReason | null;
}

/** What weighs more when two customers turn out to be one. */
const weight: readonly CustomerStatus[] = ['potential', 'target', 'lost', 'active', 'undesirable'];

/** The standing of two records that are one customer: an order of either makes it active, a warning about either stays. */
export const unitedStanding = (survivor: Standing, retired: Standing): Standing =>
  weight.indexOf(retired.status) > weight.indexOf(survivor.status) ? retired : survivor;

/** A purchase makes everybody active except the undesirable: that a person has to take back. */
export const standingAfterPurchase = (standing: Standing): Standing =>
  standing.status === 'undesirable' ? standing : { status: 'active', statusReason: null };
