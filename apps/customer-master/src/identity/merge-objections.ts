import type { Tx } from '@crm/persistence';

/** Why two organisations cannot be one because of what relates them: to each other, or to different parents. */
export type MergeObjectionReason = 'related' | 'different_parents';

export interface MergeObjection {
  reason: MergeObjectionReason;
  /** What has to be ended or corrected before. */
  relationshipIds: string[];
}

/**
 * Port: what the relationships have against two customers becoming one. Asked while both rows are locked; what it looked
 * at must not change until the transaction ends.
 */
export abstract class MergeObjections {
  abstract against(tx: Tx, one: string, other: string): Promise<MergeObjection | null>;
}
