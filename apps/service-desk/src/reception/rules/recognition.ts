import type { CaseKind } from '@crm/contracts';

/** What a contact or a case is about. */
export interface Matter {
  kind: CaseKind;
  orderId: string | null;
  productId: string | null;
}

/** An open case of the customer. */
export interface OpenMatter extends Matter {
  id: string;
  openedAt: Date;
}

export type SuggestionReason = 'same_customer' | 'same_kind' | 'same_order' | 'same_product';

/** Contacts so far apart from the opening of a case are about something new. */
export const windowDays = 30;
const day = 86_400_000;

/** What two contacts of one complaint have in common: locks on these names make one of them wait for the other. */
export const namesOf = ({ kind, orderId, productId }: Matter): string[] => [
  ...(orderId === null ? [] : [`${kind}:order:${orderId}`]),
  ...(productId === null ? [] : [`${kind}:product:${productId}`]),
];

/**
 * Whether a contact of the same customer belongs to the case: same kind, opened within 30 days, and the same order, or
 * the same product unless both name an order and these differ.
 */
export function isSame(contact: Matter & { receivedAt: Date }, kase: OpenMatter): boolean {
  if (contact.kind !== kase.kind) return false;
  if (Math.abs(contact.receivedAt.getTime() - kase.openedAt.getTime()) > windowDays * day) return false;
  if (contact.orderId !== null && kase.orderId !== null) return contact.orderId === kase.orderId;
  return contact.productId !== null && contact.productId === kase.productId;
}

/** The cases that a contact belongs to, the best first: same order before same product, then the newest. */
export const matches = <Case extends OpenMatter>(
  contact: Matter & { receivedAt: Date },
  cases: readonly Case[],
): Case[] =>
  cases
    .filter((kase) => isSame(contact, kase))
    .sort(
      (a, b) =>
        Number(b.orderId === contact.orderId) - Number(a.orderId === contact.orderId) ||
        b.openedAt.getTime() - a.openedAt.getTime(),
    );

/**
 * Whether the database would take two open cases of one customer for the same: same kind and order, or, where both name
 * none, same product. Of such a pair, which the window keeps apart, only one can be guarded.
 */
export function isRival(matter: Matter, kase: Matter): boolean {
  if (matter.kind !== kase.kind || matter.orderId !== kase.orderId) return false;
  return matter.orderId !== null || (matter.productId !== null && matter.productId === kase.productId);
}

const weights: Record<SuggestionReason, number> = { same_customer: 1, same_kind: 2, same_product: 3, same_order: 4 };
const most = Object.values(weights).reduce((sum, weight) => sum + weight);

/** Why an open case of the same customer may be meant, and how much speaks for it, 0 to 1. */
export function suggestionOf(
  contact: Matter,
  kase: OpenMatter,
): { caseId: string; score: number; reasons: SuggestionReason[] } {
  const holds: Record<SuggestionReason, boolean> = {
    same_customer: true,
    same_kind: contact.kind === kase.kind,
    same_order: contact.orderId !== null && contact.orderId === kase.orderId,
    same_product: contact.productId !== null && contact.productId === kase.productId,
  };
  const reasons = (Object.keys(holds) as SuggestionReason[]).filter((reason) => holds[reason]);
  const score = reasons.reduce((sum, reason) => sum + weights[reason], 0) / most;
  return { caseId: kase.id, score, reasons };
}
