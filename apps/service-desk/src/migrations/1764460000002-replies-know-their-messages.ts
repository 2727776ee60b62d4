import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which case a message was about its reply tells: it was written down beside that, in the same transaction. */
export class RepliesKnowTheirMessages1764460000002 implements MigrationInterface {
  readonly name = 'RepliesKnowTheirMessages1764460000002';

  async up(runner: QueryRunner): Promise<void> {
    // Processes of the release before still write into it while they are replaced.
    await runner.query(`COMMENT ON TABLE case_message IS 'No longer read or written; the next release drops it.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      COMMENT ON TABLE case_message IS NULL;
      INSERT INTO case_message (message_id, case_id, sent_at)
      SELECT message_id, case_id, written_at FROM reply WHERE message_id IS NOT NULL
      ON CONFLICT (message_id) DO NOTHING`);
  }
}
