import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The most urgent of all open cases, and of those of a department, without passing by the closed ones, which are older. */
export class ListsOfOpenCases1764440000001 implements MigrationInterface {
  readonly name = 'ListsOfOpenCases1764440000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX case_open_due ON service_case (due_at, id) WHERE state NOT IN ('closed', 'merged', 'withdrawn');
      CREATE INDEX case_open_department ON service_case (owner_department, due_at, id)
        WHERE state NOT IN ('closed', 'merged', 'withdrawn')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX case_open_department; DROP INDEX case_open_due');
  }
}
