import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type MergeObjection, MergeObjections } from '../identity/merge-objections.js';
import { HierarchyRepository } from './hierarchy.repository.js';

/**
 * As one customer the two would be related to themselves, above themselves, or below two others on the same day. Past
 * days count too: a relationship that was never true ends on its first day, and then it does not.
 */
@Injectable()
export class RelationshipMergeObjections extends MergeObjections {
  constructor(private readonly hierarchy: HierarchyRepository) {
    super();
  }

  async against(tx: Tx, one: string, other: string): Promise<MergeObjection | null> {
    await this.hierarchy.lock(tx);
    const between = await this.hierarchy.between(tx, one, other);
    if (between.length > 0) return { reason: 'related', relationshipIds: between };
    const path =
      (await this.hierarchy.pathBetween(tx, one, other)) ?? (await this.hierarchy.pathBetween(tx, other, one));
    if (path) return { reason: 'related', relationshipIds: path.relationshipIds };
    const differing = await this.hierarchy.differingParents(tx, one, other);
    return differing.length > 0 ? { reason: 'different_parents', relationshipIds: differing } : null;
  }
}
