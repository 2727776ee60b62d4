import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateMessages1764130000001 implements MigrationInterface {
  readonly name = 'CreateMessages1764130000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        customer_id uuid NOT NULL,
        requested_by text NOT NULL,
        purpose text NOT NULL,
        template text NOT NULL,
        state text NOT NULL CHECK (state IN ('queued', 'sent', 'suppressed', 'bounced')),
        reason text CHECK ((reason IS NOT NULL) = (state = 'suppressed')),
        channel text CHECK ((channel IS NOT NULL) = (state <> 'suppressed')),
        content text,
        attempts integer NOT NULL,
        next_try_at timestamptz CHECK ((next_try_at IS NOT NULL) = (state = 'queued')),
        last_error text,
        requested_at timestamptz NOT NULL,
        done_at timestamptz
      );
      CREATE INDEX message_due ON message (next_try_at) WHERE state = 'queued';
      CREATE INDEX message_customer ON message (customer_id, requested_at);
      CREATE INDEX message_newest ON message (requested_at DESC, id DESC);

      CREATE TABLE mailbox_message (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL,
        channel text NOT NULL,
        content text NOT NULL,
        sent_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp())
      );
      CREATE INDEX mailbox_message_newest ON mailbox_message (sent_at DESC, id DESC);
      CREATE INDEX mailbox_message_customer ON mailbox_message (customer_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mailbox_message; DROP TABLE message');
  }
}
