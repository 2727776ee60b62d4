import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is to speak with a customer is reminded once. */
export class TasksGoOn1764440000004 implements MigrationInterface {
  readonly name = 'TasksGoOn1764440000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE proactive_task ADD COLUMN reminded_at timestamptz;
      CREATE INDEX proactive_task_unreminded ON proactive_task (action_id, id) WHERE state = 'open' AND reminded_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX proactive_task_unreminded; ALTER TABLE proactive_task DROP COLUMN reminded_at');
  }
}
