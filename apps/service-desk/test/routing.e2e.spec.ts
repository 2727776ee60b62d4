import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { type DeskApp, employee, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

type Page<Item> = { items: Item[]; next: string | null };
type Body = Record<string, never>;

let app: DeskApp;
let anna: Caller;
let ben: Caller;
let head: Caller;
let stranger: Caller;
let cora: Caller;
beforeAll(async () => {
  app = await startDesk();
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  ben = await Caller.of(app, 'E1003', 'agent', 'service');
  head = await Caller.of(app, 'E1001', 'supervisor', 'service');
  stranger = await Caller.of(app, 'E9001', 'supervisor', 'sales-south');
  cora = await Caller.of(app, 'E1021', 'complaint-centre', 'complaint-centre');
  for (const id of ['E1002', 'E1003']) await app.probe.publish(employee(id));
  await app.probe.publish(employee('E1009', { active: false }));
  const elsewhere = { E1061: 'logistics', E1071: 'quality', E1081: 'finance' };
  for (const [id, department] of Object.entries(elsewhere))
    await app.probe.publish(employee(id, { department, roles: [] }));
  await app.allRead();
});
afterAll(() => app.close());

const first = { 'if-match': '"v0"' };
const profile = {
  kinds: ['repair'],
  products: ['P-7', 'PUMP-*'],
  languages: ['zh'],
  capacity: 2,
  calendarId: 'always',
};
const queue = {
  names: { zh: '报修', en: 'Repairs' },
  ...{ department: 'service', dutyOwner: 'duty-officer', kinds: ['repair'], position: 10 },
};
const pointersOf = (problem: Record<string, unknown>): string[] =>
  (problem['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);

describe('agents', () => {
  it('are said by their supervisor, seen by their department, and told', async () => {
    const { status, body, headers } = await head.put('/agents/E1002', profile, first);
    expect([status, headers['etag']]).toEqual([200, '"v1"']);
    expect(body).toMatchObject({
      ...profile,
      employeeId: 'E1002',
      department: 'service',
      levels: [],
      active: true,
      away: false,
    });
    expect(await anna.read('/agents/E1002')).toEqual(body);
    const byCard = {
      employeeId: 'E1003',
      source: 'card',
      version: 0,
      capacity: null,
      changedAt: null,
      changedBy: null,
    };
    expect(body).toMatchObject({ source: 'profile', version: 1 });
    expect((await anna.read<Page<Body>>('/agents')).items).toMatchObject([
      body,
      { ...byCard, kinds: [], active: true },
    ]);
    expect(await anna.read('/agents/E1003')).toMatchObject(byCard);
    expect((await anna.read<Page<Body>>('/agents?limit=1')).items).toEqual([body]);
    const told = await app.probe.waitFor('agent.changed', ({ data }) => data.employeeId === 'E1002');
    expect(told.data).toMatchObject({ capacity: 2, kinds: ['repair'] });
    expect(await problemOf(head.put('/agents/E1002', profile, first))).toMatchObject({
      status: 412,
      currentVersion: 1,
    });
  });

  it('of another department are nobody', async () => {
    expect(await problemOf(stranger.get('/agents/E1002'))).toMatchObject({ status: 404 });
    expect((await stranger.read<Page<Body>>('/agents')).items).toEqual([]);
    expect(await problemOf(stranger.put('/agents/E1002', profile, { 'if-match': '"v1"' }))).toMatchObject({
      status: 404,
    });
    expect(await problemOf(anna.put('/agents/E1002', profile, first))).toMatchObject({
      status: 403,
      permission: 'agent:write',
    });
  });

  it('are employees who have not left, and what is said of them is possible', async () => {
    expect(await problemOf(head.put('/agents/E7777', profile, first))).toMatchObject({ status: 404 });
    expect(await problemOf(head.put('/agents/E1009', profile, first))).toMatchObject({
      status: 409,
      type: 'agent-has-left',
    });
    expect(await problemOf(head.put('/agents/E1003', profile))).toMatchObject({ status: 428 });
    const bad = {
      ...profile,
      kinds: ['rant'],
      capacity: 0,
      levels: ['platinum'],
      languages: ['Chinese'],
      regions: ['', 1],
      calendarId: 'X',
    };
    const problem = await problemOf(head.put('/agents/E1003', bad, first));
    expect(problem).toMatchObject({ status: 400, type: 'validation-failed' });
    expect(new Set(pointersOf(problem))).toEqual(
      new Set(['/kinds', '/capacity', '/levels', '/languages', '/regions', '/calendarId']),
    );
    expect(pointersOf(await problemOf(head.put('/agents/E1003', { ...profile, calendarId: 'none' }, first)))).toEqual([
      '/calendarId',
    ]);
    expect(await problemOf(head.get('/agents/E1009'))).toMatchObject({ status: 404 });
  });
});

describe('routing', () => {
  const simulate = (body: object): Promise<Body> => anna.do('/routing/simulate', body);

  it('tells who would get a case and why, and stores nothing', async () => {
    const cases = async () => (await anna.read<Page<Body>>('/cases?limit=100')).items.length;
    const before = await cases();
    const ask = { kind: 'repair', severity: 'high', level: 'gold', productId: 'PUMP-3', language: 'zh' };
    expect(await simulate({ ...ask, at: '2026-01-05T02:00:00Z' })).toMatchObject({
      owner: { employeeId: 'E1002', department: 'service' },
      ...{ reason: 'best_fit', queueId: null, rulesVersion: 0, candidates: 2, excluded: {} },
      best: [
        { employeeId: 'E1002', capacity: 2, score: 65, parts: { skill: 15, language: 10, load: 40 } },
        { employeeId: 'E1003', capacity: null, score: 40 },
      ],
    });
    expect(await simulate({ ...ask, complainedOf: 'E1002' })).toMatchObject({
      owner: { employeeId: 'E1003' },
      excluded: { complained_of: 1 },
    });
    expect(await simulate({ kind: 'enquiry' })).toMatchObject({
      owner: { employeeId: 'E1003' },
      excluded: { kind: 1 },
    });
    expect(await cases()).toBe(before);
    const bad = await problemOf(
      anna.post('/routing/simulate', { kind: 'rant', at: 'soon', level: 'x', language: '中文' }),
    );
    expect(new Set(pointersOf(bad))).toEqual(new Set(['/kind', '/at', '/level', '/language']));
  });

  it('follows rules that have versions', async () => {
    const { body } = (await cora.get('/routing-rules')) as { body: { version: number; weights: object } };
    const { version: _, changedAt: __, changedBy: ___, ...rules } = body as Record<string, unknown>;
    const weights = { ...body.weights, load: 0, skill: 0, language: 0 };
    const changed = await cora.put('/routing-rules', { ...rules, weights }, { 'if-match': '"v0"' });
    expect([changed.status, (changed.body as Body)['version']]).toEqual([200, 1]);
    expect(await simulate({ kind: 'repair' })).toMatchObject({ rulesVersion: 1, reason: 'least_loaded' });
    expect((await cora.put('/routing-rules', rules, { 'if-match': '"v1"' })).status).toBe(200);
    expect(await problemOf(cora.put('/routing-rules', rules, { 'if-match': '"v1"' }))).toMatchObject({ status: 412 });
    expect(await problemOf(head.put('/routing-rules', rules, { 'if-match': '"v2"' }))).toMatchObject({ status: 403 });
    const bad = { ...rules, weights: { ...weights, load: -1 }, usualCapacity: 0 };
    expect(pointersOf(await problemOf(cora.put('/routing-rules', bad, { 'if-match': '"v2"' })))).toEqual(
      expect.arrayContaining(['/weights/load', '/usualCapacity']),
    );
  });
});

describe('a queue', () => {
  it('holds what nobody is free for, until somebody takes it', async () => {
    expect((await head.put('/agents/E1003', { capacity: 1, kinds: ['enquiry'] }, first)).status).toBe(200);
    const made = await cora.put('/queues/repairs', queue, first);
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      id: 'repairs',
      version: 1,
      depth: 0,
      oldest: null,
      headStart: { diamond: 3600, basic: 0 },
    });
    const ids: string[] = [];
    for (let at = 0; at < 3; at++) ids.push(await anna.takeIn({ kind: 'repair', customerId: newId() }));
    const owners = await Promise.all(ids.map((id) => anna.read<Record<string, unknown>>(`/cases/${id}`)));
    expect(owners.map(({ owner }) => (owner as { employeeId: string }).employeeId)).toEqual([
      'E1002',
      'E1002',
      'duty-officer',
    ]);
    const [seen] = (await ben.read<Page<Record<string, unknown>>>('/queues')).items;
    expect(seen).toMatchObject({ id: 'repairs', depth: 1, byLevel: { diamond: 0, gold: 0, silver: 0, basic: 1 } });
    expect(await problemOf(stranger.get('/queues/repairs'))).toMatchObject({ status: 404 });
    expect(await problemOf(stranger.post('/queues/repairs/claim'))).toMatchObject({ status: 404 });
    // An agent of enquiries has nothing to take here.
    expect((await ben.post('/queues/repairs/claim')).status).toBe(204);
    expect(await anna.do('/queues/repairs/claim')).toMatchObject({
      ...{ id: ids[2], owner: { employeeId: 'E1002' }, ownerReason: 'claimed' },
    });
    const again = await anna.post('/queues/repairs/claim');
    expect([again.status, again.text]).toEqual([204, '']);
  });

  it('is said by who may, and possible', async () => {
    expect(await problemOf(head.put('/queues/other', queue, first))).toMatchObject({ status: 403 });
    const bad = {
      ...queue,
      names: { zh: ' ' },
      department: 'a b',
      position: -1,
      headStart: { diamond: -1 },
      kinds: ['x'],
    };
    const pointers = pointersOf(await problemOf(cora.put('/queues/other', bad, first)));
    expect(pointers).toEqual(
      expect.arrayContaining(['/names/zh', '/names/en', '/department', '/position', '/headStart/diamond', '/kinds']),
    );
    expect(await problemOf(cora.put('/queues/Not%20One', queue, first))).toMatchObject({ status: 400 });
    expect(await problemOf(cora.get('/queues/none'))).toMatchObject({ status: 404 });
  });
});

describe('a case that is bounced', () => {
  const ask = async (id: string, toDepartment: string, by = anna): Promise<string> =>
    (await by.do<{ id: string }>(`/cases/${id}/handovers`, { toDepartment, reason: '请接手' }, 201)).id;

  it('is decided by the complaint centre, which finds it in a list; the report tells who bounced it', async () => {
    const from = new Date().toISOString();
    const lin = await Caller.of(app, 'E1061', 'agent', 'logistics');
    const qin = await Caller.of(app, 'E1071', 'agent', 'quality');
    const id = await anna.takeIn({ kind: 'complaint', customerId: newId() });
    const one = await ask(id, 'logistics');
    await lin.do(`/handovers/${one}/decline`, { reason: '=HYPERLINK("x")', code: 'not_ours' });
    const two = await ask(id, 'quality');
    expect(await qin.do(`/handovers/${two}/decline`, { reason: '人手不足', code: 'no_capacity' })).toMatchObject({
      ...{ state: 'to_adjudicate', bounce: 2, decision: null, declineCode: 'no_capacity' },
    });
    const offer = { toDepartment: 'finance', reason: '请接手' };
    expect(await problemOf(anna.post(`/cases/${id}/handovers`, offer))).toMatchObject({
      ...{ status: 409, type: 'needs-adjudication', handoverId: two },
    });
    const list = '/handovers?state=to_adjudicate';
    expect(await problemOf(anna.get(list))).toMatchObject({ status: 403, permission: 'case:adjudicate' });
    const { items } = await cora.read<Page<Record<string, unknown>>>(list);
    expect(items).toMatchObject([{ id: two, reason: '请接手', declineReason: '人手不足' }]);

    const decision = { to: { employeeId: 'E1061', department: 'logistics' }, reason: '运输途中破损' };
    expect(await problemOf(anna.post(`/handovers/${two}/adjudicate`, decision))).toMatchObject({ status: 403 });
    const bad = await problemOf(cora.post(`/handovers/${two}/adjudicate`, { to: { employeeId: '' }, reason: ' ' }));
    expect(pointersOf(bad)).toEqual(expect.arrayContaining(['/to/employeeId', '/reason']));
    const nobody = { to: { employeeId: 'E9999' }, reason: '好' };
    expect(await problemOf(cora.post(`/handovers/${two}/adjudicate`, nobody))).toMatchObject({
      ...{ status: 422, type: 'employee-unknown', pointer: '/to/employeeId', employeeId: 'E9999' },
    });
    expect(await cora.do(`/handovers/${two}/adjudicate`, decision)).toMatchObject({
      state: 'adjudicated',
      decision: { to: decision.to, by: 'E1021', reason: '运输途中破损' },
    });
    expect(await problemOf(cora.post(`/handovers/${two}/adjudicate`, decision))).toMatchObject({
      ...{ status: 409, type: 'handover-answered' },
    });
    expect((await cora.read<Page<Body>>(list)).items).toEqual([]);
    await lin.do(`/cases/${id}/resolve`, { solution: '已处理' });

    const to = new Date(Date.now() + 60_000).toISOString();
    const query = `from=${from}&to=${to}`;
    const report = await cora.read<{ departments: Record<string, unknown>[] }>(`/reports/handovers?${query}`);
    const of = (name: string) => report.departments.find(({ department }) => department === name);
    const none = { accepted: 0, overTwoDepartments: 0 };
    expect(of('logistics')).toMatchObject({
      received: 1,
      declined: 1,
      declinedBy: { not_ours: 1 },
      bounces: 1,
      ...none,
    });
    expect(of('logistics')).toMatchObject({ hold: { stretches: 1 } });
    expect(of('quality')).toMatchObject({
      received: 1,
      declinedBy: { no_capacity: 1 },
      bounces: 1,
      hold: { stretches: 0 },
    });
    expect(of('service')).toMatchObject({ received: 0, bounces: 0, hold: { stretches: 1 } });
    const own = await stranger.read<{ departments: unknown[] }>(`/reports/handovers?${query}`);
    expect(own.departments).toEqual([]);
    const csv = await cora.get(`/reports/handovers.csv?${query}`).set('accept-language', 'en');
    const chinese = (await cora.get(`/reports/handovers.csv?${query}`)).text.split('\r\n')[0]!;
    expect([chinese.split(',').slice(0, 3), chinese.split(',').length]).toEqual([['\uFEFF部门', '收到', '接受'], 16]);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.text.replace('\uFEFF', '').split('\r\n').slice(0, 2)).toEqual([
      'department,received,accepted,declined,declined_not_ours,declined_no_capacity,declined_information_missing,' +
        'declined_conflict_of_interest,declined_other,bounces,held,hold_business_p50_seconds,hold_business_p90_seconds,' +
        'hold_wall_p50_seconds,hold_wall_p90_seconds,over_two_departments',
      expect.stringMatching(/^logistics,1,0,1,1,0,0,0,0,1,1,\d+,\d+,\d+,\d+,0$/),
    ]);
    expect(pointersOf(await problemOf(cora.get(`/reports/handovers?from=${to}&to=${from}`)))).toEqual(['/to']);
    expect(pointersOf(await problemOf(cora.get('/reports/handovers?from=x')))).toEqual(['/from', '/to']);
    expect(await problemOf(anna.get(`/reports/handovers?${query}`))).toMatchObject({ status: 403 });
  });
});

describe('an agent whose card says that he has left', () => {
  it('has no case any more', async () => {
    const rita = 'E1005';
    await app.probe.publish(employee(rita));
    await app.allRead();
    const id = await anna.takeIn({ kind: 'technical', customerId: newId() });
    expect(await anna.read(`/cases/${id}`)).toMatchObject({ owner: { employeeId: rita } });
    await app.probe.publish(employee(rita, { version: 2, active: false }));
    const moved = await waitFor(
      async () => {
        const kase = await cora.read<Record<string, unknown>>(`/cases/${id}`);
        return kase['ownerReason'] === 'left' ? kase : undefined;
      },
      { what: 'another owner' },
    );
    expect(moved).toMatchObject({ owner: { employeeId: 'duty-officer' } });
  });
});
