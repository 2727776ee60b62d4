import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { type DeskApp, employee, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';
import { type ProblemBody, ProblemSteps } from './problem-steps.js';

const rule = { cases: 3, windowDays: 7, verificationDays: 14, toleratedPercent: 50 };
type Page<Item> = { items: Item[]; next: string | null };

/** Timers fire within half a second. */
let app: DeskApp;
let steps: ProblemSteps;
beforeAll(async () => {
  app = await startDesk();
  steps = await ProblemSteps.of(app);
});
afterAll(() => app.close());

/** A problem of three cases that was just found. */
async function aProblem(more: Partial<typeof rule> = {}): Promise<{ id: string; causeId: string; cases: string[] }> {
  const causeId = await steps.cause({ ...rule, ...more });
  const cases = await steps.assessedTimes(more.cases ?? rule.cases, causeId);
  const [problem] = await steps.problemsOf(causeId);
  return { id: problem!.id, causeId, cases };
}

const inState = (id: string, state: string): Promise<ProblemBody> =>
  waitFor(
    async () => {
      const problem = await steps.read(id);
      return problem.state === state ? problem : undefined;
    },
    { what: `the problem to be ${state}` },
  ) as Promise<ProblemBody>;

const typesTold = async (id: string): Promise<string[]> => {
  const rows = await app.database.query<{ type: string }[]>(
    `SELECT headers->>'ce_type' AS type FROM outbox WHERE aggregate_id = $1 ORDER BY position`,
    [id],
  );
  return rows.map(({ type }) => type);
};

describe('an assessment', () => {
  it('tells severity, product and cause of a case, and moves not its state; who is worse off waits no longer', async () => {
    const causeId = await steps.cause();
    const id = await steps.anna.takeIn({ product: { id: 'P-1' } });
    const { state, dueAt } = await steps.anna.read(`/cases/${id}`);
    const assess = (body: object) => steps.anna.do(`/cases/${id}/assess`, body);
    const worse = await assess({ severity: 'critical', causeId: causeId.toUpperCase() });
    expect(worse).toMatchObject({ severity: 'critical', causeId, product: { id: 'P-1' }, state });
    expect(Date.parse(worse['dueAt']!)).toBeLessThan(Date.parse(dueAt!));
    expect(await assess({ severity: 'low', causeId, productId: null })).toMatchObject({
      severity: 'low',
      product: null,
      dueAt: worse['dueAt'],
    });
    const { items } = await steps.anna.read<Page<{ type: string }>>(`/cases/${id}/timeline`);
    const by = { employeeId: 'E1002', department: 'service' };
    expect(items.filter(({ type }) => type === 'case.assessed')).toMatchObject([
      { type: 'case.assessed', by, details: { severity: 'critical', productId: 'P-1', causeId } },
      { type: 'case.assessed', by, details: { severity: 'low', productId: null, causeId } },
    ]);
    const told = await app.probe.waitFor('case.assessed', ({ data }) => data.caseId === id);
    expect(told.data).toEqual({ caseId: id, severity: 'critical', productId: 'P-1', causeId, by });
  });

  it('can be made of a case that is over, and finds it again', async () => {
    const causeId = await steps.cause();
    const id = await steps.anna.takeIn({ kind: 'enquiry' });
    await steps.anna.do(`/cases/${id}/resolve`, { solution: '已处理' });
    await steps.anna.do(`/cases/${id}/close`);
    await steps.anna.do(`/cases/${id}/assess`, { severity: 'low', causeId, productId: 'P-9' });
    const found = async (query: string) => (await steps.anna.read<Page<{ id: string }>>(`/cases?${query}`)).items;
    expect(await found(`cause=${causeId}&productId=P-9`)).toMatchObject([{ id, causeId, state: 'closed' }]);
    expect(await found(`cause=${causeId}&productId=P-8`)).toEqual([]);
    expect(await found(`cause=${newId()}`)).toEqual([]);
  });

  it('to the product of another open case of the same customer keeps both', async () => {
    const causeId = await steps.cause();
    const customerId = newId();
    const first = await steps.anna.takeIn({ customerId, product: { id: 'P-1' } });
    const second = await steps.anna.takeIn({ customerId, product: { id: 'P-2' } });
    expect(second).not.toBe(first);
    const body = { severity: 'normal', causeId, productId: 'P-1' };
    expect(await steps.anna.do(`/cases/${second}/assess`, body)).toMatchObject({ product: { id: 'P-1' } });
  });

  it('is refused with an unknown or a retired cause, to whom the complaint is about, and to other departments', async () => {
    const causeId = await steps.cause();
    const id = await steps.anna.takeIn({ complainedOf: 'E1003' });
    const assess = (by: Caller, body: object) => problemOf(by.post(`/cases/${id}/assess`, body));
    const body = { severity: 'high', causeId };
    expect(await assess(steps.anna, { ...body, causeId: newId() })).toMatchObject({
      status: 404,
      type: 'unknown-cause',
    });
    const ben = await Caller.of(app, 'E1003', 'agent', 'service');
    expect(await assess(ben, body)).toMatchObject({ status: 403, type: 'recused' });
    expect(await assess(steps.quinn, body)).toMatchObject({ status: 404, type: 'not-found' });
    for (const wrong of [{ severity: 'high' }, { ...body, severity: 'mild' }, { ...body, productId: '' }])
      expect(await assess(steps.anna, wrong)).toMatchObject({ status: 400 });
    await steps.anna.do(`/cases/${id}/assess`, body);
    const retired = { code: `retired_${Date.now()}`, names: { zh: '旧', en: 'Old' }, retired: true };
    expect((await steps.admin.put(`/causes/${causeId}`, retired, { 'if-match': '"v1"' })).status).toBe(200);
    const other = await steps.anna.takeIn();
    expect(await problemOf(steps.anna.post(`/cases/${other}/assess`, body))).toMatchObject({
      status: 409,
      type: 'cause-retired',
    });
    // Whoever has it keeps it.
    expect(await steps.anna.do(`/cases/${id}/assess`, { ...body, severity: 'low' })).toMatchObject({ causeId });
  });
});

describe('a problem that is found', () => {
  it('proposes to tell customers, in words that people read', async () => {
    await aProblem();
    const { items } =
      await steps.cora.read<Page<{ title: string; event: { description: string } }>>('/proactive-actions?limit=100');
    expect(items).toContainEqual(
      expect.objectContaining({
        title: '重复问题：P-7 · 包装破损',
        event: expect.objectContaining({ description: '3 个工单原因相同：包装破损' }),
      }),
    );
  });
});

describe('the list of causes', () => {
  it('is changed by who read the newest version, and knows each code once', async () => {
    const body = { code: 'late_delivery', names: { zh: '送货迟到', en: 'Late delivery' } };
    const added = await steps.admin.post('/causes', body);
    expect([added.status, added.headers['etag']]).toEqual([201, '"v1"']);
    const { id } = added.body as { id: string };
    expect(added.headers['location']).toBe(`/service-desk/v1/causes/${id}`);
    expect(await problemOf(steps.admin.post('/causes', body))).toMatchObject({ status: 409, type: 'cause-code-taken' });
    const put = (version: string, change = {}) =>
      steps.admin.put(`/causes/${id}`, { ...body, ...change }, { 'if-match': version });
    expect((await put('"v1"', { names: { zh: '延误', en: 'Delay' } })).body).toMatchObject({
      version: 2,
      retired: false,
    });
    expect(await problemOf(put('"v1"'))).toMatchObject({ status: 412, currentVersion: 2 });
    const other = await steps.cause();
    const taken = steps.admin.put(`/causes/${other}`, body, { 'if-match': '"v1"' });
    expect(await problemOf(taken)).toMatchObject({ status: 409, type: 'cause-code-taken' });
    expect(await problemOf(steps.anna.post('/causes', body))).toMatchObject({ status: 403 });
    for (const wrong of [
      { code: 'Late Delivery' },
      { names: { zh: '迟' } },
      { names: { zh: ' ', en: 'x' } },
      { retired: 1 },
    ])
      expect(await problemOf(steps.admin.post('/causes', { ...body, ...wrong }))).toMatchObject({ status: 400 });
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: Page<{ code: string }> = await steps.anna.read(`/causes?limit=2${next && `&cursor=${next}`}`);
      seen.push(...page.items.map(({ code }) => code));
      next = page.next;
    }
    expect(seen).toContain('late_delivery');
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('takes those of the samples, among which is every one that a sample article names', async () => {
    const sample = <Body>(name: string): Body[] =>
      JSON.parse(readFileSync(new URL(`../../../samples/${name}.json`, import.meta.url), 'utf8')) as Body[];
    const codes: string[] = [];
    for (const body of sample<{ code: string }>('causes')) {
      const { status } = await steps.admin.post('/causes', body);
      // Some are here from other tests.
      expect([201, 409]).toContain(status);
      codes.push(body.code);
    }
    for (const { cause } of sample<{ cause?: string }>('articles')) if (cause) expect(codes).toContain(cause);
  });
});

describe('the rules of problems', () => {
  it('are refused out of range, of an unknown cause, twice of one, or by who read an older version', async () => {
    const { headers, body } = (await steps.admin.get('/problem-rules')) as {
      headers: Record<string, string>;
      body: { default: typeof rule; version: number };
    };
    const put = (rules: object, version = headers['etag']!) =>
      problemOf(steps.admin.put('/problem-rules', rules, { 'if-match': version }));
    const fine = { default: body.default, byCause: [] };
    const wrong = {
      toleratedPercent: [-1, 100, 0.5, '20', null],
      cases: [1, 1001],
      windowDays: [0, 366],
      verificationDays: [0, 366],
    };
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) {
        const { status, errors } = await put({ ...fine, default: { ...fine.default, [field]: value } });
        const pointers = new Set((errors as { pointer: string }[]).map(({ pointer }) => pointer));
        expect({ value, status, pointers: [...pointers] }).toEqual({
          value,
          status: 400,
          pointers: [`/default/${field}`],
        });
      }
    }
    const causeId = newId();
    expect(await put({ ...fine, byCause: [{ ...rule, causeId }] })).toMatchObject({
      status: 404,
      type: 'unknown-cause',
    });
    const twice = [causeId, causeId.toUpperCase()].map((id) => ({ ...rule, causeId: id }));
    expect(await put({ ...fine, byCause: twice })).toMatchObject({ status: 400 });
    expect(await put(fine, '"v999"')).toMatchObject({ status: 412, currentVersion: body.version });
    expect(await problemOf(steps.anna.put('/problem-rules', fine, { 'if-match': '"v0"' }))).toMatchObject({
      status: 403,
    });
  });
});

