import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { CasesService } from '../src/cases/cases.service.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, problems } from './desk-steps.js';
import { armDueTimers, knowAgents } from './due-cases.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(() => desk.empty());

type Row = Record<string, string & number>;
const query = (sql: string, values: unknown[] = []) => app.database.query<Row[]>(sql, values);
const aMomentAgo = () => new Date(Math.floor(Date.now() / 1000) * 1000 - 2_000);
const armedCount = async (): Promise<number> =>
  (await query(`SELECT count(*) AS count FROM timer WHERE state = 'armed' AND next_try_at <= now()`))[0]!['count']!;
const ids = async (): Promise<string[]> =>
  (await query('SELECT id FROM service_case ORDER BY id')).map(({ id }) => id!);
const breaches = () =>
  app.database.query<{ id: string; count: number }[]>(
    `SELECT aggregate_id AS id, count(*) AS count FROM outbox WHERE headers->>'ce_type' = 'sla.breached' GROUP BY 1`,
  );

describe('many deadlines at the same second', () => {
  it('are told with a few statements for some hundred, each as it would be told alone', async () => {
    const dueAt = aMomentAgo();
    await armDueTimers(query, 600, dueAt, await knowAgents(query, 7));
    const worker = await app.another('worker');
    await waitFor(async () => (await armedCount()) === 0, { timeoutMs: 30_000, what: 'all timers to fire' });
    await worker.close();
    const id = (await query(`SELECT id FROM service_case WHERE owner_employee_id = 'A3' LIMIT 1`))[0]!['id']!;
    const due = dueAt.toISOString();
    const same = { cycle: 1, metric: 'resolution', dueAt: due };
    expect((await desk.told(id)).map(({ type, version, data }) => ({ type, version, ...data }))).toEqual([
      { type: 'sla.breached', version: 2, caseId: id, ...same, breachedAt: due },
      {
        type: 'sla.warned',
        version: 3,
        caseId: id,
        ...same,
        percent: 100,
        warnedAt: due,
        to: ['A3', 'S4', 'H1'],
      },
    ]);
    expect(await query('SELECT type, at, details FROM case_entry WHERE case_id = $1 ORDER BY position', [id])).toEqual([
      { type: 'sla.breached', at: dueAt, details: { ...same, breachedAt: due } },
      { type: 'sla.warned', at: dueAt, details: { ...same, percent: 100, warnedAt: due, to: ['A3', 'S4', 'H1'] } },
    ]);
    expect(await query('SELECT DISTINCT version FROM service_case')).toEqual([{ version: 3 }]);
    expect(await query('SELECT DISTINCT state, told FROM sla_clock')).toEqual([
      { state: 'breached_running', told: 100 },
    ]);
  }, 60_000);

  it('do not wait for a case that somebody works on, which is told of when that is done', async () => {
    await armDueTimers(query, 40, aMomentAgo(), await knowAgents(query, 3));
    const [busy] = await ids();
    const worker = await app.another('worker');
    await desk.run(async (tx) => {
      await desk.the(CasesService).lock(tx, busy!, null);
      await waitFor(async () => (await armedCount()) <= 1, { what: 'the timers of the others to fire' });
      expect(await armedCount()).toBe(1);
      expect((await breaches()).map(({ id }) => id)).not.toContain(busy);
    });
    await waitFor(async () => (await armedCount()) === 0, { what: 'the last timer to fire' });
    await worker.close();
    expect(await breaches()).toHaveLength(40);
    expect((await breaches()).every(({ count }) => count === 1)).toBe(true);
    expect(await query('SELECT max(attempts) AS failed FROM timer')).toEqual([{ failed: 0 }]);
  }, 60_000);

  it('and people who work on the same cases, in whatever order they take them, get through', async () => {
    await armDueTimers(query, 300, aMomentAgo(), await knowAgents(query, 3));
    const all = await ids();
    const workers = await Promise.all([1, 2, 3].map(() => app.another('worker')));
    // Each locks three cases, the last one first.
    const results = await atOnce(60, (index) =>
      desk.run(async (tx) => {
        for (const id of all.slice(index * 5, index * 5 + 3).reverse()) await desk.the(CasesService).lock(tx, id, null);
      }),
    );
    expect(problems(results)).toEqual([]);
    const resolved = await atOnce(60, (index) => desk.resolve(all[index * 5 + 4]!, agent('B1')));
    expect(problems(resolved)).toEqual([]);
    await waitFor(async () => (await armedCount()) === 0, { timeoutMs: 30_000, what: 'all timers to fire' });
    await Promise.all(workers.map((worker) => worker.close()));
    expect(await breaches()).toHaveLength(300);
    expect((await breaches()).every(({ count }) => count === 1)).toBe(true);
    expect(await query('SELECT max(attempts) AS failed FROM timer')).toEqual([{ failed: 0 }]);
    const gaps = await query(
      `SELECT c.id FROM service_case c JOIN outbox o ON o.aggregate_id = c.id::text GROUP BY c.id
       HAVING max((o.headers->>'ce_aggregateversion')::int) <> c.version OR count(*) <> c.version - 1`,
    );
    expect(gaps).toEqual([]);
  }, 90_000);
});

describe('an offer that waits for its answer', () => {
  const logistics = (id: string, supervisorId: string | null, roles: string) =>
    query(
      `INSERT INTO employee_card (employee_id, version, department, supervisor_id, roles, skills, active)
       VALUES ($1, 1, 'logistics', $2, $3::text[], '{}', true)`,
      [id, supervisorId, `{${roles}}`],
    );
  /** Who was warned of the offer, by the case; the deadline passed long ago. */
  const warnedOf = async (toEmployeeId: string | null, department = 'logistics'): Promise<unknown> => {
    const past = new Date(Date.now() - 40 * 86_400_000);
    const id = await desk.open();
    const wish = { toDepartment: department, toEmployeeId, reason: '请处理' };
    await desk.run((tx) => desk.the(HandoversService).offer(tx, id, wish, agent('A1'), past));
    const worker = await app.another('worker');
    const warned = await waitFor(
      async () => {
        const told = (await desk.told(id)).filter(({ type }) => type === 'sla.warned');
        return told.find(({ data }) => data['metric'] === 'handover' && data['percent'] === 100);
      },
      { what: 'the warning' },
    );
    await worker.close();
    return warned.data['to'];
  };

  it('warns who was asked, and that one’s supervisors, not who gives the case away', async () => {
    await knowAgents(query, 1);
    await logistics('L1', 'L8', 'agent');
    await logistics('L8', 'L9', 'supervisor');
    await logistics('L9', null, 'supervisor');
    await desk.hire('quality', 'Q1');
    expect(await warnedOf('L1')).toEqual(['L1', 'L8', 'L9']);
    expect(await warnedOf(null)).toEqual(['L9']);
    // Nobody is known to lead that department: the owner may ask somebody else.
    expect(await warnedOf(null, 'quality')).toEqual(['A1', 'S2', 'H1']);
  }, 60_000);
});
