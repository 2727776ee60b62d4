import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People give proactive tasks to somebody else. */
export class TasksGivenByHand1764510000002 implements MigrationInterface {
  readonly name = 'TasksGivenByHand1764510000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(reasons("'owner', 'substitute', 'least_loaded', 'duty_owner', 'by_hand'"));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE proactive_task SET assignee_reason = 'substitute' WHERE assignee_reason = 'by_hand'`);
    await runner.query(reasons("'owner', 'substitute', 'least_loaded', 'duty_owner'"));
  }
}

const reasons = (all: string): string => `
  ALTER TABLE proactive_task DROP CONSTRAINT proactive_task_assignee_reason_check,
    ADD CONSTRAINT proactive_task_assignee_reason_check CHECK (assignee_reason IN (${all}))`;
