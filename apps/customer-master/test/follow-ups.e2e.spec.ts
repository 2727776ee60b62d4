import { aCustomer, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
type User = { authorization: string };
let app: CustomerMasterApp;
let as: Record<'admin' | 'north' | 'colleague' | 'substitute' | 'supervisor' | 'south' | 'outsider' | 'marketer', User>;

beforeAll(async () => {
  app = await startCustomerMaster();
  const { tokens } = app;
  const sales = (sub: string, department: string) => tokens.bearer({ sub, roles: ['sales'], department });
  as = {
    admin: await tokens.bearer({ sub: 'E1', roles: ['admin'] }),
    north: await sales('E1031', 'sales-north'),
    colleague: await sales('E1032', 'sales-north'),
    substitute: await sales('E1033', 'sales-north'),
    supervisor: await tokens.bearer({ sub: 'E1030', roles: ['supervisor'], department: 'sales-north' }),
    south: await sales('E2031', 'sales-south'),
    outsider: await sales('E2032', 'sales-south'),
    marketer: await tokens.bearer({ sub: 'E4', roles: ['marketer'] }),
  };
  await employ('E1030', { supervisorId: null });
  for (const id of ['E1031', 'E1032', 'E1033']) await employ(id);
  for (const id of ['E2031', 'E2032']) await employ(id, { departmentId: 'sales-south' });
}, 120_000);
afterAll(() => app?.close(), 60_000);

const api = () => request(`${app.url}/customer-master/v1`);
const employ = (id: string, more: object = {}) =>
  api()
    .put(`/employees/${id}`)
    .set(as.admin)
    .send({ name: id, departmentId: 'sales-north', supervisorId: 'E1030', active: true, ...more })
    .then(({ status }) => expect([200, 201]).toContain(status));
const register = async (user = as.north): Promise<string> =>
  (
    await api()
      .post('/customers')
      .set(user)
      .send(aCustomer({ name: '山西煤业有限公司', uscc: null }))
      .expect(201)
  ).body.id;
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const post = (body: object, user = as.north) => api().post('/follow-ups').set(user).send(body);
const open = async (customerId: string, more: object = {}, user = as.north): Promise<Body> => {
  const { status, body } = await post(
    { customerId, kind: 'call', subject: '确认报价', dueAt: inHours(48), ...more },
    user,
  );
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
};
const act = (id: string, action: string, body: object = {}, user = as.north, version = 1) =>
  api()
    .post(`/follow-ups/${id}/${action}`)
    .set({ ...user, 'if-match': `"v${version}"` })
    .send(body);
const read = (id: string, user = as.north) => api().get(`/follow-ups/${id}`).set(user);
const list = async (query: object, user = as.north): Promise<Body[]> =>
  (await api().get('/follow-ups').query(query).set(user).expect(200)).body.items;

/** So many hours pass for some follow-ups, and for their timers. */
const pass = (ids: readonly string[], hours: number) =>
  app.run(async (tx) => {
    const interval = `make_interval(hours => $2)`;
    await tx.query(
      `UPDATE follow_up SET due_at = due_at - ${interval}, remind_at = coalesce((SELECT array_agg(at - ${interval} ORDER BY at)
         FROM unnest(remind_at) AS at), '{}'), reminded_at = reminded_at - ${interval} WHERE id = ANY($1)`,
      [ids, hours],
    );
    await tx.query(
      `UPDATE timer SET due_at = due_at - ${interval}, next_try_at = next_try_at - ${interval}
       WHERE aggregate_id = ANY($1::text[]) AND state = 'armed'`,
      [ids, hours],
    );
  });
const steps = async (id: string): Promise<string[]> => {
  const types = ['follow-up.reminded', 'follow-up.overdue', 'follow-up.escalated'] as const;
  const facts = (await Promise.all(types.map((type) => app.probe.all(type)))).flat();
  return facts
    .filter(({ aggregateId }) => aggregateId === id)
    .sort((a, b) => a.aggregateVersion - b.aggregateVersion)
    .map(({ type, data }) => `${type.slice(10)} ${data.to} ${data.as}`);
};
const untilSteps = (id: string, wanted: readonly string[]) =>
  waitFor(async () => (await steps(id)).length >= wanted.length, { what: wanted.join() }).then(async () =>
    expect(await steps(id)).toEqual(wanted),
  );

describe('a follow-up', () => {
  it('is planned, told without its words, sealed at rest, and done with a next step', async () => {
    const customerId = await register();
    const made = await open(customerId.toUpperCase(), { subject: '确认报价甲', priority: 'high' });
    expect(made).toMatchObject({
      version: 1,
      customer: { customerId, displayName: '山西煤业有限公司' },
      kind: 'call',
      assignee: 'E1031',
      department: 'sales-north',
      state: 'open',
      overdue: false,
      visit: null,
      openedBy: 'E1031',
    });
    // Two hours before, since nothing else was said.
    expect(made.remindAt).toEqual([new Date(Date.parse(made.dueAt) - 2 * 3_600_000).toISOString()]);
    expect((await read(made.id)).body).toEqual(made);
    const nextStep = { what: '发送合同甲', kind: 'task', dueAt: inHours(72) };
    const done = await act(made.id, 'complete', { outcome: 'done', note: '客户同意甲', nextStep });
    expect(done.body).toMatchObject({
      state: 'done',
      outcome: 'done',
      note: '客户同意甲',
      closedBy: 'E1031',
      version: 2,
    });
    const [next] = await list({ customerId: customerId.toUpperCase(), state: 'open' });
    expect(next).toMatchObject({ subject: '发送合同甲', kind: 'task', assignee: 'E1031', priority: 'high' });
    const told = await app.probe.waitFor('follow-up.completed', ({ aggregateId }) => aggregateId === made.id);
    expect(told.data).toMatchObject({ outcome: 'done', completedBy: 'E1031', nextFollowUpId: next.id });
    const opened = await app.probe.waitFor('follow-up.opened', ({ aggregateId }) => aggregateId === made.id);
    const rows = await app.run((tx) =>
      tx.query('SELECT row_to_json(f)::text FROM follow_up f WHERE customer_id = $1', [customerId]),
    );
    expect(JSON.stringify([rows, told, opened])).not.toContain('甲');
    for (const action of ['complete', 'cancel', 'postpone', 'assign']) {
      const body = {
        complete: { outcome: 'done' },
        cancel: {},
        postpone: { dueAt: inHours(9) },
        assign: { assignee: 'E1032' },
      }[action];
      const late = await act(made.id, action, body);
      expect([action, late.status, late.body.state]).toEqual([action, 409, 'done']);
    }
  });

  it('is done once by twenty who do it at the same moment, with one next step', async () => {
    const customerId = await register();
    const { id } = await open(customerId);
    const report = { outcome: 'done', nextStep: { what: '下一步', dueAt: inHours(9) } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => act(id, 'complete', report)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(409)]);
    expect(await list({ customerId, state: 'open' })).toHaveLength(1);
  });

  it.each([
    ['complete', { outcome: 'done' }],
    ['cancel', {}],
    ['postpone', { dueAt: '2036-01-09T02:00:00Z' }],
    ['assign', { assignee: 'E1032' }],
  ])('does not %s by whoever read an older version, or says none', async (action, body) => {
    const { id } = await open(await register());
    await act(id, 'postpone', { dueAt: inHours(60) }).expect(200);
    const stale = await act(id, action, body);
    expect([stale.status, stale.body.type]).toEqual([412, 'urn:problem:stale-version']);
    expect((await api().post(`/follow-ups/${id}/${action}`).set(as.north).send(body)).status).toBe(428);
    const { state, version, postponed } = (await read(id)).body;
    expect([state, version, postponed]).toEqual(['open', 2, 1]);
    await act(id, action, body, as.north, 2).expect(200);
  });

  it('can be cancelled, also without a word', async () => {
    const { id } = await open(await register());
    const cancelled = await api()
      .post(`/follow-ups/${id}/cancel`)
      .set({ ...as.north, 'if-match': '"v1"' });
    expect([cancelled.status, cancelled.body.state, cancelled.body.outcome]).toEqual([200, 'cancelled', null]);
    await app.probe.waitFor('follow-up.cancelled', ({ aggregateId }) => aggregateId === id);
    const armed = await app.run((tx) =>
      tx.query(`SELECT FROM timer WHERE aggregate_id = $1 AND state = 'armed'`, [id]),
    );
    expect(armed).toEqual([]);
  });

  it('is refused with the fault named', async () => {
    const customerId = await register();
    const other = await register();
    const deal = { customerId: other, title: '设备', amountMinor: 1, currency: 'CNY', source: 'inbound' };
    const opportunity = (await api().post('/opportunities').set(as.north).send(deal).expect(201)).body;
    const wrong = async (more: object) => {
      const { status, body } = await post({ customerId, kind: 'call', subject: 'x', dueAt: inHours(1), ...more });
      return [status, ...(body.errors ?? []).map(({ pointer }: Body) => pointer)];
    };
    const visit = { plannedFrom: inHours(3), plannedTo: inHours(4), purpose: 'service' };
    expect(await wrong({ dueAt: inHours(-1) })).toEqual([400, '/dueAt']);
    expect(await wrong({ dueAt: '2037-02-30T10:00:00Z' })).toEqual([400, '/dueAt']);
    expect(await wrong({ remindAt: ['2037-02-30T10:00:00Z'] })).toEqual([400, '/remindAt']);
    expect(await wrong({ subject: ' ' })).toEqual([400, '/subject']);
    expect(await wrong({ dueAt: undefined })).toEqual([400, '/dueAt']);
    expect(await wrong({ visit })).toEqual([400, '/visit']);
    expect(await wrong({ kind: 'visit' })).toEqual([400, '/visit']);
    expect(await wrong({ kind: 'visit', visit: { ...visit, plannedTo: visit.plannedFrom } })).toEqual([
      400,
      '/visit/plannedTo',
    ]);
    expect(await wrong({ assignee: 'E9999' })).toEqual([400, '/assignee']);
    expect(await wrong({ opportunityId: opportunity.id })).toEqual([400, '/opportunityId']);
    expect(await wrong({ opportunityId: newId() })).toEqual([400, '/opportunityId']);
    expect(await wrong({ subject: '' })).toEqual([400, '/subject']);
    expect(await wrong({ customerId: newId() })).toEqual([404]);
    expect(await wrong({ customerId: other, opportunityId: opportunity.id })).toEqual([201]);
    const { id } = await open(customerId);
    expect((await act(id, 'postpone', {})).status).toBe(400);
    expect((await act(id, 'postpone', { visit: { plannedFrom: inHours(1), plannedTo: inHours(2) } })).status).toBe(400);
    expect((await act(id, 'complete', { outcome: 'done', nextStep: { what: 'x', dueAt: inHours(-1) } })).status).toBe(
      400,
    );
    expect((await read(id)).body.state).toBe('open');
  });
});

