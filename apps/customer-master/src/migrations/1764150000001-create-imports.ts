import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateImports1764150000001 implements MigrationInterface {
  readonly name = 'CreateImports1764150000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer_import (
        id uuid PRIMARY KEY,
        state text NOT NULL CHECK (state IN ('receiving', 'staged', 'running', 'validated', 'completed', 'failed')),
        dry_run boolean NOT NULL,
        -- How often it was set going: 1 the first time, 2 after a dry run was committed. The epoch of its timer.
        run integer NOT NULL CHECK (run IN (1, 2)),
        -- Who imports, as the token said it: its customers are registered in this name.
        actor_id text NOT NULL,
        actor jsonb NOT NULL,
        source text,
        encoding text CHECK (encoding IN ('utf-8', 'gb18030')),
        columns text[] NOT NULL,
        rows integer NOT NULL DEFAULT 0,
        batches integer NOT NULL DEFAULT 0,
        batches_done integer NOT NULL DEFAULT 0 CHECK (batches_done <= batches),
        registered integer NOT NULL DEFAULT 0,
        attached integer NOT NULL DEFAULT 0,
        updated integer NOT NULL DEFAULT 0,
        unchanged integer NOT NULL DEFAULT 0,
        failed integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        started_at timestamptz,
        finished_at timestamptz CHECK ((finished_at IS NOT NULL) = (state IN ('validated', 'completed', 'failed')))
      );

      -- Rows as they came, some hundred in one sealed cell: staged in the request, taken out by the run.
      CREATE TABLE customer_import_batch (
        import_id uuid NOT NULL REFERENCES customer_import ON DELETE CASCADE,
        number integer NOT NULL,
        sealed text NOT NULL,
        PRIMARY KEY (import_id, number)
      );

      CREATE TABLE customer_import_failure (
        import_id uuid NOT NULL REFERENCES customer_import ON DELETE CASCADE,
        row_number integer NOT NULL,
        faults jsonb NOT NULL,
        sealed text NOT NULL,
        PRIMARY KEY (import_id, row_number)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE customer_import_failure, customer_import_batch, customer_import');
  }
}
