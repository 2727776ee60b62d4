import { LevelChanged } from '@crm/contracts';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { card, type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

let app: DeskApp;
let anna: Caller;
let finance: Caller;
let admin: Caller;
beforeAll(async () => {
  app = await startDesk();
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  finance = await Caller.of(app, 'E1071', 'agent', 'finance');
  admin = await Caller.of(app, 'E1006', 'admin', 'management');
});
afterAll(() => app.close());

interface Policy {
  version: number;
  rules: { name: string; targets: object }[];
  longestWait: object;
  warnings: object[];
}
interface Clock {
  metric: string;
  cycle: number;
  round: number;
  state: string;
  rule: string;
  pausedUntil: string | null;
}
const target = (seconds: number, calendarId = 'always') => ({ seconds, calendarId });
const everyCase = { name: '所有工单', targets: { resolution: target(7200) } };
const withRules = ({ longestWait, warnings }: Policy, rules: object[]) => ({ rules, longestWait, warnings });

describe('the policy', () => {
  it('is replaced by who read its newest version, and counts for the cases after it', async () => {
    const before = (await admin.get('/sla-policies')) as unknown as { body: Policy; headers: { etag: string } };
    expect(before.body.version).toBe(1);
    expect(before.body.rules.at(-1)).toMatchObject({ name: '所有工单' });
    const rules = [{ name: '报修', kinds: ['repair'], targets: { first_response: target(600) } }, everyCase];
    const [repairs, others] = rules;
    // What is null counts as left out.
    const body = withRules(before.body, [
      { ...repairs!, levels: null, targets: { ...repairs!.targets, callback: null } },
      others!,
    ]);
    expect(await problemOf(admin.put('/sla-policies', body))).toMatchObject({ status: 428 });
    const match = { 'if-match': before.headers.etag };
    expect(await problemOf(anna.put('/sla-policies', body, match))).toMatchObject({ status: 403 });
    const after = await admin.put('/sla-policies', body, match);
    expect([after.status, after.headers['etag'], after.body]).toMatchObject([
      200,
      '"v2"',
      { version: 2, changedBy: 'E1006', rules },
    ]);
    expect(await problemOf(admin.put('/sla-policies', body, match))).toMatchObject({ status: 412, currentVersion: 2 });
    const versions = await admin.read<{ items: Policy[] }>('/sla-policies/versions');
    expect(versions.items.map(({ version }) => version)).toEqual([2, 1]);

    const id = await anna.takeIn({ kind: 'repair' });
    const clocks = await anna.read<Clock[]>(`/cases/${id}/clocks`);
    expect(clocks.map(({ metric, rule }) => [metric, rule]).sort()).toEqual([
      ['first_response', '报修'],
      ['resolution', '所有工单'],
    ]);
    expect(await problemOf(finance.get(`/cases/${id}/clocks`))).toMatchObject({ status: 404 });
  });

  it('is taken back as it was read, and then nothing is new', async () => {
    const { body, headers } = await admin.get('/sla-policies');
    const match = { 'if-match': headers['etag']! };
    const same = await admin.put('/sla-policies', body as object, match);
    expect([same.status, same.body]).toEqual([200, { ...(body as object), applicationId: null }]);
    expect((await admin.post('/sla-policies/reports', body as object)).status).toBe(202);
    const { items } = await admin.read<{ items: object[] }>('/sla-policies/versions');
    const put = await admin.put('/sla-policies', items.at(-1)!, match);
    expect(put.body).toMatchObject({ version: (body as Policy).version + 1 });
    for (const wrong of [{ version: 'x' }, { changedAt: 'x' }, { changedBy: 7 }, { madeBy: 'x' }])
      expect((await admin.put('/sla-policies', { ...(body as object), ...wrong }, match)).status).toBe(400);
    expect((await admin.put('/sla-policies', body as object, { 'if-match': put.headers['etag']! })).status).toBe(200);
  });

  it('is refused when it makes no sense, with what is wrong', async () => {
    const { body, headers } = (await admin.get('/sla-policies')) as unknown as {
      body: Policy;
      headers: { etag: string };
    };
    const faults = async (rules: object[], more: object = {}) => {
      const problem = await problemOf(
        admin.put('/sla-policies', { ...withRules(body, rules), ...more }, { 'if-match': headers.etag }),
      );
      expect(problem).toMatchObject({ status: 400, type: 'validation-failed' });
      return (problem['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    };
    const of = (seconds: number) => [{ ...everyCase, targets: { resolution: target(seconds) } }];
    expect(await faults([])).toEqual(['/rules']);
    expect(await faults([{ ...everyCase, levels: ['gold'] }])).toEqual(['/rules']);
    expect(await faults([everyCase, everyCase])).toEqual(['/rules/1/name']);
    expect(await faults(of(0))).toEqual(['/rules/0/targets/resolution/seconds']);
    expect(await faults(of(315_360_001))).toEqual(['/rules/0/targets/resolution/seconds']);
    expect(await faults([{ ...everyCase, targets: { resolution: target(1, 'mars') } }])).toEqual([
      '/rules/0/targets/resolution/calendarId',
    ]);
    expect(await faults([{ ...everyCase, targets: { ...everyCase.targets, lunch: target(1) } }])).toEqual([
      '/rules/0/targets/lunch',
    ]);
    expect(await faults([{ ...everyCase, levels: ['platinum'] }, everyCase])).toEqual(
      expect.arrayContaining(['/rules/0/levels']),
    );
    expect(await faults([everyCase], { warnings: [{ percent: 60, to: ['owner'] }] })).toEqual(['/warnings/0/percent']);
    expect(await faults([everyCase], { longestWait: { ...body.longestWait, gold: -1 } })).toEqual([
      '/longestWait/gold',
    ]);
    expect((await admin.read<Policy>('/sla-policies')).version).toBe(body.version);
  });
});

describe('a case that waits', () => {
  it('shows it, stands, and goes on', async () => {
    const id = await anna.takeIn({ kind: 'complaint' });
    expect(await problemOf(anna.post(`/cases/${id}/wait`, { for: 'customer', text: '请补充照片' }))).toMatchObject({
      status: 409,
      type: 'case-state',
    });
    await anna.do(`/cases/${id}/acknowledge`);
    expect(await problemOf(anna.post(`/cases/${id}/wait`, { for: 'godot', text: '…' }))).toMatchObject({ status: 400 });
    const waiting = await anna.do<{ state: string; allowed: string[]; sla: Clock }>(`/cases/${id}/wait`, {
      for: 'third_party',
      text: '等待厂家寄出配件',
    });
    expect(waiting).toMatchObject({ state: 'waiting_third_party', sla: { state: 'paused' } });
    expect(waiting.allowed).toEqual([
      'respond',
      'resume',
      'handover',
      'resolve',
      'withdraw',
      'merge',
      'absorb',
      'assess',
    ]);
    expect(waiting.sla.pausedUntil).not.toBeNull();
    expect(await problemOf(finance.post(`/cases/${id}/resume`))).toMatchObject({ status: 404 });
    expect(await anna.do(`/cases/${id}/resume`)).toMatchObject({ state: 'in_progress', sla: { state: 'running' } });
    expect(await problemOf(anna.post(`/cases/${id}/resume`))).toMatchObject({ status: 409, type: 'case-state' });
    const history = await anna.read<{ items: { type: string; text: string | null }[] }>(`/cases/${id}/timeline`);
    expect(history.items.map(({ type, text }) => (text === null ? type : `${type}: ${text}`))).toEqual(
      expect.arrayContaining(['case.waiting: 等待厂家寄出配件', 'case.resumed']),
    );
  });
});

describe('a customer whose level changes', () => {
  it('is treated by the better level from then on, once analytics tells of it', async () => {
    const customerId = newId();
    await app.probe.publish(card(app, customerId, { level: 'silver' }));
    await waitFor(
      async () => {
        const rows = await app.database.query<unknown[]>('SELECT 1 FROM customer_card WHERE customer_id = $1', [
          customerId,
        ]);
        return rows.length > 0;
      },
      { what: 'the card' },
    );
    const id = await anna.takeIn({ kind: 'complaint', customerId });
    const scored = { customerId, asOf: new Date().toISOString(), rulesVersion: 1, reasons: [] };
    const changes = [
      { ...scored, from: 'silver', to: 'gold' },
      { ...scored, from: 'gold', to: 'basic' },
    ] as const;
    for (const [at, data] of changes.entries()) {
      await app.probe.publish(
        LevelChanged.draft({ customerId, aggregateId: customerId, aggregateVersion: at + 1, time: new Date(), data }),
      );
    }
    await waitFor(async () => (await anna.read<{ level: string }>(`/cases/${id}`)).level === 'gold', {
      what: 'the better level',
    });
  });
});
