import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { type Features, featuresVersion } from '../identity/rules/features/layout.js';
import { decodeFeatures } from '../identity/rules/features/codec.js';

/** Customers whose keys have changed since a run compared them; whoever changes keys notes them in the same transaction. */
@Injectable()
export class MatchChangesRepository {
  async any(tx: Tx): Promise<boolean> {
    const rows = await tx.query<unknown[]>('SELECT FROM match_change LIMIT 1');
    return rows.length > 0;
  }

  /**
   * Those behind an id are this run's, but for those that somebody is changing just now: the next run has them.
   * @returns the last that was looked at; undefined when none is left
   */
  async claim(
    tx: Tx,
    runId: string,
    after: string | null,
    limit: number,
  ): Promise<{ last: string; count: number } | undefined> {
    const [row] = await tx.query<{ last: string | null; count: number }[]>(
      `WITH next AS (SELECT customer_id FROM match_change WHERE $2::uuid IS NULL OR customer_id > $2
         ORDER BY customer_id LIMIT $3 FOR UPDATE SKIP LOCKED),
       mine AS (UPDATE match_change SET run_id = $1 WHERE customer_id IN (SELECT customer_id FROM next))
       SELECT max(customer_id::text) AS last, count(*) AS count FROM next`,
      [runId, after, limit],
    );
    const { last, count } = row!;
    return last === null ? undefined : { last, count };
  }

  /** Those of a run behind an id, of one kind, with their features. */
  async page(
    tx: Tx,
    runId: string,
    kind: CustomerKind,
    after: string | null,
    limit: number,
  ): Promise<{ customerId: string; features: Features }[]> {
    const rows = await tx.query<{ customerId: string; features: Buffer }[]>(
      `SELECT customer_id AS "customerId", record.features FROM match_change JOIN match_record record USING (customer_id)
       WHERE run_id = $1 AND record.kind = $2 AND get_byte(record.features, 0) = ${featuresVersion}
         AND ($3::uuid IS NULL OR customer_id > $3) ORDER BY customer_id LIMIT $4`,
      [runId, kind, after, limit],
    );
    return rows.map(({ customerId, features }) => ({ customerId, features: decodeFeatures(features) }));
  }

  /** Some of those that are still this run's have been dealt with. @returns how many */
  async settle(tx: Tx, runId: string, limit: number): Promise<number> {
    const [, settled] = await tx.query<[unknown[], number]>(
      `DELETE FROM match_change WHERE run_id = $1 AND customer_id IN (
         SELECT customer_id FROM match_change WHERE run_id = $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [runId, limit],
    );
    return settled;
  }
}
