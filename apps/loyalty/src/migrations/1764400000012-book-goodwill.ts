import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Goodwill of the service desk has kinds of entries and a book of its own; each is given once, and taken back once at most. */
export class BookGoodwill1764400000012 implements MigrationInterface {
  readonly name = 'BookGoodwill1764400000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(entries);
    await runner.query(postings);
  }

  async down(): Promise<void> {
    throw new Error('Goodwill that was booked would be lost: restore the database from before.');
  }
}

const kinds = `'accrual', 'return', 'cancellation', 'redemption', 'redemption_cancelled', 'adjustment', 'goodwill', 'goodwill_revoked'`;

const entries = `
  ALTER TABLE journal_entry DROP CONSTRAINT journal_entry_kind_check;
  ALTER TABLE journal_entry
    ADD COLUMN goodwill_id uuid,
    ADD CONSTRAINT journal_entry_kind_check CHECK (kind IN (${kinds})),
    ADD CONSTRAINT journal_entry_goodwill CHECK ((kind IN ('goodwill', 'goodwill_revoked')) = (goodwill_id IS NOT NULL)),
    ADD CONSTRAINT journal_entry_goodwill_once UNIQUE (goodwill_id, kind);`;

const postings = `
  ALTER TABLE posting DROP CONSTRAINT posting_program_book, DROP CONSTRAINT posting_direction;
  ALTER TABLE posting
    ADD CONSTRAINT posting_program_book CHECK (account_id IS NOT NULL OR book = CASE kind
      WHEN 'redemption' THEN 'redeemed' WHEN 'redemption_cancelled' THEN 'redeemed' WHEN 'adjustment' THEN 'adjusted'
      WHEN 'goodwill' THEN 'goodwill' WHEN 'goodwill_revoked' THEN 'goodwill' ELSE 'issued' END),
    ADD CONSTRAINT posting_direction CHECK (kind = 'adjustment'
      OR (points > 0) = ((account_id IS NOT NULL) = (kind IN ('accrual', 'redemption_cancelled', 'goodwill'))));`;
