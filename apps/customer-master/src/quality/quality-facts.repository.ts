import type { CustomerKind, ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** A customer of its own, as far as it lies in clear. */
export interface JudgedCustomer {
  id: string;
  kind: CustomerKind;
  level: ValueLevel | null;
  owner: string | null;
  department: string;
  cardVersion: number;
  /** Pairs with others that wait for a decision. */
  pairs: number;
  /** Types of the numbers that another customer holds. */
  contested: string[];
}

/** What is known of customers besides their golden records. */
@Injectable()
export class QualityFactsRepository {
  /** Those of the ids that are customers of their own. */
  customers(tx: Tx, ids: readonly string[]): Promise<JudgedCustomer[]> {
    return tx.query<JudgedCustomer[]>(
      `SELECT c.id, c.kind, c.level, c.owner_employee_id AS owner, c.owner_department AS department,
              c.card_version AS "cardVersion", low.pairs + high.pairs AS pairs, held.contested
       FROM customer c,
         LATERAL (SELECT count(*)::int AS pairs FROM match_edge WHERE low_id = c.id AND state = 'open') AS low,
         LATERAL (SELECT count(*)::int AS pairs FROM match_edge WHERE high_id = c.id AND state = 'open') AS high,
         LATERAL (SELECT coalesce(array_agg(DISTINCT type), '{}') AS contested FROM customer_identifier
                  WHERE customer_id = c.id AND contested) AS held
       WHERE c.id = ANY($1) AND c.merged_into IS NULL AND c.withdrawn_at IS NULL`,
      [ids],
    );
  }

  /** How the last e-mail to each of these ids ended, and when; ids without one are absent. */
  async lastEmails(tx: Tx, ids: readonly string[]): Promise<{ customerId: string; at: Date; isBounced: boolean }[]> {
    return tx.query(
      `SELECT DISTINCT ON (customer_id) customer_id AS "customerId", done_at AS at, state = 'bounced' AS "isBounced" FROM message
       WHERE customer_id = ANY($1) AND channel = 'email' AND state IN ('sent', 'bounced')
       ORDER BY customer_id, requested_at DESC`,
      [ids],
    );
  }
}
