import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

let app: DeskApp;
let admin: Caller;
let centre: Caller;
let anna: Caller;
beforeAll(async () => {
  app = await startDesk();
  admin = await Caller.of(app, 'E1006', 'admin', 'management');
  centre = await Caller.of(app, 'E1005', 'complaint-centre', 'complaint-centre');
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
}, 120_000);
afterAll(() => app?.close());

interface Policy {
  version: number;
  rules: object[];
  longestWait: object;
  warnings: object[];
}
interface Change {
  id: string;
  mode: string;
  state: string;
  reason: string | null;
  reportId: string | null;
  appliedVersion: number | null;
  total: number;
  checked: number;
  changed: number;
  counts: object[];
}
interface Line {
  caseId: string;
  metric: string;
  before: string;
  after: string;
}

const etag = async (path: string) => ({ 'if-match': String((await admin.get(path)).headers['etag']) });
async function draftOf(seconds: number): Promise<object> {
  const { rules: _, longestWait, warnings } = await admin.read<Policy>('/sla-policies');
  return {
    longestWait,
    warnings,
    rules: [{ name: '所有工单', targets: { resolution: { seconds, calendarId: 'always' } } }],
  };
}
async function finished(id: string): Promise<Change> {
  await waitFor(async () => (await admin.read<Change>(`/sla-changes/${id}`)).state !== 'running', {
    what: 'the change',
  });
  return admin.read<Change>(`/sla-changes/${id}`);
}

describe('a new policy', () => {
  it('is measured against the open cases, published, and applied to them', async () => {
    const ids = [await anna.takeIn(), await anna.takeIn(), await anna.takeIn()];
    const draft = await draftOf(3_600);
    expect(await problemOf(anna.post('/sla-policies/reports', draft))).toMatchObject({ status: 403 });
    const started = await centre.post('/sla-policies/reports', draft);
    expect([started.status, started.headers['location']]).toEqual([
      202,
      `/service-desk/v1/sla-changes/${(started.body as Change).id}`,
    ]);
    const report = await finished((started.body as Change).id);
    expect(report).toMatchObject({ mode: 'report', checked: 3, total: 3, changed: 3, appliedVersion: null });
    expect(report.counts).toEqual([{ metric: 'resolution', level: null, direction: 'earlier', clocks: 3 }]);

    const first = await admin.read<{ items: Line[]; next: string }>(`/sla-changes/${report.id}/clocks?limit=2`);
    const second = await admin.read<{ items: Line[]; next: null }>(
      `/sla-changes/${report.id}/clocks?limit=2&cursor=${first.next}`,
    );
    const lines = [...first.items, ...second.items];
    expect(lines.map(({ caseId, metric }) => [caseId, metric])).toEqual(ids.map((id) => [id, 'resolution']));
    expect(second.next).toBeNull();
    const file = await centre.get(`/sla-changes/${report.id}/clocks.csv`).set('accept-language', 'en');
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    const [heading, line] = file.text.split('\r\n');
    expect(heading).toBe('\uFEFFcase,number,metric,level,before,after');
    expect(line).toContain(`${ids[0]},`);
    expect(line).toContain(`,resolution,,${lines[0]!.before},${lines[0]!.after}`);

    const applied = { ...draft, openCases: 'apply', reportId: report.id };
    const put = await admin.put('/sla-policies', applied, await etag('/sla-policies'));
    expect(put.status).toBe(200);
    const { applicationId, version } = put.body as { applicationId: string; version: number };
    expect(await finished(applicationId)).toMatchObject({
      ...{ mode: 'application', reason: 'policy_changed', reportId: report.id, appliedVersion: version, changed: 3 },
    });
    const clocks = await anna.read<{ metric: string; dueAt: string }[]>(`/cases/${ids[0]}/clocks`);
    expect(clocks.find(({ metric }) => metric === 'resolution')!.dueAt).toBe(lines[0]!.after);
    const { items } = await admin.read<{ items: Change[] }>('/sla-changes');
    expect(items.map(({ id }) => id)).toEqual([applicationId, report.id]);
  });

  it('is not applied without a report that fits, and what has ended is not stopped', async () => {
    const draft = await draftOf(7_200);
    const { id: reportId } = await centre.do<Change>('/sla-policies/reports', draft, 202);
    await finished(reportId);
    const tries = async (more: object) =>
      (await problemOf(admin.put('/sla-policies', { ...draft, ...more }, await etag('/sla-policies')))) as object;
    const before = await admin.read<Policy>('/sla-policies');
    expect(await tries({ openCases: 'apply' })).toMatchObject({ status: 400, errors: [{ pointer: '/reportId' }] });
    expect(await tries({ openCases: 'apply', reportId: newId() })).toMatchObject({
      errors: [{ pointer: '/reportId' }],
    });
    expect(await tries({ openCases: 'perhaps' })).toMatchObject({ errors: [{ pointer: '/openCases' }] });
    const other = { ...(await draftOf(7_300)), openCases: 'apply', reportId };
    expect(await problemOf(admin.put('/sla-policies', other, await etag('/sla-policies')))).toMatchObject({
      ...{ status: 409, type: 'report-of-other-draft', title: '影响报告针对的是另一份草稿' },
    });
    expect((await admin.read<Policy>('/sla-policies')).version).toBe(before.version);
    await admin.put('/sla-policies', await draftOf(9_000), await etag('/sla-policies'));
    expect(await tries({ openCases: 'apply', reportId })).toMatchObject({ status: 409, type: 'report-stale' });

    expect(await problemOf(centre.post(`/sla-changes/${reportId}/cancel`))).toMatchObject({
      ...{ status: 409, type: 'sla-change-over', state: 'completed' },
    });
    for (const path of ['', '/clocks', '/clocks.csv']) {
      expect(await problemOf(centre.get(`/sla-changes/${newId()}${path}`))).toMatchObject({ status: 404 });
      expect(await problemOf(anna.get(`/sla-changes/${reportId}${path}`))).toMatchObject({ status: 403 });
    }
    expect(await problemOf(centre.get('/sla-changes/x'))).toMatchObject({ status: 400 });
    expect(await problemOf(centre.post(`/sla-changes/${newId()}/cancel`))).toMatchObject({ status: 404 });
    expect(await problemOf(centre.post('/sla-policies/reports', await draftOf(0)))).toMatchObject({
      errors: [{ pointer: '/rules/0/targets/resolution/seconds' }],
    });
    expect((await centre.post('/sla-policies/reports', await draftOf(315_360_000))).status).toBe(202);
  });
});

