import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FieldCipher } from '@crm/persistence';
import { v7 as newId } from 'uuid';
import { CaseFilesService } from '../src/cases/case-files.service.js';
import { ServiceCase } from '../src/cases/case.entity.js';
import { CustomerLinksService, type LinkWish } from '../src/customer-links/customer-links.service.js';
import { sealedColumns } from '../src/cases/sealed-words.js';
import { MergesService } from '../src/endings/merges.service.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { HandoversService } from '../src/handovers/handovers.service.js';
import { SlaClock } from '../src/sla/sla-clock.entity.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, E1, E2, problems, values } from './desk-steps.js';

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

const words = { subject: '送货迟到', text: '货物比约定时间晚到三天' };
const known = async (wish: { level?: string; mergedInto?: string } = {}): Promise<string> => {
  const customerId = newId();
  await app.database.query(
    `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable, level, merged_into)
     VALUES ($1, 1, 'person', 'active', 'service', '[{"channel":"sms","purpose":"service"}]', $2, $3)`,
    [customerId, wish.level ?? null, wish.mergedInto ?? null],
  );
  return customerId;
};
const link = (id: string, customerId: string, correction: LinkWish['correction'] = null, by = E1): Promise<string[]> =>
  desk.run((tx) => desk.the(CustomerLinksService).link(tx, id, { customerId, correction }, by, new Date()));
const merge = (id: string, into: string) =>
  desk.run((tx) => desk.the(MergesService).merge(tx, id, into, E1, new Date()));
const erase = (customerId: string) => desk.run((tx) => desk.the(FieldCipher).destroySubject(tx, customerId));
const respond = (id: string, text: string) =>
  desk.run((tx) => desk.the(HandlingService).respond(tx, id, text, E1, new Date()));
const linked = async (id: string) => (await desk.told(id)).filter(({ type }) => type === 'case.customer-linked');

/** Everything readable about a case: contacts, history, offers. */
const readable = async (id: string): Promise<(string | null)[]> =>
  desk.run(async (tx) => {
    const intakes = await desk.the(CaseFilesService).intakesOf(tx, id);
    const history = await desk.the(CaseFilesService).history(tx, id, E1, { behind: 0, limit: 100 });
    const offers = await desk.the(HandoversService).offeredTo(tx, agent('C1', 'complaint-centre'), null, 10);
    return [
      ...intakes.flatMap(({ subject, words, contactValue }) => [subject, words, contactValue]),
      ...history.filter(({ entry }) => entry.words !== null).map(({ words }) => words),
      ...offers.map(({ reason }) => reason),
    ];
  });
const offerToCentre = (id: string) => {
  const offer = { toDepartment: 'complaint-centre', toEmployeeId: null, reason: '请裁决' };
  return desk.run((tx) => desk.the(HandoversService).offer(tx, id, offer, E1, new Date()));
};

