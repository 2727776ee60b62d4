import type { CustomerFacts } from '../customer.shape.js';

/** Groups of a golden record that can be edited. */
export const editableGroups = ['names', 'person', 'identifiers', 'contactPoints', 'addresses', 'attributes'] as const;
export type EditableGroup = (typeof editableGroups)[number];

/** What an edit says per group: a value pins it, null takes the pin back, absent leaves it. */
export type Edit = { [Group in EditableGroup]?: CustomerFacts[Group] | null };

/** The groups whose pins an edit takes back. */
export const releasedGroups = (edit: Edit): EditableGroup[] => editableGroups.filter((group) => edit[group] === null);

/**
 * The pins after an edit, as a JSON merge patch (RFC 7396): a list replaces the list, the fields of `person` and
 * `attributes` join those that are pinned already.
 */
export function applyEdit(pinned: CustomerFacts, edit: Edit): CustomerFacts {
  const next: CustomerFacts = withoutGroups(pinned, releasedGroups(edit));
  const { person, attributes, ...lists } = edit;
  for (const [group, value] of Object.entries(lists)) if (value) Object.assign(next, { [group]: value });
  if (person) next.person = { ...next.person, ...person };
  if (attributes) next.attributes = { ...next.attributes, ...attributes };
  return next;
}

export function withoutGroups(facts: CustomerFacts, groups: readonly EditableGroup[]): CustomerFacts {
  const entries = Object.entries(facts).filter(([group]) => !(groups as readonly string[]).includes(group));
  return Object.fromEntries(entries) as unknown as CustomerFacts;
}

/** Whether any group is pinned. */
export const hasPins = (facts: CustomerFacts): boolean => editableGroups.some((group) => facts[group] !== undefined);
