import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrders1764140000001 implements MigrationInterface {
  readonly name = 'CreateOrders1764140000001';

  async up(runner: QueryRunner): Promise<void> {
    // The customer id is the one first identified; a merge does not touch it, so there is no key to the survivor.
    await runner.query(`
      CREATE TABLE customer_order (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        order_id text NOT NULL,
        version integer NOT NULL CHECK (version >= 1),
        customer_id uuid NOT NULL,
        customer_source text NOT NULL,
        customer_source_id text NOT NULL,
        currency text NOT NULL,
        channel text,
        region text,
        placed_at timestamptz NOT NULL,
        paid_at timestamptz,
        shipped_at timestamptz,
        delivered_at timestamptz,
        cancelled_at timestamptz,
        returned_at timestamptz,
        -- Lines as a fact about the whole order last told them, and when it did; null while only a return is known.
        lines jsonb,
        lines_at timestamptz,
        amount_minor bigint CHECK (amount_minor >= 0),
        returned_minor bigint NOT NULL DEFAULT 0 CHECK (returned_minor >= 0),
        UNIQUE (source, order_id),
        CHECK ((lines IS NULL) = (amount_minor IS NULL) AND (lines IS NULL) = (lines_at IS NULL))
      );
      CREATE INDEX customer_order_of_customer ON customer_order (customer_id, placed_at DESC, id DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE customer_order');
  }
}
