import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeskApp, employee, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';
import { ProblemSteps } from './problem-steps.js';

let app: DeskApp;
let anna: Caller;
let cora: Caller;
let admin: Caller;
beforeAll(async () => {
  app = await startDesk();
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  cora = await Caller.of(app, 'E1021', 'complaint-centre', 'complaint-centre');
  admin = await Caller.of(app, 'E1006', 'admin', 'management');
  await app.probe.publish(employee('E1031', { department: 'logistics', roles: [] }));
  await app.probe.publish(employee('E1032', { department: 'logistics', active: false }));
  await app.probe.publish(employee('E1041', { department: 'archive', active: false }));
  await app.allRead();
});
afterAll(() => app.close());

const first = { 'if-match': '"v0"' };
const aQueue = { names: { zh: '报修', en: 'Repairs' }, position: 10, kinds: ['technical'] };
const anAction = {
  title: '水泵密封圈召回',
  event: { kind: 'recall', occurredOn: '2026-01-05', description: '密封圈老化，需免费更换。' },
  filter: { productIds: ['P-7'] },
};
const aTask = { what: '致电说明并预约更换。', dueAt: '2036-01-12T10:00:00Z', assign: 'department' };
const noEmployee = (pointer: string) => ({ status: 422, type: 'employee-unknown', pointer, employeeId: 'E9999' });
const noDepartment = (pointer: string) => ({ status: 422, type: 'department-unknown', pointer, department: 'lunar' });

describe('somebody whom nobody knows', () => {
  it('is offered no case, and so is a department that nobody knows; nothing has changed', async () => {
    const id = await anna.takeIn();
    const offer = (to: object) => problemOf(anna.post(`/cases/${id}/handovers`, { ...to, reason: '请接手' }));
    expect(await offer({ toDepartment: 'lunar' })).toMatchObject(noDepartment('/toDepartment'));
    expect(await offer({ toDepartment: 'lunar', toEmployeeId: 'E1031' })).toMatchObject(noDepartment('/toDepartment'));
    expect(await offer({ toDepartment: 'logistics', toEmployeeId: 'E9999' })).toMatchObject(
      noEmployee('/toEmployeeId'),
    );
    const types = (await anna.read<{ items: { type: string }[] }>(`/cases/${id}/timeline`)).items;
    expect(types.map(({ type }) => type)).not.toContain('case.handover-offered');
    expect((await anna.post(`/cases/${id}/handovers`, { toDepartment: 'logistics', reason: '请接手' })).status).toBe(
      201,
    );
  });

  it('is nobody who could answer for a department of which all have left', async () => {
    const id = await anna.takeIn();
    const offer = { toDepartment: 'archive', reason: '请接手' };
    expect(await problemOf(anna.post(`/cases/${id}/handovers`, offer))).toMatchObject({
      ...{ status: 409, type: 'handover-impossible', reason: 'nobody_there' },
    });
  });

  it('is told in both languages', async () => {
    const id = await anna.takeIn();
    const offer = { toDepartment: 'lunar', reason: '请接手' };
    const titleIn = async (language: string) =>
      (await problemOf(anna.post(`/cases/${id}/handovers`, offer, { 'accept-language': language })))['title'];
    expect([await titleIn('zh'), await titleIn('en')]).toEqual(['没有这个部门', 'There is no such department']);
  });

  it('is on duty for no queue, and nobody of an unknown department takes from one', async () => {
    const put = (more: object) => problemOf(cora.put('/queues/pumps', { ...aQueue, ...more }, first));
    expect(await put({ department: 'lunar', dutyOwner: 'E1031' })).toMatchObject(noDepartment('/department'));
    expect(await put({ department: 'logistics', dutyOwner: 'E9999' })).toMatchObject(noEmployee('/dutyOwner'));
    expect(await put({ department: 'logistics', dutyOwner: 'E1032' })).toMatchObject({
      ...{ status: 409, type: 'duty-impossible' },
    });
    expect(await problemOf(cora.get('/queues/pumps'))).toMatchObject({ status: 404 });
    // The posts of the deployment have no card.
    expect(
      (await cora.put('/queues/pumps', { ...aQueue, department: 'service', dutyOwner: 'duty-officer' }, first)).status,
    ).toBe(200);
  });

  it('answers for no problem, and carries nothing out', async () => {
    const steps = await ProblemSteps.of(app);
    const causeId = await steps.cause({ cases: 2, windowDays: 30, verificationDays: 30, toleratedPercent: 20 });
    await steps.assessedTimes(2, causeId, 'P-99');
    const { id } = (await steps.problemsOf(causeId))[0]!;
    const analyse = (responsible: object) => {
      const body = { rootCause: '纸箱抗压强度不足', responsible };
      return problemOf(cora.post(`/problems/${id}/analyse`, body, { 'if-match': '"v1"' }));
    };
    expect(await analyse({ department: 'lunar', employeeId: 'E1061' })).toMatchObject(
      noDepartment('/responsible/department'),
    );
    expect(await analyse({ department: 'quality', employeeId: 'E9999' })).toMatchObject(
      noEmployee('/responsible/employeeId'),
    );
    await steps.analyse(id);
    const plan = { what: '更换纸箱供应商', owner: 'E9999', dueAt: '2036-02-15T10:00:00Z' };
    expect(await problemOf(cora.post(`/problems/${id}/actions`, plan))).toMatchObject(noEmployee('/owner'));
    expect(await steps.read(id)).toMatchObject({ version: 2, actions: [] });
  });

  it('is given no tasks', async () => {
    const body = { ...anAction, task: { ...aTask, department: 'lunar' } };
    expect(await problemOf(cora.post('/proactive-actions', body))).toMatchObject(noDepartment('/task/department'));
    expect((await cora.post('/proactive-actions', { ...anAction, task: aTask })).status).toBe(201);
  });

  it('is no condition of what may be given to customers', async () => {
    const { rules, customerCaps } = await admin.read<{ rules: object[]; customerCaps: object[] }>('/goodwill-limits');
    const put = (departments: string[]) => {
      const rule = { name: 'service', departments, mostPoints: 10, budget: 10 };
      return problemOf(admin.put('/goodwill-limits', { rules: [...rules, rule], customerCaps }, first));
    };
    expect(await put(['service', 'lunar'])).toMatchObject(noDepartment(`/rules/${rules.length}/departments/1`));
    expect(await put(['service', 'logistics'])).toMatchObject({ status: 200, version: 1 });
  });

  it('is no agent', async () => {
    expect(await problemOf(admin.put('/agents/E9999', { capacity: 5 }, first))).toMatchObject({ status: 404 });
  });

  it('may be named in a contact: nothing of a customer gets lost', async () => {
    const id = await anna.takeIn({ complainedOf: 'E9999' });
    expect(await anna.read(`/cases/${id}`)).toMatchObject({ complainedOf: ['E9999'] });
  });
});
