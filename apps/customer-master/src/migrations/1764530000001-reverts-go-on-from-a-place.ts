import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An import that is taken back keeps its place: looking for what is not taken back yet passed over all that is, again for
 * every twenty records.
 */
export class RevertsGoOnFromAPlace1764530000001 implements MigrationInterface {
  readonly name = 'RevertsGoOnFromAPlace1764530000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE customer_import ADD COLUMN reverted_to uuid`);
    await runner.query(`DROP INDEX customer_import_record_to_undo`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX customer_import_record_to_undo ON customer_import_record (import_id, record_id) WHERE undone IS NULL`,
    );
    await runner.query(`ALTER TABLE customer_import DROP COLUMN reverted_to`);
  }
}