describe('a case of somebody unknown', () => {
  it('becomes that of the customer who is found, with everything that was written', async () => {
    const id = await desk.open({ ...words, contact: { type: 'phone', value: '+8613800001390' } });
    await respond(id, '明天送达');
    await offerToCentre(id);
    const before = await readable(id);
    expect(before).toEqual(expect.arrayContaining(['送货迟到', '+8613800001390', '明天送达', '请裁决']));
    const customerId = await known();
    await link(id, customerId);
    expect(await desk.caseOf(id)).toMatchObject({ customerId });
    expect(await readable(id)).toEqual(before);
    expect(await linked(id)).toMatchObject([{ data: { customerId, before: null, by: { employeeId: 'E1' } } }]);
    // Nothing of it is left under the key of the case, which is gone, and all of it under that of the customer.
    await erase(customerId);
    expect((await readable(id)).every((text) => text === null)).toBe(true);
  });

  it('leaves no key of its own behind', async () => {
    const id = await desk.open();
    await link(id, await known());
    const keys = await app.database.query('SELECT destroyed_at AS gone FROM subject_key WHERE subject_id = $1', [id]);
    expect(keys).toEqual([{ gone: expect.any(Date) }]);
  });

  it('gets the level of the customer, and stricter deadlines for a better one', async () => {
    const id = await desk.open();
    await link(id, await known({ level: 'diamond' }));
    expect(await desk.caseOf(id)).toMatchObject({ level: 'diamond' });
    const clock = await app.database.manager.findOneByOrFail(SlaClock, { caseId: id, metric: 'resolution' });
    expect(clock.targetSeconds).toBe(4 * 3600);
    expect(await desk.typesTold(id)).toContain('sla.rescheduled');
  });

  it('is linked once, whoever of many at once comes first', async () => {
    const [one, other] = [await known(), await known()];
    for (let round = 0; round < 3; round++) {
      const id = await desk.open();
      const results = await atOnce(20, (index) => link(id, index % 2 ? one : other));
      expect(problems(results)).toEqual(Array(10).fill('case-customer-differs'));
      expect(await linked(id)).toHaveLength(1);
      expect((await linked(id))[0]!.data['customerId']).toBe((await desk.caseOf(id)).customerId);
    }
  });

  it('stands unguarded beside the open case of the same matter, and names it', async () => {
    const customerId = await known();
    const mine = await desk.open({ customerId, orderId: 'SO-1' });
    const unknown = await desk.open({ orderId: 'SO-1' });
    expect(await link(unknown, customerId)).toEqual([mine]);
    expect(await desk.caseOf(unknown)).toMatchObject({ sole: false, customerId });
    // A further contact finds one of them, and no third case comes.
    expect((await desk.receive({ customerId, orderId: 'SO-1' })).decision).toBe('attached');
  });

  it('and contacts of the customer at the same time leave one guarded case of the matter', async () => {
    for (let round = 0; round < 4; round++) {
      const customerId = await known();
      const id = await desk.open({ orderId: 'SO-9' });
      const results = await atOnce(12, async (index) => {
        if (index % 4 === 0) await link(id, customerId);
        else await desk.receive({ customerId, orderId: 'SO-9' });
      });
      expect(problems(results)).toEqual([]);
      const cases = await app.database.manager.findBy(ServiceCase, { customerId });
      expect(cases.filter(({ sole }) => sole)).toHaveLength(1);
      expect(cases.length).toBeLessThanOrEqual(2);
    }
  });

  it('takes any id of a merged customer, and answers with the one of today', async () => {
    const survivor = await known({ level: 'gold' });
    const retired = await known({ mergedInto: survivor });
    const id = await desk.open();
    await link(id, retired);
    expect(await desk.caseOf(id)).toMatchObject({ customerId: retired, level: 'gold' });
    const file = await desk.run((tx) => desk.the(CaseFilesService).find(tx, id, E1));
    expect(file.kase.customerToday).toBe(survivor);
    // The same customer, whichever of its ids is named: nothing changes.
    await link(id, survivor);
    expect(await linked(id)).toHaveLength(1);
  });

  it('is not linked to somebody whom nobody knows, nor by whom it is about', async () => {
    const id = await desk.open({ complainedOf: 'E2' });
    await expect(link(id, newId())).rejects.toThrow('customer-unknown');
    await expect(link(id, await known(), null, E2)).rejects.toThrow('recused');
    await expect(link(id, await known(), null, agent('F1', 'finance'))).rejects.toThrow('not-found');
    expect(await desk.caseOf(id)).toMatchObject({ customerId: null, version: 1 });
  });
});

describe('a case of somebody unknown that is merged', () => {
  it('into one of a customer is the customer’s, also for erasure', async () => {
    const customerId = await known();
    const [source, target] = [await desk.open(words), await desk.open({ customerId })];
    await merge(source, target);
    expect(await readable(target)).toContain(words.text);
    const keys = await app.database.query('SELECT destroyed_at AS gone FROM subject_key WHERE subject_id = $1', [
      source,
    ]);
    expect(keys).toEqual([{ gone: expect.any(Date) }]);
    await erase(customerId);
    expect((await readable(target)).every((text) => text === null)).toBe(true);
  });

  it('into one of somebody unknown is found with it later', async () => {
    const customerId = await known();
    const [source, target] = [await desk.open(words), await desk.open()];
    await merge(source, target);
    await link(target, customerId);
    expect(await readable(target)).toContain(words.text);
    await erase(customerId);
    expect((await readable(target)).every((text) => text === null)).toBe(true);
  });
});

