import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of several rows of a file about one record the last one counts. */
export class LastRowCounts1764520000003 implements MigrationInterface {
  readonly name = 'LastRowCounts1764520000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE customer_import
        ADD superseded integer NOT NULL DEFAULT 0,
        ADD batches_read integer NOT NULL DEFAULT 0 CHECK (batches_read <= batches);
      -- Until the import is over: the last row about each record, under a keyed hash of its name.
      CREATE TABLE customer_import_key (
        import_id uuid NOT NULL REFERENCES customer_import ON DELETE CASCADE,
        key text NOT NULL,
        last_row integer NOT NULL,
        PRIMARY KEY (import_id, key)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE customer_import_key;
      ALTER TABLE customer_import DROP superseded, DROP batches_read;
    `);
  }
}
