import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The policy becomes a document with ordered rules, every metric gets clocks, and cases may wait. */
export class MeasureEverything1764320000001 implements MigrationInterface {
  readonly name = 'MeasureEverything1764320000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(policies);
    const insert = `INSERT INTO sla_policy (version, content, changed_at) VALUES (1, $1, now())`;
    await runner.query(insert, [JSON.stringify(firstPolicy)]);
    for (const statements of [aroundTheClock, waits, states, clocks, timers]) await runner.query(statements);
  }

  async down(): Promise<void> {
    throw new Error('What was measured since then would be lost: restore the database from before.');
  }
}

const policies = `
  DROP TABLE sla_target;
  DROP TABLE sla_level_share;
  CREATE TABLE sla_policy (
    version integer PRIMARY KEY CHECK (version >= 1),
    content jsonb NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text
  );`;

const aroundTheClock = `
  INSERT INTO business_calendar (id, version, time_zone, weekly, holidays, working_days, public_holidays, public_years, changed_at)
  SELECT 'always', 1, NULL, jsonb_object_agg(day, '[["00:00", "24:00"]]'::jsonb), '[]', '[]', NULL, '[]', now()
  FROM unnest(ARRAY['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']) AS day
  ON CONFLICT DO NOTHING;`;

/** While a case waits for somebody outside: one thing at a time. */
const waits = `
  CREATE EXTENSION IF NOT EXISTS btree_gist;
  CREATE TABLE sla_wait (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES service_case,
    cycle integer NOT NULL,
    reason text NOT NULL CHECK (reason IN ('customer', 'third_party')),
    began_at timestamptz NOT NULL,
    ended_at timestamptz CHECK (ended_at > began_at),
    CONSTRAINT wait_one_at_a_time EXCLUDE USING gist (case_id WITH =, tstzrange(began_at, ended_at) WITH &&)
  );`;

const states = `
  ALTER TABLE service_case DROP CONSTRAINT service_case_state_check;
  ALTER TABLE service_case ADD CONSTRAINT service_case_state_check CHECK (state IN ('received', 'acknowledged', 'in_progress',
    'waiting_customer', 'waiting_third_party', 'resolved', 'callback_pending', 'closed', 'reopened'));`;

const clocks = `
  ALTER TABLE sla_clock
    DROP CONSTRAINT sla_clock_metric_check,
    DROP CONSTRAINT sla_clock_state_check,
    DROP CONSTRAINT clock_once_per_cycle,
    DROP CONSTRAINT clock_verdict,
    ADD COLUMN round integer NOT NULL DEFAULT 1 CHECK (round >= 1),
    ADD COLUMN rule text NOT NULL DEFAULT '',
    ADD COLUMN calendar_id text NOT NULL DEFAULT 'default',
    ADD COLUMN longest_wait integer NOT NULL DEFAULT 864000 CHECK (longest_wait >= 0),
    ADD COLUMN terms jsonb,
    ADD COLUMN paused_until timestamptz,
    ADD COLUMN told integer NOT NULL DEFAULT 0 CHECK (told BETWEEN 0 AND 100),
    ADD COLUMN epoch integer NOT NULL DEFAULT 1 CHECK (epoch >= 1);
  UPDATE sla_clock SET terms = jsonb_build_array(jsonb_build_object('from', started_at, 'seconds', target_seconds)),
    told = CASE WHEN state = 'breached_running' THEN 100 ELSE 0 END;
  ALTER TABLE sla_clock
    ALTER COLUMN terms SET NOT NULL,
    ALTER COLUMN round DROP DEFAULT, ALTER COLUMN rule DROP DEFAULT, ALTER COLUMN calendar_id DROP DEFAULT,
    ALTER COLUMN longest_wait DROP DEFAULT, ALTER COLUMN told DROP DEFAULT, ALTER COLUMN epoch DROP DEFAULT,
    ADD CONSTRAINT sla_clock_metric_check CHECK (metric IN
      ('acknowledge', 'first_response', 'next_update', 'resolution', 'callback', 'handover')),
    ADD CONSTRAINT sla_clock_state_check CHECK (state IN
      ('running', 'paused', 'met', 'breached_running', 'breached_met', 'cancelled')),
    ADD CONSTRAINT clock_once UNIQUE (case_id, metric, cycle, round),
    ADD CONSTRAINT clock_verdict CHECK (met_at IS NULL OR (met_at > due_at) = (state = 'breached_met'));
  -- Nobody is asked for two things of one kind at once.
  CREATE UNIQUE INDEX clock_one_open ON sla_clock (case_id, metric) WHERE state IN ('running', 'paused', 'breached_running');
  CREATE INDEX clock_open_due ON sla_clock (due_at, id) WHERE state IN ('running', 'paused');`;

const timers = `
  UPDATE timer SET kind = 'sla.clock', aggregate_id = clock.id::text, epoch = 1
  FROM sla_clock clock
  WHERE timer.kind = 'sla.resolution' AND timer.aggregate_id = clock.case_id::text AND timer.epoch = clock.cycle;`;

const hour = 3_600;
const desk = (seconds: number) => ({ seconds, calendarId: 'default' });

/** Hours of business time to the resolution; a diamond customer waits half as long. */
const hoursOf = [
  { name: '投诉与咨询', kinds: ['complaint', 'enquiry'], hours: { critical: 4, high: 6, normal: 8, low: 16 } },
  {
    name: '报修、技术与请求',
    kinds: ['repair', 'technical', 'request'],
    hours: { critical: 4, high: 8, normal: 16, low: 24 },
  },
];
const severityNames: Record<string, string> = { critical: '紧急', high: '严重', normal: '一般', low: '轻微' };
const resolutions = hoursOf.flatMap(({ name, kinds, hours }) =>
  Object.entries(hours).flatMap(([severity, allowed]) => [
    {
      name: `钻石客户 ${name} ${severityNames[severity]}`,
      ...{ levels: ['diamond'], kinds, severities: [severity], targets: { resolution: desk((allowed * hour) / 2) } },
    },
    {
      name: `${name} ${severityNames[severity]}`,
      kinds,
      severities: [severity],
      targets: { resolution: desk(allowed * hour) },
    },
  ]),
);
const urgent = { acknowledge: desk(900), first_response: desk(hour), next_update: desk(4 * hour) };
const day = 86_400;

const firstPolicy = {
  rules: [
    { name: '钻石客户', levels: ['diamond'], targets: urgent },
    { name: '紧急', severities: ['critical'], targets: urgent },
    ...resolutions,
    {
      name: '所有工单',
      targets: {
        acknowledge: desk(1_800),
        first_response: desk(2 * hour),
        next_update: desk(7.5 * hour),
        resolution: desk(24 * hour),
        callback: { seconds: day, calendarId: 'always' },
        handover: desk(2 * hour),
      },
    },
  ],
  longestWait: { diamond: 5 * day, gold: 7 * day, silver: 10 * day, basic: 10 * day },
  warnings: [
    { percent: 50, to: ['owner'] },
    { percent: 80, to: ['owner', 'supervisor'] },
    { percent: 100, to: ['owner', 'supervisor', 'department_head'] },
  ],
};
