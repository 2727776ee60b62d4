import { type CaseState, caseStates } from '@crm/contracts';
import { anIntake } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { allowedIn, type CaseAction, caseActions } from '../src/cases/rules/transitions.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';
import { unlike } from './unlike.js';

interface Case {
  id: string;
  state: CaseState;
  allowed: CaseAction[];
  version: number;
  mergedFrom: string[];
  links: { caseId: string; kind: string; direction: string }[];
  intakes: { caseId: string; text: string }[];
}

/** No agent's card has arrived here: whoever records a case owns it. */

let app: DeskApp;
let anna: Caller;
let boss: Caller;
let finance: Caller;
beforeAll(async () => {
  app = await startDesk();
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  boss = await Caller.of(app, 'E1003', 'supervisor', 'service');
  finance = await Caller.of(app, 'E1071', 'agent', 'finance');
});
afterAll(() => app.close());

const customerId = newId();
const takeIn = async (caller = anna, wish: object = {}): Promise<string> => {
  const words = { subject: unlike(), text: unlike() };
  const intake = anIntake({ receivedAt: new Date().toISOString(), kind: 'complaint', ...words, ...wish });
  return (
    await caller.do<{ caseId: string }>(
      '/intakes',
      { ...intake, product: undefined, orderId: undefined, customerId },
      201,
    )
  ).caseId;
};
const withdrawal = { reason: 'customer_withdrew', text: '客户来电：不再投诉。' };

/** The body of each step that is made by a path of the case. */
const bodies: Partial<Record<CaseAction, () => Promise<object | undefined>>> = {
  acknowledge: async () => undefined,
  respond: async () => ({ text: '正在核实' }),
  wait: async () => ({ for: 'customer', text: '等照片' }),
  resume: async () => undefined,
  resolve: async () => ({ solution: '已补发' }),
  close: async () => undefined,
  reopen: async () => ({ reason: '又出现了' }),
  withdraw: async () => withdrawal,
  merge: async () => ({ into: await takeIn() }),
};
const does = async (id: string, action: CaseAction, by = anna): Promise<void> => {
  await by.do(`/cases/${id}/${action}`, await bodies[action]!());
};
const callBack = async (id: string): Promise<void> => {
  const { items } = await boss.read<{ items: { id: string; caseId: string }[] }>('/callbacks?state=open&limit=100');
  await boss.do(`/callbacks/${items.find(({ caseId }) => caseId === id)!.id}/outcome`, { outcome: 'satisfied' });
};

/** How a complaint comes to each state. */
const ways: Record<CaseState, (id: string) => Promise<void>> = {
  received: async () => undefined,
  acknowledged: (id) => does(id, 'acknowledge'),
  in_progress: (id) => does(id, 'respond'),
  waiting_customer: async (id) => {
    await does(id, 'respond');
    await does(id, 'wait');
  },
  waiting_third_party: async (id) => {
    await does(id, 'respond');
    await anna.do(`/cases/${id}/wait`, { for: 'third_party', text: '等物流' });
  },
  callback_pending: (id) => does(id, 'resolve'),
  resolved: async (id) => {
    await does(id, 'resolve');
    await callBack(id);
  },
  closed: async (id) => {
    await ways.resolved(id);
    await does(id, 'close');
  },
  reopened: async (id) => {
    await does(id, 'resolve');
    await does(id, 'reopen');
  },
  withdrawn: (id) => does(id, 'withdraw'),
  merged: (id) => does(id, 'merge'),
};

