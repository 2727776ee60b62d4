import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { armDueTimers, knowAgents } from '../bench/desk/due-timers.mjs';
import { Stand } from '../bench/service-stand.mjs';

const timers = 10_000;

describe('10,000 deadlines at the same second, and three processes of which one is killed with kill -9', () => {
  const directory = mkdtempSync(join(tmpdir(), 'onecustomer-timers-'));
  const stand = new Stand('service-desk');
  let database: pg.Client;
  let workers: Awaited<ReturnType<Stand['launchWorker']>>[];

  beforeAll(async () => {
    await stand.start(directory, { run: false });
    database = new pg.Client({ connectionString: stand.databaseUrl });
    await database.connect();
    workers = [];
    for (let worker = 0; worker < 3; worker++) workers.push(await stand.launchWorker());
  }, 240_000);
  afterAll(async () => {
    await database?.end();
    await stand.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const one = async (sql: string): Promise<Record<string, number>> => (await database.query(sql)).rows[0];
  const fired = async (): Promise<number> =>
    (await one(`SELECT count(*)::int AS n FROM timer WHERE kind = 'sla.clock' AND state = 'fired'`))['n']!;

  it('are each told once, none is lost, and none is late for long', async () => {
    const query = (sql: string, values: unknown[]) => database.query(sql, values);
    const dueAt = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 4_000);
    await armDueTimers(query, timers, dueAt, await knowAgents(query, 50));

    await waitFor(async () => (await fired()) > timers / 10, {
      what: 'a tenth to fire',
      timeoutMs: 60_000,
      everyMs: 20,
    });
    // Somewhere within a batch: there is always one under way while timers are due.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
    process.kill(workers[0]!.pid, 'SIGKILL');
    await workers[0]!.exited;
    expect(await fired()).toBeLessThan(timers);

    await waitFor(async () => (await fired()) === timers, { what: 'all to fire', timeoutMs: 60_000 });
    expect(
      await one(
        `SELECT count(*)::int AS told, count(DISTINCT aggregate_id)::int AS cases FROM outbox WHERE headers ->> 'ce_type' = 'sla.breached'`,
      ),
    ).toEqual({ told: timers, cases: timers });
    expect(
      await one(
        `SELECT count(*)::int AS warned, count(DISTINCT aggregate_id)::int AS cases FROM outbox WHERE headers ->> 'ce_type' = 'sla.warned'`,
      ),
    ).toEqual({ warned: timers, cases: timers });
    expect(
      await one(
        `SELECT count(*) FILTER (WHERE c.version = 3)::int AS cases, count(*) FILTER (WHERE k.state = 'breached_running')::int AS clocks,
           (SELECT count(*)::int FROM case_entry) AS entries, (SELECT count(*)::int FROM timer WHERE last_error IS NOT NULL) AS failures
         FROM service_case c JOIN sla_clock k ON k.case_id = c.id`,
      ),
    ).toEqual({ cases: timers, clocks: timers, entries: 2 * timers, failures: 0 });
    const { late } = await one(
      `SELECT extract(epoch FROM max(fired_at) - max(due_at))::float AS late FROM timer WHERE kind = 'sla.clock'`,
    );
    expect(late).toBeLessThan(60);
  }, 150_000);
});
