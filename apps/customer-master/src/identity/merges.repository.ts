import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
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

  /** The merges in force by which any of these records moved, each with those of the records that it moved. */
  async activeOf(tx: Tx, recordIds: readonly string[]): Promise<ActiveMerge[]> {
    return tx.query(
      `SELECT done.id AS "mergeId", done.retired_id AS "retiredId", done.merged_at AS "mergedAt",
              array_agg(DISTINCT member.record_id::text) AS "recordIds"
       FROM customer_merge done JOIN membership member ON member.merge_id = done.id
       WHERE done.undone_at IS NULL AND member.record_id = ANY($1) GROUP BY done.id`,
      [recordIds],
    );
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
