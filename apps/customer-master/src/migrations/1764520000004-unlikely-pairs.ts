import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `different` is what a person says of a pair; what a model does not take for one customer is `unlikely`. */
export class UnlikelyPairs1764520000004 implements MigrationInterface {
  readonly name = 'UnlikelyPairs1764520000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE match_run_pair DROP CONSTRAINT match_run_pair_verdict_check, ADD CONSTRAINT match_run_pair_verdict_check
        -- Pairs of runs before this say different; they are read as unlikely.
        CHECK (verdict IN ('auto', 'review', 'different', 'unlikely', 'rejected')) NOT VALID;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE match_run_pair SET verdict = 'different' WHERE verdict = 'unlikely';
      ALTER TABLE match_run_pair DROP CONSTRAINT match_run_pair_verdict_check, ADD CONSTRAINT match_run_pair_verdict_check
        CHECK (verdict IN ('auto', 'review', 'different', 'rejected'));
    `);
  }
}
