import type { CustomerKind, RelationshipType } from '@crm/contracts';

interface Ends {
  from: readonly CustomerKind[];
  to: readonly CustomerKind[];
}

const organisations: Ends = { from: ['organisation'], to: ['organisation'] };

/** Who can be at which end. */
const ends: Record<RelationshipType, Ends> = {
  group_member: organisations,
  site_of: organisations,
  dealer_of: organisations,
  end_user_of: { from: ['person', 'organisation'], to: ['organisation'] },
  contact_person_of: { from: ['person'], to: ['organisation'] },
};

/** The types that form the forest: at most one parent on a day, and nobody above itself. */
export const hierarchyTypes: readonly RelationshipType[] = ['group_member', 'site_of'];

export const isHierarchy = (type: RelationshipType): boolean => hierarchyTypes.includes(type);

/** The ends at which a customer of such a kind cannot be. */
export const misplaced = (type: RelationshipType, kinds: Record<keyof Ends, CustomerKind>): (keyof Ends)[] =>
  (['from', 'to'] as const).filter((end) => !ends[type][end].includes(kinds[end]));
