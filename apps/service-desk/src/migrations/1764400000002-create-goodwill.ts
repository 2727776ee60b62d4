import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Gestures of goodwill, the limits within which they may be made, and what is used up of each person's budget. */
export class CreateGoodwill1764400000002 implements MigrationInterface {
  readonly name = 'CreateGoodwill1764400000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [limits, goodwill, budget]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE goodwill_budget; DROP TABLE goodwill; DROP TABLE goodwill_limits');
  }
}

/** Every version is kept. */
const limits = `
  CREATE TABLE goodwill_limits (
    version integer PRIMARY KEY CHECK (version >= 1),
    content jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL
  );`;

/** Nobody approves what is beyond the own limit and proposed by oneself; what is decided has somebody who decided it. */
const goodwill = `
  CREATE TABLE goodwill (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    case_id uuid NOT NULL REFERENCES service_case,
    customer_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('points')),
    points integer NOT NULL CHECK (points BETWEEN 1 AND 1000000),
    reason text NOT NULL CHECK (reason IN
      ('late_delivery', 'damaged_goods', 'wrong_goods', 'poor_service', 'long_wait', 'other')),
    words text NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'rejected', 'approved', 'granted', 'failed', 'revoking', 'revoked')),
    limits_version integer NOT NULL CHECK (limits_version >= 0),
    within_own_limit boolean NOT NULL,
    proposed_at timestamptz NOT NULL,
    proposed_by text NOT NULL,
    proposed_department text NOT NULL,
    decided_at timestamptz,
    decided_by text,
    decided_department text,
    decision_words text,
    budget_month text,
    finished_at timestamptz,
    failure text,
    CONSTRAINT goodwill_decided CHECK ((state = 'proposed') = (decided_at IS NULL)
      AND num_nulls(decided_at, decided_by, decided_department) IN (0, 3)),
    CONSTRAINT goodwill_four_eyes CHECK (decided_by IS NULL OR within_own_limit OR decided_by <> proposed_by),
    CONSTRAINT goodwill_budgeted CHECK ((state IN ('proposed', 'rejected')) = (budget_month IS NULL)),
    CONSTRAINT goodwill_failure CHECK (state <> 'failed' OR failure IS NOT NULL)
  );
  CREATE INDEX goodwill_case ON goodwill (case_id, id);
  CREATE INDEX goodwill_customer ON goodwill (customer_id, decided_at);
  CREATE INDEX goodwill_state ON goodwill (state, id);
  CREATE INDEX goodwill_decided_at ON goodwill (decided_at);`;

/** The check holds whatever many do at once: each takes from the row what it needs, or is refused. */
const budget = `
  CREATE TABLE goodwill_budget (
    employee_id text NOT NULL,
    month text NOT NULL CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
    used integer NOT NULL CHECK (used >= 0),
    allowed integer NOT NULL,
    PRIMARY KEY (employee_id, month),
    CONSTRAINT goodwill_budget_kept CHECK (used <= allowed)
  );`;
