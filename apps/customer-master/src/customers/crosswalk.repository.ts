import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { SourceKey } from './customer.shape.js';
import { editSource } from './rules/statement.js';

/** A record by its name in its system, and the customer that it belongs to. */
export interface CrosswalkEntry extends SourceKey {
  customerId: string;
}

/** Which customer each record of each system is. */
@Injectable()
export class CrosswalkRepository {
  /** Records behind one, in the order of systems and ids; edits made here are nobody else's. */
  async page(
    tx: Tx,
    source: string | undefined,
    after: SourceKey | undefined,
    limit: number,
  ): Promise<CrosswalkEntry[]> {
    return tx.query<CrosswalkEntry[]>(
      `SELECT record.source, record.source_id AS "sourceId", member.customer_id AS "customerId"
       FROM source_record record JOIN membership member ON member.record_id = record.id AND member.valid_to IS NULL
       WHERE record.source <> $1 AND ($2::text IS NULL OR record.source = $2)
         AND ($3::text IS NULL OR (record.source, record.source_id) > ($3, $4))
       ORDER BY record.source, record.source_id LIMIT $5`,
      [editSource, source ?? null, after?.source ?? null, after?.sourceId ?? null, limit],
    );
  }
}
