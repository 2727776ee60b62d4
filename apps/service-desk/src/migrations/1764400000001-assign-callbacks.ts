import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Call-backs get somebody who is to make them, planned calls, scores; the database sees to who may call, and when. */
export class AssignCallbacks1764400000001 implements MigrationInterface {
  readonly name = 'AssignCallbacks1764400000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [tasks, attempts, history, apart, ending]) await runner.query(statements);
  }

  async down(): Promise<void> {
    throw new Error('Calls with outcomes that were not known before would be lost: restore the database from before.');
  }
}

const tasks = `
  ALTER TABLE callback_task
    ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    ADD COLUMN assignee_employee_id text,
    ADD COLUMN assignee_department text,
    ADD COLUMN attempt_from timestamptz,
    ADD COLUMN next_attempt_at timestamptz,
    ADD COLUMN postponements integer NOT NULL DEFAULT 0 CHECK (postponements BETWEEN 0 AND 3),
    ADD COLUMN epoch integer NOT NULL DEFAULT 1 CHECK (epoch >= 1),
    ADD COLUMN reminded text NOT NULL DEFAULT 'none' CHECK (reminded IN ('none', 'due', 'overdue')),
    ADD COLUMN score smallint CHECK (score BETWEEN 1 AND 5),
    ADD COLUMN completed_at timestamptz,
    ADD COLUMN completed_by_employee_id text,
    ADD COLUMN completed_by_department text,
    ADD CONSTRAINT callback_assignee CHECK (num_nulls(assignee_employee_id, assignee_department) IN (0, 2)),
    ADD CONSTRAINT callback_assignee_not_handler CHECK (assignee_employee_id <> handler_employee_id),
    ADD CONSTRAINT callback_score CHECK (score IS NULL OR coalesce(outcome, '') IN ('satisfied', 'unsatisfied'));
  CREATE INDEX callback_assignee_due ON callback_task (assignee_employee_id, due_at, id) WHERE state = 'open';
  CREATE INDEX callback_completed ON callback_task (completed_at) WHERE state = 'done';`;

/** Attempts of one task are at different times: from each to its 'again from' there is no other. */
const attempts = `
  ALTER TABLE callback_attempt DROP CONSTRAINT callback_attempt_outcome_check;
  ALTER TABLE callback_attempt
    ADD COLUMN score smallint,
    ADD COLUMN again_from timestamptz CHECK (again_from > at),
    ADD CONSTRAINT callback_attempt_outcome_check
      CHECK (outcome IN ('satisfied', 'unsatisfied', 'unreached', 'wrong_number', 'refused')),
    ADD CONSTRAINT callback_attempt_score CHECK (score IS NULL
      OR (outcome = 'satisfied' AND score BETWEEN 3 AND 5) OR (outcome = 'unsatisfied' AND score BETWEEN 1 AND 3)),
    ADD CONSTRAINT callback_attempts_apart
      EXCLUDE USING gist (task_id WITH =,
        (CASE WHEN again_from IS NULL THEN tstzrange(at, at, '[]') ELSE tstzrange(at, again_from) END) WITH &&);`;

/** Open tasks of before are due now: their timer finds somebody for them. */
const history = `
  UPDATE callback_task t SET completed_at = a.at, completed_by_employee_id = a.by_employee_id,
    completed_by_department = a.by_department
  FROM callback_attempt a
  WHERE t.state = 'done' AND a.task_id = t.id
    AND a.number = (SELECT max(number) FROM callback_attempt WHERE task_id = t.id);
  UPDATE callback_task t SET next_attempt_at = now(),
    attempt_from = (SELECT max(at) + interval '4 hours' FROM callback_attempt WHERE task_id = t.id)
  WHERE state = 'open';
  INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
  SELECT gen_random_uuid(), 'callback.reminder', id, epoch, next_attempt_at, next_attempt_at
  FROM callback_task WHERE state = 'open';`;

