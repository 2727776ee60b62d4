import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateWebhooks1764420000001 implements MigrationInterface {
  readonly name = 'CreateWebhooks1764420000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        url text NOT NULL,
        event_types text[] NOT NULL CHECK (cardinality(event_types) > 0),
        description text,
        active boolean NOT NULL,
        disabled_reason text CHECK (disabled_reason IN ('gone', 'failing')) CHECK (disabled_reason IS NULL OR NOT active),
        secret text NOT NULL,
        previous_secret text,
        previous_secret_until timestamptz CHECK ((previous_secret_until IS NULL) = (previous_secret IS NULL)),
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        next_try_at timestamptz NOT NULL,
        failures integer NOT NULL DEFAULT 0,
        failing_since timestamptz CHECK ((failing_since IS NULL) = (failures = 0)),
        last_delivered_at timestamptz,
        lease uuid,
        leased_until timestamptz CHECK ((leased_until IS NULL) = (lease IS NULL))
      );

      CREATE TABLE webhook_delivery (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL UNIQUE,
        webhook_id uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
        source text NOT NULL,
        event_id text NOT NULL,
        type text NOT NULL,
        subject text NOT NULL,
        body text NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
        attempts integer NOT NULL DEFAULT 0,
        failure text,
        status integer,
        created_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
        tried_at timestamptz,
        CONSTRAINT webhook_delivery_once UNIQUE (webhook_id, source, event_id)
      );
      CREATE INDEX webhook_delivery_newest ON webhook_delivery (webhook_id, position);
      CREATE INDEX webhook_delivery_state ON webhook_delivery (webhook_id, state, position) WHERE state <> 'delivered';
      CREATE INDEX webhook_delivery_age ON webhook_delivery (created_at);

      INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
        VALUES (gen_random_uuid(), 'webhook.sweep', 'all', 1, now(), now());
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM timer WHERE kind = 'webhook.sweep';
      DROP TABLE webhook_delivery;
      DROP TABLE webhook`);
  }
}
