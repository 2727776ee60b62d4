import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DueTimer } from '@crm/persistence';
import { userOf } from '@crm/platform/auth';
import { v7 as newId } from 'uuid';
import { CallbackAssignments } from '../src/callbacks/callback-assignments.service.js';
import { CallbackTask } from '../src/callbacks/callback.entity.js';
import { CallbackReminders } from '../src/callbacks/callback-reminders.js';
import type { CallbackAnswer } from '../src/callbacks/callbacks.service.js';
import { CaseEntry } from '../src/cases/case-entry.entity.js';
import { CallbackOutcomesService } from '../src/handling/callback-outcomes.service.js';
import { SlaClock } from '../src/sla/sla-clock.entity.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { aContact, agent, atOnce, DeskSteps, E1, E2, E3, problems, values } from './desk-steps.js';

const hour = 3_600_000;
const supervisor = userOf({ sub: 'S1', roles: ['supervisor'], department: 'service' })!;

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  for (const id of ['E1', 'E2', 'E3']) await desk.know(id);
});

const resolved = async (wish = {}, by = E1): Promise<[string, string]> => {
  const id = await desk.open(wish, by);
  await desk.resolve(id, by);
  return [id, await desk.callbackOf(id)];
};
const taskOf = (id: string): Promise<CallbackTask> => app.database.manager.findOneByOrFail(CallbackTask, { id });
const answer = (task: string, given: CallbackAnswer, by = E2, now = new Date()) =>
  desk.run((tx) => desk.the(CallbackOutcomesService).record(tx, task, given, by, now));
const postpone = (task: string, callAt: Date, by = E2, now = new Date()) =>
  desk.run((tx) => desk.the(CallbackOutcomesService).postpone(tx, task, { callAt }, by, now));
const assign = (task: string, employeeId: string, by = supervisor) =>
  desk.run((tx) => desk.the(CallbackAssignments).assign(tx, task, employeeId, by, new Date()));
const away = (employeeId: string) =>
  app.database.query(`UPDATE employee_card SET absent_from = '2026-01-01' WHERE employee_id = $1`, [employeeId]);
/** Fires the newest timer of a task, at the moment that it is armed for. */
const fire = async (task: string): Promise<void> => {
  const [timer] = await app.database.query<DueTimer[]>(
    `SELECT id, kind, aggregate_id AS "aggregateId", epoch, due_at AS "dueAt", attempts FROM timer
     WHERE kind = 'callback.reminder' AND aggregate_id = $1 ORDER BY epoch DESC LIMIT 1`,
    [task],
  );
  await desk.run((tx) => desk.the(CallbackReminders).remind(tx, timer!));
};
const at = (from: Date, hours: number): Date => new Date(from.getTime() + hours * hour);

