import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comparisons of all open clocks with what they come to, one a day. */
export class ReconcileClocks1764340000001 implements MigrationInterface {
  readonly name = 'ReconcileClocks1764340000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sla_reconciliation (
        id uuid PRIMARY KEY,
        started_by text,
        began_at timestamptz NOT NULL,
        ended_at timestamptz,
        position uuid,
        cases integer NOT NULL DEFAULT 0,
        clocks integer NOT NULL DEFAULT 0,
        difference_count integer NOT NULL DEFAULT 0,
        differences jsonb NOT NULL DEFAULT '[]',
        CONSTRAINT sla_reconciliation_times CHECK (ended_at >= began_at)
      );
      -- The daily one goes on where it was; there are never two of it.
      CREATE UNIQUE INDEX sla_reconciliation_one_daily ON sla_reconciliation ((true)) WHERE started_by IS NULL AND ended_at IS NULL;
      -- Where nearly all cases are closed, the few open ones are found without passing by them: by the comparison, by
      -- whoever counts what an agent has to do, and in lists of one state.
      CREATE INDEX case_open ON service_case (id) WHERE state NOT IN ('closed', 'merged', 'withdrawn');
      CREATE INDEX case_open_owner ON service_case (owner_employee_id, due_at, id) WHERE state NOT IN ('closed', 'merged', 'withdrawn');
      CREATE INDEX case_state_due ON service_case (state, due_at, id);
      CREATE INDEX case_state_opened ON service_case (state, opened_at, id);
      -- Arms itself anew whenever it has fired.
      INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
      VALUES (gen_random_uuid(), 'sla.reconciliation', 'daily', 1, now() + interval '1 day', now() + interval '1 day');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM timer WHERE kind = 'sla.reconciliation'; DROP INDEX case_open, case_open_owner, case_state_due, case_state_opened;
      DROP TABLE sla_reconciliation`);
  }
}
