import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A change of the policy may start clocks; requests for more time are listed by their state. */
export class DeadlinesThatBegin1764410000001 implements MigrationInterface {
  readonly name = 'DeadlinesThatBegin1764410000001';

  async up(runner: QueryRunner): Promise<void> {
    // Of one case at most one clock of each metric is open, so this names it also where there is none yet.
    await runner.query(`
      ALTER TABLE sla_change_clock
        DROP CONSTRAINT sla_change_clock_pkey,
        ALTER COLUMN clock_id DROP NOT NULL,
        ALTER COLUMN before DROP NOT NULL,
        ADD CONSTRAINT change_clock_begins CHECK (clock_id IS NOT NULL OR before IS NULL),
        ADD PRIMARY KEY (change_id, case_id, metric);
      CREATE INDEX extension_by_state ON sla_extension (state, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX extension_by_state;
      DELETE FROM sla_change_clock WHERE before IS NULL;
      ALTER TABLE sla_change_clock
        DROP CONSTRAINT sla_change_clock_pkey,
        DROP CONSTRAINT change_clock_begins,
        ALTER COLUMN clock_id SET NOT NULL,
        ALTER COLUMN before SET NOT NULL,
        ADD PRIMARY KEY (change_id, case_id, clock_id)`);
  }
}
