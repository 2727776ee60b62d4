import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Terms say by what they were found, and changes of policy and calendars are measured and applied to open cases. */
export class SlaChanges1764330000001 implements MigrationInterface {
  readonly name = 'SlaChanges1764330000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [terms, indexes, changes]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sla_change_clock; DROP TABLE sla_change; DROP INDEX wait_of_case; DROP INDEX clock_undecided;
      UPDATE sla_clock SET terms = (
        SELECT jsonb_agg(jsonb_build_object('from', term -> 'from', 'seconds', term -> 'seconds') ORDER BY place)
        FROM jsonb_array_elements(terms) WITH ORDINALITY AS one (term, place))`);
  }
}

/** What a case was when an earlier term began is not known any more: what it is stands for it. */
const terms = `
  UPDATE sla_clock k SET terms = (
    SELECT jsonb_agg(term || jsonb_build_object(
      'extra', 0, 'rule', k.rule, 'calendarId', k.calendar_id, 'calendarVersion', k.calendar_version, 'longestWait', k.longest_wait,
      'measured', jsonb_build_object('kind', c.kind, 'severity', c.severity, 'level', c.level, 'productId', c.product_id)) ORDER BY place)
    FROM jsonb_array_elements(k.terms) WITH ORDINALITY AS one (term, place))
  FROM service_case c WHERE c.id = k.case_id;`;

const indexes = `
  CREATE INDEX clock_undecided ON sla_clock (case_id, id) WHERE state IN ('running', 'paused');
  CREATE INDEX wait_of_case ON sla_wait (case_id, cycle, began_at);`;

/** A version is applied to open cases once; a change moves each clock once. */
const changes = `
  CREATE TABLE sla_change (
    id uuid PRIMARY KEY,
    mode text NOT NULL CHECK (mode IN ('report', 'application')),
    subject text NOT NULL CHECK (subject IN ('policy', 'calendar')),
    calendar_id text,
    based_on integer NOT NULL,
    version integer CHECK (version > based_on),
    draft jsonb,
    only_provisional boolean NOT NULL,
    reason text CHECK (reason IN ('policy_changed', 'calendar_changed', 'calendar_published')),
    report_id uuid REFERENCES sla_change,
    state text NOT NULL CHECK (state IN ('running', 'completed', 'cancelled')),
    total integer NOT NULL,
    checked integer NOT NULL,
    changed integer NOT NULL,
    unreachable integer NOT NULL,
    counts jsonb NOT NULL,
    done_to uuid,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT change_subject CHECK ((subject = 'calendar') = (calendar_id IS NOT NULL)),
    CONSTRAINT change_mode CHECK (CASE mode
      WHEN 'report' THEN draft IS NOT NULL AND num_nonnulls(version, reason, report_id) = 0
      ELSE draft IS NULL AND version IS NOT NULL AND reason IS NOT NULL END),
    CONSTRAINT change_reported CHECK (mode = 'report' OR (report_id IS NULL) = only_provisional),
    CONSTRAINT change_finished CHECK ((state = 'running') = (finished_at IS NULL))
  );
  CREATE UNIQUE INDEX change_applied_once ON sla_change (subject, coalesce(calendar_id, ''), version) WHERE mode = 'application';
  CREATE TABLE sla_change_clock (
    change_id uuid NOT NULL REFERENCES sla_change,
    case_id uuid NOT NULL,
    clock_id uuid NOT NULL,
    metric text NOT NULL,
    level text,
    before timestamptz NOT NULL,
    after timestamptz NOT NULL CHECK (after <> before),
    PRIMARY KEY (change_id, case_id, clock_id)
  );`;
