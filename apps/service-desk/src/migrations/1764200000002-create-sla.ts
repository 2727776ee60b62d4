import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSla1764200000002 implements MigrationInterface {
  readonly name = 'CreateSla1764200000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [calendar, policy, policyVersion1, clock]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE sla_clock; DROP TABLE sla_level_share; DROP TABLE sla_target; DROP TABLE business_calendar',
    );
  }
}

/** Every version is kept: a clock names the one that it was computed with. */
const calendar = `
  CREATE TABLE business_calendar (
    id text NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    time_zone text,
    weekly jsonb NOT NULL,
    holidays jsonb NOT NULL,
    working_days jsonb NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text,
    PRIMARY KEY (id, version)
  );
  INSERT INTO business_calendar (id, version, time_zone, weekly, holidays, working_days, changed_at)
  SELECT 'default', 1, NULL,
    jsonb_agg(jsonb_build_object('weekday', weekday, 'from', w.opens, 'to', w.closes) ORDER BY weekday, w.opens), '[]', '[]', now()
  FROM generate_series(1, 5) AS weekday, (VALUES ('09:00', '12:00'), ('13:30', '18:00')) AS w (opens, closes);`;

const policy = `
  CREATE TABLE sla_target (
    policy_version integer NOT NULL,
    kind text NOT NULL,
    severity text NOT NULL,
    target_seconds integer NOT NULL CHECK (target_seconds > 0),
    PRIMARY KEY (policy_version, kind, severity)
  );
  CREATE TABLE sla_level_share (
    policy_version integer NOT NULL,
    level text NOT NULL,
    percent integer NOT NULL CHECK (percent BETWEEN 1 AND 100),
    PRIMARY KEY (policy_version, level)
  );`;

/** Hours of business time to the resolution, and the share of them that customers of a level wait at most. */
const policyVersion1 = `
  INSERT INTO sla_target (policy_version, kind, severity, target_seconds)
  SELECT 1, kind, severity, hours * 3600 FROM (VALUES
    ('complaint', 'low', 16), ('complaint', 'normal', 8), ('complaint', 'high', 6), ('complaint', 'critical', 4),
    ('repair', 'low', 24), ('repair', 'normal', 16), ('repair', 'high', 8), ('repair', 'critical', 4),
    ('technical', 'low', 24), ('technical', 'normal', 16), ('technical', 'high', 8), ('technical', 'critical', 4),
    ('request', 'low', 24), ('request', 'normal', 16), ('request', 'high', 8), ('request', 'critical', 4),
    ('enquiry', 'low', 16), ('enquiry', 'normal', 8), ('enquiry', 'high', 6), ('enquiry', 'critical', 4)
  ) AS target (kind, severity, hours);
  INSERT INTO sla_level_share (policy_version, level, percent) VALUES
    (1, 'diamond', 50), (1, 'gold', 100), (1, 'silver', 100), (1, 'basic', 100);`;

const clock = `
  CREATE TABLE sla_clock (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES service_case,
    metric text NOT NULL CHECK (metric IN ('resolution')),
    cycle integer NOT NULL CHECK (cycle >= 1),
    policy_version integer NOT NULL,
    calendar_version integer NOT NULL,
    started_at timestamptz NOT NULL,
    target_seconds integer NOT NULL CHECK (target_seconds > 0),
    due_at timestamptz NOT NULL CHECK (due_at > started_at),
    state text NOT NULL CHECK (state IN ('running', 'met', 'breached_running', 'breached_met')),
    met_at timestamptz,
    CONSTRAINT clock_once_per_cycle UNIQUE (case_id, metric, cycle),
    CONSTRAINT clock_met_at CHECK ((state IN ('met', 'breached_met')) = (met_at IS NOT NULL)),
    CONSTRAINT clock_verdict CHECK (met_at IS NULL OR (met_at > due_at) = (state = 'breached_met'))
  );`;
