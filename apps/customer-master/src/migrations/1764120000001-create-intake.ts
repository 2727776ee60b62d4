import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateIntake1764120000001 implements MigrationInterface {
  readonly name = 'CreateIntake1764120000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE intake_event (
        source text NOT NULL,
        event_id text NOT NULL,
        content_hash text NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (source, event_id)
      );
      CREATE INDEX intake_event_received ON intake_event (received_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE intake_event');
  }
}
