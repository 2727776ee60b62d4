import { Timers } from '@crm/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The value of each customer, why, since when, and the thresholds it was measured with. */
export class CreateValue1764500000003 implements MigrationInterface {
  readonly name = 'CreateValue1764500000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Counts purchases that were scored: a counter that makes nobody wait.
      CREATE SEQUENCE scoring_count;

      -- scorings: how many purchases had been scored when the set was made.
      -- Four cuts divide the customers into five groups, in ascending order of the figure. Amounts in minor units.
      CREATE TABLE rfm_thresholds (
        version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        source text NOT NULL CHECK (source IN ('fixed', 'population')),
        as_of timestamptz NOT NULL,
        population integer NOT NULL CHECK (population >= 0),
        scorings bigint NOT NULL CHECK (scorings >= 0),
        recency_days integer[] NOT NULL CHECK (cardinality(recency_days) = 4),
        frequency integer[] NOT NULL CHECK (cardinality(frequency) = 4),
        monetary_minor bigint[] NOT NULL CHECK (cardinality(monetary_minor) = 4),
        margin_minor bigint[] NOT NULL CHECK (cardinality(margin_minor) = 4)
      );
      -- In force until enough customers have bought to be compared with each other.
      INSERT INTO rfm_thresholds (source, as_of, population, scorings, recency_days, frequency, monetary_minor, margin_minor)
      VALUES ('fixed', now(), 0, 0, '{30,90,180,365}', '{1,2,4,8}',
              '{100000,500000,2000000,10000000}', '{20000,100000,400000,2000000}');

      -- One row per id that was ever scored. The row of a retired id rests until the id is a customer of its own again.
      CREATE TABLE customer_value (
        customer_id uuid PRIMARY KEY,
        version integer NOT NULL CHECK (version > 0),
        level text NOT NULL CHECK (level IN ('diamond', 'gold', 'silver', 'basic')),
        value_index numeric(5, 2) NOT NULL CHECK (value_index BETWEEN 0 AND 100),
        segment text NOT NULL,
        last_day date,
        recency_days integer CHECK (recency_days >= 0),
        frequency integer NOT NULL CHECK (frequency >= 0),
        monetary_minor bigint NOT NULL,
        margin_minor bigint,
        recency_score smallint NOT NULL CHECK (recency_score BETWEEN 0 AND 5),
        frequency_score smallint NOT NULL CHECK (frequency_score BETWEEN 0 AND 5),
        monetary_score smallint NOT NULL CHECK (monetary_score BETWEEN 0 AND 5),
        margin_score smallint CHECK (margin_score BETWEEN 1 AND 5),
        reasons text[] NOT NULL,
        rules_version integer NOT NULL,
        thresholds_version integer NOT NULL REFERENCES rfm_thresholds,
        as_of timestamptz NOT NULL,
        members uuid[] NOT NULL CHECK (cardinality(members) > 0),
        CHECK ((last_day IS NULL) = (recency_days IS NULL))
      );
      CREATE INDEX customer_value_level ON customer_value (level);

      CREATE TABLE level_history (
        customer_id uuid NOT NULL,
        version integer NOT NULL,
        from_level text,
        to_level text NOT NULL CHECK (to_level IS DISTINCT FROM from_level),
        value_index numeric(5, 2) NOT NULL,
        reasons text[] NOT NULL,
        rules_version integer NOT NULL,
        changed_at timestamptz NOT NULL,
        members uuid[] NOT NULL,
        PRIMARY KEY (customer_id, version)
      );

      CREATE TABLE value_rescan (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        cause text NOT NULL CHECK (cause IN ('nightly', 'purchases')),
        started_at timestamptz NOT NULL,
        scored_up_to uuid,
        scored integer NOT NULL DEFAULT 0,
        finished_at timestamptz
      );

      -- The level of every id that has one, retired ids with their survivor's.
      CREATE VIEW current_level AS
        SELECT v.customer_id, v.level FROM customer_value v
        WHERE NOT EXISTS (SELECT 1 FROM customer_alias a WHERE a.customer_id = v.customer_id)
        UNION ALL
        SELECT a.customer_id, v.level FROM customer_alias a JOIN customer_value v ON v.customer_id = a.survivor_id;
    `);
    // Due at once: the first run does nothing but arm the next one at the configured hour.
    await new Timers().arm(runner.manager, { kind: 'value.nightly', aggregateId: 'all', epoch: 0, dueAt: new Date() });
  }

  async down(runner: QueryRunner): Promise<void> {
    await new Timers().cancel(runner.manager, 'value.nightly', 'all');
    await runner.query(`
      DROP VIEW current_level; DROP TABLE value_rescan; DROP TABLE level_history; DROP TABLE customer_value;
      DROP TABLE rfm_thresholds; DROP SEQUENCE scoring_count`);
  }
}