describe('every step of a case', () => {
  it.each(caseStates.map((state) => [state] as const))(
    'in %s is allowed as the table says, or refused with it',
    async (state) => {
      const actions = caseActions.filter((action) => bodies[action]);
      for (const action of actions) {
        const id = await takeIn();
        await ways[state](id);
        const [before] = await app.database.query<{ state: string; version: number }[]>(
          'SELECT state, version FROM service_case WHERE id = $1',
          [id],
        );
        expect(before!.state).toBe(state);
        // Who resolved it does not withdraw it, so somebody else acts where that is tried.
        const by = action === 'withdraw' ? boss : anna;
        const response = await by.post(`/cases/${id}/${action}`, await bodies[action]!());
        const [after] = await app.database.query<{ state: string; version: number; entries: string[] }[]>(
          `SELECT state, version, (SELECT array_agg(type ORDER BY position) FROM case_entry WHERE case_id = c.id) AS entries
         FROM service_case c WHERE id = $1`,
          [id],
        );
        const seen = { state, action, status: response.status };
        if (allowedIn(state).includes(action)) {
          expect(seen).toEqual({ state, action, status: 200 });
          expect(after!.version).toBeGreaterThan(before!.version);
          // Recorded and published: the history and what leaves agree.
          const [told] = await app.database.query<{ versions: number[] }[]>(
            `SELECT array_agg((headers->>'ce_aggregateversion')::int ORDER BY position) AS versions FROM outbox WHERE aggregate_id = $1`,
            [id],
          );
          if (told?.versions) expect(told.versions.at(-1)).toBeLessThanOrEqual(after!.version);
        } else {
          expect(seen).toEqual({ state, action, status: 409 });
          expect(response.body).toMatchObject({ type: 'urn:problem:case-state', state, allowed: allowedIn(state) });
          expect(after).toMatchObject(before!);
        }
      }
    },
    120_000,
  );
});

describe('a step with the version that was read', () => {
  const tag = (version: number) => ({ 'if-match': `"v${version}"` });
  /** Tries it as of an earlier version, which changes nothing, and then as of the newest. */
  const tries = async (id: string, path: string, body: object | undefined, by = anna, status = 200): Promise<void> => {
    const { version } = await anna.read<Case>(`/cases/${id}`);
    const ask = (read: number) => by.post(`/cases/${id}/${path}`, body, tag(read));
    const stale = { status: 412, type: 'stale-version', currentVersion: version };
    expect(await problemOf(ask(version + 1))).toMatchObject(stale);
    expect(await anna.read<Case>(`/cases/${id}`)).toMatchObject({ version });
    expect({ path, status: (await ask(version)).status }).toEqual({ path, status });
  };

  it.each(caseActions.filter((action) => bodies[action]).map((action) => [action] as const))(
    '%s is done, or refused with 412',
    async (action) => {
      const id = await takeIn();
      const state = caseStates.find((one) => allowedIn(one).includes(action))!;
      await ways[state](id);
      await tries(id, action, await bodies[action]!());
    },
  );

  it('holds for what is said of a case, its contacts and its customer, too', async () => {
    const id = await takeIn(anna, { kind: 'enquiry' });
    await tries(id, 'assess', { kind: 'complaint' });
    await tries(id, 'replies', { text: '已核实' }, anna, 201);
    const { intakes } = await anna.read<{ intakes: { id: string }[] }>(`/cases/${await takeIn()}`);
    await tries(id, 'attach', { intakeId: intakes[0]!.id });
    await tries(id, 'detach', { intakeId: intakes[0]!.id }, anna, 201);
    const unknown = { status: 412, type: 'stale-version' };
    expect(await problemOf(anna.post(`/cases/${id}/customer`, { customerId }, tag(99)))).toMatchObject(unknown);
    expect(await problemOf(finance.post(`/cases/${id}/acknowledge`, {}, tag(1)))).toMatchObject({ status: 404 });
    expect(await problemOf(anna.post(`/cases/${id}/acknowledge`, {}, { 'if-match': '3' }))).toMatchObject({
      status: 400,
    });
  });
});

describe('a complaint', () => {
  it('is not resolved without saying what was done; something else is', async () => {
    const [complaint, enquiry] = [await takeIn(), await takeIn(anna, { kind: 'enquiry' })];
    for (const body of [undefined, {}, { solution: null }])
      expect(await problemOf(anna.post(`/cases/${complaint}/resolve`, body))).toMatchObject({
        status: 400,
        errors: [{ pointer: '/solution' }],
      });
    expect((await anna.read<Case>(`/cases/${complaint}`)).state).toBe('received');
    expect(await anna.do<Case>(`/cases/${enquiry}/resolve`, {})).toMatchObject({ state: 'resolved' });
  });
});

