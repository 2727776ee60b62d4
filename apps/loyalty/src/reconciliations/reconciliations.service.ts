import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

/** What is compared with the ledger. */
export const differenceKinds = [
  'account_available',
  'account_debt',
  'entry_unbalanced',
  'line_accrued',
  'line_reversed',
  'redemption',
  'redemption_state',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** A figure that the postings do not bear out. */
export interface Difference {
  kind: DifferenceKind;
  /** Account, entry or redemption id, or `<source>:<orderId>#<lineId>`. */
  reference: string;
  /** As the row says. */
  stored: number;
  /** As the postings sum up. */
  ledger: number;
}

export interface Reconciliation {
  accounts: number;
  entries: number;
  /** How many there are; `differences` shows the first hundred. */
  differenceCount: number;
  differences: Difference[];
}

const mostShown = 100;

/** Compares every stored figure with the postings. One statement, so that it sees one moment of a busy ledger. */
@Injectable()
export class ReconciliationsService {
  async reconcile(tx: Tx): Promise<Reconciliation> {
    // It reads every posting there is; an ordinary request may not run so long.
    await tx.query(`SET LOCAL statement_timeout = '100s'`);
    const [row] = await tx.query<[Reconciliation]>(reconciliation);
    return row;
  }
}

const reconciliation = `
  WITH account_sum AS (
    SELECT account_id, sum(points) FILTER (WHERE book = 'available') AS available, -sum(points) FILTER (WHERE book = 'debt') AS debt
    FROM posting WHERE account_id IS NOT NULL GROUP BY account_id
  ), line_sum AS (
    SELECT program_id, order_source, order_id, line_id,
           -sum(points) FILTER (WHERE kind = 'accrual') AS accrued, sum(points) FILTER (WHERE kind <> 'accrual') AS reversed
    FROM posting WHERE line_id IS NOT NULL GROUP BY program_id, order_source, order_id, line_id
  ), redemption_sum AS (
    SELECT entry.redemption_id, coalesce(sum(points) FILTER (WHERE entry.kind = 'redemption'), 0) AS redeemed,
           coalesce(-sum(points) FILTER (WHERE entry.kind = 'redemption_cancelled'), 0) AS given_back
    FROM journal_entry entry JOIN posting ON posting.entry_id = entry.id
    WHERE entry.redemption_id IS NOT NULL AND posting.account_id IS NULL GROUP BY entry.redemption_id
  ), compared (kind, reference, stored, ledger) AS (
    SELECT 'account_available', id::text, account.available, coalesce(s.available, 0)
    FROM account LEFT JOIN account_sum s ON s.account_id = account.id
    UNION ALL
    SELECT 'account_debt', id::text, account.debt, coalesce(s.debt, 0)
    FROM account LEFT JOIN account_sum s ON s.account_id = account.id
    UNION ALL
    SELECT 'entry_unbalanced', entry_id::text, 0, sum(points) FROM posting GROUP BY entry_id
    UNION ALL
    SELECT 'line_accrued', order_source || ':' || order_id || '#' || line_id, line.accrued, coalesce(s.accrued, 0)
    FROM earning_line line LEFT JOIN line_sum s USING (program_id, order_source, order_id, line_id)
    UNION ALL
    SELECT 'line_reversed', order_source || ':' || order_id || '#' || line_id, line.reversed, coalesce(s.reversed, 0)
    FROM earning_line line LEFT JOIN line_sum s USING (program_id, order_source, order_id, line_id)
    UNION ALL
    SELECT 'redemption', id::text, redemption.points, coalesce(s.redeemed, 0)
    FROM redemption LEFT JOIN redemption_sum s ON s.redemption_id = redemption.id
    UNION ALL
    SELECT 'redemption_state', id::text, CASE state WHEN 'cancelled' THEN redemption.points ELSE 0 END, coalesce(s.given_back, 0)
    FROM redemption LEFT JOIN redemption_sum s ON s.redemption_id = redemption.id
  ), difference AS (
    SELECT kind, reference, stored::bigint AS stored, ledger::bigint AS ledger, count(*) OVER () AS total
    FROM compared WHERE stored <> ledger ORDER BY kind, reference LIMIT ${mostShown}
  )
  SELECT (SELECT count(*) FROM account) AS accounts, (SELECT count(*) FROM journal_entry) AS entries,
         coalesce(max(total), 0)::bigint AS "differenceCount",
         coalesce(json_agg(json_build_object('kind', kind, 'reference', reference, 'stored', stored, 'ledger', ledger)
           ORDER BY kind, reference), '[]'::json) AS differences
  FROM difference`;
