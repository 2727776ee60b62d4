import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Texts that are written here, and addresses that providers gave back. */
export class GrowMessages1764270000001 implements MigrationInterface {
  readonly name = 'GrowMessages1764270000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message_template (
        template text NOT NULL,
        version integer NOT NULL CHECK (version >= 1),
        texts jsonb NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        PRIMARY KEY (template, version)
      );
      CREATE TRIGGER message_template_is_immutable BEFORE UPDATE OR DELETE ON message_template
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE undeliverable_address (
        -- HMAC of the address under the deployment's contact key.
        key text PRIMARY KEY,
        -- Soft refusals that count.
        soft integer NOT NULL CHECK (soft >= 0),
        last_at timestamptz NOT NULL,
        -- Since then nothing goes there.
        since timestamptz
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE undeliverable_address; DROP TABLE message_template');
  }
}
