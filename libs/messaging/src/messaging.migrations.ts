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

/** What an operator decides about dead letters and parked outbox rows, and the record of it. */
class DeliveryDecisions1764000001003 implements MigrationInterface {
  readonly name = 'DeliveryDecisions1764000001003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE dead_letter ADD COLUMN decided_at timestamptz;
      CREATE INDEX dead_letter_listed ON dead_letter (state, position);
      CREATE INDEX dead_letter_decided ON dead_letter (decided_at) WHERE decided_at IS NOT NULL;
      ALTER TABLE outbox ADD COLUMN discarded_at timestamptz;

      CREATE TABLE delivery_decision (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('dead_letter', 'outbox')),
        letter_id uuid,
        outbox_position bigint,
        consumer text,
        topic text NOT NULL,
        event_id text,
        event_type text,
        aggregate_id text,
        action text NOT NULL CHECK (action IN ('replay', 'retry', 'discard')),
        outcome text NOT NULL CHECK (outcome IN ('replayed', 'failed', 'requeued', 'discarded')),
        error text,
        reason text,
        decided_by text NOT NULL,
        decided_at timestamptz NOT NULL,
        CHECK ((kind = 'dead_letter') = (letter_id IS NOT NULL)),
        CHECK ((kind = 'outbox') = (outbox_position IS NOT NULL)),
        CHECK ((action = 'discard') = (reason IS NOT NULL))
      );
      CREATE INDEX delivery_decision_letter ON delivery_decision (letter_id) WHERE letter_id IS NOT NULL;
      CREATE INDEX delivery_decision_outbox ON delivery_decision (outbox_position) WHERE outbox_position IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE delivery_decision;
      UPDATE outbox SET published_at = discarded_at WHERE discarded_at IS NOT NULL;
      ALTER TABLE outbox DROP COLUMN discarded_at;
      DROP INDEX dead_letter_decided;
      DROP INDEX dead_letter_listed;
      ALTER TABLE dead_letter DROP COLUMN decided_at;
    `);
  }
}

/** Tables that this library needs in every service's database. */
export const messagingMigrations = [
  CreateMessaging1764000001001,
  DeadLettersPerConsumer1764000001002,
  DeliveryDecisions1764000001003,
];