describe('a follow-up that nobody does', () => {
  it('reminds, is overdue, and is brought to who leads them; each once, and anew after it was postponed', async () => {
    const { id } = await open(await register(), { remindAt: [inHours(24), inHours(40)] });
    await pass([id], 25);
    await untilSteps(id, ['reminded E1031 assignee']);
    await pass([id], 16);
    await untilSteps(id, ['reminded E1031 assignee', 'reminded E1031 assignee']);
    await pass([id], 8);
    const late = ['reminded E1031 assignee', 'reminded E1031 assignee', 'overdue E1031 assignee'];
    await untilSteps(id, late);
    const { body } = await read(id);
    expect(body).toMatchObject({ overdue: true, escalatedAt: null, broughtTo: null });
    const [fact] = (await app.probe.all('follow-up.overdue')).filter(({ aggregateId }) => aggregateId === id);
    expect(fact!.time).toBe(body.dueAt);
    await pass([id], 24);
    await untilSteps(id, [...late, 'escalated E1030 supervisor']);
    expect((await list({ assignee: 'me', state: 'open' }, as.supervisor)).map((one) => one.id)).toContain(id);
    const { version } = (await read(id)).body;
    const again = await act(id, 'postpone', { dueAt: inHours(5) }, as.north, version);
    expect(again.body).toMatchObject({ overdue: false, postponed: 1, broughtTo: null, escalatedAt: null });
    await pass([id], 6);
    await untilSteps(id, [...late, 'escalated E1030 supervisor', 'overdue E1031 assignee']);
  });

  it('is brought to the substitute while the assignee is away', async () => {
    const absence = { from: '2026-01-01T00:00:00Z', substituteId: 'E1033' };
    await api().put('/employees/E1032/absence').set(as.admin).send(absence).expect(200);
    const { id } = await open(await register(), { assignee: 'E1032', dueAt: inHours(5), remindAt: [inHours(4)] });
    await pass([id], 4);
    await untilSteps(id, ['reminded E1033 substitute']);
    expect((await list({ assignee: 'me' }, as.substitute)).map((one) => one.id)).toContain(id);
    await api().delete('/employees/E1032/absence').set(as.admin).expect(200);
    await pass([id], 1);
    await untilSteps(id, ['reminded E1033 substitute', 'overdue E1032 assignee']);
  });

  it('is overdue once, however many processes look', async () => {
    await Promise.all([app.another('worker'), app.another('worker')]);
    const customerId = await register();
    const ids: string[] = [];
    while (ids.length < 40) {
      const made = await Promise.all(Array.from({ length: 5 }, () => open(customerId, { remindAt: [] })));
      ids.push(...made.map(({ id }) => id));
    }
    await pass(ids, 100);
    const factsOf = async (type: 'follow-up.overdue' | 'follow-up.escalated') =>
      (await app.probe.all(type)).filter(({ aggregateId }) => ids.includes(aggregateId));
    await waitFor(async () => (await factsOf('follow-up.escalated')).length >= 40, { timeoutMs: 60_000 });
    const told = [...(await factsOf('follow-up.overdue')), ...(await factsOf('follow-up.escalated'))];
    expect(new Set(told.map(({ aggregateId, type }) => `${aggregateId} ${type}`)).size).toBe(80);
    expect(told).toHaveLength(80);
    for (const id of ids.slice(0, 3))
      expect(await steps(id)).toEqual(['overdue E1031 assignee', 'escalated E1030 supervisor']);
  }, 90_000);
});

