import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What customers are compared by: features and blocking keys (keyed hashes only), the pairs that need a person, what
 * persons decided, the models and the runs over all customers.
 */
export class CreateMatching1764210000001 implements MigrationInterface {
  readonly name = 'CreateMatching1764210000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(index);
    await runner.query(models);
    await runner.query(pairs);
    await runner.query(runs);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE match_run_pair, match_run, match_decision, match_edge, match_model, match_attribute, match_key, match_record;
    `);
  }
}

const index = `
  -- Every customer that is not merged into another one.
  CREATE TABLE match_record (
    customer_id uuid PRIMARY KEY REFERENCES customer,
    kind text NOT NULL CHECK (kind IN ('person', 'organisation')),
    features bytea NOT NULL
  );
  CREATE TABLE match_key (
    key bigint NOT NULL,
    customer_id uuid NOT NULL REFERENCES customer,
    PRIMARY KEY (key, customer_id)
  );
  CREATE INDEX match_key_of_customer ON match_key (customer_id);
  -- Names of attributes that any customer has: features hold them as hashes.
  CREATE TABLE match_attribute (
    kind text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (kind, name)
  );
`;

const models = `
  CREATE TABLE match_model (
    kind text NOT NULL CHECK (kind IN ('person', 'organisation')),
    version text NOT NULL,
    model jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('candidate', 'active', 'retired')),
    run_id uuid,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    PRIMARY KEY (kind, version)
  );
  CREATE UNIQUE INDEX match_model_one_active ON match_model (kind) WHERE state = 'active';
`;

const pairs = `
  -- Two customers that may be one: as the model last judged them.
  CREATE TABLE match_edge (
    id uuid PRIMARY KEY,
    low_id uuid NOT NULL REFERENCES customer,
    high_id uuid NOT NULL REFERENCES customer CHECK (low_id < high_id),
    kind text NOT NULL,
    probability double precision NOT NULL CHECK (probability BETWEEN 0 AND 1),
    weight double precision NOT NULL,
    vector bytea NOT NULL,
    attributes text[] NOT NULL,
    model_version text NOT NULL,
    strong text[] NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'match', 'different', 'gone')),
    judged_at timestamptz NOT NULL,
    -- Somebody looks at it, or said "later": nobody else gets it before.
    reserved_by text,
    reserved_until timestamptz,
    UNIQUE (low_id, high_id)
  );
  CREATE INDEX match_edge_open ON match_edge (probability DESC, id) WHERE state = 'open';
  CREATE INDEX match_edge_high ON match_edge (high_id);

  -- Append-only but for the undo. "different" forbids that a machine makes them one.
  CREATE TABLE match_decision (
    id uuid PRIMARY KEY,
    edge_id uuid NOT NULL REFERENCES match_edge,
    decision text NOT NULL CHECK (decision IN ('match', 'different')),
    merge_id uuid REFERENCES customer_merge CHECK ((decision = 'match') = (merge_id IS NOT NULL)),
    reason text,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL,
    undone_by text,
    undone_at timestamptz CHECK ((undone_at IS NULL) = (undone_by IS NULL))
  );
  CREATE UNIQUE INDEX match_decision_in_force ON match_decision (edge_id) WHERE undone_at IS NULL;
`;

const runs = `
  CREATE TABLE match_run (
    id uuid PRIMARY KEY,
    mode text NOT NULL CHECK (mode IN ('report', 'apply')),
    train boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'comparing', 'applying', 'completed', 'cancelled', 'failed')),
    stage text NOT NULL,
    total bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    report jsonb,
    -- The models that judged, by kind: their numbers in the pairs mean nothing without them.
    models jsonb NOT NULL DEFAULT '{}',
    applied_to bigint NOT NULL DEFAULT 0,
    error text,
    made_by text NOT NULL,
    actor jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    -- Who works on it, and until when that is believed.
    claimed_by text,
    claimed_until timestamptz
  );
  CREATE UNIQUE INDEX match_run_one_at_work ON match_run ((true)) WHERE state IN ('queued', 'comparing', 'applying');
  CREATE TABLE match_run_pair (
    run_id uuid NOT NULL REFERENCES match_run ON DELETE CASCADE,
    -- The most probable first.
    number bigint NOT NULL,
    low_id uuid NOT NULL,
    high_id uuid NOT NULL,
    kind text NOT NULL,
    probability double precision NOT NULL,
    weight double precision NOT NULL,
    vector bytea NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('auto', 'review', 'different', 'rejected')),
    strong text[] NOT NULL,
    PRIMARY KEY (run_id, number)
  );
`;
