import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A case changes its owner since its queue is another department's, or somebody else is on duty for it. */
export class CasesFollowTheirQueue1764510000003 implements MigrationInterface {
  readonly name = 'CasesFollowTheirQueue1764510000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(causes("'offer', 'recusal', 'claimed', 'absence', 'left', 'kind_changed', 'queue_changed'"));
    // The department alone may change.
    await runner.query(parties("to_employee_id <> from_employee_id OR cause = 'queue_changed'"));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM handover WHERE cause = 'queue_changed' AND to_employee_id = from_employee_id;
      UPDATE handover SET cause = 'absence' WHERE cause = 'queue_changed';`);
    await runner.query(parties('to_employee_id <> from_employee_id'));
    await runner.query(causes("'offer', 'recusal', 'claimed', 'absence', 'left', 'kind_changed'"));
  }
}

const causes = (all: string): string => `
  ALTER TABLE handover DROP CONSTRAINT handover_cause_check, ADD CONSTRAINT handover_cause_check CHECK (cause IN (${all}));`;

const parties = (rule: string): string => `
  ALTER TABLE handover DROP CONSTRAINT handover_check, ADD CONSTRAINT handover_check CHECK (${rule});`;
