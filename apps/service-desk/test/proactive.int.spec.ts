import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DueTimer, TransactionRunner } from '@crm/persistence';
import { type User, userOf } from '@crm/platform/auth';
import { v7 as newId } from 'uuid';
import { ProactiveAction } from '../src/proactive/proactive-action.entity.js';
import { ProactiveActionsService } from '../src/proactive/proactive-actions.service.js';
import { ProactiveTask } from '../src/proactive/proactive-task.entity.js';
import { ProactiveTasksService } from '../src/proactive/proactive-tasks.service.js';
import { ProactiveBatches } from '../src/proactive/proactive-batches.js';
import { TaskChanges } from '../src/proactive/task-changes.service.js';
import { EmployeeCardsConsumer } from '../src/absences/employee-cards.consumer.js';
import type { ProactiveFilter } from '../src/proactive/rules/action.js';
import { waitFor } from '@crm/testing';
import { type DeskApp, employee, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, problems, values } from './desk-steps.js';

const lead = userOf({ sub: 'S1', roles: ['complaint-centre'], department: 'complaint-centre' })!;
const day = 86_400_000;

let app: DeskApp;
let desk: DeskSteps;
let replica: Awaited<ReturnType<DeskApp['another']>>;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  replica = await app.another();
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await app.database.query('TRUNCATE customer_product');
});

const customers = (count: number, wish: { level?: string; owner?: string | null } = {}): Promise<{ id: string }[]> =>
  app.database.query(
    `INSERT INTO customer_card (customer_id, version, kind, status, owner_employee_id, owner_department, contactable, level)
     SELECT gen_random_uuid(), 1, 'organisation', 'active', $2, 'sales-north', '[]', $3 FROM generate_series(1, $1)
     RETURNING customer_id AS id`,
    [count, wish.owner ?? null, wish.level ?? 'gold'],
  );
const merge = (retired: string, survivor: string) =>
  app.database.query('UPDATE customer_card SET merged_into = $2 WHERE customer_id = $1', [retired, survivor]);
const create = (filter: ProactiveFilter, by: User = lead, assignDepartment: string | null = null): Promise<string> =>
  desk.run(async (tx) => {
    const wish = {
      title: '水泵密封圈召回',
      eventKind: 'recall' as const,
      occurredOn: '2026-01-05',
      eventWords: '密封圈老化',
      filter,
      what: '致电说明',
      dueAt: new Date(Date.now() + 7 * day),
      assignTo: assignDepartment === null ? ('owner' as const) : ('department' as const),
      assignDepartment,
    };
    return (await desk.the(ProactiveActionsService).create(tx, wish, by, new Date())).id;
  });
const start = (id: string, by = lead) =>
  desk.run((tx) => desk.the(ProactiveActionsService).start(tx, id, undefined, by, new Date()));
const actionOf = (id: string): Promise<ProactiveAction> =>
  app.database.manager.findOneByOrFail(ProactiveAction, { id });
const tasksOf = (actionId: string): Promise<ProactiveTask[]> =>
  app.database.manager.findBy(ProactiveTask, { actionId });
const timerOf = async (id: string): Promise<DueTimer> => {
  const [timer] = await app.database.query<DueTimer[]>(
    `SELECT id, kind, aggregate_id AS "aggregateId", epoch, due_at AS "dueAt", attempts FROM timer
     WHERE kind = 'proactive.batch' AND aggregate_id = $1 ORDER BY epoch DESC LIMIT 1`,
    [id],
  );
  return timer!;
};
/** Fires the newest timer of an action: once, or by several processes at once. */
const fire = async (id: string, times = 1): Promise<void> => {
  const timer = await timerOf(id);
  const fired = await atOnce(times, (index) => {
    const process = index % 2 === 0 ? app.app : replica.app;
    return process.get(TransactionRunner).run((tx) => process.get(ProactiveBatches).goOn(tx, timer));
  });
  expect(problems(fired)).toEqual([]);
};
const runThrough = async (id: string): Promise<void> => {
  while ((await actionOf(id)).state === 'running') await fire(id);
};

