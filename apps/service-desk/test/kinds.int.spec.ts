import type { CaseKind } from '@crm/contracts';
import { type User, userOf } from '@crm/platform/auth';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { AssessmentsService, type AssessmentWish } from '../src/assessments/assessments.service.js';
import { CaseEntry } from '../src/cases/case-entry.entity.js';
import { CaseFilesService } from '../src/cases/case-files.service.js';
import { ServiceCase } from '../src/cases/case.entity.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { Intake } from '../src/intakes/intake.entity.js';
import type { NewIntake } from '../src/intakes/intakes.service.js';
import { MovesService } from '../src/moves/moves.service.js';
import { ReconciliationService } from '../src/reconciliation/reconciliation.service.js';
import { PoliciesService } from '../src/sla/policies.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, E1, problems, values } from './desk-steps.js';
import { RoutingSteps } from './routing-steps.js';

let app: DeskApp;
let desk: DeskSteps;
let routing: RoutingSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
  routing = new RoutingSteps(desk);
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
const assess = async (id: string, kind: CaseKind | undefined, by: User = E1): Promise<void> => {
  const causeId = newId();
  await app.database.query(
    `INSERT INTO cause (id, version, code, name_zh, name_en, retired, changed_at, changed_by) VALUES ($1, 1, $2, 'x', 'x', false, now(), 'E1')`,
    [causeId, causeId.slice(-8)],
  );
  const wish = { severity: 'normal' as const, productId: undefined, causeId, kind };
  return desk.run((tx) => desk.the(AssessmentsService).assess(tx, id, wish, by, new Date()));
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
  it('corrects the kind alone, and needs a cause only for what counts for recurring problems', async () => {
    const { caseId } = await mail(newId(), { severity: 'high' });
    const say = (wish: AssessmentWish) =>
      desk.run((tx) => desk.the(AssessmentsService).assess(tx, caseId, wish, E1, new Date()));
    await say({ kind: 'complaint' });
    expect(await desk.caseOf(caseId)).toMatchObject({ kind: 'complaint', severity: 'high', causeId: null });
    expect(await desk.typesTold(caseId)).toEqual(expect.arrayContaining(['case.kind-changed']));
    expect(await desk.typesTold(caseId)).not.toContain('case.assessed');
    for (const wish of [{ severity: 'low' as const }, { productId: 'P-1' }, {}, { kind: null }])
      await expect(say(wish)).rejects.toThrow('validation-failed');
    await assess(caseId, undefined);
    const { causeId } = await desk.caseOf(caseId);
    await say({ severity: 'critical', kind: 'repair' });
    expect(await desk.caseOf(caseId)).toMatchObject({ kind: 'repair', severity: 'critical', causeId });
    await say({ kind: 'complaint' });
    expect(await desk.caseOf(caseId)).toMatchObject({ kind: 'complaint', severity: 'critical', causeId });
  });

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

describe('a case that turns out to be of a kind that is measured and routed otherwise', () => {
  const hourAgo = (hours: number) => new Date(Math.floor(Date.now() / 1000) * 1000 - hours * 3_600_000);
  const clocksOf = (id: string) => desk.run((tx) => desk.the(CaseFilesService).clocksOf(tx, id, E1));
  const reconcile = () => desk.the(ReconciliationService).run('test');
  const supervisor = userOf({ sub: 'S1', roles: ['supervisor'], department: 'service' })!;

  /** Only complaints are measured by the acknowledgement, half an hour, and by the first response, four hours. */
  beforeAll(() =>
    desk.run(async (tx) => {
      const { version, content } = await desk.the(PoliciesService).find(tx);
      const always = (seconds: number) => ({ seconds, calendarId: 'always' });
      const rules = content.rules.map(({ name, ...rule }) => {
        const { acknowledge: _, first_response: __, ...targets } = rule.targets;
        return { name, ...rule, targets };
      });
      const more = { acknowledge: always(1_800), first_response: always(14_400) };
      rules.unshift({ name: '投诉计时', kinds: ['complaint' as const], targets: more as never });
      await desk.the(PoliciesService).replace(tx, { ...content, rules }, version, 'E1', new Date());
    }),
  );
  beforeEach(() => routing.empty());

  it('is measured as if the kind had been known from the first; what is late is told of once', async () => {
    const receivedAt = hourAgo(2);
    const { caseId } = await mail(newId(), { receivedAt });
    expect((await clocksOf(caseId)).map(({ metric }) => metric)).toEqual(['resolution']);
    await assess(caseId, 'complaint');
    const after = new Map((await clocksOf(caseId)).map((clock) => [clock.metric, clock]));
    const due = (hours: number) => new Date(receivedAt.getTime() + hours * 3_600_000);
    expect(after.get('acknowledge')).toMatchObject({ startedAt: receivedAt, dueAt: due(0.5) });
    expect(after.get('first_response')).toMatchObject({ startedAt: receivedAt, dueAt: due(4) });
    const entry = await app.database.manager.findOneByOrFail(CaseEntry, { caseId, type: 'sla.started' });
    expect(entry.details).toMatchObject({ reason: 'kind_changed', clocks: [{}, {}] });
    expect(await reconcile()).toMatchObject({ differenceCount: 0, differences: [] });

    const breaches = async () =>
      (await desk.told(caseId)).filter(({ type, data }) => type === 'sla.breached' && data['metric'] === 'acknowledge');
    const worker = await app.another('worker');
    await waitFor(async () => (await breaches()).length > 0, { what: 'the breach to be told' });
    await worker.close();
    await desk.run((tx) => desk.the(HandlingService).acknowledge(tx, caseId, E1, new Date()));
    const dueAt = due(0.5).toISOString();
    expect((await breaches()).map(({ data }) => data)).toEqual([
      { caseId, cycle: 1, metric: 'acknowledge', dueAt, breachedAt: dueAt },
    ]);
    await assess(caseId, 'complaint');
    expect((await clocksOf(caseId)).filter(({ metric }) => metric === 'acknowledge')).toHaveLength(1);
    expect(await reconcile()).toMatchObject({ differenceCount: 0, differences: [] });
  });

  it('tells a breach that nobody noticed when what was owed is done', async () => {
    const { caseId } = await mail(newId(), { receivedAt: hourAgo(1) });
    await assess(caseId, 'complaint');
    await desk.run((tx) => desk.the(HandlingService).acknowledge(tx, caseId, E1, new Date()));
    expect((await desk.typesTold(caseId)).filter((type) => type === 'sla.breached')).toHaveLength(1);
  });

  it('goes to somebody whom it can be given to, with its history, its event and its notices', async () => {
    await routing.agent('A1', { kinds: ['enquiry'] });
    await routing.agent('A2', { kinds: ['complaint'] });
    const customerId = newId();
    const { caseId } = await mail(customerId);
    expect(await desk.caseOf(caseId)).toMatchObject({ ownerEmployeeId: 'A1' });
    await call(customerId);
    expect(await desk.caseOf(caseId)).toMatchObject({ ownerEmployeeId: 'A2', ownerReason: 'kind_changed' });
    expect((await desk.told(caseId)).find(({ type }) => type === 'case.handover-accepted')).toMatchObject({
      data: { owner: { employeeId: 'A2' }, reason: 'kind_changed' },
    });
    const noticed = await app.database.query(
      `SELECT employee_id AS who, kind FROM notice WHERE case_id = $1 AND kind <> 'customer_contact' ORDER BY id`,
      [caseId],
    );
    expect(noticed).toEqual([
      { who: 'A1', kind: 'assigned' },
      { who: 'A2', kind: 'assigned' },
      { who: 'A1', kind: 'handed_over' },
    ]);
    const versions = (await desk.told(caseId)).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, at) => at + 1));
    expect(await reconcile()).toMatchObject({ differenceCount: 0, differences: [] });
  });

  it('never goes to whom the contact that told its kind is about', async () => {
    await routing.agent('A1', { kinds: ['enquiry'] });
    await routing.agent('A2', { kinds: ['complaint'] });
    const customerId = newId();
    const { caseId } = await mail(customerId);
    await call(customerId, { complainedOf: 'A2' });
    expect(await desk.caseOf(caseId)).toMatchObject({ ownerEmployeeId: 'A1', complainedOf: ['A2'] });
    expect(await desk.typesTold(caseId)).not.toContain('case.handover-accepted');
  });

  it('stays with an owner whom it can be given to, and with one who works on it', async () => {
    await routing.agent('A1', { capacity: 1 });
    const { caseId: fits } = await mail(newId());
    await routing.agent('A2');
    await assess(fits, 'complaint', supervisor);
    expect(await desk.caseOf(fits)).toMatchObject({ ownerEmployeeId: 'A1' });

    await routing.profile('A1', { kinds: ['enquiry'] });
    await routing.profile('A2', { kinds: ['complaint'] });
    const { caseId: seen } = await mail(newId());
    await desk.run((tx) => desk.the(HandlingService).acknowledge(tx, seen, agent('A1'), new Date()));
    const { caseId: assessed } = await mail(newId());
    await assess(assessed, undefined, agent('A1'));
    const { caseId: assessing } = await mail(newId());
    await assess(assessing, 'complaint', agent('A1'));
    for (const id of [seen, assessed]) await assess(id, 'complaint', supervisor);
    for (const id of [seen, assessed, assessing]) {
      expect(await desk.caseOf(id)).toMatchObject({ ownerEmployeeId: 'A1', kind: 'complaint' });
    }
  });

  it('waits in the queue for such cases, under whom both queues have on duty, or stays where it is', async () => {
    await routing.queue('enquiries', { kinds: ['enquiry'] });
    const { caseId: stays } = await mail(newId());
    await assess(stays, 'complaint', supervisor);
    expect(await desk.caseOf(stays)).toMatchObject({ queueId: 'enquiries', ownerReason: 'queued' });
    await routing.queue('complaints', { kinds: ['complaint'] });
    const { caseId } = await mail(newId());
    await assess(caseId, 'complaint', supervisor);
    expect(await desk.caseOf(caseId)).toMatchObject({
      ...{ queueId: 'complaints', ownerEmployeeId: 'duty-officer', ownerReason: 'queued' },
    });
    await routing.queue('technicians', { kinds: ['technical'], dutyOwner: 'S7' });
    await assess(caseId, 'technical', supervisor);
    expect(await desk.caseOf(caseId)).toMatchObject({ queueId: 'technicians', ownerEmployeeId: 'S7' });
  });
});