describe('a new calendar', () => {
  it('is measured, published and applied, by hand and by an import', async () => {
    const id = 'changing';
    const all = [['00:00', '24:00']];
    const week = { mon: all, tue: all, wed: all, thu: all, fri: all, sat: all, sun: all };
    await admin.do('/calendars', { id, timeZone: 'Asia/Shanghai', weekly: week }, 201);
    const { longestWait, warnings } = await admin.read<Policy>('/sla-policies');
    const rules = [{ name: '所有工单', targets: { resolution: { seconds: 864_000, calendarId: id } } }];
    await admin.put('/sla-policies', { longestWait, warnings, rules }, await etag('/sla-policies'));
    const caseId = await anna.takeIn();
    const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10);
    const draft = { timeZone: 'Asia/Shanghai', weekly: week, holidays: [tomorrow] };
    const { id: reportId } = await admin.do<Change>(`/calendars/${id}/reports`, draft, 202);
    expect((await finished(reportId)).counts).toEqual([
      { metric: 'resolution', level: null, direction: 'later', clocks: 1 },
    ]);
    const body = { ...draft, openCases: 'apply', reportId };
    const put = await admin.put(`/calendars/${id}`, body, await etag(`/calendars/${id}`));
    expect(put.status).toBe(200);
    const done = await finished((put.body as { applicationId: string }).applicationId);
    expect(done).toMatchObject({ reason: 'calendar_changed', appliedVersion: 2, changed: 1 });
    const { items } = await admin.read<{ items: Line[] }>(`/sla-changes/${done.id}/clocks`);
    expect(items).toMatchObject([{ caseId }]);
    expect(Date.parse(items[0]!.after) - Date.parse(items[0]!.before)).toBe(86_400_000);

    const shipped = { region: 'CN', years: [2026] };
    await finished((await admin.do<Change>(`/calendars/${id}/reports/import-shipped`, shipped, 202)).id);
    const imported = await admin.post(`/calendars/${id}/import-shipped`, shipped, await etag(`/calendars/${id}`));
    const { applicationId } = imported.body as { applicationId: string };
    expect(await finished(applicationId)).toMatchObject({ reason: 'calendar_published', state: 'completed' });
    const again = await admin.post(`/calendars/${id}/import-shipped`, shipped, await etag(`/calendars/${id}`));
    expect((again.body as { applicationId: string | null }).applicationId).toBeNull();
    expect(await problemOf(admin.post('/calendars/nowhere/reports', draft))).toMatchObject({ status: 404 });
    expect(await problemOf(admin.post(`/calendars/${id}/reports`, { weekly: {} }))).toMatchObject({
      errors: [{ pointer: '/weekly' }],
    });
  });
});

