import { type CaseKind, type CaseSeverity, ownerChangeReasons, type ValueLevel } from '@crm/contracts';

/** Somebody, and the department that the person acts for. */
export interface Person {
  employeeId: string;
  department: string;
}

/** Why the present owner is the owner. */
export const ownerReasons = [
  'own_agent',
  'best_fit',
  'least_loaded',
  'queued',
  'recording_user',
  'duty_owner',
  'duty_deputy',
  ...ownerChangeReasons,
] as const;
export type OwnerReason = (typeof ownerReasons)[number];

/** Where a case stands in the queue that it waits in until somebody takes it. */
export interface QueuePlace {
  id: string;
  since: Date;
  /** The earliest goes first. */
  rank: Date;
}

/** Somebody who gets a case. */
export interface Receiver extends Person {
  /** Left out: the case waits in no queue. */
  queue?: QueuePlace;
  /** Whom the choice was made among, for the history: ids, codes and figures only. */
  routing?: Record<string, unknown>;
}

export interface Owner extends Receiver {
  reason: OwnerReason;
}

/** What a case is opened with. */
export interface NewCase {
  customerId: string | null;
  /** Keyed hash of the contact point of an unknown person; left out: a customer, or nobody told one. */
  contactKey?: string | null;
  /** Value level of the customer at this moment. */
  level: ValueLevel | null;
  kind: CaseKind;
  /** False: nobody told the kind. */
  kindTold: boolean;
  severity: CaseSeverity;
  orderId: string | null;
  productId: string | null;
  complainedOf: string[];
  openedAt: Date;
  /** The follow-up that it is opened for, and the case that this is about; null: a contact of the customer. */
  followUp: { id: string; earlierCaseId: string | null } | null;
  /** False when another open case of the same matter stands beside it. */
  sole: boolean;
}

/** What somebody says of a case who looked into it. */
export interface Assessment {
  severity: CaseSeverity;
  productId: string | null;
  causeId: string;
}