describe('a recurring problem', () => {
  it('goes from the third case to the verified end, and every step is told', async () => {
    const { id, causeId, cases } = await aProblem();
    expect(await steps.problemsOf(causeId)).toMatchObject([
      {
        id,
        state: 'open',
        allowed: ['analyse'],
        productId: 'P-7',
        caseCount: 3,
        responsible: null,
        earlierProblemId: null,
      },
    ]);
    const opened = await app.probe.waitFor('problem.opened', ({ data }) => data.problemId === id);
    expect(opened.data).toMatchObject({ productId: 'P-7', causeId, cases: 3, windowDays: 7, earlierProblemId: null });
    await steps.daysPass(3);
    const later = await steps.assessed(causeId);
    await steps.assessed(causeId, 'P-8');

    expect(await steps.analyse(id)).toMatchObject({ state: 'analysed', rootCause: '纸箱抗压强度不足' });
    const first = await steps.plan(id);
    const second = await steps.plan(id);
    expect(await steps.report(id, first)).toMatchObject({ state: 'action_planned', verifyUntil: null });
    const reported = await steps.report(id, second, steps.cora);
    expect(reported).toMatchObject({ state: 'verifying', caseCount: 4 });
    expect(reported.actions).toMatchObject([
      { id: first, what: '更换纸箱供应商', evidence: '检验报告 QC-031' },
      { id: second, evidence: '检验报告 QC-031' },
    ]);
    expect(Date.parse(reported.verifyUntil!) - Date.parse(reported.actions[1]!.doneAt!)).toBe(14 * 86_400_000);
    expect(reported.cases.map((kase) => kase.id).sort()).toEqual([...cases, later].sort());

    await steps.daysPass(15);
    const closed = await inState(id, 'closed');
    expect(closed).toMatchObject({ allowed: [], verifications: [{ effective: true, ratePercent: 0 }] });
    // Four cases in the seven days of the window and three more until the action.
    expect(closed.verifications[0]).toMatchObject({
      before: { cases: 4, casesPerWeek: 2.8 },
      after: { cases: 0, casesPerWeek: 0 },
    });
    const told = await app.probe.waitFor('problem.closed', ({ data }) => data.problemId === id);
    expect(told.data).toMatchObject({
      outcome: 'effective',
      round: 1,
      before: { cases: 4 },
      after: { cases: 0 },
      toleratedPercent: 50,
      responsible: { department: 'quality', employeeId: 'E1061' },
    });
    expect(await typesTold(id)).toEqual([
      'problem.opened',
      'problem.analysed',
      'preventive-action.planned',
      'preventive-action.planned',
      'preventive-action.done',
      'preventive-action.done',
      'problem.closed',
    ]);
  });

  it('that comes again is analysed once more, and ends when another action helps', async () => {
    const { id, causeId } = await aProblem({ toleratedPercent: 40 });
    await steps.act(id);
    await steps.daysPass(1);
    await steps.assessedTimes(3, causeId);
    await steps.daysPass(14);
    const again = await inState(id, 'analysed');
    expect(again).toMatchObject({ caseCount: 6, verifyUntil: null, closedAt: null });
    expect(again.verifications).toMatchObject([
      { effective: false, before: { cases: 3, casesPerWeek: 3 }, after: { cases: 3, casesPerWeek: 1.5 } },
    ]);
    expect(again.verifications[0]!.ratePercent).toBeCloseTo(50, 0);
    const told = await app.probe.waitFor('problem.recurred', ({ data }) => data.problemId === id);
    expect(told.data).toMatchObject({ round: 1, before: { cases: 3 }, after: { cases: 3 } });
    expect(await problemOf(steps.cora.post(`/problems/${id}/close`))).toMatchObject({ type: 'problem-not-verified' });

    await steps.report(id, await steps.plan(id));
    await steps.daysPass(15);
    const closed = await inState(id, 'closed');
    expect(closed.verifications.map(({ effective }) => effective)).toEqual([false, true]);
    expect(closed.verifications[1]).toMatchObject({ before: { cases: 6 }, after: { cases: 0 } });
  });

  it('that recurs no more often than tolerated is closed', async () => {
    const { id, causeId } = await aProblem({ toleratedPercent: 20 });
    await steps.act(id);
    await steps.daysPass(2);
    await steps.assessed(causeId);
    await steps.daysPass(13);
    // One in 14 days against 3 in 7.
    const { verifications } = await inState(id, 'closed');
    expect(verifications).toMatchObject([{ effective: true, after: { cases: 1, casesPerWeek: 0.5 } }]);
    expect(verifications[0]!.ratePercent).toBeCloseTo(16.7, 0);
  });

  it('cannot be closed by hand before it is verified', async () => {
    const { id } = await aProblem();
    const close = () => problemOf(steps.cora.post(`/problems/${id}/close`));
    const refused = { status: 409, type: 'problem-not-verified' };
    expect(await close()).toMatchObject({ ...refused, state: 'open', verifyUntil: null });
    const { verifyUntil } = await steps.act(id);
    expect(await close()).toMatchObject({ ...refused, state: 'verifying', verifyUntil });
    await steps.daysPass(13);
    expect(await close()).toMatchObject(refused);
    await steps.daysPass(2);
    await inState(id, 'closed');
    expect(await close()).toMatchObject({ status: 409, type: 'problem-state', state: 'closed' });
  });

  it('is a new one after the end, of new cases only', async () => {
    const { id, causeId } = await aProblem({ windowDays: 60 });
    await steps.act(id);
    await steps.daysPass(15);
    await inState(id, 'closed');
    await steps.assessedTimes(2, causeId);
    expect(await steps.problemsOf(causeId)).toHaveLength(1);
    await steps.assessed(causeId);
    expect(await steps.problemsOf(causeId)).toMatchObject([
      { state: 'open', caseCount: 3, earlierProblemId: id },
      { id, state: 'closed', caseCount: 3 },
    ]);
  });

  it('of cases that name no product is one as well', async () => {
    const causeId = await steps.cause(rule);
    await steps.assessedTimes(3, causeId, null);
    expect(await steps.problemsOf(causeId)).toMatchObject([{ productId: null, caseCount: 3 }]);
  });

  it('is none when the cases lie too far apart', async () => {
    const causeId = await steps.cause(rule);
    await steps.assessedTimes(2, causeId);
    await steps.daysPass(8);
    await steps.assessedTimes(2, causeId);
    expect(await steps.problemsOf(causeId)).toEqual([]);
  });

  it('loses a case that is assessed otherwise, and the case belongs where it fits then', async () => {
    const one = await aProblem();
    const other = await aProblem();
    const moved = one.cases[0]!;
    await steps.anna.do(`/cases/${moved}/assess`, { severity: 'normal', productId: 'P-7', causeId: other.causeId });
    expect((await steps.read(one.id)).caseCount).toBe(2);
    const { caseCount, cases } = await steps.read(other.id);
    expect([caseCount, cases.map(({ id }) => id)]).toEqual([4, expect.arrayContaining([moved])]);
    const { items } = await steps.anna.read<Page<{ id: string }>>(`/cases?problem=${other.id}&limit=2`);
    expect(items).toHaveLength(2);
    // Said once more, it stays.
    await steps.anna.do(`/cases/${moved}/assess`, { severity: 'high', causeId: other.causeId });
    expect((await steps.read(other.id)).caseCount).toBe(4);
  });
});

