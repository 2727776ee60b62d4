import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports of changes that are there get the timer that deletes them, as new ones do. */
export class ForgetChangeReports1764430000002 implements MigrationInterface {
  readonly name = 'ForgetChangeReports1764430000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX change_by_report ON sla_change (report_id) WHERE report_id IS NOT NULL;
      INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
      SELECT gen_random_uuid(), 'sla.change.retention', id, 1, made_at + interval '90 days', made_at + interval '90 days'
      FROM sla_change WHERE mode = 'report';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX change_by_report; DELETE FROM timer WHERE kind = 'sla.change.retention'`);
  }
}
