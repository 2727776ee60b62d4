import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How good the record of each customer is, by which rules, who is to be looked at again, and the figures of each day. */
export class CreateQuality1764250000001 implements MigrationInterface {
  readonly name = 'CreateQuality1764250000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(rules);
    await runner.query(scores);
    await runner.query(days);
    await runner.query(timers);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM timer WHERE kind IN ('quality.work', 'quality.pairs', 'quality.measure');
      DROP INDEX match_decision_day;
      DROP TABLE quality_day_total, quality_day, quality_due, customer_quality, quality_rules;
    `);
  }
}

const rules = `
  CREATE TABLE quality_rules (
    version integer PRIMARY KEY CHECK (version >= 1),
    rules jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    -- When no score by an older version was left.
    applied_at timestamptz
  );
`;

const scores = `
  CREATE TABLE customer_quality (
    customer_id uuid PRIMARY KEY REFERENCES customer,
    kind text NOT NULL CHECK (kind IN ('person', 'organisation')),
    -- As of the score; who sees a row is decided by the customer itself.
    department text NOT NULL,
    owner text,
    score double precision NOT NULL CHECK (score BETWEEN 0 AND 100),
    -- Points to be won times value at stake: what comes first.
    priority double precision NOT NULL CHECK (priority >= 0),
    dimensions jsonb NOT NULL,
    -- Codes and names of fields only.
    reasons jsonb NOT NULL,
    is_stale boolean NOT NULL,
    is_missing boolean NOT NULL,
    is_invalid boolean NOT NULL,
    is_duplicate boolean NOT NULL,
    pairs integer NOT NULL CHECK (pairs >= 0),
    rules_version integer NOT NULL,
    -- State of knowledge: an older one does not overwrite it.
    card_version integer NOT NULL,
    computed_at timestamptz NOT NULL,
    stale_at timestamptz
  );
  CREATE INDEX customer_quality_score ON customer_quality (score, customer_id) WHERE score < 100;
  CREATE INDEX customer_quality_priority ON customer_quality (priority, customer_id) WHERE score < 100;
  CREATE INDEX customer_quality_department_score ON customer_quality (department, score, customer_id) WHERE score < 100;
  CREATE INDEX customer_quality_department_priority ON customer_quality (department, priority, customer_id) WHERE score < 100;
  CREATE INDEX customer_quality_owner ON customer_quality (owner, score, customer_id) WHERE owner IS NOT NULL AND score < 100;
  -- The rare kinds of work; the others are found soon in the order of the lists.
  CREATE INDEX customer_quality_invalid ON customer_quality (department, score, customer_id) WHERE is_invalid;
  CREATE INDEX customer_quality_duplicate ON customer_quality (department, score, customer_id) WHERE is_duplicate;
  CREATE INDEX customer_quality_stale_at ON customer_quality (stale_at) WHERE stale_at IS NOT NULL;
  CREATE INDEX customer_quality_rules ON customer_quality (rules_version, customer_id);
  CREATE INDEX customer_quality_pairs ON customer_quality (customer_id) WHERE pairs > 0;

  -- Customers that are to be looked at again, under any of their ids. No foreign key: it is filled by events.
  CREATE TABLE quality_due (customer_id uuid PRIMARY KEY);
  INSERT INTO quality_due SELECT id FROM customer WHERE merged_into IS NULL;
`;

const days = `
  -- The last measurement of each business day; sums, so that they can be added over kinds and departments.
  CREATE TABLE quality_day (
    day date NOT NULL,
    department text NOT NULL,
    kind text NOT NULL,
    customers integer NOT NULL CHECK (customers > 0),
    score_sum double precision NOT NULL,
    completeness_sum double precision NOT NULL,
    validity_sum double precision NOT NULL,
    freshness_sum double precision NOT NULL,
    uniqueness_sum double precision NOT NULL,
    complete integer NOT NULL,
    valid integer NOT NULL,
    fresh integer NOT NULL,
    duplicates integer NOT NULL,
    -- Each pair has two of them.
    pair_ends integer NOT NULL,
    -- Customers with a score of 0 to 10, …, 90 to 100.
    bins integer[] NOT NULL CHECK (cardinality(bins) = 10),
    -- Customers by reason: [{code, field, customers}].
    reasons jsonb NOT NULL,
    PRIMARY KEY (day, department, kind)
  );
  -- One row per day that was measured, also without any customer.
  CREATE TABLE quality_day_total (
    day date PRIMARY KEY,
    measured_at timestamptz NOT NULL,
    rules_version integer NOT NULL,
    published boolean NOT NULL
  );
  CREATE INDEX match_decision_day ON match_decision (decided_at) WHERE undone_at IS NULL;
`;

/** Each arms itself anew whenever it has fired. */
const timers = `
  INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
    SELECT gen_random_uuid(), kind, 'all', 1, now(), now() FROM unnest(ARRAY['quality.work', 'quality.pairs', 'quality.measure']) AS kind;
`;
