import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A customer whom no message reaches is told by telephone or in person; only then is a reply an answer. */
export class ToldAnotherWay1764440000003 implements MigrationInterface {
  readonly name = 'ToldAnotherWay1764440000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reply ADD COLUMN told_by text
        CHECK (told_by IN ('phone', 'email', 'web_chat', 'wechat', 'app', 'social', 'visit', 'http'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reply DROP COLUMN told_by');
  }
}
