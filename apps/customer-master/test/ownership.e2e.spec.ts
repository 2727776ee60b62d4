import { ErpOrderPaid, LevelChanged, OaDepartmentChanged } from '@crm/contracts';
import { aCustomer, anOrder, aPerson, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { systemActor } from '../src/customers/actor.js';
import { OwnershipRuns } from '../src/ownership/ownership-runs.service.js';
import { admin, type Body, erp, type Owning, seller, startOwning, steward } from './owning.js';

let app: Owning['app'];
let send: Owning['send'];
let ok: Owning['ok'];
let read: Owning['read'];
let register: Owning['register'];
let ownerOf: Owning['ownerOf'];
let give: Owning['give'];
let employ: Owning['employ'];
let rule: Owning['rule'];

beforeAll(async () => {
  ({ app, send, ok, read, register, ownerOf, give, employ, rule } = await startOwning());
}, 240_000);
afterAll(() => app.close());

const runIsOver = (id: string): Promise<Body> =>
  waitFor(
    async () => {
      const run = await ok(steward, 'get', `/ownership-rules/runs/${id}`);
      return run.state !== 'running' && run;
    },
    { what: `run ${id}` },
  );
const told = (id: string) => app.probe.waitFor('customer.owner-changed', ({ data }) => data.customerId === id);

describe('a new customer', () => {
  it('belongs to the salesperson who registers it, else to whom the request names, else to whom a rule names, else to the default department', async () => {
    await rule(
      { name: '山西', when: { regions: ['14'] }, assign: { department: 'sales-north', employeeId: 'E1033' } },
      { name: '个人', when: { kind: 'person' }, assign: { department: 'service' } },
    );
    const there = (region: string) => aCustomer({ addresses: [{ type: 'registered', text: '某地', region }] });
    const wish = { owner: { employeeId: 'E1051', department: 'sales-south' } };
    const made = [
      await register(seller('E1031'), { ...there('140105'), ...wish }),
      await register(steward, { ...there('140105'), ...wish }),
      await register(steward, there('140105')),
      await register(steward, aPerson()),
      await register(steward, there('330100')),
    ];
    expect(await Promise.all(made.map(({ id }) => ownerOf(id)))).toEqual([
      'E1031 sales-north registered',
      'E1051 sales-south by_hand',
      'E1033 sales-north rule',
      'null service rule',
      'null service default',
    ]);
  });

  it('is not lost over a wish that cannot be: what can be of it is kept', async () => {
    await rule();
    await employ('E1034', 'sales-north', { active: false });
    const wish = async (owner: object) => ownerOf((await register(erp, { ...aCustomer(), owner })).id);
    expect(await wish({ employeeId: 'E1034', department: 'sales-north' })).toBe('null sales-north by_hand');
    expect(await wish({ employeeId: 'E1051', department: 'sales-north' })).toBe('null sales-north by_hand');
    expect(await wish({ employeeId: 'E1051', department: 'sales-south' })).toBe('E1051 sales-south by_hand');
    expect(await wish({ employeeId: 'E1051', department: 'nowhere' })).toBe('null service default');
  });

  it('goes to each in turn, without those who are away or have left, however many come at once', async () => {
    await employ('E1035', 'sales-north');
    await ok(admin, 'put', '/employees/E1033/absence', { from: '2026-01-01T00:00:00Z' });
    const list = ['E1031', 'E1032', 'E1033', 'E1035'];
    await rule({ name: '轮流', when: { sources: ['turn'] }, assign: { department: 'sales-north', roundRobin: list } });
    await employ('E1035', 'sales-north', { active: false });
    const of = (system: string) => ({ ...aCustomer(), source: { system, id: newId() } });
    const made = await Promise.all(Array.from({ length: 20 }, () => register(erp, of('turn'))));
    const counts = new Map<string, number>();
    for (const { owner } of made) counts.set(owner.employeeId, (counts.get(owner.employeeId) ?? 0) + 1);
    expect([...counts].sort()).toEqual([
      ['E1031', 10],
      ['E1032', 10],
    ]);
    await ok(admin, 'delete', '/employees/E1033/absence');
  });

  it('goes to whoever of the salespeople owns the fewest', async () => {
    await ok(admin, 'put', '/departments/sales-west', { name: '西区' });
    for (const id of ['E1071', 'E1072']) await employ(id, 'sales-west');
    await rule({ name: '西区', when: { sources: ['west'] }, assign: { department: 'sales-west', leastLoaded: true } });
    const of = () => ({ ...aCustomer(), source: { system: 'west', id: newId() } });
    const made = [await register(erp, of()), await register(erp, of()), await register(erp, of())];
    expect(made.map(({ owner }) => owner.employeeId)).toEqual(['E1071', 'E1072', 'E1071']);
  });
});

describe('the rules', () => {
  it('are refused where they name what there is not, with a pointer to each', async () => {
    const { version } = await ok(steward, 'get', '/ownership-rules');
    const put = (rules: object[], as = steward) =>
      send(as, 'put', '/ownership-rules', { rules }, { 'if-match': `"v${version}"` });
    const { status, body } = await put([
      { name: 'a', when: {}, assign: { department: 'nowhere' } },
      { name: 'b', when: {}, assign: { department: 'sales-north', roundRobin: ['E1031', 'E1051', 'E1034'] } },
      { name: 'c', when: {}, assign: { department: 'sales-north', employeeId: 'E1031', leastLoaded: true } },
    ]);
    const pointers = (body.errors as Body[]).map(({ pointer }) => pointer as string);
    expect([status, pointers]).toEqual([
      400,
      ['/rules/0/assign/department', '/rules/1/assign/roundRobin/1', '/rules/1/assign/roundRobin/2', '/rules/2/assign'],
    ]);
    const twice = { name: 'a', when: { regions: ['x'] }, assign: { department: 'service' } };
    expect((await put([twice, twice])).status).toBe(400);
    expect((await put([], seller('E1031'))).status).toBe(403);
    expect((await send(steward, 'put', '/ownership-rules', { rules: [] }, { 'if-match': '"v999"' })).status).toBe(412);
  });

  it('show whom they would move, then move those whom no person gave to anybody', async () => {
    await rule();
    const of = () => ({ ...aCustomer(), attributes: { industry: 'moving' }, source: { system: 'erp', id: newId() } });
    const free = [await register(erp, of()), await register(erp, of())];
    const byHand = await register(erp, of());
    expect((await give(byHand.id, 'E1051', 'sales-south')).status).toBe(200);
    const mine = await register(seller('E1031'), of());
    const moving = {
      name: '搬家',
      when: { industries: ['moving'] },
      assign: { department: 'sales-south', employeeId: 'E1052' },
    };
    const preview = await runIsOver((await ok(steward, 'post', '/ownership-rules/preview', { rules: [moving] })).id);
    expect(preview.moves).toContainEqual({ from: 'service', to: 'sales-south', customers: 2 });
    expect(preview.customerIds).toEqual(expect.arrayContaining(free.map(({ id }) => id)));
    expect(preview.customerIds).not.toContain(byHand.id);
    expect(await ownerOf(free[0].id)).toBe('null service default');
    await rule(moving);
    const applied = await runIsOver((await ok(steward, 'post', '/ownership-rules/apply')).id);
    expect([applied.state, applied.moved]).toEqual(['done', preview.moved]);
    expect(await Promise.all([...free, byHand, mine].map(({ id }) => ownerOf(id)))).toEqual([
      'E1052 sales-south rule',
      'E1052 sales-south rule',
      'E1051 sales-south by_hand',
      'E1031 sales-north registered',
    ]);
    expect((await told(free[0].id)).data).toMatchObject({ because: 'rule' });
    // Once more nobody moves: everybody is served.
    expect((await runIsOver((await ok(steward, 'post', '/ownership-rules/apply')).id)).moved).toBe(0);
  });

  it('move each customer once, however many processes are at work, and go on where another one was stopped', async () => {
    await rule();
    const of = () => ({ ...aCustomer(), attributes: { industry: 'crowd' }, source: { system: 'erp', id: newId() } });
    const crowd: Body[] = [];
    while (crowd.length < 60)
      crowd.push(...(await Promise.all([of(), of(), of(), of()].map((one) => register(erp, one)))));
    const list = ['E1051', 'E1052'];
    await rule({
      name: '众',
      when: { industries: ['crowd'] },
      assign: { department: 'sales-south', roundRobin: list },
    });
    const other = await app.another('worker');
    const { id } = await ok(steward, 'post', '/ownership-rules/apply');
    expect((await send(steward, 'post', '/ownership-rules/apply')).status).toBe(409);
    await waitFor(async () => (await ok(steward, 'get', `/ownership-rules/runs/${id}`)).done > 0);
    await other.close();
    const run = await runIsOver(id);
    expect(run.moves).toContainEqual({ from: 'service', to: 'sales-south', customers: 60 });
    const versions = await app.run((tx) =>
      tx.query<{ version: number }[]>('SELECT DISTINCT version FROM customer WHERE id = ANY($1)', [
        crowd.map((one) => one.id as string),
      ]),
    );
    // Registered, and moved once.
    expect(versions).toEqual([{ version: 2 }]);
    const counts = await app.run((tx) =>
      tx.query<{ owner: string; customers: number }[]>(
        `SELECT owner_employee_id AS owner, count(*)::int AS customers FROM customer WHERE id = ANY($1) GROUP BY 1 ORDER BY 1`,
        [crowd.map((one) => one.id as string)],
      ),
    );
    expect(counts).toEqual(list.map((owner) => ({ owner, customers: 30 })));
    await rule();
  });

  it('move nobody any more once others are in force', async () => {
    await rule();
    const { id } = await register(steward);
    const { rules, version } = await rule({ name: '旧', when: {}, assign: { department: 'sales-south' } });
    await rule({ name: '新', when: { kind: 'person' }, assign: { department: 'sales-north' } });
    // Started a moment before the rules changed.
    const run = await app.run((tx) =>
      app.app.get(OwnershipRuns).start(tx, 'apply', { version, rules }, systemActor('test'), new Date()),
    );
    expect((await runIsOver(run.id)).state).toBe('cancelled');
    expect(await ownerOf(id)).toBe('null service default');
    await rule();
  });

  it('look at what was bought, and at the level when they want to', async () => {
    await rule();
    const [buyer, best] = [await register(steward), await register(steward)];
    const chosen = await register(seller('E1032'));
    const lines = [{ category: 'rare-earth' }];
    const order = anOrder({ customer: { source: buyer.sources[0].system, id: buyer.sources[0].id }, lines });
    const fact = { customerId: null, aggregateId: order.orderId, aggregateVersion: 0, data: order };
    await app.probe.publish(ErpOrderPaid.draft(fact), { source: 'erp' });
    await waitFor(async () => (await read(buyer.id)).status === 'active');
    await rule(
      {
        name: '稀土',
        when: { productCategories: ['rare-earth'] },
        assign: { department: 'sales-south', employeeId: 'E1051' },
      },
      {
        name: '钻石',
        when: { levels: ['diamond'] },
        assign: { department: 'sales-north', employeeId: 'E1030' },
        reevaluate: true,
      },
      { name: '黄金', when: { levels: ['gold'] }, assign: { department: 'sales-north', employeeId: 'E1031' } },
    );
    const level = async (to: 'gold' | 'diamond', { id }: Body = best) => {
      const asOf = new Date().toISOString();
      const data = { customerId: id, from: null, to, asOf, modelVersion: 1, reason: 'scored' };
      const shape = LevelChanged.example.data as Body;
      const said = Object.fromEntries(Object.keys(shape).map((key) => [key, (data as Body)[key] ?? shape[key]]));
      const about = { customerId: id, aggregateId: id, aggregateVersion: 1, time: new Date() };
      await app.probe.publish(LevelChanged.draft({ ...about, data: said as Body }));
      await waitFor(async () => (await read(id)).level === to, { what: to });
      await app.allRead();
    };
    await level('gold');
    expect(await ownerOf(best.id)).toBe('null service default');
    await level('diamond');
    await waitFor(async () => (await ownerOf(best.id)) === 'E1030 sales-north rule');
    await level('diamond', chosen);
    expect(await ownerOf(chosen.id)).toBe('E1032 sales-north registered');
    await runIsOver((await ok(steward, 'post', '/ownership-rules/apply')).id);
    expect(await ownerOf(buyer.id)).toBe('E1051 sales-south rule');
    await rule();
  });
});

describe('an owner by hand', () => {
  it('has to be somebody who works in a department that there is', async () => {
    const { id } = await register(seller('E1031'));
    const pointer = async (employeeId: string | null, department: string) => {
      const { status, body } = await give(id, employeeId, department);
      return `${status} ${(body.errors as Body[] | undefined)?.map((error) => error.pointer as string).join()}`;
    };
    expect(await pointer('E4711', 'sales-south')).toBe('400 /employeeId');
    expect(await pointer('E1034', 'sales-north')).toBe('400 /employeeId');
    expect(await pointer('E1051', 'sales-north')).toBe('400 /employeeId');
    expect(await pointer(null, 'nowhere')).toBe('400 /department');
    expect(await pointer(null, 'sales-south')).toBe('200 undefined');
    expect(await ownerOf(id)).toBe('null sales-south by_hand');
    expect((await read(id)).owner.ownedBecause).toMatchObject({ cause: 'by_hand', by: 'E9000' });
  });

  it('stays that of the survivor in a merge, and each gets its own back', async () => {
    const two = [aCustomer({ uscc: null }), aCustomer({ uscc: null })] as const;
    const survivor = await register(seller('E1031'), two[0]);
    const retired = await register(seller('E1051', 'sales-south'), two[1]);
    const { mergeId } = await ok(steward, 'post', `/customers/${survivor.id}/merge`, {
      with: retired.id,
      reason: '重复',
    });
    expect(await ownerOf(survivor.id)).toBe('E1031 sales-north registered');
    await ok(steward, 'post', `/customers/${survivor.id}/unmerge`, { mergeId, reason: '误合并' });
    expect(await ownerOf(retired.id)).toBe('E1051 sales-south registered');
  });
});

it('a department has one id everywhere, however the OA writes it', async () => {
  const department = 'Sales_North.2';
  const oa = { departmentId: department, name: '北方二部' };
  const fact = { customerId: null, aggregateId: department, aggregateVersion: 0, time: new Date(), data: oa };
  await app.probe.publish(OaDepartmentChanged.draft(fact), { source: 'oa' });
  await waitFor(async () => JSON.stringify(await ok(admin, 'get', '/departments')).includes(department));
  await employ('E6001', department);
  const { id } = await register(steward, { ...aCustomer(), owner: { department } });
  expect(await ownerOf(id)).toBe(`null ${department} by_hand`);
  expect((await give(id, null, 'sales-north')).status).toBe(200);
  expect((await give(id, 'E6001', department)).status).toBe(200);
  const everybody = { ...steward, roles: ['steward', 'supervisor', 'sales'] as never };
  for (const path of ['/customers', '/quality', '/opportunities/funnel', '/ownership/unassigned']) {
    const { status } = await send(everybody, 'get', `${path}?department=${department}`);
    expect([path, status]).toEqual([path, 200]);
    expect((await send(everybody, 'get', `${path}?department=a%20b`)).status).toBe(400);
  }
  expect((await ok(steward, 'get', `/customers?department=${department}`)).items).toHaveLength(1);
});
