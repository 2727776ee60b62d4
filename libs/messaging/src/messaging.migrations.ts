import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateMessaging1764000001001 implements MigrationInterface {
  readonly name = 'CreateMessaging1764000001001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id text NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        aggregate_id text NOT NULL,
        headers jsonb NOT NULL,
        payload text,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        published_at timestamptz,
        parked_at timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        last_error text
      );
      CREATE INDEX outbox_pending ON outbox (position) WHERE published_at IS NULL AND parked_at IS NULL;
      CREATE INDEX outbox_parked ON outbox (topic, aggregate_id) WHERE parked_at IS NOT NULL;
      CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

      CREATE TABLE inbox (
        consumer text NOT NULL,
        source text NOT NULL,
        event_id text NOT NULL,
        seen_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (consumer, source, event_id)
      );
      CREATE INDEX inbox_seen ON inbox (seen_at);

      CREATE TABLE dead_letter (
        id uuid PRIMARY KEY,
        position bigint GENERATED ALWAYS AS IDENTITY,
        consumer text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        message_offset bigint NOT NULL,
        key text NOT NULL,
        value text NOT NULL,
        headers jsonb NOT NULL,
        published_at timestamptz NOT NULL,
        source text,
        event_id text,
        event_type text,
        aggregate_id text,
        state text NOT NULL CHECK (state IN ('dead', 'parked', 'replayed', 'discarded')),
        error text,
        attempts integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (consumer, topic, partition, message_offset)
      );
      CREATE INDEX dead_letter_open ON dead_letter (topic, aggregate_id) WHERE state IN ('dead', 'parked');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE dead_letter; DROP TABLE inbox; DROP TABLE outbox');
  }
}

/** Letters belong to a consumer (a read model or the reactions), and a tombstone among them has no value. */
class DeadLettersPerConsumer1764000001002 implements MigrationInterface {
  readonly name = 'DeadLettersPerConsumer1764000001002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE dead_letter ALTER COLUMN value DROP NOT NULL;
      DROP INDEX dead_letter_open;
      CREATE INDEX dead_letter_open ON dead_letter (consumer, topic, aggregate_id) WHERE state IN ('dead', 'parked');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX dead_letter_open;
      CREATE INDEX dead_letter_open ON dead_letter (topic, aggregate_id) WHERE state IN ('dead', 'parked');
      UPDATE dead_letter SET value = '' WHERE value IS NULL;
      ALTER TABLE dead_letter ALTER COLUMN value SET NOT NULL;
    `);
  }
}

/** Tables that this library needs in every service's database. */
export const messagingMigrations = [CreateMessaging1764000001001, DeadLettersPerConsumer1764000001002];
