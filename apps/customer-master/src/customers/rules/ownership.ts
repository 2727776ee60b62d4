import type { OwnershipCause } from '@crm/contracts';

/** Why somebody owns a customer. */
export interface OwnedBecause {
  cause: OwnershipCause;
  /** Whose decision it was; null: a rule's. */
  by: string | null;
}

/** What is known of the owner that a customer has. */
export interface PresentOwner {
  /** Null of customers from before this was kept. */
  ownedByRule: boolean | null;
  ownerEmployeeId: string | null;
}

/**
 * Whether no person chose the department, so that a rule may choose another one. A leaver changes nothing about that: the
 * department is still the one that somebody, or a rule, chose.
 * @param before null of a new customer
 */
export function isByRule(cause: OwnershipCause, before: PresentOwner | null): boolean {
  if (cause === 'leaver') return before !== null && mayRuleMove(before);
  return cause === 'rule' || cause === 'default';
}

/** A customer from before this was kept may be moved while nobody of its department has it. */
export const mayRuleMove = ({ ownedByRule, ownerEmployeeId }: PresentOwner): boolean =>
  ownedByRule ?? ownerEmployeeId === null;
