import { Problem } from '@crm/platform/problem';

/** A group or legal entity would lie below itself on some day. */
export class CyclicHierarchy extends Problem {
  /** @param path today's ids, from the customer upwards to the customer again */
  constructor(path: readonly string[]) {
    super({
      type: 'cyclic-hierarchy',
      status: 409,
      titles: { zh: '客户不能隶属于自己或自己的下级', en: 'A customer cannot be below itself' },
      members: { path },
    });
  }
}

/** The customer belongs to somebody else on one of the days. */
export class SecondParent extends Problem {
  constructor(relationshipId: string | null) {
    super({
      type: 'second-parent',
      status: 409,
      titles: {
        zh: '该客户在此期间已隶属于另一客户，请先结束原有关系',
        en: 'The customer belongs to another one in this time; end that first',
      },
      members: { relationshipId },
    });
  }
}

/** The two are related in this way already on one of the days. */
export class RelationshipOverlaps extends Problem {
  /** @param relationshipId null where it was written at the same moment */
  constructor(relationshipId: string | null) {
    super({
      type: 'relationship-overlaps',
      status: 409,
      titles: { zh: '两个客户在此期间已有同类关系', en: 'The two are related in this way already in this time' },
      members: { relationshipId },
    });
  }
}

/** What was found never to have held would hold again between two ids that are one customer by now. */
export class RelatedToItself extends Problem {
  constructor(customerId: string) {
    super({
      type: 'related-to-itself',
      status: 409,
      titles: { zh: '两端已合并为同一客户', en: 'Both ends are one customer by now' },
      members: { customerId },
    });
  }
}