describe('an action for 2,000 customers', () => {
  it('makes one task for each, whatever crashes, comes twice or is merged in the middle', async () => {
    const gold = (await customers(2_000)).map(({ id }) => id).sort();
    await customers(50, { level: 'basic' });
    const id = await create({ levels: ['gold'] });
    expect(await start(id)).toMatchObject({ state: 'running', matched: 2_000 });
    await fire(id, 4);
    await fire(id, 4);
    expect((await actionOf(id)).made).toBe(400);
    // The first customer, who has a task, becomes the last one, who has none yet.
    await merge(gold[0]!, gold[1_999]!);

    const timer = await timerOf(id);
    const crash = desk.run(async (tx) => {
      await desk.the(ProactiveBatches).goOn(tx, timer);
      throw new Error('kill -9');
    });
    await expect(crash).rejects.toThrow('kill -9');
    expect(await actionOf(id)).toMatchObject({ made: 400, epoch: timer.epoch });
    expect(await tasksOf(id)).toHaveLength(400);

    await runThrough(id);
    const done = await actionOf(id);
    expect(done).toMatchObject({ state: 'done', made: 1_999, matched: 2_000 });
    const reached = (await tasksOf(id)).map(({ customerId }) => customerId).sort();
    expect(reached).toEqual(gold.slice(0, 1_999));
    expect(await desk.typesTold(id)).toEqual(['proactive-action.started', 'proactive-action.finished']);
    const [told] = await app.database.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM outbox WHERE headers->>'ce_type' = 'proactive-task.opened'`,
    );
    expect(told!.count).toBe(1_999);
  }, 120_000);

  it('is cancelled in the middle: no more tasks, and none of the open ones to be done', async () => {
    await customers(450);
    const id = await create({ levels: ['gold'] });
    await start(id);
    await fire(id);
    const [first] = await tasksOf(id);
    await desk.run((tx) => desk.the(ProactiveTasksService).close(tx, first!.id, 'done', '已联系', lead, new Date()));
    const cancel = () => desk.run((tx) => desk.the(ProactiveActionsService).cancel(tx, id, lead, new Date()));
    const results = await atOnce(5, cancel);
    expect(values(results)).toHaveLength(1);
    expect(new Set(problems(results))).toEqual(new Set(['proactive-action-state']));
    await fire(id);
    const states = (await tasksOf(id)).map(({ state }) => state);
    expect([states.length, states.filter((state) => state === 'cancelled').length]).toEqual([200, 199]);
    const closed = await app.database.query<{ outcome: string; version: number; count: number }[]>(
      `SELECT payload::jsonb->>'outcome' AS outcome, (headers->>'ce_aggregateversion')::int AS version, count(*)::int AS count
       FROM outbox WHERE headers->>'ce_type' = 'proactive-task.closed' GROUP BY 1, 2 ORDER BY 1`,
    );
    expect(closed).toEqual([
      { outcome: 'cancelled', version: 2, count: 199 },
      { outcome: 'done', version: 2, count: 1 },
    ]);
    await expect(start(id)).rejects.toThrow('proactive-action-state');
  });

  it('is started once when many start it at once, and has no customer twice in the database either', async () => {
    const [one] = await customers(1);
    const id = await create({ levels: ['gold'] });
    expect(values(await atOnce(20, () => start(id)))).toHaveLength(1);
    await fire(id, 10);
    expect(await tasksOf(id)).toHaveLength(1);
    const again = `INSERT INTO proactive_task SELECT (json_populate_record(t, json_build_object('id', gen_random_uuid()))).*
                   FROM proactive_task t WHERE customer_id = $1`;
    await expect(app.database.query(again, [one!.id])).rejects.toThrow('proactive_task_once');
  });
});

describe('the customers of an action', () => {
  const found = async (filter: ProactiveFilter, by = lead): Promise<string[]> => {
    const id = await create(filter, by);
    await start(id, by);
    await runThrough(id);
    return (await tasksOf(id)).map(({ customerId }) => customerId).sort();
  };

  it('are those who bought a product, also under an id that is merged away by now', async () => {
    const [buyer, other, retired] = (await customers(3)).map(({ id }) => id);
    await merge(retired!, other!);
    for (const [customer, product] of [
      [buyer, 'P-7'],
      [retired, 'P-7'],
      [buyer, 'P-8'],
    ]) {
      await app.database.query('INSERT INTO customer_product VALUES ($1, $2, now())', [customer, product]);
    }
    expect(await found({ productIds: ['P-7'] })).toEqual([buyer, other].sort());
    expect(await found({ productIds: ['P-8', 'P-9'] })).toEqual([buyer]);
  });

  it('are those who are named, each once, and who meet the other conditions', async () => {
    const [first, second] = (await customers(2)).map(({ id }) => id);
    const [basic] = (await customers(1, { level: 'basic' })).map(({ id }) => id);
    await merge(second!, first!);
    expect(await found({ customerIds: [first!, second!, basic!, newId()], levels: ['gold'] })).toEqual([first]);
  });

  it('are of the own department for users who see no other, and of nobody where nobody fits', async () => {
    await customers(3);
    const south = userOf({ sub: 'S2', roles: ['supervisor'], department: 'sales-south' })!;
    const north = userOf({ sub: 'S3', roles: ['supervisor'], department: 'sales-north' })!;
    await expect(found({ levels: ['gold'] }, south)).rejects.toThrow('nobody-fits');
    expect(await found({ levels: ['gold'] }, north)).toHaveLength(3);
    await expect(create({})).rejects.toThrow('validation-failed');
  });
});

describe('the tasks of an action', () => {
  const assigneesOf = async (id: string): Promise<string[]> => {
    await start(id);
    await runThrough(id);
    const tasks = await tasksOf(id);
    return tasks.map((task) => `${task.assigneeEmployeeId} ${task.assigneeReason}`).sort();
  };

  it('are of who owns the customer, the substitute of who is away, and the duty owner instead of who has left', async () => {
    for (const owner of ['O1', 'O2', 'O3', null]) await customers(1, { owner });
    await desk.know('O1', 'sales-north');
    await desk.know('O2', 'sales-north');
    await desk.know('O3', 'sales-north', { active: false });
    await desk.know('O4', 'sales-north');
    await app.database.query(
      `UPDATE employee_card SET absent_from = '2026-01-01', substitute_id = 'O4' WHERE employee_id = 'O2'`,
    );
    expect(await assigneesOf(await create({ levels: ['gold'] }))).toEqual([
      'O1 owner',
      'O4 substitute',
      'duty-officer duty_owner',
      'duty-officer duty_owner',
    ]);
  });

  it('are spread over the people of a department', async () => {
    await customers(6);
    for (const id of ['E1', 'E2', 'E3']) await desk.know(id);
    expect(await assigneesOf(await create({ levels: ['gold'] }, lead, 'service'))).toEqual(
      ['E1', 'E1', 'E2', 'E2', 'E3', 'E3'].map((id) => `${id} least_loaded`),
    );
  });

  it('end once, in a case where the customer wants something; nobody from elsewhere sees them', async () => {
    await customers(1, { owner: 'O1' });
    await desk.know('O1', 'sales-north');
    const id = await create({ levels: ['gold'] });
    await start(id);
    await runThrough(id);
    const [task] = await tasksOf(id);
    const owner = agent('O1', 'sales-north');
    const openCase = (by: User) =>
      desk.run((tx) =>
        desk.the(ProactiveTasksService).openCase(tx, task!.id, { kind: 'repair', text: '漏水' }, by, new Date()),
      );
    await expect(openCase(agent('E9', 'sales-south'))).rejects.toThrow('not-found');
    const results = await atOnce(5, () => openCase(owner));
    expect(values(results)).toHaveLength(1);
    expect(new Set(problems(results))).toEqual(new Set(['proactive-task-closed']));
    const { caseId, state } = (await tasksOf(id))[0]!;
    expect(state).toBe('done');
    expect(await desk.caseOf(caseId!)).toMatchObject({ kind: 'repair', customerId: task!.customerId });
  });
});

describe('a task of an action', () => {
  const tasksFor = async (owner: string, count: number): Promise<string> => {
    await customers(count, { owner });
    const id = await create({ owners: [owner] });
    await start(id);
    await runThrough(id);
    return id;
  };
  const assigneesOf = async (id: string): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { assigneeEmployeeId: one } of await tasksOf(id)) counts[one] = (counts[one] ?? 0) + 1;
    return counts;
  };
  const toldOf = (type: string): Promise<{ data: Record<string, unknown> }[]> =>
    app.database.query(`SELECT payload::jsonb AS data FROM outbox WHERE headers->>'ce_type' = $1`, [type]);
  const handOn = (employeeId: string) => desk.run((tx) => desk.the(TaskChanges).handOn(tx, employeeId, new Date()));

  it('goes to the substitute of who is away, and of who left to who is on duty; what is closed stays', async () => {
    await desk.know('K1', 'sales-north');
    await desk.know('K2', 'sales-north');
    const id = await tasksFor('K1', 205);
    const [done] = await tasksOf(id);
    await desk.run((tx) => desk.the(ProactiveTasksService).close(tx, done!.id, 'done', '已联系', lead, new Date()));
    expect(await handOn('K1')).toBe(false);
    expect(await assigneesOf(id)).toEqual({ K1: 205 });
    await app.database.query(
      `UPDATE employee_card SET absent_from = now() - interval '1 minute', substitute_id = 'K2' WHERE employee_id = 'K1'`,
    );
    expect(await handOn('K1')).toBe(true);
    expect(await handOn('K1')).toBe(false);
    expect(await assigneesOf(id)).toEqual({ K1: 1, K2: 204 });
    const assigned = await toldOf('proactive-task.assigned');
    expect(assigned).toHaveLength(204);
    expect(assigned[0]!.data).toMatchObject({
      before: 'K1',
      assignee: { employeeId: 'K2', department: 'sales-north' },
    });
    await app.database.query(`UPDATE employee_card SET active = false WHERE employee_id = 'K2'`);
    while (await handOn('K2'));
    expect(await assigneesOf(id)).toEqual({ K1: 1, 'duty-officer': 204 });
    expect((await tasksOf(id)).filter(({ assigneeReason }) => assigneeReason === 'duty_owner')).toHaveLength(204);
  });

  it('is handed on by a durable timer that the card of the leaver arms', async () => {
    await desk.know('K1', 'sales-north');
    const id = await tasksFor('K1', 3);
    await app.database.query(`UPDATE employee_card SET active = false, version = 2 WHERE employee_id = 'K1'`);
    const left = { ...employee('K1', { version: 2, active: false }), id: newId(), time: new Date().toISOString() };
    await desk.run((tx) => desk.the(EmployeeCardsConsumer).changed(tx, left as never));
    const worker = await app.another('worker');
    await waitFor(async () => (await assigneesOf(id))['K1'] === undefined || undefined, { what: 'another assignee' });
    await worker.close();
    expect(await assigneesOf(id)).toEqual({ 'duty-officer': 3 });
  });

  it('is called to mind once, while it is open, a day before it is due', async () => {
    await desk.know('K1', 'sales-north');
    const id = await tasksFor('K1', 203);
    const [timer] = await app.database.query<{ left: number }[]>(
      `SELECT round(extract(epoch FROM due_at - now()) / 3600)::int AS left FROM timer
       WHERE kind = 'proactive.reminder' AND aggregate_id = $1`,
      [id],
    );
    expect(timer).toEqual({ left: 6 * 24 });
    const [done] = await tasksOf(id);
    await desk.run((tx) => desk.the(ProactiveTasksService).close(tx, done!.id, 'done', '已联系', lead, new Date()));
    const remind = () => desk.run((tx) => desk.the(TaskChanges).remind(tx, id, new Date()));
    expect([await remind(), await remind(), await remind()]).toEqual([true, false, false]);
    const due = await toldOf('proactive-task.due');
    expect(due).toHaveLength(202);
    expect(due[0]!.data).toMatchObject({ actionId: id, assignee: { employeeId: 'K1' } });
    const open = (await tasksOf(id)).find(({ state }) => state === 'open')!;
    await desk.run((tx) => desk.the(ProactiveTasksService).close(tx, open.id, 'done', '已联系', lead, new Date()));
  });

  it('says whether a message can reach the customer', async () => {
    await desk.know('K1', 'sales-north');
    const id = await tasksFor('K1', 2);
    const [one] = await tasksOf(id);
    await app.database.query(
      `UPDATE customer_card SET contactable = '[{"channel": "sms", "purpose": "service"}]' WHERE customer_id = $1`,
      [one!.customerId],
    );
    const tasks = await desk.run((tx) => desk.the(ProactiveTasksService).list(tx, lead, {}, undefined, 10));
    expect(tasks.filter(({ isContactable }) => isContactable).map(({ task }) => task.id)).toEqual([one!.id]);
  });
});
