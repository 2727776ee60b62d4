import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs and their rules, which never change once they are published; with the first program and its first rule. */
export class CreatePrograms1764400000001 implements MigrationInterface {
  readonly name = 'CreatePrograms1764400000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
      END $$;

      CREATE TABLE program (
        id uuid PRIMARY KEY,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        created_at timestamptz NOT NULL
      );

      CREATE TABLE program_rule (
        program_id uuid NOT NULL REFERENCES program,
        version integer NOT NULL CHECK (version >= 1),
        valid_from timestamptz NOT NULL,
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        minor_per_point integer NOT NULL CHECK (minor_per_point >= 1),
        multipliers jsonb NOT NULL CHECK (jsonb_typeof(multipliers) = 'object'),
        other_multiplier integer NOT NULL CHECK (other_multiplier BETWEEN 0 AND 100),
        published_at timestamptz NOT NULL,
        published_by text NOT NULL,
        PRIMARY KEY (program_id, version)
      );
      CREATE INDEX program_rule_validity ON program_rule (program_id, valid_from, version);
      CREATE TRIGGER program_rule_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON program_rule
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      INSERT INTO program (id, name_zh, name_en, created_at)
      VALUES ('01980000-0000-7000-8000-000000000001', '客户积分计划', 'Customer points', '2020-01-01T00:00:00Z');
      INSERT INTO program_rule (program_id, version, valid_from, currency, minor_per_point, multipliers, other_multiplier,
        published_at, published_by)
      VALUES ('01980000-0000-7000-8000-000000000001', 1, '2020-01-01T00:00:00Z', 'CNY', 1000,
        '{"coal": 1, "service": 2}', 1, '2020-01-01T00:00:00Z', 'migration');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE program_rule; DROP TABLE program; DROP FUNCTION refuse_change');
  }
}
