import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Purchases as they were told, and what is added up from them. Facts keep the customer id that their event named;
 * `customer_alias` says whose id that is today. Everything here can be rebuilt from the events in any order.
 */
export class CreatePurchases1764500000001 implements MigrationInterface {
  readonly name = 'CreatePurchases1764500000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer_alias (
        customer_id uuid PRIMARY KEY,
        survivor_id uuid NOT NULL CHECK (survivor_id <> customer_id)
      );
      CREATE INDEX customer_alias_survivor ON customer_alias (survivor_id);

      -- occurrence: '' for a payment, since an order is paid once; the event of a return, since a line can come back in parts.
      CREATE TABLE fact_purchase (
        source text NOT NULL,
        order_id text NOT NULL,
        line_id text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('paid', 'returned')),
        occurrence text NOT NULL CHECK ((occurrence = '') = (kind = 'paid')),
        customer_id uuid NOT NULL,
        happened_at timestamptz NOT NULL,
        day date NOT NULL,
        currency text NOT NULL,
        amount_minor bigint NOT NULL CHECK (CASE kind WHEN 'paid' THEN amount_minor >= 0 ELSE amount_minor <= 0 END),
        margin_minor bigint,
        category text,
        region text,
        event_id text NOT NULL,
        PRIMARY KEY (source, order_id, line_id, kind, occurrence)
      );
      CREATE INDEX fact_purchase_customer_day ON fact_purchase (customer_id, day);
      CREATE INDEX fact_purchase_day ON fact_purchase (day);

      CREATE TABLE fact_cancellation (
        source text NOT NULL,
        order_id text NOT NULL,
        cancelled_at timestamptz NOT NULL,
        PRIMARY KEY (source, order_id)
      );

      -- What counts: a cancelled order was never a purchase, whichever of the two was told first.
      CREATE VIEW counted_purchase AS
        SELECT * FROM fact_purchase p
        WHERE NOT EXISTS (SELECT 1 FROM fact_cancellation c WHERE c.source = p.source AND c.order_id = p.order_id);

      -- Amounts: reporting currency only, returns deducted on the day they came back. margin_minor: null where none is known.
      CREATE TABLE customer_day (
        customer_id uuid NOT NULL,
        day date NOT NULL,
        purchases integer NOT NULL CHECK (purchases >= 0),
        foreign_purchases integer NOT NULL CHECK (foreign_purchases BETWEEN 0 AND purchases),
        amount_minor bigint NOT NULL,
        margin_minor bigint,
        PRIMARY KEY (customer_id, day)
      );
      CREATE INDEX customer_day_day ON customer_day (day);

      CREATE TABLE customer_agg (
        customer_id uuid PRIMARY KEY,
        first_day date,
        last_day date,
        frequency integer NOT NULL,
        monetary_minor bigint NOT NULL,
        margin_minor bigint,
        CHECK ((frequency = 0) = (first_day IS NULL) AND (first_day IS NULL) = (last_day IS NULL))
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE customer_agg; DROP TABLE customer_day; DROP VIEW counted_purchase;
      DROP TABLE fact_cancellation; DROP TABLE fact_purchase; DROP TABLE customer_alias`);
  }
}