describe('withdrawing', () => {
  it('answers with the case and why, and is counted for supervisors', async () => {
    const id = await takeIn();
    expect(await anna.do<Case>(`/cases/${id}/withdraw`, withdrawal)).toMatchObject({
      state: 'withdrawn',
      allowed: ['reopen'],
      withdrawal: { reason: 'customer_withdrew', by: 'E1002' },
    });
    await app.probe.waitFor('case.withdrawn', ({ data }) => data.caseId === id);
    const { items } = await anna.read<{ items: Case[] }>('/cases?state=withdrawn&limit=100');
    expect(items.map((one) => one.id)).toContain(id);
    const period = 'from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z';
    const counts = await boss.read<{ by: string; cases: number }[]>(`/withdrawals?${period}`);
    expect(counts).toEqual(expect.arrayContaining([expect.objectContaining({ by: 'E1002', kind: 'complaint' })]));
    expect((await anna.get(`/withdrawals?${period}`)).status).toBe(403);
    expect((await boss.get('/withdrawals?from=2020-01-01T00:00:00Z&to=2019-01-01T00:00:00Z')).status).toBe(400);
  });

  it('counts each withdrawal when it happened, as the key figures do, also where the case was reopened', async () => {
    const manager = await Caller.of(app, 'E1000', 'complaint-centre', 'complaint-centre');
    const id = await takeIn(finance);
    for (let round = 0; round < 2; round++) {
      await finance.do(`/cases/${id}/withdraw`, withdrawal);
      await finance.do(`/cases/${id}/reopen`, { reason: '客户又来电' });
    }
    const counts = await manager.read<object[]>('/withdrawals?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z');
    const ours = counts.filter((one) => (one as { department: string }).department === 'finance');
    expect(ours).toEqual([
      {
        ...{ department: 'finance', by: 'E1071', kind: 'complaint', reason: 'customer_withdrew' },
        ...{ cases: 2, late: 0, resolved: 0, reopened: 2 },
      },
    ]);
    const { total } = await manager.read<{ total: { withdrawn: number } }>('/kpis?department=finance');
    expect(total.withdrawn).toBe(2);
  });

  it.each([
    [{}],
    [{ reason: 'bored', text: 'x' }],
    [{ reason: 'spam' }],
    [{ reason: 'spam', text: '  ' }],
    [{ ...withdrawal, x: 1 }],
  ])('is refused with %j, and nothing changes', async (body) => {
    const id = await takeIn();
    expect(await problemOf(anna.post(`/cases/${id}/withdraw`, body))).toMatchObject({ status: 400 });
    expect((await finance.post(`/cases/${id}/withdraw`, withdrawal)).status).toBe(404);
    expect((await anna.read<Case>(`/cases/${id}`)).state).toBe('received');
  });
});

