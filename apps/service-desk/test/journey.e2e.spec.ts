import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { card, type DeskApp, employee, followUp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

interface CaseBody {
  id: string;
  state: string;
  cycle: number;
  version: number;
  owner: { employeeId: string; department: string };
  allowed: string[];
  outcome: string | null;
  sla: { state: string; dueAt: string; breachedAt: string | null };
  customerId: string | null;
  intakes: {
    id: string;
    channel: string;
    subject: string | null;
    text: string | null;
    contact: { value: string } | null;
  }[];
  [other: string]: unknown;
}
type Page<Item> = { items: Item[]; next: string | null };

let app: DeskApp;
let anna: Caller;
let ben: Caller;
let cora: Caller;
beforeAll(async () => {
  app = await startDesk();
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  ben = await Caller.of(app, 'E1003', 'agent', 'service');
  cora = await Caller.of(app, 'E1021', 'complaint-centre', 'complaint-centre');
  await app.probe.publish(employee('E1002'));
  await app.probe.publish(employee('E1021', { department: 'complaint-centre', roles: ['complaint-centre'] }));
  await app.allRead();
});
afterAll(() => app.close());

const caseOf = (id: string, by = anna): Promise<CaseBody> => by.read(`/cases/${id}`);
const openCallbackOf = async (caseId: string): Promise<string> => {
  const { items } = await ben.read<Page<{ id: string; caseId: string }>>('/callbacks?state=open&limit=100');
  return items.find((task) => task.caseId === caseId)!.id;
};

describe('a complaint', () => {
  it('goes from the call to its end, and every step is told', async () => {
    const customerId = newId();
    await app.probe.publish(card(app, customerId, { level: 'gold', phones: ['+8613800001390'] }));
    await app.allRead();
    const id = await anna.takeIn({
      contact: { type: 'phone', value: '138 0000 1390' },
      orderId: 'SO-1',
      product: { id: 'P-7' },
    });

    expect(await caseOf(id)).toMatchObject({
      state: 'received',
      customerId,
      level: 'gold',
      owner: { employeeId: 'E1002', department: 'service' },
      ownerReason: 'least_loaded',
      allowed: ['acknowledge', 'respond', 'handover', 'resolve', 'withdraw', 'merge', 'absorb', 'assess'],
      sla: { metric: 'resolution', cycle: 1, targetSeconds: 28800, state: 'running', metAt: null, breachedAt: null },
      subject: '送货迟到',
      intakes: [{ channel: 'phone', decision: 'opened', contact: { type: 'phone', value: '138****1390' } }],
    });
    await anna.do(`/cases/${id}/acknowledge`);
    await anna.do(`/cases/${id}/respond`, { text: '已与物流核实，明天上午送达。' });

    const offer = await anna.do<{ id: string; state: string }>(
      `/cases/${id}/handovers`,
      { toDepartment: 'complaint-centre', reason: '需要裁决赔付' },
      201,
    );
    expect((await caseOf(id)).owner.employeeId).toBe('E1002');
    const offers = await cora.read<Page<{ id: string; reason: string }>>('/handovers?to=me');
    expect(offers.items).toMatchObject([
      { id: offer.id, caseId: id, reason: '需要裁决赔付', from: { employeeId: 'E1002' } },
    ]);
    expect(await cora.do(`/handovers/${offer.id}/accept`)).toMatchObject({ state: 'accepted', answeredBy: 'E1021' });
    expect((await caseOf(id, cora)).owner).toEqual({ employeeId: 'E1021', department: 'complaint-centre' });

    expect(await cora.do(`/cases/${id}/resolve`, { solution: '减免运费' })).toMatchObject({
      state: 'callback_pending',
      sla: { state: 'met' },
      handler: { employeeId: 'E1021' },
    });
    expect(await problemOf(cora.post(`/cases/${id}/close`))).toMatchObject({
      status: 409,
      type: 'case-state',
      state: 'callback_pending',
      allowed: ['callback', 'reopen', 'withdraw', 'merge', 'assess'],
    });
    const task = await openCallbackOf(id);
    expect(await problemOf(cora.post(`/callbacks/${task}/outcome`, { outcome: 'satisfied' }))).toMatchObject({
      status: 403,
      type: 'callback-by-handler',
    });
    // Somebody of another department than the owner's calls: the handler's colleagues are not the only ones who may.
    expect(await ben.do(`/callbacks/${task}/outcome`, { outcome: 'satisfied', note: '客户满意' })).toMatchObject({
      state: 'done',
      outcome: 'satisfied',
      attempts: [{ by: { employeeId: 'E1003', department: 'service' }, outcome: 'satisfied' }],
    });
    expect(await cora.do(`/cases/${id}/close`)).toMatchObject({
      state: 'closed',
      outcome: 'satisfied',
      allowed: ['reopen', 'assess'],
    });

    await app.probe.waitFor('case.closed', (event) => event.aggregateId === id);
    const told = await eventsOf(id);
    expect(told.map(({ type }) => type)).toEqual([
      'case.opened',
      'case.acknowledged',
      'sla.met',
      'case.responded',
      'sla.met',
      'case.handover-offered',
      'sla.met',
      'case.handover-accepted',
      'case.resolved',
      'sla.met',
      'sla.met',
      'sla.met',
      'callback.completed',
      'case.closed',
    ]);
    expect(told.map(({ aggregateVersion }) => aggregateVersion)).toEqual(told.map((_, at) => at + 1));
    const kept = told.flatMap(({ type, data }) => (type === 'sla.met' ? [(data as { metric: string }).metric] : []));
    expect(kept).toEqual(['acknowledge', 'first_response', 'handover', 'resolution', 'next_update', 'callback']);
    expect(told.every((event) => event.customerId === customerId)).toBe(true);
    expect(await app.probe.waitFor('message.requested', (event) => event.customerId === customerId)).toMatchObject({
      data: { template: 'case_reply', purpose: 'service' },
    });
    const intake = await app.probe.waitFor('intake.recorded', (event) => event.data.caseId === id);
    expect(intake.data).toMatchObject({ channel: 'phone', decision: 'opened' });

    const history = await cora.read<Page<{ type: string; text: string | null }>>(`/cases/${id}/timeline?limit=100`);
    const steps = history.items.filter(({ type }) => type !== 'sla.met');
    expect(steps.map(({ type, text }) => (text === null ? type : `${type}: ${text}`))).toEqual([
      'case.opened',
      'case.routed',
      'intake.recorded',
      'case.acknowledged',
      'case.responded: 已与物流核实，明天上午送达。',
      'case.handover-offered: 需要裁决赔付',
      'case.handover-accepted',
      'case.resolved: 减免运费',
      'callback.completed: 客户满意',
      'case.closed',
    ]);
  });

  it('of an unsatisfied customer begins again', async () => {
    const id = await anna.takeIn();
    await anna.do(`/cases/${id}/resolve`, { solution: '已处理' });
    await ben.do(`/callbacks/${await openCallbackOf(id)}/outcome`, { outcome: 'unsatisfied' });
    const again = await caseOf(id);
    expect(again).toMatchObject({
      state: 'reopened',
      cycle: 2,
      owner: { employeeId: 'E1002' },
      sla: { cycle: 2, state: 'running' },
    });
    const reopened = await app.probe.waitFor('case.reopened', (event) => event.aggregateId === id);
    expect(reopened.data).toMatchObject({ cycle: 2, dueAt: again.sla.dueAt });
  });

  it('that is not resolved in time is told to have breached at its deadline', async () => {
    const id = await anna.takeIn({ receivedAt: '2026-01-05T02:00:00.000Z' });
    const { data } = await app.probe.waitFor(
      'sla.breached',
      (event) => event.aggregateId === id && event.data.metric === 'resolution',
    );
    expect(data).toMatchObject({ cycle: 1, dueAt: '2026-01-06T02:30:00.000Z', breachedAt: '2026-01-06T02:30:00.000Z' });
    expect((await caseOf(id)).sla).toMatchObject({ state: 'breached_running', breachedAt: '2026-01-06T02:30:00.000Z' });
  });

  it('of a complaint that needs none, an enquiry, ends without a call-back', async () => {
    const id = await anna.takeIn({ kind: 'enquiry' });
    expect(await anna.do(`/cases/${id}/resolve`, { solution: '已处理' })).toMatchObject({
      state: 'resolved',
      outcome: 'not_required',
    });
    expect(await anna.do(`/cases/${id}/close`)).toMatchObject({ state: 'closed', outcome: 'not_required' });
  });
});

describe('a repeated request', () => {
  it('with the same Idempotency-Key gets the first answer, and the step is done once', async () => {
    const id = await anna.takeIn();
    const key = { 'idempotency-key': newId() };
    const first = await anna.post(`/cases/${id}/acknowledge`, undefined, key);
    const second = await anna.post(`/cases/${id}/acknowledge`, undefined, key);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.body).toEqual(first.body);
    expect((await caseOf(id)).version).toBe(3);
  });
});

