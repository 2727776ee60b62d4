import { Timers } from '@crm/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose blocking keys have changed since a run compared them, and the timer of the run that does so every night. */
export class MatchChanged1764470000002 implements MigrationInterface {
  readonly name = 'MatchChanged1764470000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE match_change (
        customer_id uuid PRIMARY KEY REFERENCES match_record ON DELETE CASCADE,
        -- The run that compares it; null: none, or the keys changed once more since that run began.
        run_id uuid
      );
      ALTER TABLE match_run ADD scope text NOT NULL DEFAULT 'all' CHECK (scope IN ('all', 'changed'));
    `);
    await new Timers().arm(runner.manager, {
      kind: 'match-run.nightly',
      aggregateId: 'all',
      epoch: 0,
      dueAt: new Date(),
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await new Timers().cancel(runner.manager, 'match-run.nightly', 'all');
    await runner.query('ALTER TABLE match_run DROP scope; DROP TABLE match_change;');
  }
}
