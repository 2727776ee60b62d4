import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { type DeskApp, employee, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

interface Task {
  id: string;
  caseId: string;
  assignee: { employeeId: string } | null;
  nextAttemptAt: string | null;
  nextAttemptFrom: string | null;
  score: number | null;
}

let app: DeskApp;
let anna: Caller;
let ben: Caller;
let cora: Caller;
beforeAll(async () => {
  app = await startDesk();
  [anna, ben, cora] = await Promise.all([
    Caller.of(app, 'E1002', 'agent', 'service'),
    Caller.of(app, 'E1003', 'agent', 'service'),
    Caller.of(app, 'E1021', 'complaint-centre', 'complaint-centre'),
  ]);
  for (const id of ['E1002', 'E1003', 'E1004']) await app.probe.publish(employee(id), { source: 'customer-master' });
  await waitFor(async () => {
    const [row] = await app.database.query<{ count: number }[]>('SELECT count(*)::int AS count FROM employee_card');
    return row!.count === 3;
  });
});
afterAll(() => app.close());

const resolvedTask = async (): Promise<Task> => {
  const caseId = await anna.takeIn();
  await cora.do(`/cases/${caseId}/resolve`, { solution: '已处理' });
  const { items } = await anna.read<{ items: Task[] }>('/callbacks?state=open&limit=100');
  return items.find((task) => task.caseId === caseId)!;
};

describe('the list of call-backs', () => {
  it('shows callers what they are to do, and until when', async () => {
    const task = await resolvedTask();
    const mine = task.assignee!.employeeId === 'E1002' ? anna : ben;
    const planned = new Date(task.nextAttemptAt!).getTime();
    const listed = async (caller: Caller, before: number): Promise<string[]> => {
      const dueBefore = new Date(before).toISOString();
      const { items } = await caller.read<{ items: Task[] }>(`/callbacks?assignee=me&dueBefore=${dueBefore}`);
      return items.map(({ id }) => id);
    };
    await cora.do(`/callbacks/${task.id}/assign`, { employeeId: 'E1002' });
    expect(await listed(anna, planned + 1)).toContain(task.id);
    expect(await listed(anna, planned)).not.toContain(task.id);
    expect(await listed(cora, planned + 1)).toEqual([]);
    expect(mine).toBeDefined();
    expect(await problemOf(anna.get('/callbacks?dueBefore=soon'))).toMatchObject({ status: 400 });
  });
});

describe('a call-back', () => {
  it('is agreed with the customer, given to a colleague, and ends with a score', async () => {
    const { id, caseId } = await resolvedTask();
    expect(await problemOf(anna.post(`/callbacks/${id}/assign`, { employeeId: 'E1003' }))).toMatchObject({
      status: 403,
      type: 'forbidden',
    });
    expect(await problemOf(cora.post(`/callbacks/${id}/assign`, { employeeId: 'E1021' }))).toMatchObject({
      status: 409,
      type: 'callback-impossible',
      reason: 'handler',
    });
    expect(await cora.do(`/callbacks/${id}/assign`, { employeeId: 'E1003' })).toMatchObject({
      assignee: { employeeId: 'E1003', department: 'service' },
    });
    expect(await anna.do(`/callbacks/${id}/take`)).toMatchObject({ assignee: { employeeId: 'E1002' } });
    expect(await ben.do(`/callbacks/${id}/take`)).toMatchObject({ assignee: { employeeId: 'E1003' } });
    const callAt = new Date(Date.now() + 3_600_000).toISOString();
    expect(await ben.do(`/callbacks/${id}/postpone`, { callAt, note: '正在开会' })).toMatchObject({
      nextAttemptAt: callAt,
      nextAttemptFrom: callAt,
      postponements: 1,
    });
    expect(await problemOf(ben.post(`/callbacks/${id}/outcome`, { outcome: 'satisfied', score: 5 }))).toMatchObject({
      status: 409,
      type: 'callback-too-soon',
      nextAttemptFrom: callAt,
    });
    await app.database.query('UPDATE callback_task SET attempt_from = now() WHERE id = $1', [id]);
    expect(await ben.do(`/callbacks/${id}/outcome`, { outcome: 'satisfied', score: 5 })).toMatchObject({
      state: 'done',
      outcome: 'satisfied',
      score: 5,
      attempts: [{ score: 5 }],
      nextAttemptAt: null,
    });
    const completed = await app.probe.waitFor('callback.completed', (event) => event.data.caseId === caseId);
    expect(completed.data).toMatchObject({ score: 5, attempts: 1, handler: { employeeId: 'E1021' } });
    await app.probe.waitFor('callback.postponed', (event) => event.data.caseId === caseId);
    const { items } = await cora.read<{ items: { type: string; text: string | null }[] }>(
      `/cases/${caseId}/timeline?limit=100`,
    );
    expect(items.find(({ type }) => type === 'callback.postponed')?.text).toBe('正在开会');
  });

  it('refuses what makes no sense, and changes nothing', async () => {
    const { id } = await resolvedTask();
    const bad = async (path: string, body: object): Promise<unknown> =>
      (await problemOf(ben.post(`/callbacks/${id}/${path}`, body))).status;
    expect(await bad('outcome', { outcome: 'satisfied', score: 1 })).toBe(400);
    expect(await bad('outcome', { outcome: 'satisfied', score: 3.5 })).toBe(400);
    expect(await bad('outcome', { outcome: 'not_called' })).toBe(400);
    expect(await bad('postpone', { callAt: '2020-01-01T00:00:00Z' })).toBe(400);
    expect(await bad('postpone', { callAt: 'tomorrow' })).toBe(400);
    expect((await cora.post(`/callbacks/${id}/assign`, {})).status).toBe(400);
    const { items } = await ben.read<{ items: Task[] }>('/callbacks?state=open&limit=100');
    expect(items.find((task) => task.id === id)).toMatchObject({ attempts: [], postponements: 0, score: null });
  });
});
