import {
  CustomerRelated,
  CustomerRelationCorrected,
  CustomerRelationEnded,
  type EventDraft,
  type RelationshipType,
} from '@crm/contracts';

/** What a contact person decides there. */
export const decisionRoles = ['decision_maker', 'influencer', 'user', 'gatekeeper'] as const;
export type DecisionRole = (typeof decisionRoles)[number];

/** What a contact person does in the organisation. */
export interface ContactDetails {
  title?: string;
  department?: string;
  decisionRole?: DecisionRole;
}

/** When a relationship holds: days, the last one exclusive; null: without an end. Two equal days: it never held. */
export interface Period {
  validFrom: string;
  validTo: string | null;
}

export interface Relationship extends Period {
  id: string;
  /** Counts the facts that were told of it. */
  version: number;
  type: RelationshipType;
  /** As first written; whose ids they are today is looked up when somebody reads. */
  from: string;
  to: string;
  details: ContactDetails | null;
  madeBy: string;
  madeAt: Date;
  changedAt: Date;
}

/** What of a relationship can be corrected. Left out: stays. */
export type RelationshipPatch = Partial<Pick<Relationship, 'validFrom' | 'validTo' | 'details'>>;

const fields = ['validFrom', 'validTo', 'details'] as const;

/** The fact that a new relationship is. */
export const related = (relationship: Relationship): EventDraft =>
  CustomerRelated.draft({ ...aboutOf(relationship), data: { ...dataOf(relationship), validTo: relationship.validTo } });

/**
 * The relationship after a change, and what it tells: that it ended, where it had no end before, and what else was
 * wrong. Nothing where nothing is different.
 */
export function changed(before: Relationship, patch: RelationshipPatch, now: Date): [Relationship, EventDraft[]] {
  const next: Relationship = { ...before, ...patch };
  const different = fields.filter((field) => !isSame(before[field], next[field]));
  const { validTo } = next;
  const isEnded = before.validTo === null && validTo !== null;
  const corrected = different.filter((field) => field !== 'validTo' || !isEnded);
  const drafts: EventDraft[] = [];
  if (different.length > 0) next.changedAt = now;
  if (corrected.length > 0) {
    next.version += 1;
    const data = { ...dataOf(next), validTo, fields: corrected };
    drafts.push(CustomerRelationCorrected.draft({ ...aboutOf(next), data }));
  }
  if (isEnded) {
    next.version += 1;
    drafts.push(CustomerRelationEnded.draft({ ...aboutOf(next), data: { ...dataOf(next), validTo } }));
  }
  return [next, drafts];
}

/**
 * The days on which a relationship holds after a change and did not before; only there can it be in somebody's way. On
 * those that stay, merged customers may have two that say the same, and either can be ended.
 */
export function addedDays(before: Period, after: Period): Period[] {
  const isNever = before.validFrom === before.validTo;
  if (isNever) return [after];
  const [start, end] = [after.validFrom, after.validTo];
  const early = { validFrom: start, validTo: earlier(before.validFrom, end) };
  const late = { validFrom: before.validTo !== null && before.validTo > start ? before.validTo : start, validTo: end };
  return [
    ...(start < before.validFrom ? [early] : []),
    ...(before.validTo !== null && (end === null || end > before.validTo) ? [late] : []),
  ];
}

const earlier = (day: string, other: string | null): string => (other !== null && other < day ? other : day);

const isSame = (a: Relationship[(typeof fields)[number]], b: typeof a): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null ? Object.fromEntries(Object.entries(part).sort()) : part,
  );

const aboutOf = ({ id, version, from, changedAt }: Relationship) => ({
  time: changedAt,
  customerId: from,
  aggregateId: id,
  aggregateVersion: version,
});

const dataOf = ({ id, type, from, to, validFrom }: Relationship) => ({
  relationshipId: id,
  type,
  customerId: from,
  relatedId: to,
  validFrom,
});
