import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCases1764200000001 implements MigrationInterface {
  readonly name = 'CreateCases1764200000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [serviceCase, caseEntry, intake, handover, callback]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE callback_attempt; DROP TABLE callback_task; DROP TABLE handover; DROP TABLE intake; DROP TABLE case_entry;
      DROP TABLE service_case; DROP SEQUENCE case_number`);
  }
}

/** An owner at every moment who is never the person complained of; one open case per complaint; no end without an outcome. */
const serviceCase = `
  CREATE SEQUENCE case_number;
  CREATE TABLE service_case (
    id uuid PRIMARY KEY,
    number text NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    customer_id uuid,
    level text CHECK (level IN ('diamond', 'gold', 'silver', 'basic')),
    kind text NOT NULL CHECK (kind IN ('enquiry', 'request', 'complaint', 'repair', 'technical')),
    severity text NOT NULL CHECK (severity IN ('low', 'normal', 'high', 'critical')),
    state text NOT NULL CHECK (state IN
      ('received', 'acknowledged', 'in_progress', 'resolved', 'callback_pending', 'closed', 'reopened')),
    cycle integer NOT NULL CHECK (cycle >= 1),
    origin text NOT NULL CHECK (origin IN ('intake', 'followup')),
    follow_up_id uuid,
    earlier_case_id uuid,
    order_id text,
    product_id text,
    sole boolean NOT NULL,
    complained_of text[] NOT NULL,
    owner_employee_id text NOT NULL,
    owner_department text NOT NULL,
    owner_reason text NOT NULL,
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    first_responded_at timestamptz,
    resolved_at timestamptz,
    handler_employee_id text,
    handler_department text,
    outcome text CHECK (outcome IN ('satisfied', 'unconfirmed', 'not_required')),
    closed_at timestamptz,
    CONSTRAINT case_number_once UNIQUE (number),
    CONSTRAINT case_per_follow_up UNIQUE (follow_up_id),
    CONSTRAINT case_follow_up_origin CHECK ((origin = 'followup') = (follow_up_id IS NOT NULL)),
    CONSTRAINT case_owner_not_complained_of CHECK (NOT (owner_employee_id = ANY (complained_of))),
    CONSTRAINT case_handler CHECK (num_nulls(resolved_at, handler_employee_id, handler_department) IN (0, 3)),
    CONSTRAINT case_resolved CHECK (state NOT IN ('resolved', 'callback_pending', 'closed') OR resolved_at IS NOT NULL),
    CONSTRAINT case_outcome CHECK ((state IN ('resolved', 'closed')) = (outcome IS NOT NULL)),
    CONSTRAINT case_callback_not_skipped CHECK (
      outcome IS NULL OR (outcome = 'not_required') = (kind IN ('enquiry', 'request'))),
    CONSTRAINT case_closed_at CHECK ((state = 'closed') = (closed_at IS NOT NULL))
  );
  CREATE UNIQUE INDEX case_once_per_order ON service_case (customer_id, kind, order_id)
    WHERE sole AND state <> 'closed' AND order_id IS NOT NULL;
  CREATE UNIQUE INDEX case_once_per_product ON service_case (customer_id, kind, product_id)
    WHERE sole AND state <> 'closed' AND order_id IS NULL AND product_id IS NOT NULL;
  CREATE INDEX case_due ON service_case (due_at, id);
  CREATE INDEX case_opened ON service_case (opened_at, id);
  CREATE INDEX case_owner ON service_case (owner_employee_id, due_at, id);
  CREATE INDEX case_department ON service_case (owner_department, due_at, id);
  CREATE INDEX case_customer ON service_case (customer_id);`;

/** What happened to a case, in order: appended under the lock of its row. */
const caseEntry = `
  CREATE TABLE case_entry (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY,
    case_id uuid NOT NULL REFERENCES service_case,
    at timestamptz NOT NULL,
    type text NOT NULL,
    by_employee_id text,
    by_department text,
    details jsonb NOT NULL,
    words text
  );
  CREATE UNIQUE INDEX case_entry_order ON case_entry (case_id, position);`;

const intake = `
  CREATE TABLE intake (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES service_case,
    channel text NOT NULL CHECK (channel IN ('phone', 'email', 'web_chat', 'wechat', 'app', 'social', 'visit', 'http')),
    external_id text NOT NULL,
    fingerprint text NOT NULL,
    received_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    customer_id uuid,
    contact_type text,
    contact_value text,
    subject text NOT NULL,
    words text NOT NULL,
    kind text NOT NULL,
    severity text NOT NULL,
    order_id text,
    product_id text,
    complained_of text,
    decision text NOT NULL CHECK (decision IN ('opened', 'attached')),
    suggestions jsonb NOT NULL,
    CONSTRAINT intake_once UNIQUE (channel, external_id),
    CONSTRAINT intake_contact CHECK (num_nulls(contact_type, contact_value) IN (0, 2))
  );
  CREATE INDEX intake_case ON intake (case_id, id);`;

const handover = `
  CREATE TABLE handover (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES service_case,
    state text NOT NULL CHECK (state IN ('offered', 'accepted', 'declined', 'withdrawn')),
    from_employee_id text NOT NULL,
    from_department text NOT NULL,
    to_employee_id text CHECK (to_employee_id <> from_employee_id),
    to_department text NOT NULL,
    offered_by text NOT NULL,
    offered_at timestamptz NOT NULL,
    reason text NOT NULL,
    answered_by text,
    answered_at timestamptz,
    decline_reason text,
    CONSTRAINT handover_answered CHECK ((state = 'offered') = (answered_at IS NULL)),
    CONSTRAINT handover_declined_with_reason CHECK ((state = 'declined') = (decline_reason IS NOT NULL))
  );
  CREATE UNIQUE INDEX handover_one_open ON handover (case_id) WHERE state = 'offered';
  CREATE INDEX handover_department ON handover (to_department, id) WHERE state = 'offered';
  CREATE INDEX handover_employee ON handover (to_employee_id, id) WHERE state = 'offered';`;

const callback = `
  CREATE TABLE callback_task (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES service_case,
    cycle integer NOT NULL,
    handler_employee_id text NOT NULL,
    due_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
    outcome text CHECK (outcome IN ('satisfied', 'unsatisfied', 'unconfirmed')),
    CONSTRAINT callback_once_per_cycle UNIQUE (case_id, cycle),
    CONSTRAINT callback_outcome CHECK ((state = 'done') = (outcome IS NOT NULL))
  );
  CREATE INDEX callback_state ON callback_task (state, due_at, id);
  CREATE TABLE callback_attempt (
    task_id uuid NOT NULL REFERENCES callback_task,
    number integer NOT NULL CHECK (number BETWEEN 1 AND 3),
    at timestamptz NOT NULL,
    by_employee_id text NOT NULL,
    by_department text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('satisfied', 'unsatisfied', 'unreached')),
    PRIMARY KEY (task_id, number)
  );`;
