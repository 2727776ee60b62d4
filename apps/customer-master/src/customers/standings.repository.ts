import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Standing } from './rules/status.js';

@Injectable()
export class StandingsRepository {
  /** What an id had come to otherwise than by a merge; undefined when it never was a survivor and nothing changed. */
  async own(tx: Tx, id: string): Promise<Standing | undefined> {
    const [row] = await tx.query<{ standing: Standing }[]>(
      `SELECT coalesce(
         (SELECT jsonb_build_object('status', to_status, 'statusReason', reason) FROM customer_status_change
          WHERE customer_id = $1 AND rule <> 'merge' ORDER BY id DESC LIMIT 1),
         (SELECT standing_before FROM customer_merge WHERE survivor_id = $1 ORDER BY id LIMIT 1)) AS standing`,
      [id],
    );
    return row!.standing ?? undefined;
  }

  /** How each id stands that was merged into this one itself. */
  async mergedInto(tx: Tx, id: string): Promise<Standing[]> {
    return tx.query<Standing[]>(
      'SELECT status, status_reason AS "statusReason" FROM customer WHERE merged_into = $1 ORDER BY id',
      [id],
    );
  }
}
