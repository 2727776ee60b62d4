import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateTimers1764000000001 implements MigrationInterface {
  readonly name = 'CreateTimers1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE timer (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        aggregate_id text NOT NULL,
        epoch integer NOT NULL,
        due_at timestamptz NOT NULL,
        next_try_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'armed' CHECK (state IN ('armed', 'fired', 'cancelled')),
        attempts integer NOT NULL DEFAULT 0,
        last_error text,
        fired_at timestamptz,
        UNIQUE (kind, aggregate_id, epoch)
      );
      CREATE INDEX timer_due ON timer (next_try_at) WHERE state = 'armed';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE timer');
  }
}

class CreateSubjectKeys1764000000002 implements MigrationInterface {
  readonly name = 'CreateSubjectKeys1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE subject_key (
        id uuid PRIMARY KEY,
        subject_id uuid NOT NULL,
        master_key_id text NOT NULL,
        wrapped bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        destroyed_at timestamptz,
        CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
      );
      CREATE UNIQUE INDEX subject_key_live ON subject_key (subject_id) WHERE destroyed_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE subject_key');
  }
}

/** Tables that this library needs in every service's database. */
export const persistenceMigrations = [CreateTimers1764000000001, CreateSubjectKeys1764000000002];
