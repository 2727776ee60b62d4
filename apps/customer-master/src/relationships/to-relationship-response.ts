import { referenceOf } from '../customers/customer-reference.js';
import type { CustomerOutline } from '../customers/customers.service.js';
import type { RelationshipResponse } from './relationship.response.js';
import type { Relationship } from './rules/relationship.js';

/** The ids whose outlines an answer needs. */
export const endsOf = (relationships: readonly Relationship[]): string[] =>
  relationships.flatMap(({ from, to }) => [from, to]);

/** What leaves the house, every field by name; of a customer that the user does not see only the id and whom to ask. */
export function toRelationshipResponse(
  relationship: Relationship,
  outlines: ReadonlyMap<string, CustomerOutline>,
): RelationshipResponse {
  const { id, version, type, validFrom, validTo, details, madeBy } = relationship;
  const person = outlines.get(relationship.from)!;
  return {
    id,
    version,
    type,
    from: referenceOf(relationship.from, person),
    to: referenceOf(relationship.to, outlines.get(relationship.to)!),
    validFrom,
    validTo,
    details: person.isVisible ? details : null,
    madeBy,
    madeAt: relationship.madeAt.toISOString(),
    changedAt: relationship.changedAt.toISOString(),
  };
}
