import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the intake remembers is swept by a timer that arms itself again. */
export class ForgetIntake1764460000003 implements MigrationInterface {
  readonly name = 'ForgetIntake1764460000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
      SELECT gen_random_uuid(), 'intake.sweep', 'all', 1, soon, soon FROM date_trunc('milliseconds', now()) AS soon`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM timer WHERE kind = 'intake.sweep'`);
  }
}
