import type { MigrationInterface, QueryRunner } from 'typeorm';

/** More time for the resolution of a case: asked for by one person, granted by another one, told to the customer. */
export class Extensions1764330000002 implements MigrationInterface {
  readonly name = 'Extensions1764330000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sla_extension (
        id uuid PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES service_case,
        cycle integer NOT NULL,
        step integer NOT NULL CHECK (step BETWEEN 1 AND 5),
        name text NOT NULL,
        seconds integer NOT NULL CHECK (seconds > 0),
        state text NOT NULL CHECK (state IN ('requested', 'approved', 'declined')),
        reason text NOT NULL,
        requested_by text NOT NULL,
        requested_at timestamptz NOT NULL,
        decided_by text,
        decided_at timestamptz,
        due_before timestamptz,
        due_after timestamptz,
        informed_by text,
        informed_at timestamptz,
        informed_channel text,
        CONSTRAINT extension_decided CHECK ((state = 'requested') = (decided_by IS NULL) AND num_nulls(decided_by, decided_at) IN (0, 2)),
        CONSTRAINT extension_by_another_person CHECK (decided_by <> requested_by),
        CONSTRAINT extension_deadline CHECK (
          (state = 'approved') = (due_after IS NOT NULL) AND num_nulls(due_before, due_after) IN (0, 2) AND due_after > due_before),
        CONSTRAINT extension_informed CHECK (num_nulls(informed_by, informed_at, informed_channel) IN (0, 3)
          AND (informed_at IS NULL OR state = 'approved'))
      );
      CREATE UNIQUE INDEX extension_once_per_step ON sla_extension (case_id, cycle, step) WHERE state <> 'declined';
      CREATE UNIQUE INDEX extension_one_open ON sla_extension (case_id) WHERE state = 'requested';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sla_extension');
  }
}