describe('what somebody who left had to do', () => {
  it('the owner of the customer has to do, else who led them; what is closed stays theirs', async () => {
    await employ('E1039');
    const owned = await register();
    const unowned = (
      await api()
        .post('/customers')
        .set(as.admin)
        .send({ ...aCustomer({ uscc: null }), owner: { department: 'sales-north' } })
        .expect(201)
    ).body.id;
    const first = await open(owned, { assignee: 'E1039' });
    const second = await open(unowned, { assignee: 'E1039' });
    const closed = await open(owned, { assignee: 'E1039' });
    await act(closed.id, 'complete', { outcome: 'done' }).expect(200);
    await employ('E1039', { active: false });
    await waitFor(async () => (await list({ assignee: 'E1039', state: 'open' })).length === 0);
    expect((await read(first.id)).body).toMatchObject({ assignee: 'E1031', department: 'sales-north' });
    expect((await read(second.id)).body).toMatchObject({ assignee: 'E1030' });
    expect((await read(closed.id)).body).toMatchObject({ assignee: 'E1039', state: 'done' });
    const told = await app.probe.waitFor('follow-up.reassigned', ({ aggregateId }) => aggregateId === first.id);
    expect(told.data).toMatchObject({ previousAssignee: 'E1039', assignee: 'E1031', because: 'leaver' });
    const late = await post({ customerId: owned, kind: 'task', subject: 'x', dueAt: inHours(1), assignee: 'E1039' });
    expect([late.status, late.body.errors[0].pointer]).toEqual([400, '/assignee']);
  });
});