describe('a case of the wrong customer', () => {
  it('is corrected with a reason, and the wrong one’s erasure touches nothing of it any more', async () => {
    const [wrong, right] = [await known({ level: 'diamond' }), await known({ level: 'basic' })];
    const id = await desk.open({ ...words, customerId: wrong });
    await respond(id, '明天送达');
    const clock = () => app.database.manager.findOneByOrFail(SlaClock, { caseId: id, metric: 'resolution' });
    const { dueAt } = await clock();
    await expect(link(id, right)).rejects.toThrow('case-customer-differs');
    await expect(link(id, right, { insteadOf: newId(), reason: '同名' })).rejects.toThrow('case-customer-differs');
    await link(id, right, { insteadOf: wrong, reason: '同名' });
    expect(await desk.caseOf(id)).toMatchObject({ customerId: right, level: 'basic' });
    // A worse level loosens nothing.
    expect((await clock()).dueAt).toEqual(dueAt);
    await erase(wrong);
    expect(await readable(id)).toEqual(['送货迟到', '货物比约定时间晚到三天', null, '明天送达', '同名']);
    await erase(right);
    expect((await readable(id)).every((text) => text === null)).toBe(true);
  });

  it('is corrected once by two who saw the same', async () => {
    const [wrong, one, other] = [await known(), await known(), await known()];
    const id = await desk.open({ customerId: wrong });
    const results = await atOnce(20, (index) =>
      link(id, index % 2 ? one : other, { insteadOf: wrong, reason: '同名' }, index % 3 ? E1 : E2),
    );
    expect(values(results)).toHaveLength(10);
    expect(problems(results)).toEqual(Array(10).fill('case-customer-differs'));
    expect(await linked(id)).toHaveLength(1);
  });

  it('is read behind the links of the wrong one no more', async () => {
    const [wrong, right] = [await known(), await known()];
    const id = await desk.open({ customerId: wrong });
    const reply = await respond(id, '明天送达');
    expect(reply).toMatchObject({ delivery: 'queued', withdrawnAt: null });
    await link(id, right, { insteadOf: wrong, reason: '同名' });
    const rows = await app.database.query('SELECT withdrawn_at AS at FROM reply WHERE case_id = $1', [id]);
    expect(rows).toEqual([{ at: expect.any(Date) }]);
  });

  it('is read no more behind those of a case that was merged into it either', async () => {
    const [wrong, right] = [await known(), await known()];
    const [merged, id] = [await desk.open({ customerId: wrong }), await desk.open({ customerId: wrong })];
    await respond(merged, '明天送达');
    await merge(merged, id);
    await link(id, right, { insteadOf: wrong, reason: '同名' });
    const rows = await app.database.query('SELECT withdrawn_at AS at FROM reply WHERE case_id = $1', [merged]);
    expect(rows).toEqual([{ at: expect.any(Date) }]);
  });
});

describe('what is sealed about cases', () => {
  /** Tables of cases without any words of people. */
  const wordless = [
    ...['callback_task', 'sla_clock', 'sla_wait', 'sla_change_clock', 'article_use', 'problem_case', 'notice'],
    ...['case_link', 'case_message'],
  ];
  /** What was done for a customer is that customer's, whoever else the case turns out to be about. */
  const ofCustomer = ['goodwill', 'proactive_task'];

  it('is known to whoever seals it anew: a new table has to be named here or there', async () => {
    const rows = await app.database.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.columns
       WHERE column_name = 'case_id' AND table_schema = 'public' ORDER BY 1`,
    );
    const named = new Set([...sealedColumns.map(({ table }) => table), ...wordless, ...ofCustomer]);
    expect(rows.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
  });
});
