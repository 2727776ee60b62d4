import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An import that is taken back keeps its place: looking for what is not taken back yet passed over all that is, again for
 * every twenty records.
 */
export class RevertsGoOnFromAPlace1764530000001 implements MigrationInterface {
  readonly name = 'RevertsGoOnFromAPlace1764530000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE customer_import ADD COLUMN reverted_to uuid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE customer_import DROP COLUMN reverted_to`);
  }
}
