import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { EntryKind, MemberPosting, NewEntry, ProgramPosting, StatementLine } from './ledger.shape.js';

/** The program's book against which each kind is posted. */
const programBook = {
  accrual: 'issued',
  return: 'issued',
  cancellation: 'issued',
  redemption: 'redeemed',
  redemption_cancelled: 'redeemed',
  adjustment: 'adjusted',
  goodwill: 'goodwill',
  goodwill_revoked: 'goodwill',
} as const satisfies Record<EntryKind, string>;

/** The append-only double-entry ledger. The database refuses an entry that does not sum to 0, and every later change. */
@Injectable()
export class LedgerService {
  /** Writes an entry with both sides. The accounts must be locked, and their balances changed in the same transaction. */
  async record(tx: Tx, entry: NewEntry, members: MemberPosting[], program: ProgramPosting[]): Promise<void> {
    const order = 'order' in entry ? entry.order : undefined;
    const side = [
      ...members.map(({ accountId, book, points }) => ({ account_id: accountId, book, points, occasion: '' })),
      ...program.map(({ points, line }) => ({
        book: programBook[entry.kind],
        points,
        line_id: line?.lineId,
        occasion: line?.occasion ?? '',
      })),
    ];
    // One statement: the accounts are locked, and others wait for every round trip.
    await tx.query(
      `WITH entry AS (
         INSERT INTO journal_entry (id, program_id, kind, happened_at, booked_by, order_source, order_id, redemption_id,
           rule_version, memo, goodwill_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12) RETURNING id, program_id, kind, order_source, order_id)
       INSERT INTO posting (entry_id, program_id, kind, account_id, book, points, order_source, order_id, line_id, occasion)
       SELECT entry.id, program_id, kind, account_id, book, points,
              CASE WHEN line_id IS NOT NULL THEN order_source END, CASE WHEN line_id IS NOT NULL THEN order_id END,
              line_id, occasion
       FROM entry, ROWS FROM (jsonb_to_recordset($11::jsonb)
         AS (account_id uuid, book text, points bigint, line_id text, occasion text)) WITH ORDINALITY
         AS side (account_id, book, points, line_id, occasion, position)
       ORDER BY position`,
      [
        entry.id,
        entry.programId,
        entry.kind,
        entry.at,
        'by' in entry ? entry.by : null,
        order?.source ?? null,
        order?.orderId ?? null,
        'redemptionId' in entry ? entry.redemptionId : null,
        'ruleVersion' in entry ? entry.ruleVersion : null,
        'memo' in entry ? entry.memo : null,
        JSON.stringify(side),
        'goodwillId' in entry ? entry.goodwillId : null,
      ],
    );
  }

  /** What one redemption took from each account, in order of account. */
  partsOf(tx: Tx, redemptionId: string): Promise<{ accountId: string; points: number }[]> {
    return tx.query(
      `SELECT posting.account_id AS "accountId", -sum(posting.points)::bigint AS points
       FROM journal_entry entry JOIN posting ON posting.entry_id = entry.id
       WHERE entry.redemption_id = $1 AND entry.kind = 'redemption' AND posting.account_id IS NOT NULL
       GROUP BY posting.account_id ORDER BY posting.account_id`,
      [redemptionId],
    );
  }

  /** Postings to these accounts, the newest booking first, from before `before`. */
  linesOf(tx: Tx, accountIds: string[], before: number | undefined, limit: number): Promise<StatementLine[]> {
    return tx.query(
      `SELECT posting.id AS "postingId", entry.id AS "entryId", entry.kind, entry.happened_at AS at,
              posting.account_id AS "accountId", posting.book, posting.points, entry.order_source AS "orderSource",
              entry.order_id AS "orderId", entry.redemption_id AS "redemptionId", entry.rule_version AS "ruleVersion",
              entry.memo
       FROM posting JOIN journal_entry entry ON entry.id = posting.entry_id
       WHERE posting.account_id = ANY($1::uuid[]) AND posting.id < coalesce($2, 9223372036854775807)
       ORDER BY posting.id DESC LIMIT $3`,
      [accountIds, before ?? null, limit],
    );
  }
}
