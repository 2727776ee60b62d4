import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases that were merged into another one, or withdrawn. */
export class OtherEndsOfCases1764560000001 implements MigrationInterface {
  readonly name = 'OtherEndsOfCases1764560000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- merged: it goes on in another case, which is as old as joined_opened_at. withdrawn_cycle: as resolved_cycle.
      ALTER TABLE fact_case
        ADD COLUMN merged boolean NOT NULL DEFAULT false,
        ADD COLUMN joined_opened_at timestamptz,
        ADD COLUMN withdrawn_cycle integer,
        ADD COLUMN withdrawn_at timestamptz,
        ADD COLUMN withdrawn_reason text,
        ADD CHECK (num_nulls(withdrawn_cycle, withdrawn_at, withdrawn_reason) IN (0, 3));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE fact_case DROP COLUMN merged, DROP COLUMN joined_opened_at, DROP COLUMN withdrawn_cycle,
        DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_reason`);
  }
}