describe('a preventive action', () => {
  const plan = (id: string, body: object) => problemOf(steps.cora.post(`/problems/${id}/actions`, body));
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

  it('is planned after the analysis, ahead, for somebody who works here', async () => {
    const { id } = await aProblem();
    const body = { what: '加测抗压强度', owner: 'E1062', dueAt: inDays(5) };
    expect(await plan(id, body)).toMatchObject({
      status: 409,
      type: 'problem-state',
      state: 'open',
      allowed: ['analyse'],
    });
    await steps.analyse(id);
    await app.probe.publish(employee('E1069', { department: 'quality', active: false }));
    await app.allRead();
    expect(await plan(id, { ...body, owner: 'E1069' })).toMatchObject({
      status: 409,
      type: 'employee-unfit',
      reason: 'not_active',
    });
    for (const dueAt of [inDays(-1), inDays(4000), '2036-02-31T00:00:00Z', 'soon'])
      expect(await plan(id, { ...body, dueAt })).toMatchObject({ status: 400, errors: [{ pointer: '/dueAt' }] });
    for (const wrong of [{ what: ' ' }, { owner: '' }, { owner: null }, { what: 'x'.repeat(2001) }])
      expect(await plan(id, { ...body, ...wrong })).toMatchObject({ status: 400 });
    expect(await plan(newId(), body)).toMatchObject({ status: 404 });
  });

  it('is done once, not in the future, nor before it was planned', async () => {
    const { id } = await aProblem();
    await steps.analyse(id);
    const [first, second] = [await steps.plan(id), await steps.plan(id)];
    const done = (body: object, actionId = first) =>
      problemOf(steps.omar.post(`/problems/${id}/actions/${actionId}/done`, body));
    const evidence = '已更换';
    for (const doneAt of [inDays(1), inDays(-1)])
      expect(await done({ evidence, doneAt })).toMatchObject({ status: 400, errors: [{ pointer: '/doneAt' }] });
    expect(await done({})).toMatchObject({ status: 400 });
    await steps.daysPass(4);
    const doneAt = inDays(-2);
    expect((await steps.omar.post(`/problems/${id}/actions/${first}/done`, { evidence, doneAt })).status).toBe(200);
    expect(await done({ evidence })).toMatchObject({ status: 409, type: 'preventive-action-done', doneAt });
    expect(await done({ evidence }, newId())).toMatchObject({ status: 404 });
    const other = await aProblem();
    const elsewhere = steps.cora.post(`/problems/${other.id}/actions/${second}/done`, { evidence });
    expect(await problemOf(elsewhere)).toMatchObject({ status: 404 });
    // What was done later counts for the verification.
    await steps.report(id, second);
    expect(await done({ evidence }, second)).toMatchObject({ type: 'preventive-action-done' });
  });

  it('is reported by who carries it out, who leads that department or the complaint centre, and by nobody else', async () => {
    const { id } = await aProblem();
    await steps.analyse(id);
    const head = await Caller.of(app, 'E1060', 'supervisor', 'quality');
    const other = await Caller.of(app, 'E1066', 'supervisor', 'service');
    const manager = await Caller.of(app, 'E1000', 'manager', 'management');
    const done = (by: Caller, actionId: string) =>
      problemOf(by.post(`/problems/${id}/actions/${actionId}/done`, { evidence: '已更换' }));
    const action = await steps.plan(id);
    const notYours = { status: 403, type: 'preventive-action-not-yours' };
    expect(await done(steps.quinn, action)).toMatchObject(notYours);
    expect(await done(manager, action)).toMatchObject(notYours);
    expect(await done(other, action)).toMatchObject({ status: 404 });
    expect(await steps.read(id)).toMatchObject({ state: 'action_planned', actions: [{ doneAt: null }] });
    for (const by of [head, steps.cora]) expect((await done(by, await steps.plan(id))).status).toBe(200);
    expect((await done(steps.omar, action)).status).toBe(200);
    // An action of somebody elsewhere: who leads the department that answers for the problem need not wait for that one.
    const elsewhere = await aProblem();
    await steps.analyse(elsewhere.id);
    const of = await steps.plan(elsewhere.id, 'E1071');
    const answer = await head.post(`/problems/${elsewhere.id}/actions/${of}/done`, { evidence: '已更换' });
    expect(answer.status).toBe(200);
  });

  it('has its evidence corrected until a verification has counted it', async () => {
    const { id } = await aProblem();
    await steps.analyse(id);
    const action = await steps.plan(id);
    const correct = (evidence: unknown, by = steps.omar) =>
      problemOf(by.post(`/problems/${id}/actions/${action}/evidence`, { evidence }));
    expect(await correct('太早')).toMatchObject({ status: 409, type: 'preventive-action-open' });
    const { verifyUntil } = await steps.report(id, action);
    expect(await correct('另一人', steps.quinn)).toMatchObject({ status: 403, type: 'preventive-action-not-yours' });
    expect(await correct(' ')).toMatchObject({ status: 400 });
    expect((await correct('检验报告 QC-032')).status).toBe(200);
    expect(await steps.read(id)).toMatchObject({ verifyUntil, actions: [{ evidence: '检验报告 QC-032' }] });
    await steps.daysPass(15);
    await app.probe.waitFor('problem.closed', ({ data }) => data.problemId === id);
    expect(await correct('太晚')).toMatchObject({ status: 409, type: 'preventive-action-verified' });
  });

  it('that is overdue is told once, and found', async () => {
    const { id } = await aProblem();
    await steps.analyse(id);
    const [late, inTime] = [await steps.plan(id), await steps.plan(id)];
    await steps.report(id, inTime);
    await steps.daysPass(11);
    const told = await app.probe.waitFor('preventive-action.overdue', ({ data }) => data.problemId === id);
    expect(told.data).toMatchObject({ actionId: late, owner: 'E1062', productId: 'P-7' });
    expect(told.time).toBe(told.data.dueAt);
    const listed = async (query: string, by = steps.cora) =>
      (await by.read<Page<{ id: string; problemId: string }>>(`/preventive-actions?limit=100&${query}`)).items
        .filter(({ problemId }) => problemId === id)
        .map((action) => action.id);
    expect(await listed('overdue=true')).toEqual([late]);
    expect(await listed('overdue=false')).toEqual([inTime]);
    expect(await listed('owner=E1062')).toEqual([late, inTime]);
    expect(await listed('owner=me')).toEqual([]);
    expect(await listed('owner=me', await Caller.of(app, 'E1062', 'agent', 'purchasing'))).toEqual([late, inTime]);
    // The timer of the other fired as well.
    expect((await typesTold(id)).filter((type) => type === 'preventive-action.overdue')).toHaveLength(1);
    await steps.report(id, late);
    expect(await listed('overdue=true')).toEqual([]);
  });

  it('that is planned while the verification goes on begins that anew', async () => {
    const { id } = await aProblem();
    await steps.act(id);
    const action = await steps.plan(id);
    expect(await steps.read(id)).toMatchObject({ state: 'action_planned', verifyUntil: null });
    await steps.daysPass(15);
    await steps.report(id, action);
    const timers = () =>
      app.database.query<{ epoch: number; state: string }[]>(
        `SELECT epoch, state FROM timer WHERE kind = 'problems.verification' AND aggregate_id = $1 ORDER BY epoch`,
        [id],
      );
    await waitFor(async () => (await timers())[0]!.state === 'fired', { what: 'the timer of the first round' });
    expect(await timers()).toMatchObject([{ epoch: 1 }, { epoch: 2, state: 'armed' }]);
    expect(await steps.read(id)).toMatchObject({ state: 'verifying', verifications: [] });
  });
});

