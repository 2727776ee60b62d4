import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bounces are counted, and the second one of a case is decided on. */
export class DecideBounces1764370000002 implements MigrationInterface {
  readonly name = 'DecideBounces1764370000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [columns, rules]) await runner.query(statements);
  }

  async down(): Promise<void> {
    throw new Error('What was decided since then would be lost: restore the database from before.');
  }
}

/** What was declined until now counts for no case that is open: cycle 0. */
const columns = `
  ALTER TABLE handover
    ADD COLUMN cycle integer NOT NULL DEFAULT 0 CHECK (cycle >= 0),
    ADD COLUMN is_return boolean NOT NULL DEFAULT false,
    ADD COLUMN bounce integer CHECK (bounce >= 1),
    ADD COLUMN decline_code text
      CHECK (decline_code IN ('not_ours', 'no_capacity', 'information_missing', 'conflict_of_interest', 'other')),
    ADD COLUMN decided_employee_id text,
    ADD COLUMN decided_department text,
    ADD COLUMN decided_by text,
    ADD COLUMN decided_at timestamptz,
    ADD COLUMN decision_reason text;
  UPDATE handover SET decline_code = 'other', bounce = counted.bounce
  FROM (SELECT id, row_number() OVER (PARTITION BY case_id ORDER BY answered_at, id) AS bounce
        FROM handover WHERE state = 'declined') counted
  WHERE counted.id = handover.id;
  ALTER TABLE handover ALTER COLUMN cycle DROP DEFAULT, ALTER COLUMN is_return DROP DEFAULT;`;

const rules = `
  ALTER TABLE handover
    DROP CONSTRAINT handover_state_check,
    DROP CONSTRAINT handover_declined_with_reason,
    ADD CONSTRAINT handover_state_check
      CHECK (state IN ('offered', 'accepted', 'declined', 'withdrawn', 'to_adjudicate', 'adjudicated')),
    ADD CONSTRAINT handover_declined_with_reason CHECK (
      num_nulls(decline_reason, decline_code) IN (0, 2)
      AND CASE state WHEN 'declined' THEN decline_reason IS NOT NULL
                     WHEN 'offered' THEN decline_reason IS NULL
                     WHEN 'accepted' THEN decline_reason IS NULL ELSE true END),
    ADD CONSTRAINT handover_bounce CHECK (
      CASE state WHEN 'declined' THEN coalesce(bounce, 0) >= 1
                 WHEN 'to_adjudicate' THEN coalesce(bounce, 0) >= 2
                 WHEN 'adjudicated' THEN coalesce(bounce, 0) >= 2 ELSE true END),
    ADD CONSTRAINT handover_declined_once_per_cycle CHECK (state <> 'declined' OR cycle = 0 OR bounce = 1),
    ADD CONSTRAINT handover_return_bounces CHECK (NOT is_return OR bounce IS NOT NULL),
    ADD CONSTRAINT handover_decided CHECK (
      num_nulls(decided_employee_id, decided_department, decided_by, decided_at, decision_reason)
        = CASE state WHEN 'adjudicated' THEN 0 ELSE 5 END);
  CREATE UNIQUE INDEX handover_bounce_once ON handover (case_id, cycle, bounce) WHERE bounce IS NOT NULL;
  DROP INDEX handover_one_open;
  -- Nobody is asked while another one is asked, or while it is to be decided.
  CREATE UNIQUE INDEX handover_one_open ON handover (case_id) WHERE state IN ('offered', 'to_adjudicate');
  CREATE INDEX handover_to_adjudicate ON handover (id) WHERE state = 'to_adjudicate';
  CREATE INDEX handover_case ON handover (case_id, answered_at);
  CREATE INDEX handover_offered_at ON handover (offered_at);
  CREATE INDEX handover_answered_at ON handover (answered_at);
  CREATE INDEX case_report_resolved ON service_case (resolved_at) WHERE resolved_at IS NOT NULL;`;
