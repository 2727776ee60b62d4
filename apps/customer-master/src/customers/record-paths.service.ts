import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { pathOf, type Stay } from './rules/record-path.js';

/** How records came to the customers that they are with. */
@Injectable()
export class RecordPaths {
  /** The way of each record, by its id; those that never were with anybody are absent. */
  async of(tx: Tx, recordIds: readonly string[]): Promise<Map<string, Stay[]>> {
    const rows = await tx.query<(Stay & { recordId: string })[]>(
      `SELECT record_id AS "recordId", customer_id AS "customerId", reason, merge_id AS "mergeId"
       FROM membership WHERE record_id = ANY($1) ORDER BY record_id, valid_from, id`,
      [recordIds],
    );
    const stays = new Map<string, Stay[]>();
    for (const { recordId, ...stay } of rows) stays.set(recordId, [...(stays.get(recordId) ?? []), stay]);
    return new Map([...stays].map(([recordId, ofRecord]) => [recordId, pathOf(ofRecord)]));
  }
}
