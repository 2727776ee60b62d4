import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An entry that moves points of several accounts of one customer has a row for each, and adjustments by hand have a
 * column. The account of the rows there are is unknown; a rebuild of the read model tells it.
 */
export class PointsByAccount1764500000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE fact_points
        ADD account_id uuid,
        ADD adjusted bigint NOT NULL DEFAULT 0,
        DROP CONSTRAINT fact_points_pkey,
        DROP CONSTRAINT fact_points_check,
        ADD CONSTRAINT fact_points_one_kind CHECK (num_nonnulls(nullif(issued, 0), nullif(redeemed, 0), nullif(adjusted, 0)) <= 1);
      UPDATE fact_points SET account_id = customer_id;
      ALTER TABLE fact_points ADD PRIMARY KEY (entry_id, account_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM fact_points one USING fact_points other
        WHERE one.entry_id = other.entry_id AND one.account_id < other.account_id;
      DELETE FROM fact_points WHERE adjusted <> 0;
      ALTER TABLE fact_points
        DROP CONSTRAINT fact_points_pkey,
        DROP CONSTRAINT fact_points_one_kind,
        DROP account_id,
        DROP adjusted,
        ADD PRIMARY KEY (entry_id),
        ADD CONSTRAINT fact_points_check CHECK (issued = 0 OR redeemed = 0);
    `);
  }
}
