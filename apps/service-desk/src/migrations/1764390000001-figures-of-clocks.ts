import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A clock notes the working time that it took and who stopped it, so that key figures are computed without calendars. */
export class FiguresOfClocks1764390000001 implements MigrationInterface {
  readonly name = 'FiguresOfClocks1764390000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [columns, whoStopped, indexes, backfill]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM timer WHERE kind = 'kpi.used-time';
      DROP INDEX clock_started, clock_not_computed, clock_resolved, clock_begun_again, case_closed, case_ended_otherwise,
        handover_answered, callback_called;
      ALTER TABLE sla_clock DROP COLUMN active_seconds, DROP COLUMN waited_seconds, DROP COLUMN stopped_by_employee_id,
        DROP COLUMN stopped_by_department`);
  }
}

const columns = `
  ALTER TABLE sla_clock
    ADD COLUMN active_seconds integer CHECK (active_seconds >= 0),
    ADD COLUMN waited_seconds integer CHECK (waited_seconds >= 0),
    ADD COLUMN stopped_by_employee_id text,
    ADD COLUMN stopped_by_department text,
    ADD CONSTRAINT clock_used_time CHECK (num_nulls(active_seconds, waited_seconds) IN (0, 2)),
    ADD CONSTRAINT clock_used_when_stopped CHECK (active_seconds IS NULL OR state IN ('met', 'breached_met', 'cancelled')),
    ADD CONSTRAINT clock_stopped_by CHECK (num_nulls(stopped_by_employee_id, stopped_by_department) IN (0, 2)),
    ADD CONSTRAINT clock_stopped_by_somebody CHECK (stopped_by_employee_id IS NULL OR met_at IS NOT NULL);`;

/** Who acted at the moment at which the clock was reached stands in the history of the case. */
const whoStopped = `
  UPDATE sla_clock k SET stopped_by_employee_id = e.by_employee_id, stopped_by_department = e.by_department
  FROM (
    SELECT DISTINCT ON (k.id) k.id, e.by_employee_id, e.by_department
    FROM sla_clock k
    JOIN case_entry e ON e.case_id = k.case_id AND e.at = k.met_at AND e.by_employee_id IS NOT NULL AND e.by_department IS NOT NULL
    WHERE k.met_at IS NOT NULL ORDER BY k.id, e.position DESC) e
  WHERE e.id = k.id;`;

const indexes = `
  CREATE INDEX clock_started ON sla_clock (started_at);
  CREATE INDEX clock_not_computed ON sla_clock (started_at, id) WHERE active_seconds IS NULL AND state <> 'cancelled';
  CREATE INDEX clock_resolved ON sla_clock (met_at) WHERE metric = 'resolution' AND met_at IS NOT NULL;
  CREATE INDEX clock_begun_again ON sla_clock (started_at) WHERE metric = 'resolution' AND cycle > 1;
  CREATE INDEX case_closed ON service_case (closed_at) WHERE closed_at IS NOT NULL;
  CREATE INDEX case_ended_otherwise ON case_entry (at) WHERE type IN ('case.withdrawn', 'case.merged');
  CREATE INDEX handover_answered ON handover (answered_at) WHERE answered_at IS NOT NULL;
  CREATE INDEX callback_called ON callback_attempt (at);`;

/** Clocks that stopped before are computed by a timer, some at a time; figures compute those themselves until then. */
const backfill = `
  INSERT INTO timer (id, kind, aggregate_id, epoch, due_at, next_try_at)
  SELECT gen_random_uuid(), 'kpi.used-time', 'sla_clock', 1, now(), now()
  WHERE EXISTS (SELECT 1 FROM sla_clock WHERE met_at IS NOT NULL);`;