describe('who may see a problem', () => {
  it('is the responsible department, who carries an action out, and who sees all; its cases only who may see these', async () => {
    const { id, cases, causeId } = await aProblem();
    const [finance, analyst, head, purchaser] = [
      await Caller.of(app, 'E1071', 'supervisor', 'finance'),
      await Caller.of(app, 'E1080', 'analyst', 'management'),
      await Caller.of(app, 'E1060', 'supervisor', 'quality'),
      await Caller.of(app, 'E1062', 'agent', 'purchasing'),
    ];
    for (const nobody of [steps.anna, steps.quinn, head, purchaser])
      expect((await nobody.get(`/problems/${id}`)).status).toBe(404);
    await steps.analyse(id);
    await steps.plan(id);
    for (const insider of [steps.quinn, head, purchaser])
      expect(await steps.read(id, insider)).toMatchObject({ caseCount: 3, cases: [], rootCause: '纸箱抗压强度不足' });
    const seen = await steps.read(id, analyst);
    expect(seen).toMatchObject({ rootCause: null, actions: [{ what: null, evidence: null }] });
    expect(seen.cases.map((kase) => kase.id).sort()).toEqual([...cases].sort());
    expect(await steps.problemsOf(causeId, finance)).toEqual([]);
    expect(await steps.problemsOf(causeId, head)).toHaveLength(1);
    const tag = { 'if-match': '"v3"' };
    const analysis = { rootCause: '其他', responsible: { department: 'finance', employeeId: 'E1071' } };
    expect(await problemOf(finance.post(`/problems/${id}/analyse`, analysis, tag))).toMatchObject({ status: 404 });
    expect(await problemOf(steps.quinn.post(`/problems/${id}/analyse`, analysis, tag))).toMatchObject({ status: 403 });
    expect((await head.post(`/problems/${id}/analyse`, analysis, tag)).status).toBe(200);
    expect(await steps.read(id, finance)).toMatchObject({ responsible: { department: 'finance' } });
    expect((await steps.quinn.get(`/problems/${id}`)).status).toBe(404);
  });

  it('finds it by state, product, cause and department, page by page', async () => {
    const causeId = await steps.cause({ ...rule, cases: 2 });
    for (const product of ['P-21', 'P-22', 'P-23']) await steps.assessedTimes(2, causeId, product);
    const [newest] = await steps.problemsOf(causeId);
    await steps.analyse(newest!.id);
    const found = async (query: string) =>
      (await steps.cora.read<Page<ProblemBody>>(`/problems?cause=${causeId}&${query}`)).items.map(
        (one) => one.productId,
      );
    expect(await found('state=open')).toEqual(['P-22', 'P-21']);
    expect(await found('productId=P-21')).toEqual(['P-21']);
    expect(await found('department=quality')).toEqual(['P-23']);
    const { items, next } = await steps.cora.read<Page<ProblemBody>>(`/problems?cause=${causeId}&limit=2`);
    expect(items).toHaveLength(2);
    expect(await found(`limit=2&cursor=${next}`)).toEqual(['P-21']);
    const wrong = [
      'problems?state=lost',
      'problems?cause=x',
      'problems?cursor=x',
      'preventive-actions?overdue=maybe',
      'problems/1',
    ];
    for (const path of wrong) expect((await steps.cora.get(`/${path}`)).status).toBe(400);
  });

  it('changes the analysis only as of its newest version, for an employee of the department', async () => {
    const { id } = await aProblem();
    const body = { rootCause: '设计缺陷', responsible: { department: 'quality', employeeId: 'E1061' } };
    const analyse = (change = {}, headers = {}) =>
      problemOf(steps.cora.post(`/problems/${id}/analyse`, { ...body, ...change }, headers));
    expect(await analyse()).toMatchObject({ status: 428 });
    expect(await analyse({}, { 'if-match': '"v9"' })).toMatchObject({ status: 412, currentVersion: 1 });
    expect(await analyse({ rootCause: '' }, { 'if-match': '"v1"' })).toMatchObject({ status: 400 });
    expect(await analyse({ responsible: { department: 'quality' } }, { 'if-match': '"v1"' })).toMatchObject({
      status: 400,
    });
    await app.probe.publish(employee('E1068', { department: 'purchasing' }));
    await app.allRead();
    const elsewhere = { responsible: { department: 'quality', employeeId: 'E1068' } };
    expect(await analyse(elsewhere, { 'if-match': '"v1"' })).toMatchObject({
      type: 'employee-unfit',
      reason: 'other_department',
    });
    const stored = async () =>
      (
        await app.database.query<{ root_cause: string | null }[]>('SELECT root_cause FROM problem WHERE id = $1', [id])
      )[0]!;
    await steps.analyse(id);
    expect((await stored()).root_cause).toMatch(/^v1\./);
  });
});