describe('a follow-up that feedback asks for', () => {
  it('becomes exactly one case, also when it is asked for again', async () => {
    const request = followUp(newId());
    await app.probe.publish(request);
    await app.probe.publish(request);
    const opened = await app.probe.waitFor('case.opened', (event) => event.data.followUpId === request.data.followUpId);
    await app.allRead();
    const all = await app.probe.all('case.opened');
    expect(all.filter((event) => event.data.followUpId === request.data.followUpId)).toHaveLength(1);
    expect(opened.data).toMatchObject({ origin: 'followup', kind: 'complaint', severity: 'high' });
    const kase = await caseOf(opened.data.caseId);
    expect(kase).toMatchObject({ origin: 'followup', subject: null, intakes: [], customerId: request.data.customerId });
  });

  it('of more than a month ago is history', async () => {
    const request = followUp(newId(), { time: new Date(Date.now() - 31 * 86_400_000) });
    await app.probe.publish(request);
    await app.allRead();
    const all = await app.probe.all('case.opened');
    expect(all.filter((event) => event.data.followUpId === request.data.followUpId)).toEqual([]);
  });
});

describe('two customers who turn out to be one', () => {
  it('show one list of cases while they are one, and two before and after', async () => {
    const [survivor, retired] = [newId(), newId()];
    await app.probe.publish(card(app, survivor));
    await app.probe.publish(card(app, retired));
    const mine = await anna.takeIn({ customerId: survivor });
    const other = await anna.takeIn({ customerId: retired });
    const casesOf = async (customerId: string): Promise<(string | null)[][]> => {
      const { items } = await anna.read<Page<CaseBody>>(`/cases?customerId=${customerId}&sort=-openedAt`);
      return items.map((item) => [item.id, item.customerId]).sort();
    };
    const apart = { survivor: [[mine, survivor]], retired: [[other, retired]] };
    const shown = async () => ({ survivor: await casesOf(survivor), retired: await casesOf(retired) });
    expect(await shown()).toEqual(apart);

    await app.probe.publish(card(app, retired, { version: 2, mergedInto: survivor }));
    await app.allRead();
    const both = [
      [mine, survivor],
      [other, survivor],
    ].sort();
    expect(await shown()).toEqual({ survivor: both, retired: both });

    await app.probe.publish(card(app, retired, { version: 3 }));
    await app.allRead();
    expect(await shown()).toEqual(apart);
  });
});

/** Everything about a case in the order of its versions. */
async function eventsOf(aggregateId: string) {
  const types = [
    'case.opened',
    'case.acknowledged',
    'case.responded',
    'case.handover-offered',
    'case.handover-accepted',
    'case.handover-declined',
    'case.resolved',
    'case.reopened',
    'case.closed',
    'callback.completed',
    'sla.met',
    'sla.breached',
  ] as const;
  const all = (await Promise.all(types.map((type) => app.probe.all(type)))).flat();
  return all
    .filter((event) => event.aggregateId === aggregateId)
    .sort((a, b) => a.aggregateVersion - b.aggregateVersion);
}