describe('who calls back', () => {
  it('is who is there and has the fewest call-backs to make, never the handler nor whom the case is about', async () => {
    await desk.know('E4');
    await desk.know('E5', 'service', { active: false });
    await away('E4');
    const assignees: (string | null)[] = [];
    for (let count = 0; count < 4; count++) {
      const [, task] = await resolved();
      assignees.push((await taskOf(task)).assigneeEmployeeId);
    }
    expect(assignees).toEqual(['E2', 'E3', 'E2', 'E3']);
    const [, about] = await resolved({ complainedOf: 'E2' }, E3);
    expect((await taskOf(about)).assigneeEmployeeId).toBe('E1');
  });

  it('is the duty owner where no colleague is there, and the deputy where that one is the handler', async () => {
    await away('E2');
    await away('E3');
    const [, task] = await resolved();
    expect(await taskOf(task)).toMatchObject({ assigneeEmployeeId: 'duty-officer', assigneeDepartment: 'service' });
    await away('E1');
    const [, other] = await resolved({}, agent('duty-officer'));
    expect((await taskOf(other)).assigneeEmployeeId).toBe('deputy-duty-officer');
  });

  it('is not the handler nor whom the case is about in the database either', async () => {
    const [, task] = await resolved({ complainedOf: 'E3' });
    const give = (to: string) =>
      app.database.query(`UPDATE callback_task SET assignee_employee_id = $2 WHERE id = $1`, [task, to]);
    await expect(give('E1')).rejects.toThrow('callback_assignee_not_handler');
    await expect(give('E3')).rejects.toThrow('whom its case is about');
    const call = (by: string) =>
      app.database.query(
        `INSERT INTO callback_attempt (task_id, number, at, by_employee_id, by_department, outcome)
         VALUES ($1, 1, now(), $2, 'service', 'satisfied')`,
        [task, by],
      );
    await expect(call('E1')).rejects.toThrow('by the handler');
    await expect(call('E3')).rejects.toThrow('by the handler or by whom');
  });

  it('is decided by hand', async () => {
    const [, task] = await resolved({ complainedOf: 'E8' });
    await desk.know('E5', 'service', { active: false });
    await desk.know('E6');
    await away('E6');
    expect((await assign(task, 'E3', E3)).task.assigneeEmployeeId).toBe('E3');
    expect((await assign(task, 'E2')).task.assigneeEmployeeId).toBe('E2');
    const reasons: string[] = [];
    for (const id of ['E1', 'E8', 'E5', 'E6', 'E7']) {
      await assign(task, id).catch((error: { members: { reason: string } }) => reasons.push(error.members.reason));
    }
    expect(reasons).toEqual(['handler', 'complained_of', 'not_active', 'absent', 'not_known']);
    await answer(task, { outcome: 'satisfied' });
    await expect(assign(task, 'E3')).rejects.toThrow('callback-not-open');
    expect(await desk.typesTold(task)).toEqual(['callback.planned', 'callback.assigned', 'callback.assigned']);
  });

  it('is somebody else as soon as a contact complains of that person, as every other change is told', async () => {
    const [customerId, words] = [newId(), { text: '水泵漏油，要求更换', subject: '水泵' }];
    const [id, task] = await resolved({ customerId, ...words });
    const { caseId } = await desk.receive({ customerId, ...words, complainedOf: 'E2' }, E3);
    expect(caseId).toBe(id);
    expect(await taskOf(task)).toMatchObject({ assigneeEmployeeId: 'E3', epoch: 1 });
    const data = { assignee: { employeeId: 'E3' }, before: { employeeId: 'E2' }, reason: 'recusal' };
    expect((await desk.told(task)).at(-1)).toMatchObject({ type: 'callback.assigned', data });
    const entry = await app.database.manager.findOneByOrFail(CaseEntry, { caseId: id, type: 'callback.assigned' });
    expect(entry).toMatchObject({ byEmployeeId: null, details: data });
    expect(
      await app.database.query(
        `SELECT employee_id AS who FROM notice WHERE case_id = $1 AND kind = 'callback_assigned'`,
        [id],
      ),
    ).toEqual([{ who: 'E3' }]);
    // Nobody is left: nobody is to call, and that is told too.
    await app.database.query(`UPDATE employee_card SET active = false WHERE employee_id <> 'E3'`);
    for (const duty of ['duty-officer', 'deputy-duty-officer', 'E3'])
      await desk.receive({ customerId, ...words, complainedOf: duty }, E3);
    expect((await taskOf(task)).assigneeEmployeeId).toBeNull();
    expect((await desk.told(task)).at(-1)!.data).toMatchObject({ assignee: null, reason: 'recusal' });
  });

  it('is taken from that person by the database where nobody else does it', async () => {
    const [id, task] = await resolved();
    expect((await taskOf(task)).assigneeEmployeeId).toBe('E2');
    const complain = `UPDATE service_case SET complained_of = '{E2}', owner_employee_id = 'E1' WHERE id = $1`;
    await app.database.query(complain, [id]);
    expect((await taskOf(task)).assigneeEmployeeId).toBeNull();
    await fire(task);
    expect((await taskOf(task)).assigneeEmployeeId).toBe('E3');
    // The reminder is still to come.
    await fire(task);
    expect(await desk.typesTold(task)).toEqual(['callback.planned', 'callback.assigned', 'callback.due']);
  });

  it('is never whom the case is about, though that is said and the task given at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const [id, task] = await resolved();
      await assign(task, 'E3');
      const complain = `UPDATE service_case SET complained_of = '{E2}', owner_employee_id = 'E1' WHERE id = $1`;
      const [, complaint] = await atOnce(2, (index) =>
        index === 0 ? assign(task, 'E2') : app.database.query(complain, [id]),
      );
      expect(complaint!.status).toBe('fulfilled');
      expect((await taskOf(task)).assigneeEmployeeId).not.toBe('E2');
    }
  });
});

