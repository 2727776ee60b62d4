import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a case is about may be told later than that it was opened. */
export class KindsOfCases1764560000011 implements MigrationInterface {
  readonly name = 'KindsOfCases1764560000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE fact_case ADD COLUMN told_kind text, ADD COLUMN told_kind_version integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE fact_case DROP COLUMN told_kind, DROP COLUMN told_kind_version');
  }
}
