import type { CaseKind } from '@crm/contracts';
import type { Suggestion } from '../../intakes/suggestion.js';

/** What a contact or a case is about. */
export interface Matter {
  /** Null: the contact does not tell, which contradicts no kind. */
  kind: CaseKind | null;
  orderId: string | null;
  productId: string | null;
}

/** An open case of the customer. */
export interface OpenMatter extends Matter {
  id: string;
  kind: CaseKind;
  /** False: nobody told its kind, which contradicts none. */
  kindTold: boolean;
  openedAt: Date;
}

/** Contacts so far apart from the opening of a case are about something new. */
export const windowDays = 30;
const day = 86_400_000;

/**
 * From so much alike on, a contact joins a case by its words alone; from so much on, the case is suggested. Chosen with the
 * pairs of `texts/rules/alike.spec.ts`: of two matters of one customer no pair reaches 0.36, of one complaint said twice
 * 11 of 14 reach 0.45 and all 0.33.
 */
export const attachedFrom = 0.45;
export const suggestedFrom = 0.3;

/**
 * Whether a contact of the same customer belongs to the case: same kind unless one of them tells none, opened within 30 days, and the same order, or
 * the same product unless both name an order and these differ.
 */
export function isSame(contact: Matter & { receivedAt: Date }, kase: OpenMatter): boolean {
  if (!isComparable(contact, kase)) return false;
  if (contact.orderId !== null && kase.orderId !== null) return contact.orderId === kase.orderId;
  return contact.productId !== null && contact.productId === kase.productId;
}

/**
 * Whether a contact of the same customer could be about the case by what it says, since nothing speaks against it: not
 * another kind, order or product, nor the time between.
 */
export const couldBeSame = (contact: Matter & { receivedAt: Date }, kase: OpenMatter): boolean =>
  isComparable(contact, kase) && !differ(contact.orderId, kase.orderId) && !differ(contact.productId, kase.productId);

const isComparable = (contact: Matter & { receivedAt: Date }, kase: OpenMatter): boolean =>
  (contact.kind === null || !kase.kindTold || contact.kind === kase.kind) &&
  Math.abs(contact.receivedAt.getTime() - kase.openedAt.getTime()) <= windowDays * day;

const differ = (one: string | null, other: string | null): boolean => one !== null && other !== null && one !== other;

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

/** Whether a case that a contact opens is the only one of its matter, among the caller's of the same order or product. */
export const isSole = (contact: Matter, sameMatter: readonly (OpenMatter & { sole: boolean })[]): boolean =>
  !sameMatter.some((kase) => kase.sole && isRival({ ...contact, kind: contact.kind ?? 'enquiry' }, kase));

/** What facts count for; the words count as much as they are alike. */
const weights = { same_customer: 1, same_kind: 2, same_product: 3, same_order: 4 } as const;
const most = Object.values(weights).reduce((sum, weight) => sum + weight, 0);

/** Why an open case may be meant, and how much speaks for it, 0 to 1. `alike`: how much the words say the same. */
export function suggestionOf(contact: Matter, kase: OpenMatter, alike = 0): Suggestion {
  const holds: Record<keyof typeof weights, boolean> = {
    same_customer: true,
    same_kind: kase.kindTold && contact.kind === kase.kind,
    same_order: contact.orderId !== null && contact.orderId === kase.orderId,
    same_product: contact.productId !== null && contact.productId === kase.productId,
  };
  const facts = (Object.keys(holds) as (keyof typeof weights)[]).filter((reason) => holds[reason]);
  const score = facts.reduce((sum, reason) => sum + weights[reason], 0) / most;
  if (alike < suggestedFrom) return { caseId: kase.id, score, reasons: facts };
  const reasons: Suggestion['reasons'] = [...facts, 'similar_text'];
  return { caseId: kase.id, score: Math.max(score, Math.round(alike * 100) / 100), reasons };
}
