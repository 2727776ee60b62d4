import type { RelationshipType } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type Edge, HierarchyRepository } from './hierarchy.repository.js';

/** Levels below the root that a tree shows. */
const deepest = 20;
/** Customers that a tree shows. */
const mostMembers = 1_000;

/** A customer in its place in the tree. */
export interface Member {
  customerId: string;
  /** Right above; null of the root. */
  parentId: string | null;
  /** By what it belongs there; null of the root. */
  relationshipId: string | null;
  type: RelationshipType | null;
  /** Steps from the root. */
  depth: number;
}

export interface GroupTree {
  /** The root first, no one before who is above it. */
  members: Member[];
  /** From the root down to the customer that was asked for. */
  path: string[];
  /** There is more above, below or beside than is shown. */
  isTruncated: boolean;
}

/** The tree around one customer on a day: up to its root, then down again, level by level. */
@Injectable()
export class GroupTrees {
  constructor(private readonly hierarchy: HierarchyRepository) {}

  /** @param customerId a survivor */
  async around(tx: Tx, customerId: string, day: string): Promise<GroupTree> {
    const upwards = await this.hierarchy.ancestors(tx, customerId, day, deepest + 1);
    const spine = upwards.slice(0, deepest).reverse();
    const path = [spine[0]?.parentId ?? customerId, ...spine.map(({ childId }) => childId)];
    const members = new Map(path.map((id, depth) => [id, memberOf(id, spine[depth - 1], depth)]));
    // What is below the customer that was asked for comes before its siblings, however many these are.
    const isCutBelow = await this.grow(tx, members, path.slice(-1), path, day);
    const isCut = await this.grow(tx, members, path.slice(0, 1), path, day);
    return {
      members: [...members.values()].sort((a, b) => a.depth - b.depth),
      path,
      isTruncated: isCut || isCutBelow || upwards.length > deepest,
    };
  }

  /** Adds everybody below these customers of one level while there is room; whether somebody was left out. */
  private async grow(
    tx: Tx,
    members: Map<string, Member>,
    start: readonly string[],
    path: readonly string[],
    day: string,
  ): Promise<boolean> {
    let level = start;
    for (let depth = path.indexOf(start[0]!) + 1; level.length > 0; depth++) {
      const edges = await this.hierarchy.children(tx, level, day, mostMembers + 1);
      if (depth > deepest) return edges.length > 0;
      // The way down to the customer that was asked for goes on, also where its step is not among those that were read.
      const next = new Set(path.slice(depth, depth + 1));
      for (const edge of edges) {
        if (members.has(edge.childId)) continue;
        if (members.size >= mostMembers) return true;
        members.set(edge.childId, memberOf(edge.childId, edge, depth));
        next.add(edge.childId);
      }
      if (edges.length > mostMembers) return true;
      level = [...next];
    }
    return false;
  }
}

const memberOf = (customerId: string, edge: Edge | undefined, depth: number): Member => ({
  customerId,
  parentId: edge?.parentId ?? null,
  relationshipId: edge?.relationshipId ?? null,
  type: edge?.type ?? null,
  depth,
});