describe('the rules of the banking regulator', () => {
  it('are adopted before the present ones, and let another person grant more time', async () => {
    const [preset] = await anna.read<{ name: string; policy: Policy; rules: object[] }[]>('/sla-policies/presets');
    expect([preset!.name, preset!.rules.length]).toEqual(['CN-BANK', 1]);
    const adopt = async (name: string) =>
      admin.post(`/sla-policies/presets/${name}/adopt`, {}, await etag('/sla-policies'));
    expect(await problemOf(anna.post('/sla-policies/presets/CN-BANK/adopt', {}, { 'if-match': '"v1"' }))).toMatchObject(
      {
        status: 403,
      },
    );
    expect((await adopt('CN-FISH')).status).toBe(404);
    const adopted = await adopt('CN-BANK');
    expect([adopted.status, (adopted.body as Policy).rules]).toEqual([200, preset!.policy.rules]);

    const caseId = await anna.takeIn({ kind: 'complaint' });
    const path = `/cases/${caseId}/extensions`;
    const asked = await anna.do<{ id: string; step: number; reason: string }>(path, { reason: '情况复杂' }, 201);
    expect(asked).toMatchObject({ step: 1, name: '情况复杂，延长至30日', state: 'requested', reason: '情况复杂' });
    expect(await problemOf(anna.post(path, { reason: '再问一次' }))).toMatchObject({
      type: 'extension-impossible',
      reason: 'open',
    });
    expect(await problemOf(anna.post(`${path}/${asked.id}/approve`))).toMatchObject({ status: 403 });
    interface Waiting {
      items: { id: string; caseId: string; caseState: string; caseDueAt: string; reason: string }[];
      next: string | null;
    }
    const waiting = await centre.read<Waiting>('/sla/extensions');
    const { dueAt } = await anna.read<{ dueAt: string }>(`/cases/${caseId}`);
    expect(waiting).toMatchObject({
      items: [{ id: asked.id, caseId, caseDueAt: dueAt, reason: '情况复杂' }],
      next: null,
    });
    // Who decides sees why, without the right to read what else is written about cases.
    const manager = await Caller.of(app, 'E1000', 'manager', 'management');
    expect((await manager.read<Waiting>('/sla/extensions')).items).toMatchObject([{ reason: '情况复杂' }]);
    expect(await manager.read(path)).toMatchObject([{ reason: '情况复杂' }]);
    const analyst = await Caller.of(app, 'E1080', 'analyst', 'management');
    expect(await analyst.read(path)).toMatchObject([{ reason: null }]);
    expect(await problemOf(anna.get('/sla/extensions'))).toMatchObject({ status: 403 });
    for (const wrong of ['state=asked', 'state=', 'cursor=x', 'limit=0']) {
      expect(await problemOf(centre.get(`/sla/extensions?${wrong}`))).toMatchObject({ status: 400 });
    }
    const granted = await centre.do<{ dueBefore: string; dueAfter: string }>(`${path}/${asked.id}/approve`);
    expect(Date.parse(granted.dueAfter) - Date.parse(granted.dueBefore)).toBe(15 * 86_400_000);
    expect((await centre.read<Waiting>('/sla/extensions')).items).toEqual([]);
    expect((await centre.read<Waiting>('/sla/extensions?state=approved')).items).toMatchObject([{ id: asked.id }]);
    expect(await anna.do(`${path}/${asked.id}/inform`, { channel: 'phone' })).toMatchObject({ informedBy: 'E1002' });
    expect(await anna.read<object[]>(path)).toHaveLength(1);
    const history = await anna.read<{ items: { type: string; text: string | null }[] }>(`/cases/${caseId}/timeline`);
    expect(history.items.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['extension.requested', 'extension.approved', 'sla.rescheduled', 'extension.informed']),
    );
    const finance = await Caller.of(app, 'E1071', 'agent', 'finance');
    expect(await problemOf(finance.get(path))).toMatchObject({ status: 404 });
    expect(await problemOf(finance.post(path, { reason: '…' }))).toMatchObject({ status: 404 });
    expect(await problemOf(centre.post(`${path}/${newId()}/approve`))).toMatchObject({ status: 404 });
    expect(await problemOf(anna.post(path, { reason: ' ' }))).toMatchObject({ status: 400 });
  });
});
