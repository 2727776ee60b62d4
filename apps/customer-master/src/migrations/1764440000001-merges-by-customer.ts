import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The merges of a customer, and the way of a record, are found without reading all. */
export class MergesByCustomer1764440000001 implements MigrationInterface {
  readonly name = 'MergesByCustomer1764440000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX customer_merge_survivor ON customer_merge (survivor_id, id);
      CREATE INDEX customer_merge_retired ON customer_merge (retired_id, id);
      CREATE INDEX membership_of_record ON membership (record_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX customer_merge_survivor, customer_merge_retired, membership_of_record');
  }
}