describe('a call-back that reaches nobody', () => {
  it('is tried at another time, and counts once when many record it at once', async () => {
    const [, task] = await resolved();
    const now = new Date();
    const results = await atOnce(20, () => answer(task, { outcome: 'unreached' }, E2, now));
    expect(values(results)).toHaveLength(1);
    expect(new Set(problems(results))).toEqual(new Set(['callback-too-soon']));
    const { attemptFrom, nextAttemptAt, state } = await taskOf(task);
    expect(state).toBe('open');
    expect(attemptFrom!.getTime()).toBeGreaterThanOrEqual(at(now, 1).getTime());
    expect(attemptFrom!.getTime()).toBeLessThanOrEqual(at(now, 4).getTime());
    expect(nextAttemptAt!.getTime()).toBeGreaterThanOrEqual(attemptFrom!.getTime());
    const again = `INSERT INTO callback_attempt (task_id, number, at, by_employee_id, by_department, outcome)
                   VALUES ($1, 2, $2, 'E2', 'service', 'satisfied')`;
    await expect(app.database.query(again, [task, new Date(attemptFrom!.getTime() - 1)])).rejects.toThrow(
      'callback_attempts_apart',
    );
  });

  it('three times ends the case as unconfirmed, never as satisfied', async () => {
    const [id, task] = await resolved();
    for (const [index, outcome] of (['unreached', 'wrong_number', 'unreached'] as const).entries()) {
      expect((await desk.caseOf(id)).state).toBe('callback_pending');
      await answer(task, { outcome }, index === 1 ? E3 : E2, (await taskOf(task)).attemptFrom ?? new Date());
    }
    expect(await desk.caseOf(id)).toMatchObject({ state: 'closed', outcome: 'unconfirmed' });
    const told = await desk.told(id);
    expect(told.slice(-2)).toMatchObject([
      { type: 'callback.completed', data: { outcome: 'unreached', attempts: 3, score: null, callbackId: task } },
      { type: 'case.closed', data: { outcome: 'unconfirmed' } },
    ]);
    expect(await desk.typesTold(task)).toEqual(['callback.planned', 'callback.attempted', 'callback.attempted']);
  });

  it('is not repeated where the customer does not want to say', async () => {
    const [id, task] = await resolved();
    await answer(task, { outcome: 'refused' });
    expect(await desk.caseOf(id)).toMatchObject({ state: 'closed', outcome: 'unconfirmed' });
  });

  it('is not the word of the customer in the database either', async () => {
    const [id, task] = await resolved();
    const end = (outcome: string) =>
      app.database.query(`UPDATE service_case SET state = 'resolved', outcome = $2 WHERE id = $1`, [id, outcome]);
    await expect(end('satisfied')).rejects.toThrow('which no call-back says');
    const finish = (outcome: string) =>
      app.database.query(`UPDATE callback_task SET state = 'done', outcome = $2 WHERE id = $1`, [task, outcome]);
    await expect(finish('satisfied')).rejects.toThrow('which no call says');
    await answer(task, { outcome: 'unreached' });
    await expect(finish('unconfirmed')).rejects.toThrow('which no call says');
  });
});

describe('the answer of the customer', () => {
  it('is kept with its score, who asked, and when', async () => {
    const [id, task] = await resolved();
    const now = new Date();
    await answer(task, { outcome: 'satisfied', score: 4, note: '可以' }, E3, now);
    const completed = { completedAt: now, completedByEmployeeId: 'E3', completedByDepartment: 'service' };
    expect(await taskOf(task)).toMatchObject({ outcome: 'satisfied', score: 4, ...completed, nextAttemptAt: null });
    expect((await desk.told(id)).at(-1)).toMatchObject({
      type: 'callback.completed',
      data: { score: 4, attempts: 1, handler: { employeeId: 'E1' }, by: { employeeId: 'E3' } },
    });
  });

  it('has a score that fits it', async () => {
    const [, task] = await resolved();
    for (const [outcome, score] of [
      ['satisfied', 2],
      ['unsatisfied', 4],
      ['unreached', 3],
      ['refused', 1],
    ] as const) {
      await expect(answer(task, { outcome, score })).rejects.toThrow('validation-failed');
    }
    const [attempts] = await app.database.query<{ count: number }[]>('SELECT count(*) FROM callback_attempt');
    expect(Number(attempts!.count)).toBe(0);
  });

  it('not satisfied begins a new handling, with a call-back of its own', async () => {
    const [id, task] = await resolved();
    await answer(task, { outcome: 'unsatisfied', score: 1 });
    expect(await desk.caseOf(id)).toMatchObject({ state: 'reopened', cycle: 2, outcome: null });
    await desk.resolve(id, E2);
    const next = await taskOf(await desk.callbackOf(id));
    expect(next).toMatchObject({ cycle: 2, handlerEmployeeId: 'E2', state: 'open', assigneeEmployeeId: 'E3' });
  });
});

