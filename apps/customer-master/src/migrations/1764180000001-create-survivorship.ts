import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules of survivorship as data, and the runs that show or bring what a change of them does to the golden records. */
export class CreateSurvivorship1764180000001 implements MigrationInterface {
  readonly name = 'CreateSurvivorship1764180000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE survivorship_rules (
        version integer PRIMARY KEY CHECK (version >= 1),
        rules jsonb NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL
      );
      CREATE TABLE survivorship_run (
        id uuid PRIMARY KEY,
        state text NOT NULL CHECK (state IN ('previewing', 'previewed', 'applying', 'applied', 'cancelled')),
        -- The version that the rules were compared with: what was previewed against another one is not applied.
        base_version integer NOT NULL,
        rules jsonb NOT NULL,
        -- How often it was set going: 1 the preview, 2 the change. The epoch of its timer.
        run integer NOT NULL CHECK (run IN (1, 2)),
        -- The last customer that is done; ids are looked at in their order.
        done_to uuid,
        total integer NOT NULL CHECK (total >= 0),
        done integer NOT NULL CHECK (done >= 0),
        changed integer NOT NULL CHECK (changed >= 0),
        -- How often each field changes.
        fields jsonb NOT NULL,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        finished_at timestamptz
      );
      -- Two at a time would each show what the other one makes untrue.
      CREATE UNIQUE INDEX survivorship_run_one_at_work ON survivorship_run ((true)) WHERE state IN ('previewing', 'applying');
      CREATE TABLE survivorship_change (
        run_id uuid NOT NULL REFERENCES survivorship_run ON DELETE CASCADE,
        customer_id uuid NOT NULL REFERENCES customer,
        PRIMARY KEY (run_id, customer_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE survivorship_change, survivorship_run, survivorship_rules');
  }
}