/**
 * Who is complained of neither calls nor is to call. Where a complaint names somebody who was to call, the task is taken
 * from that person at once, and a timer finds another one.
 */
const apart = `
  CREATE FUNCTION refuse_party_as_caller() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    barred text[];
  BEGIN
    IF NEW.assignee_employee_id IS NOT NULL THEN
      -- Waits for a complaint that is just being recorded.
      SELECT complained_of INTO barred FROM service_case WHERE id = NEW.case_id FOR SHARE;
      IF NEW.assignee_employee_id = ANY (barred) THEN
        RAISE EXCEPTION 'call-back % assigned to whom its case is about', NEW.id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'callback_assignee_not_complained_of', TABLE = 'callback_task';
      END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER callback_assignee_not_complained_of BEFORE INSERT OR UPDATE OF assignee_employee_id ON callback_task
    FOR EACH ROW EXECUTE FUNCTION refuse_party_as_caller();

  CREATE FUNCTION refuse_call_of_party() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM callback_task t JOIN service_case c ON c.id = t.case_id WHERE t.id = NEW.task_id
               AND (NEW.by_employee_id = t.handler_employee_id OR NEW.by_employee_id = ANY (c.complained_of))) THEN
      RAISE EXCEPTION 'call-back % by the handler or by whom the case is about', NEW.task_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'callback_by_another', TABLE = 'callback_attempt';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER callback_by_another BEFORE INSERT ON callback_attempt
    FOR EACH ROW EXECUTE FUNCTION refuse_call_of_party();

  CREATE FUNCTION recuse_callback_assignee() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    WITH taken AS (
      UPDATE callback_task SET assignee_employee_id = NULL, assignee_department = NULL, epoch = epoch + 1
      WHERE case_id = NEW.id AND state = 'open' AND assignee_employee_id = ANY (NEW.complained_of)
      RETURNING id, epoch)
    INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
    SELECT gen_random_uuid(), 'callback.reminder', id, epoch, clock_timestamp(), clock_timestamp() FROM taken;
    RETURN NULL;
  END $$;
  CREATE TRIGGER callback_assignee_recused AFTER UPDATE ON service_case
    FOR EACH ROW WHEN (NEW.complained_of <> OLD.complained_of) EXECUTE FUNCTION recuse_callback_assignee();`;

/** What ends as satisfied or unconfirmed ends by a call-back of this handling; unconfirmed is that only after all was tried. */
const ending = `
  CREATE FUNCTION require_callback() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM service_case WHERE id = NEW.id AND cycle = NEW.cycle AND outcome = NEW.outcome)
       AND NOT EXISTS (SELECT FROM callback_task WHERE case_id = NEW.id AND cycle = NEW.cycle AND state = 'done'
                       AND outcome = NEW.outcome) THEN
      RAISE EXCEPTION 'case % is %, which no call-back says', NEW.id, NEW.outcome
        USING ERRCODE = 'check_violation', CONSTRAINT = 'case_outcome_called_back', TABLE = 'service_case';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER case_outcome_called_back AFTER UPDATE ON service_case DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.outcome IN ('satisfied', 'unconfirmed') AND NEW.outcome IS DISTINCT FROM OLD.outcome)
    EXECUTE FUNCTION require_callback();

  CREATE FUNCTION require_attempts() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM callback_attempt a WHERE a.task_id = NEW.id AND CASE NEW.outcome
                   WHEN 'unconfirmed' THEN a.outcome = 'refused' OR a.number = 3 ELSE a.outcome = NEW.outcome END) THEN
      RAISE EXCEPTION 'call-back % ended as %, which no call says', NEW.id, NEW.outcome
        USING ERRCODE = 'check_violation', CONSTRAINT = 'callback_outcome_told', TABLE = 'callback_task';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER callback_outcome_told AFTER UPDATE ON callback_task DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'done' AND OLD.state <> 'done') EXECUTE FUNCTION require_attempts();`;
