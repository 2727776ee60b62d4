import type { CaseKind } from '@crm/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { AssessmentsService } from '../src/assessments/assessments.service.js';
import { CaseFilesService } from '../src/cases/case-files.service.js';
import { ServiceCase } from '../src/cases/case.entity.js';
import { Intake } from '../src/intakes/intake.entity.js';
import type { NewIntake } from '../src/intakes/intakes.service.js';
import { MovesService } from '../src/moves/moves.service.js';
import { PoliciesService } from '../src/sla/policies.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { atOnce, DeskSteps, E1, problems, values } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
  await desk.run(async (tx) => {
    const { version, content } = await desk.the(PoliciesService).find(tx);
    const targets = { resolution: { seconds: 3600, calendarId: 'always' } };
    const rules = [{ name: '投诉', kinds: ['complaint' as const], targets }, ...content.rules];
    await desk.the(PoliciesService).replace(tx, { ...content, rules }, version, 'E1', new Date());
  });
});
afterAll(() => app.close());
beforeEach(() => desk.empty());

const words = { subject: '水泵漏油', text: '安装第二天开始漏油，要求更换' };
/** A mail tells no kind, no order and no product. */
const mail = (customerId: string, wish: Partial<NewIntake> = {}) =>
  desk.receive({ ...words, channel: 'email', customerId, kind: null, ...wish });
const call = (customerId: string, wish: Partial<NewIntake> = {}) =>
  desk.receive({ ...words, channel: 'phone', customerId, kind: 'complaint', ...wish });
const assess = async (id: string, kind: CaseKind | undefined): Promise<void> => {
  const causeId = newId();
  await app.database.query(
    `INSERT INTO cause (id, version, code, name_zh, name_en, retired, changed_at, changed_by) VALUES ($1, 1, $2, 'x', 'x', false, now(), 'E1')`,
    [causeId, causeId.slice(-8)],
  );
  const wish = { severity: 'normal' as const, productId: undefined, causeId, kind };
  return desk.run((tx) => desk.the(AssessmentsService).assess(tx, id, wish, E1, new Date()));
};
const dueOf = async (id: string): Promise<number> => {
  const clocks = await desk.run((tx) => desk.the(CaseFilesService).clocksOf(tx, id, E1));
  return clocks.find(({ metric, isOpen }) => isOpen && metric === 'resolution')!.dueAt.getTime();
};

describe('a case of which nobody told the kind', () => {
  it('takes that of the first contact that tells one: one complaint is one case, with the deadlines of one', async () => {
    const customerId = newId();
    const { caseId } = await mail(customerId);
    expect(await desk.caseOf(caseId)).toMatchObject({ kind: 'enquiry', kindTold: false, sole: true });
    const before = await dueOf(caseId);
    expect(await call(customerId, { orderId: 'SO-1' })).toMatchObject({ caseId, decision: 'attached' });
    expect(await desk.caseOf(caseId)).toMatchObject({ kind: 'complaint', kindTold: true, sole: true, orderId: 'SO-1' });
    expect(await dueOf(caseId)).toBeLessThan(before);
    expect((await desk.told(caseId)).find(({ type }) => type === 'case.kind-changed')).toMatchObject({
      data: { caseId, before: 'enquiry', kind: 'complaint', by: { employeeId: 'E1' } },
    });
    const versions = (await desk.told(caseId)).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, at) => at + 1));
    await desk.resolve(caseId);
    expect(await desk.caseOf(caseId)).toMatchObject({ state: 'callback_pending' });
    // The next who tells another kind is about something else.
    expect((await call(customerId, { kind: 'repair', orderId: 'SO-1' })).caseId).not.toBe(caseId);
  });

  it('is told by its order too, and is one of 200 contacts at once', async () => {
    const customerId = newId();
    const kinds = [null, 'complaint', null, null, 'complaint'] as const;
    const channels = ['email', 'phone', 'wechat', 'app', 'web_chat'] as const;
    const results = await atOnce(200, (index) =>
      desk.receive({ ...words, customerId, orderId: 'SO-9', kind: kinds[index % 5]!, channel: channels[index % 5]! }),
    );
    expect(problems(results)).toEqual([]);
    expect(new Set(values(results).map(({ caseId }) => caseId)).size).toBe(1);
    const [kase] = await app.database.manager.findBy(ServiceCase, { customerId });
    expect(kase).toMatchObject({ kind: 'complaint', kindTold: true, sole: true });
    expect(await app.database.manager.countBy(Intake, { caseId: kase!.id })).toBe(200);
  });

  it('stands unguarded where another case is guarded already', async () => {
    const customerId = newId();
    const mine = await desk.open({ customerId, kind: 'complaint', orderId: 'SO-1' });
    const { caseId } = await mail(customerId, { orderId: 'SO-2' });
    const complaint = await desk.open({ customerId, kind: 'complaint', orderId: 'SO-3' });
    const { caseId: other } = await mail(customerId, {
      text: '发票抬头写错了，请重新开具',
      subject: '发票',
      productId: 'P-1',
    });
    expect(new Set([mine, caseId, complaint, other]).size).toBe(4);
    await assess(other, 'complaint');
    expect(await desk.caseOf(other)).toMatchObject({ kind: 'complaint', sole: false });
  });

  it('is what it was taken for once that is resolved', async () => {
    const customerId = newId();
    const { caseId } = await mail(customerId);
    await desk.resolve(caseId);
    expect((await call(customerId)).caseId).not.toBe(caseId);
    expect(await desk.caseOf(caseId)).toMatchObject({ kind: 'enquiry', outcome: 'not_required' });
  });

  it('takes that of a contact that a person gives to it; a contact without one takes none along', async () => {
    const customerId = newId();
    const { caseId } = await mail(customerId);
    const { id: second } = await mail(customerId);
    const complaint = await desk.open({ customerId, orderId: 'SO-1' });
    const { id: told } = await desk.receive({ customerId, orderId: 'SO-1', kind: 'complaint' });
    const { caseId: own } = await desk.run((tx) => desk.the(MovesService).detach(tx, caseId, second, E1, new Date()));
    expect(await desk.caseOf(own)).toMatchObject({ kind: 'enquiry', kindTold: false });
    await desk.run((tx) => desk.the(MovesService).attach(tx, caseId, told, E1, new Date()));
    expect(await desk.caseOf(caseId)).toMatchObject({ kind: 'complaint', kindTold: true });
    expect(complaint).not.toBe(caseId);
  });
});

describe('an assessment', () => {
  it('says what kind it is: a complaint is owed sooner and called back', async () => {
    const { caseId } = await mail(newId());
    const before = await dueOf(caseId);
    await assess(caseId, 'complaint');
    expect(await desk.caseOf(caseId)).toMatchObject({ kind: 'complaint', kindTold: true });
    expect(await dueOf(caseId)).toBeLessThan(before);
    await desk.resolve(caseId);
    expect(await desk.caseOf(caseId)).toMatchObject({ state: 'callback_pending' });
  });

  it('leaves the kind as it is, and takes no call-back away', async () => {
    const id = await desk.open();
    await assess(id, undefined);
    expect(await desk.caseOf(id)).toMatchObject({ kind: 'complaint' });
    await expect(assess(id, 'enquiry')).rejects.toThrow('callback-lost');
    await assess(id, 'repair');
    await desk.resolve(id);
    await expect(assess(id, 'complaint')).rejects.toThrow('kind-settled');
    await assess(id, 'repair');
  });
});
