import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Imports know the columns of files that are not ours, can be cancelled and taken back; exports are written down. A customer
 * that only a reverted import knew is withdrawn: its row and records stay, nobody finds it any more.
 */
export class GrowImports1764230000001 implements MigrationInterface {
  readonly name = 'GrowImports1764230000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(imports);
    await runner.query(reverts);
    await runner.query(exportsMade);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE customer_export, customer_import_record, import_mapping;
      ALTER TABLE customer DROP COLUMN withdrawn_at;
      ALTER TABLE customer_import DROP CONSTRAINT customer_import_known_state, DROP CONSTRAINT customer_import_finished,
        DROP COLUMN format, DROP COLUMN sheet, DROP COLUMN default_kind, DROP COLUMN mapping, DROP COLUMN resembling,
        DROP COLUMN reverted_by, DROP COLUMN revert_started_at, DROP COLUMN reverted_at;
      DELETE FROM customer_import WHERE state IN ('cancelled', 'reverting', 'reverted');
      ALTER TABLE customer_import
        ADD CHECK (state IN ('receiving', 'staged', 'running', 'validated', 'completed', 'failed')),
        ADD CHECK ((finished_at IS NOT NULL) = (state IN ('validated', 'completed', 'failed')));
    `);
  }
}

const imports = `
  -- The checks on the state got names that PostgreSQL chose.
  DO $$
  DECLARE old record;
  BEGIN
    FOR old IN SELECT conname FROM pg_constraint
      WHERE conrelid = 'customer_import'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%state%'
    LOOP EXECUTE format('ALTER TABLE customer_import DROP CONSTRAINT %I', old.conname); END LOOP;
  END $$;
  ALTER TABLE customer_import
    ADD COLUMN format text NOT NULL DEFAULT 'csv' CHECK (format IN ('csv', 'xlsx')),
    -- The sheet that was read, of a workbook.
    ADD COLUMN sheet text,
    -- Of rows that do not say whether they are persons or organisations.
    ADD COLUMN default_kind text CHECK (default_kind IN ('person', 'organisation')),
    -- How each heading of the file became a column; empty for imports from before there were mappings.
    ADD COLUMN mapping jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN resembling integer NOT NULL DEFAULT 0,
    ADD COLUMN reverted_by text,
    ADD COLUMN revert_started_at timestamptz,
    ADD COLUMN reverted_at timestamptz,
    ADD CONSTRAINT customer_import_known_state CHECK (state IN
      ('receiving', 'staged', 'running', 'validated', 'completed', 'cancelled', 'failed', 'reverting', 'reverted')),
    ADD CONSTRAINT customer_import_finished CHECK ((finished_at IS NULL) = (state IN ('receiving', 'staged', 'running')));

  CREATE TABLE import_mapping (
    source text PRIMARY KEY,
    -- Column by heading; null: not wanted.
    columns jsonb NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL
  );
`;

const reverts = `
  -- What an import wrote: each record once, however often the file names it.
  CREATE TABLE customer_import_record (
    import_id uuid NOT NULL REFERENCES customer_import ON DELETE CASCADE,
    record_id uuid NOT NULL REFERENCES source_record,
    -- What the first row of the record did.
    outcome text NOT NULL CHECK (outcome IN ('registered', 'attached', 'updated')),
    first_version integer NOT NULL,
    -- Of what the last row of the record said: who says something else since then has the last word.
    digest text NOT NULL,
    -- What became of it when the import was taken back.
    undone text CHECK (undone IN ('removed', 'restored', 'changed_later', 'edited')),
    PRIMARY KEY (import_id, record_id)
  );
  CREATE INDEX customer_import_record_to_undo ON customer_import_record (import_id, record_id) WHERE undone IS NULL;
  CREATE INDEX customer_import_record_of ON customer_import_record (record_id);

  ALTER TABLE customer ADD COLUMN withdrawn_at timestamptz;
`;

const exportsMade = `
  -- Who took customers out of the house, when, which and how many. Names and attributes that were looked for are not kept.
  CREATE TABLE customer_export (
    id uuid PRIMARY KEY,
    actor_id text NOT NULL,
    format text NOT NULL CHECK (format IN ('csv', 'xlsx', 'ndjson')),
    filter jsonb NOT NULL,
    masked boolean NOT NULL,
    department text,
    state text NOT NULL CHECK (state IN ('running', 'completed', 'broken_off')),
    customers integer NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL,
    ended_at timestamptz CHECK ((ended_at IS NULL) = (state = 'running'))
  );
  CREATE INDEX customer_export_started ON customer_export (started_at DESC, id DESC);
`;
