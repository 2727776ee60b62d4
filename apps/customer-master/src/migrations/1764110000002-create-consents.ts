import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateConsents1764110000002 implements MigrationInterface {
  readonly name = 'CreateConsents1764110000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE consent (
        id uuid PRIMARY KEY,
        position bigint GENERATED ALWAYS AS IDENTITY,
        customer_id uuid NOT NULL,
        purpose text NOT NULL CHECK (purpose IN ('service', 'survey', 'loyalty', 'marketing')),
        channel text NOT NULL CHECK (channel IN ('email', 'sms', 'wechat')),
        state text NOT NULL CHECK (state IN ('granted', 'withdrawn')),
        policy_version text NOT NULL,
        language text NOT NULL,
        evidence text NOT NULL,
        actor text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX consent_customer ON consent (customer_id, purpose, channel, position DESC);

      -- A word once said is evidence: it is followed by another word, never changed.
      CREATE FUNCTION consent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'consent is append-only' USING ERRCODE = 'restrict_violation';
      END $$;
      CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE ON consent
        FOR EACH STATEMENT EXECUTE FUNCTION consent_is_append_only();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE consent; DROP FUNCTION consent_is_append_only');
  }
}
