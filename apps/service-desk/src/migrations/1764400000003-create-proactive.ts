import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Actions that tell customers before they ask, one task for each customer, and what customers have bought. */
export class CreateProactive1764400000003 implements MigrationInterface {
  readonly name = 'CreateProactive1764400000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [survivors, actions, tasks, products]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE proactive_task; DROP TABLE proactive_action; DROP TABLE customer_product; DROP FUNCTION customer_survivor',
    );
  }
}

/** The id that survives of a merged one; the id itself when it is not merged or not known. */
const survivors = `
  CREATE FUNCTION customer_survivor(asked uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE chain AS (
      SELECT asked AS id, 0 AS depth
      UNION ALL
      SELECT card.merged_into, chain.depth + 1 FROM chain JOIN customer_card card ON card.customer_id = chain.id
      WHERE card.merged_into IS NOT NULL AND chain.depth < 50)
    SELECT id FROM chain ORDER BY depth DESC LIMIT 1
  $$;`;

const actions = `
  CREATE TABLE proactive_action (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 0),
    state text NOT NULL CHECK (state IN ('proposed', 'draft', 'running', 'done', 'cancelled')),
    title text NOT NULL,
    event_kind text NOT NULL CHECK (event_kind IN
      ('recall', 'price_change', 'outage', 'weather', 'season', 'policy', 'competitor', 'other')),
    occurred_on date NOT NULL,
    event_words text NOT NULL,
    filter jsonb NOT NULL CHECK (filter <> '{}'),
    department text,
    what text NOT NULL,
    due_at timestamptz NOT NULL,
    assign_to text NOT NULL CHECK (assign_to IN ('owner', 'department')),
    assign_department text,
    problem_id uuid REFERENCES problem,
    matched integer,
    made integer NOT NULL DEFAULT 0 CHECK (made >= 0),
    last_customer_id uuid,
    epoch integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by text,
    started_at timestamptz,
    started_by text,
    finished_at timestamptz,
    CONSTRAINT proactive_department CHECK ((assign_to = 'department') = (assign_department IS NOT NULL)),
    CONSTRAINT proactive_started CHECK ((state IN ('running', 'done')) <= (started_at IS NOT NULL AND matched IS NOT NULL)),
    CONSTRAINT proactive_finished CHECK ((state IN ('done', 'cancelled')) = (finished_at IS NOT NULL))
  );
  -- A problem makes one proposal.
  CREATE UNIQUE INDEX proactive_once_per_problem ON proactive_action (problem_id) WHERE problem_id IS NOT NULL;`;

/** Each customer once for each action. */
const tasks = `
  CREATE TABLE proactive_task (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    action_id uuid NOT NULL REFERENCES proactive_action,
    customer_id uuid NOT NULL,
    matched jsonb NOT NULL,
    assignee_employee_id text NOT NULL,
    assignee_department text NOT NULL,
    assignee_reason text NOT NULL CHECK (assignee_reason IN ('owner', 'substitute', 'least_loaded', 'duty_owner')),
    due_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'done', 'skipped', 'cancelled')),
    words text,
    case_id uuid REFERENCES service_case,
    closed_at timestamptz,
    closed_by text,
    CONSTRAINT proactive_task_once UNIQUE (action_id, customer_id),
    CONSTRAINT proactive_task_closed CHECK ((state = 'open') = (closed_at IS NULL)),
    CONSTRAINT proactive_task_case CHECK (case_id IS NULL OR state = 'done')
  );
  CREATE INDEX proactive_task_assignee ON proactive_task (assignee_employee_id, due_at, id) WHERE state = 'open';
  CREATE INDEX proactive_task_department ON proactive_task (assignee_department, due_at, id);
  CREATE INDEX proactive_task_due ON proactive_task (due_at, id);
  CREATE INDEX proactive_task_customer ON proactive_task (customer_id);`;

/** Of paid orders, under the ids that customers had then. */
const products = `
  CREATE TABLE customer_product (
    customer_id uuid NOT NULL,
    product_id text NOT NULL,
    last_bought_at timestamptz NOT NULL,
    PRIMARY KEY (product_id, customer_id)
  );`;