describe('follow-ups', () => {
  it('are seen by the department of the customer, and by who has to do them: of a foreign customer little', async () => {
    const customerId = await register();
    const mine = await open(customerId, { subject: '内部事项' });
    const theirs = await open(customerId, { subject: '协助出图', assignee: 'E2032' });
    expect((await read(mine.id, as.outsider)).status).toBe(404);
    expect((await read(theirs.id, as.south)).status).toBe(404);
    expect(await list({ customerId }, as.south)).toEqual([]);
    const seen = (await read(theirs.id, as.outsider)).body;
    expect(seen).toMatchObject({
      subject: '协助出图',
      department: 'sales-south',
      customer: { customerId, kind: null, displayName: '山**', department: 'sales-north' },
    });
    expect(await list({ assignee: 'me', customerId }, as.outsider)).toEqual([seen]);
    expect((await api().get(`/customers/${customerId}`).set(as.outsider)).status).toBe(404);
    expect((await read(mine.id, as.marketer)).body).toMatchObject({
      subject: null,
      customer: { displayName: '山西煤业有限公司' },
    });
    expect((await act(mine.id, 'complete', { outcome: 'done' }, as.outsider)).status).toBe(404);
    expect((await act(mine.id, 'complete', { outcome: 'done' }, as.marketer)).status).toBe(403);
    expect((await post({ customerId, kind: 'task', subject: 'x', dueAt: inHours(1) }, as.south)).status).toBe(404);
    const nextStep = { what: '图纸复核', dueAt: inHours(9) };
    expect((await act(theirs.id, 'complete', { outcome: 'done', nextStep }, as.outsider)).status).toBe(200);
    expect((await list({ customerId, state: 'open', assignee: 'E2032' })).map(({ subject }) => subject)).toEqual([
      '图纸复核',
    ]);
    const given = await act(mine.id, 'assign', { assignee: 'E2032' });
    expect(given.body).toMatchObject({ assignee: 'E2032', department: 'sales-south' });
    expect((await read(mine.id, as.outsider)).status).toBe(200);
  });

  it('are listed by assignee, state, kind and due time, page by page, over all ids of a customer', async () => {
    const [one, other] = [await register(), await register()];
    const first = await open(one, { dueAt: inHours(10) });
    const second = await open(other, { dueAt: inHours(20), kind: 'task' });
    const third = await open(one, { dueAt: inHours(30), assignee: 'E1032' });
    const merged = await api().post(`/customers/${one}/merge`).set(as.admin).send({ with: other, reason: '同一企业' });
    const idsOf = async (query: object) => (await list({ customerId: one, ...query })).map(({ id }) => id);
    expect(await idsOf({})).toEqual([first.id, second.id, third.id]);
    expect(await idsOf({ kind: 'task' })).toEqual([second.id]);
    expect(await idsOf({ assignee: 'E1032' })).toEqual([third.id]);
    expect(await idsOf({ dueBefore: inHours(25) })).toEqual([first.id, second.id]);
    expect(await idsOf({ state: 'done' })).toEqual([]);
    const page = (await api().get('/follow-ups').query({ customerId: other, limit: 2 }).set(as.north)).body;
    const rest = (
      await api().get('/follow-ups').query({ customerId: other, limit: 2, cursor: page.next }).set(as.north)
    ).body;
    expect([...page.items, ...rest.items].map(({ id }: Body) => id)).toEqual([first.id, second.id, third.id]);
    expect((await read(second.id)).body.customer).toMatchObject({ customerId: one, recordedId: other });
    await api()
      .post(`/customers/${one}/unmerge`)
      .set(as.admin)
      .send({ mergeId: merged.body.mergeId, reason: '不同企业' })
      .expect(200);
    expect(await idsOf({})).toEqual([first.id, third.id]);
    for (const query of [{ cursor: 'x' }, { state: 'late' }, { dueBefore: 'soon' }])
      expect((await api().get('/follow-ups').query(query).set(as.north)).status).toBe(400);
  });

  it('are in the overview and on the timeline', async () => {
    const customerId = await register();
    const overviewOf = async () => (await api().get(`/customers/${customerId}/overview`).set(as.north)).body.followUps;
    const soon = await open(customerId, { dueAt: inHours(9), remindAt: [] });
    const late = await open(customerId, { dueAt: inHours(5), remindAt: [] });
    await waitFor(async () => (await overviewOf()).openCount === 2);
    expect(await overviewOf()).toMatchObject({ overdueCount: 0, nextDueAt: late.dueAt, asOf: expect.any(String) });
    await pass([late.id], 6);
    await waitFor(async () => (await overviewOf()).overdueCount === 1);
    await act(late.id, 'complete', { outcome: 'not_reached' }, as.north, 2).expect(200);
    await waitFor(async () => (await overviewOf()).openCount === 1);
    expect(await overviewOf()).toMatchObject({ overdueCount: 0, nextDueAt: soon.dueAt });
    const { items } = (await api().get(`/customers/${customerId}/timeline`).set(as.north)).body;
    const labels = items.map(({ label }: Body) => label.zh);
    expect(labels).toEqual(expect.arrayContaining(['跟进（电话）超时', '跟进（电话）：未联系上']));
  });
});

