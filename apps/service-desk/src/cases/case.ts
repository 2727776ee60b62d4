import type { CaseKind, CaseSeverity, ValueLevel } from '@crm/contracts';

/** Somebody, and the department that the person acts for. */
export interface Person {
  employeeId: string;
  department: string;
}

/** Why the present owner is the owner. */
export const ownerReasons = [
  'least_loaded',
  'recording_user',
  'duty_owner',
  'duty_deputy',
  'handover',
  'recusal',
] as const;
export type OwnerReason = (typeof ownerReasons)[number];

export interface Owner extends Person {
  reason: OwnerReason;
}

/** What a case is opened with. */
export interface NewCase {
  customerId: string | null;
  /** Value level of the customer at this moment. */
  level: ValueLevel | null;
  kind: CaseKind;
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
