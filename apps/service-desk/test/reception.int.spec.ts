import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { CaseFilesService } from '../src/cases/case-files.service.js';
import { ServiceCase } from '../src/cases/case.entity.js';
import { CallbackOutcomesService } from '../src/handling/callback-outcomes.service.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { Intake } from '../src/intakes/intake.entity.js';
import type { NewIntake } from '../src/intakes/intakes.service.js';
import { FollowUpsService } from '../src/reception/follow-ups.service.js';
import { ReceptionService } from '../src/reception/reception.service.js';
import { type DeskApp, followUp, startDesk } from './desk-app.js';
import { aContact, agent, atOnce, DeskSteps, E1, E2, problems, values } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await desk.hire('complaint-centre', 'C1');
});

describe('one complaint', () => {
  it('that comes in thirty times at once over several channels is one case with thirty contacts', async () => {
    const customerId = newId();
    const channels = ['phone', 'email', 'wechat', 'app', 'web_chat'] as const;
    const results = await atOnce(30, (index) =>
      desk.receive({ customerId, orderId: 'SO-1', channel: channels[index % 5]! }),
    );
    expect(problems(results)).toEqual([]);
    const decisions = values(results);
    expect(new Set(decisions.map(({ caseId }) => caseId)).size).toBe(1);
    expect(decisions.filter(({ decision }) => decision === 'opened')).toHaveLength(1);
    expect(await app.database.manager.countBy(ServiceCase, { customerId })).toBe(1);
    expect(await app.database.manager.countBy(Intake, { caseId: decisions[0]!.caseId })).toBe(30);
  });

  it('is one case also when the contacts know different parts of it', async () => {
    const customerId = newId();
    const both = { orderId: 'SO-1', productId: 'P-1' };
    const results = await atOnce(12, (index) =>
      desk.receive({ customerId, ...(index % 2 ? both : { productId: 'P-1' }) }),
    );
    expect(problems(results)).toEqual([]);
    // The case has learned its order, so a contact that knows nothing but this finds it too.
    expect((await desk.receive({ customerId, orderId: 'SO-1' })).decision).toBe('attached');
    expect(await app.database.manager.countBy(ServiceCase, { customerId })).toBe(1);
  });

  it('is guarded by the database, should the locks fail', async () => {
    const id = await desk.open({ customerId: newId(), orderId: 'SO-1' });
    const copy = `INSERT INTO service_case SELECT (json_populate_record(c, json_build_object('id', $2::text, 'number', $2::text))).*
                  FROM service_case c WHERE id = $1`;
    await expect(app.database.query(copy, [id, newId()])).rejects.toThrow('case_once_per_order');
  });

  it('is two cases for two customers, two orders, two kinds, or more than 30 days apart', async () => {
    const customerId = newId();
    const about = { customerId, orderId: 'SO-1', receivedAt: new Date() };
    const others: Partial<NewIntake>[] = [
      { ...about, customerId: newId() },
      { ...about, orderId: 'SO-2' },
      { ...about, kind: 'repair' },
      { ...about, receivedAt: new Date(about.receivedAt.getTime() - 31 * 86_400_000) },
    ];
    const first = await desk.receive(about);
    for (const other of others) expect((await desk.receive(other)).decision).toBe('opened');
    expect(await desk.receive(about)).toMatchObject({ caseId: first.caseId, decision: 'attached' });
  });

  it('begins a new case once the earlier one is closed', async () => {
    const about = { customerId: newId(), orderId: 'SO-1', kind: 'enquiry' as const };
    const first = await desk.open(about);
    await desk.resolve(first);
    await desk.close(first);
    expect((await desk.receive(about)).decision).toBe('opened');
    // The earlier one may still be reopened beside it.
    await desk.reopen(first);
    expect(await desk.caseOf(first)).toMatchObject({ state: 'reopened', cycle: 2 });
  });

  it('of a merged customer is one case, under whichever id it is made', async () => {
    const [survivor, retired] = [newId(), newId()];
    await app.database.query(
      `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable, merged_into)
       VALUES ($1, 1, 'person', 'active', 'service', '[]', NULL), ($2, 1, 'person', 'active', 'service', '[]', $1)`,
      [survivor, retired],
    );
    const results = await atOnce(10, (index) =>
      desk.receive({ customerId: [survivor, retired][index % 2]!, orderId: 'SO-1' }),
    );
    expect(new Set(values(results).map(({ caseId }) => caseId)).size).toBe(1);
  });

  it('suggests the other open cases of the customer, the likeliest first', async () => {
    const customerId = newId();
    const repair = await desk.open({ customerId, kind: 'repair', productId: 'P-1' });
    const other = await desk.open({ customerId, orderId: 'SO-9' });
    const { decision, suggestions } = await desk.receive({ customerId, orderId: 'SO-1', productId: 'P-1' });
    expect(decision).toBe('opened');
    expect(suggestions).toEqual([
      { caseId: repair, score: 0.4, reasons: ['same_customer', 'same_product'] },
      { caseId: other, score: 0.3, reasons: ['same_customer', 'same_kind'] },
    ]);
  });
});

