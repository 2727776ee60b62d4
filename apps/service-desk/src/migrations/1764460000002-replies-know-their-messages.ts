import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which case a message was about its reply tells: it was written down beside that, in the same transaction. */
export class RepliesKnowTheirMessages1764460000002 implements MigrationInterface {
  readonly name = 'RepliesKnowTheirMessages1764460000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE case_message');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE case_message (
        message_id uuid PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES service_case,
        sent_at timestamptz NOT NULL
      );
      CREATE INDEX case_message_case ON case_message (case_id, sent_at);
      INSERT INTO case_message (message_id, case_id, sent_at)
      SELECT message_id, case_id, written_at FROM reply WHERE message_id IS NOT NULL`);
  }
}
