import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The cases of several follow-ups may have been merged into one. */
export class MergedFollowUps1764360000001 implements MigrationInterface {
  readonly name = 'MergedFollowUps1764360000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE follow_up DROP CONSTRAINT follow_up_case;
      CREATE INDEX follow_up_case ON follow_up (follow_up_case_id) WHERE follow_up_case_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX follow_up_case;
      ALTER TABLE follow_up ADD CONSTRAINT follow_up_case UNIQUE (follow_up_case_id)`);
  }
}