describe('a customer who wants to be called at another time', () => {
  it('is called then, not before; the clock stops, since somebody spoke with the customer', async () => {
    const [id, task] = await resolved();
    const callAt = at(new Date(), 30);
    await postpone(task, callAt);
    expect(await taskOf(task)).toMatchObject({ attemptFrom: callAt, nextAttemptAt: callAt, postponements: 1 });
    const clock = await app.database.manager.findOneByOrFail(SlaClock, { caseId: id, metric: 'callback' });
    expect(clock.state).toBe('met');
    await expect(answer(task, { outcome: 'satisfied' }, E2, at(callAt, -0.01))).rejects.toThrow('callback-too-soon');
    await answer(task, { outcome: 'satisfied' }, E2, callAt);
    expect((await desk.caseOf(id)).state).toBe('resolved');
  });

  it('may wish for a time soon after an attempt', async () => {
    const [, task] = await resolved();
    const now = new Date();
    await answer(task, { outcome: 'unreached' }, E2, now);
    await postpone(task, at(now, 0.25), E2, at(now, 0.1));
    await answer(task, { outcome: 'satisfied' }, E2, at(now, 0.25));
    expect((await taskOf(task)).state).toBe('done');
  });

  it('may do so three times, not at any time, and not with the handler', async () => {
    const [, task] = await resolved();
    const now = new Date();
    await expect(postpone(task, at(now, -1))).rejects.toThrow('validation-failed');
    await expect(postpone(task, at(now, 24 * 7 + 1))).rejects.toThrow('validation-failed');
    await expect(postpone(task, at(now, 1), E1)).rejects.toThrow('callback-by-handler');
    const results = await atOnce(20, (index) => postpone(task, at(now, 1 + index)));
    expect(values(results)).toHaveLength(3);
    expect(new Set(problems(results))).toEqual(new Set(['callback-postponed-often']));
  });
});

describe('a planned call', () => {
  it('is reminded of when it is time, once, and told to the supervisor when it is overdue', async () => {
    await app.database.query(`UPDATE employee_card SET supervisor_id = 'S1' WHERE employee_id = 'E2'`);
    const [, task] = await resolved();
    await answer(task, { outcome: 'unreached' });
    await fire(task);
    await fire(task);
    await fire(task);
    const reminders = (await desk.told(task)).filter(({ type }) => ['callback.due', 'callback.overdue'].includes(type));
    expect(reminders.map(({ type, data }) => [type, data['to']])).toEqual([
      ['callback.due', ['E2']],
      ['callback.overdue', ['E2', 'S1']],
    ]);
  });

  it('is given to somebody else when it is time and the one who was to call is away', async () => {
    const [id, task] = await resolved();
    await away('E2');
    await fire(task);
    expect((await taskOf(task)).assigneeEmployeeId).toBe('E3');
    expect((await desk.told(task)).slice(1)).toMatchObject([
      { type: 'callback.assigned', version: 2, data: { before: { employeeId: 'E2' }, reason: 'unavailable' } },
      { type: 'callback.due', version: 3, data: { to: ['E3'] } },
    ]);
    await desk.reopen(id);
    const before = await desk.typesTold(task);
    await fire(task);
    expect(await desk.typesTold(task)).toEqual(before);
  });
});

it('counts no call-back for what needs none', async () => {
  const id = await desk.open(aContact({ kind: 'enquiry' }));
  await desk.resolve(id);
  const tasks = await app.database.manager.countBy(CallbackTask, { caseId: id });
  expect(tasks).toBe(0);
});
