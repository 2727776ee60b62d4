import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GoodwillGranted, OrderPaid } from '@crm/contracts';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { card, type DeskApp, employee, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

interface Body {
  id: string;
  version: number;
  state: string;
  customers: number;
  made: number;
  items: Body[];
  type: string;
  text: string | null;
}

let app: DeskApp;
let anna: Caller;
let cora: Caller;
const customerIds = Array.from({ length: 2_000 }, () => newId());
beforeAll(async () => {
  app = await startDesk();
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  cora = await Caller.of(app, 'E1021', 'complaint-centre', 'complaint-centre');
  await app.database.query(
    `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable)
     SELECT id, 1, 'person', 'active', 'service', '[]' FROM unnest($1::uuid[]) AS id`,
    [customerIds],
  );
});
afterAll(() => app.close());

describe('goodwill', () => {
  it('is proposed, approved, booked by loyalty and shown with its case', async () => {
    const customerId = newId();
    await app.probe.publish(card(app, customerId), { source: 'customer-master' });
    const caseId = await anna.takeIn({ customerId });
    const wish = { kind: 'points', points: 800, reason: 'late_delivery', words: '晚到三天' };
    const { id, state } = await anna.do<Body>(`/cases/${caseId}/goodwill`, wish, 201);
    expect(state).toBe('proposed');
    expect(await problemOf(anna.post(`/goodwill/${id}/approve`, {}))).toMatchObject({ status: 403 });
    const manager = await Caller.of(app, 'E1000', 'manager', 'management');
    expect(await manager.read<Body>(`/goodwill/${id}`)).toMatchObject({ words: '晚到三天', decisionWords: null });
    const analyst = await Caller.of(app, 'E1080', 'analyst', 'management');
    expect(await analyst.read<Body>(`/goodwill/${id}`)).toMatchObject({ words: null });
    expect(await cora.do(`/goodwill/${id}/approve`, { words: '同意' })).toMatchObject({ state: 'approved' });
    const { data } = await app.probe.waitFor('goodwill.approved', (event) => event.data.goodwillId === id);
    expect(data).toMatchObject({ points: 800, customerId, proposedBy: 'E1002', approvedBy: 'E1021' });

    const booking = { goodwillId: id, customerId, accountId: newId(), entryId: newId(), points: 800 };
    await app.probe.publish(
      GoodwillGranted.draft({ customerId, aggregateId: id, aggregateVersion: 1, data: booking }),
      { source: 'loyalty' },
    );
    await waitFor(async () => (await anna.read<Body>(`/goodwill/${id}`)).state === 'granted');
    const { items } = await anna.read<Body>(`/cases/${caseId}/timeline?limit=100`);
    expect(items.filter(({ type }) => type.startsWith('goodwill.')).map(({ type, text }) => [type, text])).toEqual([
      ['goodwill.proposed', '晚到三天'],
      ['goodwill.approved', '同意'],
      ['goodwill.granted', null],
    ]);
    expect(await anna.read<Body>(`/goodwill?customerId=${customerId}&state=granted`)).toMatchObject({
      items: [{ id, words: '晚到三天', decisionWords: '同意', proposedBy: { employeeId: 'E1002' } }],
    });
    const stretch = 'from=2020-01-01T00:00:00Z&until=2100-01-01T00:00:00Z';
    expect(await cora.read(`/goodwill-sums?${stretch}`)).toMatchObject({ givenPoints: 800 });
  });

  it('refuses what makes no sense, and limits that somebody else changed', async () => {
    const caseId = await anna.takeIn();
    const wish = { kind: 'points', points: 1, reason: 'other', words: 'x' };
    const path = `/cases/${caseId}/goodwill`;
    for (const bad of [{ kind: 'coupon' }, { points: 0 }, { points: 1.5 }, { reason: 'kindness' }, { words: ' ' }]) {
      expect(await problemOf(anna.post(path, { ...wish, ...bad }))).toMatchObject({ status: 400 });
    }
    expect(await problemOf(anna.post(path, wish))).toMatchObject({ status: 409, type: 'goodwill-without-customer' });
    const limits = { rules: [{ name: 'a', mostPoints: 10, budget: 10 }], customerCaps: [{ mostPoints: 10, days: 1 }] };
    const put = (body: object, version?: number) =>
      problemOf(cora.put('/goodwill-limits', body, version === undefined ? {} : { 'if-match': `"v${version}"` }));
    expect(await put(limits)).toMatchObject({ status: 428 });
    expect(await put({ ...limits, customerCaps: [{ levels: ['gold'], mostPoints: 1, days: 1 }] }, 0)).toMatchObject({
      status: 400,
    });
    expect(await put(limits, 7)).toMatchObject({ status: 412, currentVersion: 0 });
    expect(await put(limits, 0)).toMatchObject({ status: 200, version: 1, madeBy: 'E1021' });
    expect(await problemOf(anna.put('/goodwill-limits', limits, { 'if-match': '"v1"' }))).toMatchObject({
      status: 403,
    });
  });
});

describe('proactive service', () => {
  const wish = (filter: object) => ({
    title: '水泵召回',
    event: { kind: 'recall', occurredOn: '2026-01-05', description: '密封圈老化' },
    filter,
    task: { what: '致电说明', dueAt: new Date(Date.now() + 86_400_000).toISOString(), assign: 'owner' },
  });

  it('reaches 2,000 customers that are named in one request, with progress', async () => {
    expect(await cora.do<Body>('/proactive-actions/preview', { filter: { customerIds } })).toEqual({
      customers: 2_000,
    });
    const { id } = await cora.do<Body>('/proactive-actions', wish({ customerIds }), 201);
    expect((await cora.read<Body>(`/proactive-tasks?actionId=${id}`)).items).toEqual([]);
    expect(await cora.do(`/proactive-actions/${id}/start`, {})).toMatchObject({ state: 'running', matched: 2_000 });
    await waitFor(async () => (await cora.read<Body>(`/proactive-actions/${id}`)).state === 'done', {
      timeoutMs: 60_000,
    });
    expect(await cora.read(`/proactive-actions/${id}`)).toMatchObject({ made: 2_000, tasks: { open: 2_000 } });
    const [task] = (await cora.read<Body>(`/proactive-tasks?state=open&actionId=${id}&limit=1`)).items;
    expect(task).toMatchObject({ reason: { kind: 'recall', description: '密封圈老化', matched: { named: true } } });
    expect(await cora.do(`/proactive-tasks/${task!.id}/skip`, { words: '已停业' })).toMatchObject({ state: 'skipped' });
    expect(await problemOf(cora.post(`/proactive-tasks/${task!.id}/complete`, { words: 'x' }))).toMatchObject({
      status: 409,
      type: 'proactive-task-closed',
    });
    // What is open can be called off, although all tasks are made.
    const cancelled = { state: 'cancelled', made: 2_000, tasks: { open: 0, skipped: 1, cancelled: 1_999 } };
    expect(await cora.do(`/proactive-actions/${id}/cancel`)).toMatchObject(cancelled);
    expect(await problemOf(cora.post(`/proactive-actions/${id}/cancel`))).toMatchObject({
      ...{ status: 409, type: 'proactive-action-state', state: 'cancelled' },
    });
  }, 90_000);

  it('says to whom its tasks go, and each can be given to somebody else by hand', async () => {
    await app.probe.publish(employee('E1091', { department: 'recalls' }));
    await app.probe.publish(employee('E1092', { department: 'recalls', roles: [] }));
    await app.probe.publish(employee('E1093', { department: 'recalls', active: false }));
    await app.allRead();
    const body = wish({ customerIds: customerIds.slice(0, 1) });
    expect(await cora.do('/proactive-actions', body, 201)).toMatchObject({ assign: 'owner', assignDepartment: null });
    const toDepartment = { ...body, task: { ...body.task, assign: 'department', department: 'recalls' } };
    const made = await cora.do<Body>('/proactive-actions', toDepartment, 201);
    expect(made).toMatchObject({ assign: 'department', assignDepartment: 'recalls' });
    await cora.do(`/proactive-actions/${made.id}/start`, {});
    await waitFor(async () => (await cora.read<Body>(`/proactive-actions/${made.id}`)).state === 'done');
    const [task] = (await cora.read<Body>(`/proactive-tasks?actionId=${made.id}`)).items;
    expect(task).toMatchObject({ assignee: { employeeId: 'E1091' }, assigneeReason: 'least_loaded' });
    const assign = (employeeId: unknown, by = cora) =>
      problemOf(by.post(`/proactive-tasks/${task!.id}/assign`, { employeeId }));
    expect(await assign('E9999')).toMatchObject({ status: 422, type: 'employee-unknown', pointer: '/employeeId' });
    expect(await assign('E1093')).toMatchObject({ status: 409, type: 'assignee-unfit', reason: 'not_active' });
    expect(await assign('E1092', anna)).toMatchObject({ status: 403 });
    const head = await Caller.of(app, 'E1090', 'supervisor', 'recalls');
    await app.probe.publish(employee('E1094', { department: 'service', roles: [] }));
    await app.allRead();
    expect(await assign('E1094', head)).toMatchObject({ type: 'assignee-unfit', reason: 'other_department' });
    expect(await assign('E1092', head)).toMatchObject({
      ...{ status: 200, assignee: { employeeId: 'E1092', department: 'recalls' }, assigneeReason: 'by_hand' },
    });
    const told = await app.probe.waitFor('proactive-task.assigned', ({ data }) => data.taskId === task!.id);
    expect(told.data).toMatchObject({ before: 'E1091', assignee: { employeeId: 'E1092' } });
    await cora.do(`/proactive-tasks/${task!.id}/complete`, { words: '已联系' });
    expect(await assign('E1091')).toMatchObject({ status: 409, type: 'proactive-task-closed' });
  });

  it('finds who bought a product by the orders that were paid', async () => {
    const customerId = customerIds[0]!;
    const data = {
      customerId,
      source: 'erp',
      orderId: 'SO-1',
      placedAt: '2026-01-05T01:30:00.000Z',
      currency: 'CNY',
      lines: [{ lineId: '1', productId: 'P-77', quantity: 1, amountMinor: 100 }],
    };
    await app.probe.publish(OrderPaid.draft({ customerId, aggregateId: 'erp:SO-1', aggregateVersion: 1, data }), {
      source: 'customer-master',
    });
    await waitFor(async () => {
      const { customers } = await cora.do<Body>('/proactive-actions/preview', { filter: { productIds: ['P-77'] } });
      return customers === 1;
    });
  });

  it('refuses what makes no sense, and starts nothing', async () => {
    const bad = async (body: object) => (await problemOf(cora.post('/proactive-actions', body))).status;
    expect(await bad(wish({}))).toBe(400);
    expect(await bad(wish({ customerIds: [...customerIds, newId()] }))).toBe(400);
    expect(await bad(wish({ customerIds: ['x'] }))).toBe(400);
    expect(await bad(wish({ regions: ['140100'] }))).toBe(400);
    expect(
      await bad({ ...wish({ levels: ['gold'] }), event: { kind: 'war', occurredOn: '2026-02-30', description: 'x' } }),
    ).toBe(400);
    const late = wish({ levels: ['gold'] });
    expect(await bad({ ...late, task: { ...late.task, dueAt: '2020-01-01T00:00:00Z' } })).toBe(400);
    const { id } = await cora.do<Body>('/proactive-actions', wish({ customerIds: [newId()] }), 201);
    expect(await problemOf(cora.post(`/proactive-actions/${id}/start`, {}))).toMatchObject({ type: 'nobody-fits' });
    expect(await problemOf(anna.post('/proactive-actions', wish({ levels: ['gold'] })))).toMatchObject({ status: 403 });
  });
});