describe('merging', () => {
  it('answers with the case that goes on, which is read under both ids', async () => {
    const [id, into] = [await takeIn(anna, { text: '少了一件' }), await takeIn(anna, { text: '送晚了' })];
    expect(await anna.do<Case>(`/cases/${id}/merge`, { into })).toMatchObject({ id: into, state: 'received' });
    for (const read of [id, into]) {
      const kase = await anna.read<Case>(`/cases/${read}`);
      expect(kase).toMatchObject({ id: into, mergedFrom: [id] });
      expect(kase.intakes.map(({ caseId, text }) => [caseId, text])).toEqual([
        [id, '少了一件'],
        [into, '送晚了'],
      ]);
      const { items } = await anna.read<{ items: { type: string }[] }>(`/cases/${read}/timeline`);
      expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['case.merged', 'case.absorbed']));
      expect((await anna.read<object[]>(`/cases/${read}/clocks`)).length).toBeGreaterThan(0);
    }
    const listed = await anna.read<{ items: Case[] }>(`/cases?customerId=${customerId}&limit=100&sort=-openedAt`);
    expect(listed.items.map((one) => one.id)).not.toContain(id);
    const merged = await anna.read<{ items: Case[] }>('/cases?state=merged&limit=100');
    expect(merged.items.find((one) => one.id === id)).toMatchObject({ mergedIntoId: into });
    await app.probe.waitFor('case.merged', ({ data }) => data.caseId === id);
    await app.probe.waitFor('case.absorbed', ({ data }) => data.mergedId === id);
  });

  it('is refused with itself, with nothing, and with what is not there or not visible', async () => {
    const id = await takeIn();
    expect(await problemOf(anna.post(`/cases/${id}/merge`, { into: id }))).toMatchObject({
      status: 409,
      type: 'merge-impossible',
      reason: 'itself',
    });
    for (const body of [{}, { into: 'x' }, { into: null }])
      expect((await anna.post(`/cases/${id}/merge`, body)).status).toBe(400);
    for (const into of [newId(), await takeIn(finance)])
      expect((await anna.post(`/cases/${id}/merge`, { into })).status).toBe(404);
    expect((await anna.read<Case>(`/cases/${id}`)).state).toBe('received');
  });
});

describe('links', () => {
  it('say of two cases one thing, read from either side', async () => {
    const [id, other] = [await takeIn(), await takeIn()];
    const put = (from: string, to: string, kind: string) => anna.put(`/cases/${from}/links/${to}`, { kind });
    expect((await put(id, other, 'causes')).body).toMatchObject([{ caseId: other, kind: 'causes', direction: 'out' }]);
    expect((await anna.read<Case>(`/cases/${other}`)).links).toMatchObject([{ caseId: id, direction: 'in' }]);
    expect((await put(other, id, 'may_duplicate')).body).toMatchObject([{ caseId: id, direction: 'both' }]);
    const { version } = await anna.read<Case>(`/cases/${other}`);
    expect((await put(other, id, 'may_duplicate')).status).toBe(200);
    expect(await anna.read<Case>(`/cases/${other}`)).toMatchObject({ version });
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? put(id, other, 'causes') : put(other, id, 'follows'))),
    );
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 200));
    expect(await anna.read<object[]>(`/cases/${id}/links`)).toHaveLength(1);
    expect((await anna.delete(`/cases/${other}/links/${id}`)).body).toEqual([]);
    expect((await anna.delete(`/cases/${other}/links/${id}`)).status).toBe(200);
    await app.probe.waitFor('case.unlinked', ({ data }) => data.caseId === other);
  });

  it('are those of merged cases too, and only to cases that the reader may see', async () => {
    const [id, into, third, foreign] = [await takeIn(), await takeIn(), await takeIn(), await takeIn(finance)];
    const manager = await Caller.of(app, 'E1000', 'complaint-centre', 'complaint-centre');
    await anna.put(`/cases/${id}/links/${third}`, { kind: 'related' });
    await anna.put(`/cases/${id}/links/${into}`, { kind: 'may_duplicate' });
    expect((await manager.put(`/cases/${into}/links/${foreign}`, { kind: 'follows' })).status).toBe(200);
    await anna.do(`/cases/${id}/merge`, { into });
    expect((await anna.read<Case>(`/cases/${into}`)).links.map(({ caseId }) => caseId)).toEqual([third]);
    expect((await manager.read<Case>(`/cases/${into}`)).links.map(({ caseId }) => caseId)).toEqual([foreign, third]);
    expect((await anna.put(`/cases/${into}/links/${foreign}`, { kind: 'related' })).status).toBe(404);
    expect((await anna.put(`/cases/${foreign}/links/${into}`, { kind: 'related' })).status).toBe(404);
    expect(await problemOf(anna.put(`/cases/${into}/links/${into}`, { kind: 'related' }))).toMatchObject({
      status: 409,
      type: 'link-to-itself',
    });
    expect((await anna.put(`/cases/${into}/links/${third}`, { kind: 'likes' })).status).toBe(400);
  });
});
