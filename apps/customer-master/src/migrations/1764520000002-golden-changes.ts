import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Changes of golden records that no version of a record, no merge and no status tells of: for the history. */
export class GoldenChanges1764520000002 implements MigrationInterface {
  readonly name = 'GoldenChanges1764520000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer_change (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customer,
        kind text NOT NULL CHECK (kind IN ('parted', 'import_reverted', 'pin_ended', 'rules_applied')),
        changed_at timestamptz NOT NULL,
        -- Null: nobody did it just then.
        made_by text,
        reason text,
        -- Groups of the golden record.
        fields text[] NOT NULL,
        -- Records by system and id.
        records jsonb NOT NULL,
        -- The customer that parted records became.
        parted_id uuid REFERENCES customer CHECK ((parted_id IS NOT NULL) = (kind = 'parted')),
        -- The import or the run.
        cause_id uuid CHECK ((cause_id IS NOT NULL) = (kind IN ('import_reverted', 'rules_applied')))
      );
      CREATE INDEX customer_change_of ON customer_change (customer_id, changed_at);
      CREATE INDEX customer_change_parted ON customer_change (parted_id) WHERE parted_id IS NOT NULL;
      CREATE TRIGGER customer_change_is_immutable BEFORE UPDATE ON customer_change FOR EACH ROW EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE customer_change');
  }
}