describe('one message of a channel', () => {
  it('that is delivered twenty times at once is recorded once, and everybody gets the same answer', async () => {
    const intake = aContact({ customerId: newId(), orderId: 'SO-1' });
    const results = await atOnce(20, () =>
      desk.run((tx) => desk.the(ReceptionService).receive(tx, intake, E1, new Date())),
    );
    expect(problems(results)).toEqual([]);
    expect(values(results).filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(values(results).map(({ decision }) => JSON.stringify(decision))).size).toBe(1);
    expect(await app.database.manager.countBy(Intake, { externalId: intake.externalId })).toBe(1);
  });

  it('is refused when it comes again with another content', async () => {
    const intake = aContact();
    await desk.receive(intake);
    await expect(desk.receive({ ...intake, text: '别的内容' })).rejects.toThrow('intake-differs');
    await expect(desk.receive({ ...intake, channel: 'email' })).resolves.toMatchObject({ decision: 'opened' });
  });

  it('is kept unreadable: no word of the customer stands in any table or event', async () => {
    const secret = '绝密口令青花瓷';
    const contact = { type: 'phone' as const, value: '+8613800004711' };
    const id = await desk.open({ customerId: newId(), subject: `${secret}1`, text: `${secret}2`, contact });
    await desk.run((tx) => desk.the(HandlingService).respond(tx, id, `${secret}3`, E1, new Date()));
    await desk.resolve(id);
    const task = await desk.callbackOf(id);
    await desk.run((tx) =>
      desk.the(CallbackOutcomesService).record(tx, task, { outcome: 'unreached', note: `${secret}4` }, E2, new Date()),
    );
    const tables = [
      'service_case',
      'intake',
      'case_entry',
      'handover',
      'callback_attempt',
      'outbox',
      'timer',
      'inbox',
      'dead_letter',
    ];
    for (const table of tables) {
      const rows = await app.database.query<{ row: string }[]>(`SELECT t::text AS row FROM ${table} t`);
      expect(rows.filter(({ row }) => row.includes(secret) || row.includes('13800004711'))).toEqual([]);
    }
    const intakes = await desk.run((tx) => desk.the(CaseFilesService).intakesOf(tx, id));
    expect(intakes[0]).toMatchObject({ subject: `${secret}1`, words: `${secret}2`, contactValue: '+8613800004711' });
  });
});

describe('the owner of a new case', () => {
  it('is the available agent with the fewest open cases, never the person complained of', async () => {
    for (const id of ['A1', 'A2', 'A3']) await desk.know(id);
    const owners: string[] = [];
    for (let i = 0; i < 4; i++) owners.push((await desk.caseOf(await desk.open())).ownerEmployeeId);
    expect(owners).toEqual(['A1', 'A2', 'A3', 'A1']);
    const about = await desk.caseOf(await desk.open({ complainedOf: 'A2' }));
    expect(about).toMatchObject({ ownerEmployeeId: 'A3', ownerDepartment: 'service', ownerReason: 'least_loaded' });
  });

  it('is who records it when no agent is available, then the duty owner, then the deputy', async () => {
    await desk.know('A1', 'service', { active: false });
    expect(await desk.caseOf(await desk.open())).toMatchObject({
      ownerEmployeeId: 'E1',
      ownerReason: 'recording_user',
    });
    const about = { complainedOf: 'E1' };
    expect(await desk.caseOf(await desk.open(about))).toMatchObject({
      ownerEmployeeId: 'duty-officer',
      ownerDepartment: 'service',
      ownerReason: 'duty_owner',
    });
    const ofDuty = await desk.open({ complainedOf: 'duty-officer' }, { ...E1, roles: ['sales'] });
    expect(await desk.caseOf(ofDuty)).toMatchObject({
      ownerEmployeeId: 'deputy-duty-officer',
      ownerReason: 'duty_deputy',
    });
  });

  it('gives the case up at once when a further contact complains of him or her', async () => {
    await desk.know('A1');
    await desk.know('A2');
    const about = { customerId: newId(), orderId: 'SO-1' };
    const id = await desk.open(about);
    const offer = { toDepartment: 'complaint-centre', toEmployeeId: null, reason: '请裁决' };
    await desk.run((tx) => desk.the(HandoversService).offer(tx, id, offer, E2, new Date()));
    await desk.receive({ ...about, complainedOf: 'A1' });
    expect(await desk.caseOf(id)).toMatchObject({
      ownerEmployeeId: 'A2',
      ownerReason: 'recusal',
      complainedOf: ['A1'],
    });
    expect(await desk.typesTold(id)).toEqual([
      'case.opened',
      'case.handover-offered',
      'case.handover-declined',
      'case.handover-accepted',
    ]);
  });
});

describe('a follow-up of a bad answer', () => {
  const open = (request = followUp(newId())) =>
    desk.run((tx) => desk.the(FollowUpsService).open(tx, request.data, request.time!, new Date()));

  it('becomes one case, however often it is asked for at once', async () => {
    const request = followUp(newId());
    expect(problems(await atOnce(10, () => open(request)))).toEqual([]);
    const cases = await app.database.manager.findBy(ServiceCase, { followUpId: request.data.followUpId });
    expect(cases).toHaveLength(1);
    expect(cases[0]).toMatchObject({ kind: 'complaint', severity: 'high', origin: 'followup', openedAt: request.time });
    expect(await desk.typesTold(cases[0]!.id)).toEqual(['case.opened']);
  });

  it('goes to somebody else than the handler of the earlier case, and never to whom that was about', async () => {
    for (const id of ['A1', 'A2', 'A3']) await desk.know(id);
    const earlier = await desk.open({ customerId: newId(), complainedOf: 'A2' });
    await desk.resolve(earlier, agent('A3'));
    const request = followUp(newId(), { caseId: earlier });
    for (let i = 0; i < 3; i++) await desk.open({ complainedOf: 'A3' });
    await open(request);
    const kase = await app.database.manager.findOneByOrFail(ServiceCase, { followUpId: request.data.followUpId });
    expect(kase).toMatchObject({ ownerEmployeeId: 'A1', complainedOf: ['A2'], earlierCaseId: earlier });
  });
});
