import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProblems1764300000001 implements MigrationInterface {
  readonly name = 'CreateProblems1764300000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [cause, rules, problem, problemCase, action, verification]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE problem_verification; DROP TABLE preventive_action; DROP TABLE problem_case; DROP TABLE problem;
      DROP TABLE problem_rules; ALTER TABLE service_case DROP COLUMN cause_id; DROP TABLE cause`);
  }
}

const cause = `
  CREATE TABLE cause (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    code text NOT NULL CONSTRAINT cause_code_once UNIQUE,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    retired boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL
  );
  ALTER TABLE service_case ADD COLUMN cause_id uuid REFERENCES cause;
  CREATE INDEX case_cause ON service_case (cause_id, product_id, opened_at) WHERE cause_id IS NOT NULL;`;

const rules = `
  CREATE TABLE problem_rules (
    version integer PRIMARY KEY CHECK (version >= 1),
    rules jsonb NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL
  );`;

/** One open problem of a product and a cause; no end before the verification window is over. */
const problem = `
  CREATE TABLE problem (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    state text NOT NULL CHECK (state IN ('open', 'analysed', 'action_planned', 'verifying', 'closed')),
    product_id text,
    cause_id uuid NOT NULL REFERENCES cause,
    cause_code text NOT NULL,
    since timestamptz NOT NULL,
    opened_at timestamptz NOT NULL CHECK (opened_at > since),
    earlier_problem_id uuid REFERENCES problem,
    root_cause text,
    responsible_employee_id text,
    responsible_department text,
    analysed_at timestamptz,
    analysed_by text,
    round integer NOT NULL CHECK (round >= 0),
    action_at timestamptz,
    verify_until timestamptz,
    tolerated_percent integer CHECK (tolerated_percent BETWEEN 0 AND 99),
    closed_at timestamptz,
    closed_by text,
    CONSTRAINT problem_analysed CHECK (
      num_nulls(root_cause, responsible_employee_id, responsible_department, analysed_at, analysed_by) IN (0, 5)
      AND (state = 'open' OR root_cause IS NOT NULL)),
    CONSTRAINT problem_verification_window CHECK (
      num_nulls(action_at, verify_until, tolerated_percent) IN (0, 3) AND verify_until > action_at),
    CONSTRAINT problem_verifying CHECK (state NOT IN ('verifying', 'closed') OR verify_until IS NOT NULL),
    CONSTRAINT problem_closed_after_verification CHECK (
      (state = 'closed') = (closed_at IS NOT NULL) AND (closed_at IS NULL OR closed_at >= verify_until))
  );
  CREATE UNIQUE INDEX problem_one_open ON problem (cause_id, product_id) NULLS NOT DISTINCT WHERE state <> 'closed';
  CREATE INDEX problem_of_cause ON problem (cause_id, product_id, id);
  CREATE INDEX problem_department ON problem (responsible_department, id);`;

/**
 * A case belongs to one problem at most. No foreign key to the case: linking the cases of a new problem would wait for
 * whoever holds one of their rows, who may be waiting for us.
 */
const problemCase = `
  CREATE TABLE problem_case (
    case_id uuid PRIMARY KEY,
    problem_id uuid NOT NULL REFERENCES problem,
    linked_at timestamptz NOT NULL
  );
  CREATE INDEX problem_case_problem ON problem_case (problem_id);`;

const action = `
  CREATE TABLE preventive_action (
    id uuid PRIMARY KEY,
    problem_id uuid NOT NULL REFERENCES problem,
    what text NOT NULL,
    owner_employee_id text NOT NULL,
    due_at timestamptz NOT NULL,
    planned_at timestamptz NOT NULL,
    planned_by text NOT NULL,
    done_at timestamptz CHECK (done_at >= planned_at),
    reported_at timestamptz,
    reported_by text,
    evidence text,
    CONSTRAINT preventive_action_done CHECK (num_nulls(done_at, reported_at, reported_by, evidence) IN (0, 4))
  );
  CREATE INDEX preventive_action_problem ON preventive_action (problem_id, id);
  CREATE INDEX preventive_action_owner ON preventive_action (owner_employee_id, due_at, id);
  CREATE INDEX preventive_action_open ON preventive_action (due_at, id) WHERE done_at IS NULL;`;

const verification = `
  CREATE TABLE problem_verification (
    problem_id uuid NOT NULL REFERENCES problem,
    round integer NOT NULL CHECK (round >= 1),
    since timestamptz NOT NULL,
    action_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    cases_before integer NOT NULL CHECK (cases_before >= 0),
    cases_after integer NOT NULL CHECK (cases_after >= 0),
    tolerated_percent integer NOT NULL CHECK (tolerated_percent BETWEEN 0 AND 99),
    effective boolean NOT NULL,
    verified_at timestamptz NOT NULL CHECK (verified_at >= until),
    PRIMARY KEY (problem_id, round)
  );`;
