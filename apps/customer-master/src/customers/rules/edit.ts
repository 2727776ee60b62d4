import {
  type CustomerFacts,
  type FieldGroup,
  fieldGroups,
  type PinNote,
  type Verification,
} from '../customer.shape.js';

/** What an edit says per group: a value pins it, null takes the pin back, absent leaves it. */
export type Edit = { [Group in FieldGroup]?: CustomerFacts[Group] | null };

/** The groups whose pins an edit takes back. */
export const releasedGroups = (edit: Edit): FieldGroup[] => fieldGroups.filter((group) => edit[group] === null);

/**
 * The pins after an edit, as a JSON merge patch (RFC 7396): a list replaces the list, the fields of `person`,
 * `attributes` and `preferences` join those that are pinned already. `family` and `income` are replaced as a whole: a
 * legal basis covers what was given with it.
 */
export function applyEdit(pinned: CustomerFacts, edit: Edit): CustomerFacts {
  const next: CustomerFacts = withoutGroups(pinned, releasedGroups(edit));
  const { person, attributes, preferences, ...wholes } = edit;
  for (const [group, value] of Object.entries(wholes)) if (value) Object.assign(next, { [group]: value });
  if (person) next.person = { ...next.person, ...person };
  if (attributes) next.attributes = { ...next.attributes, ...attributes };
  if (preferences) next.preferences = { ...next.preferences, ...preferences };
  return next;
}

export function withoutGroups(facts: CustomerFacts, groups: readonly FieldGroup[]): CustomerFacts {
  const entries = Object.entries(facts).filter(([group]) => !(groups as readonly string[]).includes(group));
  return Object.fromEntries(entries) as unknown as CustomerFacts;
}

/** Whether there is anything to write down. */
export const saysAnything = ({ stewardship, ...facts }: CustomerFacts): boolean =>
  fieldGroups.some((group) => facts[group] !== undefined) || Boolean(stewardship?.verified?.length);

/** Notes with each group that an edit pins why and how long; the notes of groups that are not pinned any more go. */
export function notePins(facts: CustomerFacts, edit: Edit, note: PinNote): CustomerFacts {
  const kept = Object.entries(facts.stewardship?.pins ?? {});
  const given = fieldGroups.filter((group) => edit[group]).map((group): [string, PinNote] => [group, note]);
  const pins = [...kept, ...given].filter(([group]) => facts[group as FieldGroup] !== undefined);
  return { ...facts, stewardship: { ...facts.stewardship, pins: Object.fromEntries(pins) } };
}

/** Notes that values are right; of a value that was verified before only the newest stays. */
export function noteVerified(facts: CustomerFacts, verified: readonly Verification[]): CustomerFacts {
  const isRenewed = ({ field, key }: Verification): boolean =>
    verified.some((other) => other.field === field && other.key === key);
  const kept = (facts.stewardship?.verified ?? []).filter((old) => !isRenewed(old));
  return { ...facts, stewardship: { ...facts.stewardship, verified: [...kept, ...verified] } };
}
