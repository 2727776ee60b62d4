import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an overview counts of a thing, and what it sorts it by, stands beside its picture: counts come from the index
 * alone, and of a long list only its beginning is read. Derived, so that whoever writes a picture cannot forget it.
 */
export class OverviewCounts1764460000001 implements MigrationInterface {
  readonly name = 'OverviewCounts1764460000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE overview_part
        -- Null for kinds of which a customer id has one thing only.
        ADD COLUMN counted_as text GENERATED ALWAYS AS (CASE kind
          WHEN 'case' THEN CASE
            WHEN picture->>'state' IN ('closed', 'withdrawn') THEN 'closed'
            WHEN picture->>'state' = 'merged' THEN 'merged'
            ELSE 'open' END
          WHEN 'invitation' THEN 'sent'
          WHEN 'response' THEN CASE
            WHEN picture->>'nps' IS NULL AND picture->>'csat' IS NULL THEN 'neither'
            WHEN picture->>'csat' IS NULL THEN 'nps'
            WHEN picture->>'nps' IS NULL THEN 'csat'
            ELSE 'both' END
          WHEN 'follow_up' THEN CASE
            WHEN picture->'isOpen' IS DISTINCT FROM 'true' THEN 'closed'
            WHEN picture->'overdueVersion' > picture->'postponedVersion' THEN 'overdue'
            ELSE 'open' END
          WHEN 'opportunity' THEN CASE
            WHEN picture->>'stage' IN ('won', 'lost') THEN 'closed'
            WHEN picture->'stalledVersion' > picture->'movedVersion' THEN 'stalled'
            ELSE 'open' END
          END) STORED,
        -- When it is due or expected, or was answered: moments and days sort as texts.
        ADD COLUMN sort_key text COLLATE "C" GENERATED ALWAYS AS (CASE kind
          WHEN 'case' THEN coalesce(picture->>'dueAt', '')
          WHEN 'follow_up' THEN picture->>'dueAt'
          WHEN 'opportunity' THEN picture->>'expectedCloseOn'
          WHEN 'response' THEN picture->>'answeredAt'
          END) STORED;
      DROP INDEX overview_part_of_customer;
      CREATE INDEX overview_part_of_customer ON overview_part (customer_id, kind, counted_as, sort_key, id) INCLUDE (as_of);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX overview_part_of_customer;
      ALTER TABLE overview_part DROP COLUMN counted_as, DROP COLUMN sort_key;
      CREATE INDEX overview_part_of_customer ON overview_part (customer_id);
    `);
  }
}
