import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Everything that a wall board counts of open cases, in one small index. */
export class WallBoard1764390000002 implements MigrationInterface {
  readonly name = 'WallBoard1764390000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX case_on_board ON service_case (owner_department, state, level)
      INCLUDE (due_at, opened_at, first_responded_at) WHERE state NOT IN ('closed', 'merged', 'withdrawn')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX case_on_board');
  }
}
