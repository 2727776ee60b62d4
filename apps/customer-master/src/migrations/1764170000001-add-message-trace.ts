import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a message is sent for, so that its outcome belongs to the same request; null for those asked for before. */
export class AddMessageTrace1764170000001 implements MigrationInterface {
  readonly name = 'AddMessageTrace1764170000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE message
        ADD correlation_id text,
        ADD causation_id text,
        ADD traceparent text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE message DROP correlation_id, DROP causation_id, DROP traceparent');
  }
}
