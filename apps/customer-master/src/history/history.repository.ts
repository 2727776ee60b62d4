import type { CustomerStatus } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { goldenChangeKinds } from '../customers/rules/golden-change.js';

export const historyKinds = ['record', 'merged', 'unmerged', 'status', ...goldenChangeKinds] as const;
export type HistoryKind = (typeof historyKinds)[number];

/** One thing that happened to a customer's record. What does not apply to its kind is null. */
export interface HistoryRow {
  kind: HistoryKind;
  at: Date;
  /** Names the row among those of its time. */
  key: string;
  by: string | null;
  reason: string | null;
  recordId: string | null;
  source: string | null;
  sourceId: string | null;
  version: number | null;
  observedAt: Date | null;
  survivorId: string | null;
  retiredId: string | null;
  mergeId: string | null;
  fromStatus: CustomerStatus | null;
  toStatus: CustomerStatus | null;
  changedFields: string[] | null;
  changedRecords: { system: string; id: string }[] | null;
  customerId: string | null;
  partedId: string | null;
  causeId: string | null;
}

export interface HistoryPlace {
  at: string;
  key: string;
}

/** What the tables of records, merges and statuses remember anyway, and `customer_change`, which is kept for this alone. */
@Injectable()
export class HistoryRepository {
  /** The newest first. @param ids all that are this customer today; the first one holds the records */
  page(tx: Tx, ids: readonly string[], before: HistoryPlace | undefined, limit: number): Promise<HistoryRow[]> {
    return tx.query<HistoryRow[]>(
      `SELECT kind, at, key, by, reason, record_id AS "recordId", source, source_id AS "sourceId", version, observed_at AS "observedAt",
              survivor_id AS "survivorId", retired_id AS "retiredId", merge_id AS "mergeId", from_status AS "fromStatus", to_status AS "toStatus",
              fields AS "changedFields", records AS "changedRecords", customer_id AS "customerId", parted_id AS "partedId", cause_id AS "causeId"
       FROM (
         SELECT 'record' AS kind, said.received_at AS at, 'r' || said.record_id || ':' || said.version AS key, said.received_by AS by,
                NULL AS reason, said.record_id, record.source, record.source_id, said.version, said.observed_at,
                NULL::uuid AS survivor_id, NULL::uuid AS retired_id, NULL::uuid AS merge_id, NULL AS from_status, NULL AS to_status,
                NULL::text[] AS fields, NULL::jsonb AS records, NULL::uuid AS customer_id, NULL::uuid AS parted_id, NULL::uuid AS cause_id
         FROM membership member JOIN source_record record ON record.id = member.record_id
         JOIN source_record_version said ON said.record_id = record.id
         WHERE member.customer_id = ANY($1) AND member.valid_to IS NULL
         UNION ALL
         SELECT 'merged', merged_at, 'm' || id, merged_by, reason, NULL, NULL, NULL, NULL, NULL, survivor_id, retired_id, id, NULL, NULL,
                NULL, NULL, NULL, NULL, NULL
         FROM customer_merge WHERE survivor_id = ANY($1) OR retired_id = ANY($1)
         UNION ALL
         SELECT 'unmerged', undone_at, 'u' || id, undone_by, undo_reason, NULL, NULL, NULL, NULL, NULL, survivor_id, retired_id, id, NULL, NULL,
                NULL, NULL, NULL, NULL, NULL
         FROM customer_merge WHERE undone_at IS NOT NULL AND (survivor_id = ANY($1) OR retired_id = ANY($1))
         UNION ALL
         SELECT 'status', changed_at, 's' || id, made_by, coalesce(reason, rule), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                from_status, to_status, NULL, NULL, NULL, NULL, NULL
         FROM customer_status_change WHERE customer_id = ANY($1)
         UNION ALL
         SELECT kind, changed_at, 'c' || id, made_by, reason, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                fields, records, customer_id, parted_id, cause_id
         FROM customer_change WHERE customer_id = ANY($1) OR parted_id = ANY($1)) AS entry
       WHERE $2::timestamptz IS NULL OR (at, key) < ($2, $3::text)
       ORDER BY at DESC, key DESC LIMIT $4`,
      [ids, before?.at ?? null, before?.key ?? null, limit],
    );
  }
}
