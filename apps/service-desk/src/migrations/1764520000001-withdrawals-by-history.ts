import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Withdrawals are counted from the history, which has an index of its own. */
export class WithdrawalsByHistory1764520000001 implements MigrationInterface {
  readonly name = 'WithdrawalsByHistory1764520000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX case_withdrawn_at');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX case_withdrawn_at ON service_case (withdrawn_at) WHERE withdrawn_at IS NOT NULL');
  }
}
