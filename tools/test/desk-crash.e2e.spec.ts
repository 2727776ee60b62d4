import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { armDueTimers, knowAgents } from '../bench/desk/due-timers.mjs';
import { Stand } from '../bench/service-stand.mjs';

const [cases, customers] = [160, 2_000];
const hour = 3_600;

/** What one transaction holds stops the service at that very place of a batch: there it is killed with kill -9. */
describe('the service desk whose process is killed within a batch', () => {
  const directory = mkdtempSync(join(tmpdir(), 'onecustomer-desk-'));
  const stand = new Stand('service-desk');
  let database: pg.Client;
  let holder: pg.Client;
  let agents: string[];

  beforeAll(async () => {
    await stand.start(directory);
    [database, holder] = [1, 2].map(() => new pg.Client({ connectionString: stand.databaseUrl })) as [
      pg.Client,
      pg.Client,
    ];
    await Promise.all([database.connect(), holder.connect()]);
    agents = await knowAgents((sql, values) => database.query(sql, values), 10);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([database?.end(), holder?.end()]);
    await stand.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const one = async <Row = Record<string, number>>(sql: string, values: unknown[] = []): Promise<Row> =>
    (await database.query(sql, values)).rows[0];
  const until = (isSo: () => Promise<boolean>, what: string) => waitFor(isSo, { what, timeoutMs: 60_000, everyMs: 20 });

  /** Kills the process once it waits for what the holder has, then lets that go. @returns what was committed until then */
  async function killWhereItWaits(done: string): Promise<number> {
    const { rows } = await holder.query('SELECT pg_backend_pid() AS pid');
    const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))`;
    await until(async () => (await one(waiting, [rows[0].pid]))['n']! > 0, 'the batch to wait');
    const { n } = await one(done);
    const again = stand.crash();
    await holder.query('ROLLBACK');
    await again;
    return n!;
  }

  /** Publishes a policy that gives other deadlines and measures one thing more, to be applied to the open cases. */
  async function applyPolicy(): Promise<string> {
    const { version, longestWait, warnings } = await stand.ask('GET', '/sla-policies');
    const target = (seconds: number) => ({ seconds, calendarId: 'always' });
    const targets = { resolution: target(20 * hour), first_response: target(10 * hour) };
    const draft = { longestWait, warnings, rules: [{ name: '所有工单', targets }] };
    const { id: reportId } = await stand.ask('POST', '/sla-policies/reports', { body: draft, status: 202 });
    await until(async () => (await stand.ask('GET', `/sla-changes/${reportId}`)).state === 'completed', 'the report');
    const published = await fetch(`${stand.url}/sla-policies`, {
      method: 'PUT',
      headers: { ...stand.headers, 'content-type': 'application/json', 'if-match': `"v${version}"` },
      body: JSON.stringify({ ...draft, openCases: 'apply', reportId }),
    });
    expect(published.status).toBe(200);
    const { id } = await one<{ id: string }>(`SELECT id FROM sla_change WHERE mode = 'application'`);
    return id;
  }

  it('goes on with a policy that is applied: every deadline moved once, every new clock began once', async () => {
    const dueAt = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 4 * hour * 1_000);
    await armDueTimers((sql, values) => database.query(sql, values), cases, dueAt, agents);
    await holder.query('BEGIN');
    // 50 cases are one batch.
    await holder.query(
      'SELECT FROM service_case WHERE id = (SELECT id FROM service_case ORDER BY id OFFSET 125 LIMIT 1) FOR UPDATE',
    );
    const id = await applyPolicy();
    expect(await killWhereItWaits(`SELECT count(*)::int AS n FROM sla_clock WHERE epoch = 4`)).toBe(100);

    await until(async () => (await stand.ask('GET', `/sla-changes/${id}`)).state === 'completed', 'the application');
    const change = await stand.ask('GET', `/sla-changes/${id}`);
    expect(change).toMatchObject({ total: cases, checked: cases, changed: cases, unreachable: 0 });
    expect(change.counts).toEqual(
      expect.arrayContaining([
        { metric: 'resolution', level: null, direction: 'later', clocks: cases },
        { metric: 'first_response', level: null, direction: 'new', clocks: cases },
      ]),
    );
    expect(
      await one(
        `SELECT count(*) FILTER (WHERE metric = 'resolution' AND epoch = 4 AND due_at = started_at + interval '20 hours')::int AS moved,
           count(*) FILTER (WHERE metric = 'first_response' AND due_at = started_at + interval '10 hours')::int AS begun,
           count(*)::int AS clocks, count(DISTINCT case_id)::int AS cases FROM sla_clock`,
      ),
    ).toEqual({ moved: cases, begun: cases, clocks: 2 * cases, cases });
    expect(
      await one(
        `SELECT count(*)::int AS told, count(DISTINCT aggregate_id)::int AS cases,
           (SELECT count(*)::int FROM case_entry) AS entries, (SELECT count(*)::int FROM sla_change_clock WHERE change_id = $1) AS lines,
           (SELECT count(*)::int FROM service_case WHERE version = 2) AS versions
         FROM outbox WHERE headers ->> 'ce_type' = 'sla.rescheduled'`,
        [id],
      ),
    ).toEqual({ told: cases, cases, entries: cases, lines: 2 * cases, versions: cases });
    // Each clock has the one timer that it waits for; those of before fire in vain.
    expect(
      await one(
        `SELECT count(*)::int AS armed, count(DISTINCT k.id)::int AS clocks FROM sla_clock k
         JOIN timer t ON t.kind = 'sla.clock' AND t.aggregate_id = k.id::text AND t.epoch = k.epoch AND t.state = 'armed'`,
      ),
    ).toEqual({ armed: 2 * cases, clocks: 2 * cases });
  }, 120_000);

  it('goes on with tasks for 2,000 customers: one for each, told once', async () => {
    await database.query(
      `INSERT INTO customer_card (customer_id, version, kind, status, owner_employee_id, owner_department, contactable, level)
       SELECT gen_random_uuid(), 1, 'organisation', 'active', ($2::text[])[1 + n % cardinality($2::text[])], 'service', '[]', 'gold'
       FROM generate_series(1, $1::int) AS n`,
      [customers, agents],
    );
    const { id } = await stand.ask('POST', '/proactive-actions', {
      status: 201,
      body: {
        title: '水泵召回',
        event: { kind: 'recall', occurredOn: '2026-01-05', description: '密封圈老化' },
        filter: { levels: ['gold'] },
        task: { what: '致电说明', dueAt: new Date(Date.now() + 24 * hour * 1_000).toISOString(), assign: 'owner' },
      },
    });
    await holder.query('BEGIN');
    await holder.query('SELECT pg_advisory_xact_lock(77)');
    // 200 customers are one batch.
    await database.query(
      `CREATE FUNCTION wait_for_holder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF NEW.customer_id = (SELECT customer_id FROM customer_card ORDER BY customer_id OFFSET 500 LIMIT 1) THEN
           PERFORM pg_advisory_xact_lock_shared(77);
         END IF;
         RETURN NEW;
       END $$;
       CREATE TRIGGER wait_for_holder BEFORE INSERT ON proactive_task FOR EACH ROW EXECUTE FUNCTION wait_for_holder()`,
    );
    await stand.ask('POST', `/proactive-actions/${id}/start`, { body: {} });
    expect(await killWhereItWaits(`SELECT count(*)::int AS n FROM proactive_task`)).toBe(400);

    await until(async () => (await stand.ask('GET', `/proactive-actions/${id}`)).state === 'done', 'all tasks');
    expect(await stand.ask('GET', `/proactive-actions/${id}`)).toMatchObject({ matched: customers, made: customers });
    expect(
      await one(
        `SELECT count(*)::int AS tasks, count(DISTINCT customer_id)::int AS customers,
           (SELECT count(*)::int FROM outbox WHERE headers ->> 'ce_type' = 'proactive-task.opened') AS told,
           (SELECT count(DISTINCT aggregate_id)::int FROM outbox WHERE headers ->> 'ce_type' = 'proactive-task.opened') AS of,
           (SELECT count(*)::int FROM outbox WHERE headers ->> 'ce_type' = 'proactive-action.finished') AS finished,
           (SELECT count(*)::int FROM timer WHERE last_error IS NOT NULL) AS failures
         FROM proactive_task`,
      ),
    ).toEqual({ tasks: customers, customers, told: customers, of: customers, finished: 1, failures: 0 });
  }, 120_000);
});
