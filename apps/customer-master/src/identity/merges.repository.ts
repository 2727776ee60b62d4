import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { RecordPaths } from '../customers/record-paths.service.js';
import type { Standing } from '../customers/rules/status.js';
import type { MatchKey } from './rules/matching.js';
import type { ActiveMerge } from './rules/unmerge-plan.js';

export interface Merge {
  id: string;
  survivorId: string;
  retiredId: string;
  reason: string;
  mergedBy: string;
  mergedAt: Date;
  standingBefore: Standing;
  standingAfter: Standing;
  /** Numbers that the retired id held. */
  retiredIdentifiers: MatchKey[];
}

/** The merges there were, and which of them stand. */
@Injectable()
export class MergesRepository {
  constructor(private readonly paths: RecordPaths) {}

  async add(tx: Tx, merge: Merge): Promise<void> {
    await tx.query(
      `INSERT INTO customer_merge (id, survivor_id, retired_id, reason, merged_by, merged_at, standing_before, standing_after,
         retired_identifiers)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        merge.id,
        merge.survivorId,
        merge.retiredId,
        merge.reason,
        merge.mergedBy,
        merge.mergedAt,
        JSON.stringify(merge.standingBefore),
        JSON.stringify(merge.standingAfter),
        JSON.stringify(merge.retiredIdentifiers),
      ],
    );
  }

  async find(tx: Tx, id: string): Promise<(Merge & { isUndone: boolean }) | undefined> {
    const [row] = await tx.query<(Merge & { isUndone: boolean })[]>(
      `SELECT id, survivor_id AS "survivorId", retired_id AS "retiredId", reason, merged_by AS "mergedBy", merged_at AS "mergedAt",
              standing_before AS "standingBefore", standing_after AS "standingAfter",
              retired_identifiers AS "retiredIdentifiers", undone_at IS NOT NULL AS "isUndone"
       FROM customer_merge WHERE id = $1`,
      [id],
    );
    return row;
  }

  /** The merges in force by which any of these records are where they are, each with those of the records that it moved. */
  async activeOf(tx: Tx, recordIds: readonly string[]): Promise<ActiveMerge[]> {
    const moved = new Map<string, string[]>();
    for (const [recordId, path] of await this.paths.of(tx, recordIds)) {
      for (const { mergeId } of path) if (mergeId) moved.set(mergeId, [...(moved.get(mergeId) ?? []), recordId]);
    }
    const merges = await tx.query<Omit<ActiveMerge, 'recordIds'>[]>(
      `SELECT id AS "mergeId", retired_id AS "retiredId", merged_at AS "mergedAt"
       FROM customer_merge WHERE undone_at IS NULL AND id = ANY($1)`,
      [[...moved.keys()]],
    );
    return merges.map((merge) => ({ ...merge, recordIds: moved.get(merge.mergeId)! }));
  }

  async undo(tx: Tx, id: string, by: string, reason: string, now: Date): Promise<void> {
    await tx.query('UPDATE customer_merge SET undone_at = $2, undone_by = $3, undo_reason = $4 WHERE id = $1', [
      id,
      now,
      by,
      reason,
    ]);
  }
}