describe('a visit plan', () => {
  const visit = (from: string, to: string, more: object = {}) => ({
    kind: 'visit',
    dueAt: undefined,
    visit: { plannedFrom: from, plannedTo: to, purpose: 'negotiation', place: '太原' },
    ...more,
  });

  it('shows a week day by day in the business time zone, with what overlaps', async () => {
    const customerId = await register();
    const user = await app.tokens.bearer({ sub: 'E1038', roles: ['sales'], department: 'sales-north' });
    // Monday in Shanghai, still Sunday in UTC.
    const early = await open(customerId, visit('2036-11-23T17:00:00Z', '2036-11-23T18:00:00Z'), user);
    const one = await open(customerId, visit('2036-11-25T01:00:00Z', '2036-11-25T03:00:00Z'), user);
    const other = await open(customerId, visit('2036-11-25T02:00:00Z', '2036-11-25T04:00:00Z'), user);
    const next = await open(customerId, visit('2036-11-25T04:00:00Z', '2036-11-25T05:00:00Z'), user);
    const gone = await open(customerId, visit('2036-11-26T04:00:00Z', '2036-11-26T05:00:00Z'), user);
    await act(gone.id, 'cancel', {}, user).expect(200);
    await open(customerId, visit('2036-11-30T17:00:00Z', '2036-11-30T18:00:00Z'), user);
    await open(customerId, visit('2036-11-25T01:00:00Z', '2036-11-25T03:00:00Z', { assignee: 'E1032' }), user);
    expect(one.dueAt).toBe('2036-11-25T03:00:00.000Z');
    const plan = (await api().get('/visit-plans').query({ week: '2036-W48' }).set(user).expect(200)).body;
    expect(plan).toMatchObject({ employeeId: 'E1038', week: '2036-W48', truncated: false });
    expect(plan.days.map(({ day }: Body) => day)).toEqual(
      ['24', '25', '26', '27', '28', '29', '30'].map((day) => `2036-11-${day}`),
    );
    expect(plan.days.map(({ visits }: Body) => visits.map(({ followUp }: Body) => followUp.id))).toEqual([
      [early.id],
      [one.id, other.id, next.id],
      ...Array<string[]>(5).fill([]),
    ]);
    expect(plan.days[1].visits.map(({ overlapsWith }: Body) => overlapsWith)).toEqual([[other.id], [one.id], []]);
    expect(plan.days[1].visits[0].followUp.visit).toMatchObject({ purpose: 'negotiation', place: '太原' });
    const moved = await act(
      one.id,
      'postpone',
      { visit: { plannedFrom: '2036-11-27T01:00:00Z', plannedTo: '2036-11-27T03:00:00Z' } },
      user,
    );
    expect(moved.body).toMatchObject({
      dueAt: '2036-11-27T03:00:00.000Z',
      visit: { purpose: 'negotiation', place: '太原' },
    });
    const seenBySouth = await api().get('/visit-plans').query({ week: '2036-W48', employeeId: 'E1038' }).set(as.south);
    expect(seenBySouth.body.days.flatMap(({ visits }: Body) => visits)).toEqual([]);
  });

  it('is that of the running week by default, and of weeks that there are', async () => {
    expect((await api().get('/visit-plans').set(as.north)).body.week).toMatch(/^\d{4}-W\d{2}$/);
    for (const week of ['2025-W53', '2036-48', 'W48'])
      expect((await api().get('/visit-plans').query({ week }).set(as.north)).status).toBe(400);
  });
});
