import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FieldCipher } from '@crm/persistence';
import { userOf } from '@crm/platform/auth';
import { v7 as newId } from 'uuid';
import { CaseFilesService } from '../src/cases/case-files.service.js';
import { ServiceCase } from '../src/cases/case.entity.js';
import { MergesService } from '../src/endings/merges.service.js';
import { HandlingService } from '../src/handling/handling.service.js';
import { LevelsService } from '../src/levels/levels.service.js';
import { card, type DeskApp, startDesk } from './desk-app.js';
import { atOnce, DeskSteps, E1, problems, values } from './desk-steps.js';

/** Cases keep the id of the customer with which they were opened; whose they are today the cards say. */
let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());

const boss = userOf({ sub: 'E9', roles: ['complaint-centre'], department: 'complaint-centre' })!;
let [survivor, retired] = [newId(), newId()];
let version = 0;
beforeEach(async () => {
  await desk.empty();
  [survivor, retired] = [newId(), newId()];
  await tell(survivor, null);
  await tell(retired, null);
  await app.allRead();
});

async function tell(customerId: string, mergedInto: string | null): Promise<void> {
  await app.probe.publish(card(app, customerId, { version: ++version, mergedInto }));
}
const mergeCustomers = async (): Promise<void> => {
  await tell(retired, survivor);
  await app.allRead();
};
const unmergeCustomers = async (): Promise<void> => {
  await tell(retired, null);
  await app.allRead();
};
/** Ids of the cases that are shown for a customer. */
const listed = async (customerId: string): Promise<string[]> => {
  const page = { sort: 'dueAt' as const, behind: undefined, limit: 100 };
  const files = await desk.run((tx) => desk.the(CaseFilesService).list(tx, boss, { customerId }, page));
  return files.map(({ kase }) => kase.id).sort();
};
const whose = async (id: string): Promise<string | null> =>
  (await desk.run((tx) => desk.the(CaseFilesService).find(tx, id, boss))).kase.customerToday;
const rise = (customerId: string) =>
  desk.run((tx) => desk.the(LevelsService).changed(tx, customerId, 'diamond', new Date()));
const levelOf = async (id: string) => (await desk.caseOf(id)).level;

describe('when customers are merged, and the merge is undone', () => {
  it('each sees the cases of both, and then the own ones again, with every contact', async () => {
    const [mine, yours] = [
      await desk.open({ customerId: survivor, orderId: 'SO-1', text: '第一件' }),
      await desk.open({ customerId: retired, orderId: 'SO-2', text: '第二件' }),
    ];
    await mergeCustomers();
    for (const id of [survivor, retired]) expect(await listed(id)).toEqual([mine, yours].sort());
    expect([await whose(mine), await whose(yours)]).toEqual([survivor, survivor]);
    // What is recorded meanwhile, under either id, keeps it.
    const during = await desk.open({ customerId: retired, orderId: 'SO-3' });
    await unmergeCustomers();
    expect(await listed(survivor)).toEqual([mine]);
    expect(await listed(retired)).toEqual([yours, during].sort());
    expect([await whose(mine), await whose(yours), await whose(during)]).toEqual([survivor, retired, retired]);
    const words = await desk.run((tx) => desk.the(CaseFilesService).intakesOf(tx, yours));
    expect(words.map((intake) => intake.words)).toEqual(['第二件']);
  });

  it('a complaint is recognised under both ids while they are one, and under its own afterwards', async () => {
    const mine = await desk.open({ customerId: survivor, orderId: 'SO-1' });
    expect((await desk.receive({ customerId: retired, orderId: 'SO-1' })).decision).toBe('opened');
    await mergeCustomers();
    const again = await desk.receive({ customerId: retired, orderId: 'SO-1' });
    expect(again.decision).toBe('attached');
    const fresh = await desk.receive({ customerId: retired, orderId: 'SO-7' });
    expect((await desk.receive({ customerId: survivor, orderId: 'SO-7' })).caseId).toBe(fresh.caseId);
    await unmergeCustomers();
    expect((await desk.receive({ customerId: survivor, orderId: 'SO-1' })).caseId).toBe(mine);
    // The contact of the survivor stays with the case that it joined; a new one begins with the survivor.
    expect((await desk.receive({ customerId: survivor, orderId: 'SO-7' })).decision).toBe('opened');
    expect((await desk.receive({ customerId: retired, orderId: 'SO-7' })).caseId).toBe(fresh.caseId);
  });

  it('two cases of one matter, one of each, may be handled side by side or merged', async () => {
    const [mine, yours] = [
      await desk.open({ customerId: survivor, orderId: 'SO-1' }),
      await desk.open({ customerId: retired, orderId: 'SO-1' }),
    ];
    const merge = () => desk.run((tx) => desk.the(MergesService).merge(tx, yours, mine, E1, new Date()));
    await expect(merge()).rejects.toMatchObject({ members: { reason: 'other_customer' } });
    await mergeCustomers();
    await desk.resolve(yours);
    await desk.reopen(yours);
    await merge();
    expect(await listed(retired)).toEqual([mine]);
    // The merge of customers was wrong: the retired one has the case again, with where it went.
    await unmergeCustomers();
    expect(await listed(retired)).toEqual([yours]);
    expect(await listed(survivor)).toEqual([mine]);
    expect(await desk.caseOf(yours)).toMatchObject({ customerId: retired, mergedIntoId: mine });
  });

  it('a rise of the level reaches the cases of both while they are one, and only the own ones afterwards', async () => {
    const [mine, yours] = [await desk.open({ customerId: survivor }), await desk.open({ customerId: retired })];
    await rise(survivor);
    expect([await levelOf(mine), await levelOf(yours)]).toEqual(['diamond', null]);
    await mergeCustomers();
    await rise(survivor);
    expect(await levelOf(yours)).toBe('diamond');
    const later = await desk.open({ customerId: retired, orderId: 'SO-9' });
    await unmergeCustomers();
    await rise(survivor);
    expect(await levelOf(later)).toBeNull();
  });

  it('what was written stays under the key of whom it was written about', async () => {
    const yours = await desk.open({ customerId: retired, text: '只属于乙' });
    await mergeCustomers();
    await desk.run((tx) => desk.the(HandlingService).respond(tx, yours, '给乙的答复', E1, new Date()));
    const mine = await desk.open({ customerId: survivor, text: '只属于甲' });
    await unmergeCustomers();
    await desk.run((tx) => app.app.get(FieldCipher).destroySubject(tx, retired));
    const files = desk.the(CaseFilesService);
    const texts = (id: string) =>
      desk.run(async (tx) => [
        ...(await files.intakesOf(tx, id)).map(({ words }) => words),
        ...(await files.history(tx, id, boss, { behind: 0, limit: 50 })).flatMap(({ words }) => words ?? []),
      ]);
    expect(await texts(yours)).toEqual([null]);
    expect(await texts(mine)).toEqual(['只属于甲']);
  });

  it('while contacts come in under both ids nothing is lost, and nothing fails', async () => {
    const about = (index: number) => ({ customerId: [survivor, retired][index % 2]!, orderId: `SO-${index % 3}` });
    const results = await atOnce<unknown>(60, async (index) => {
      if (index % 20 === 7) return tell(retired, index === 27 ? null : survivor);
      return desk.receive(about(index));
    });
    expect(problems(results)).toEqual([]);
    await app.allRead();
    const [{ intakes, cases }] = (await app.database.query(
      'SELECT count(*)::int AS intakes, count(DISTINCT case_id)::int AS cases FROM intake',
    )) as [{ intakes: number; cases: number }];
    expect(intakes).toBe(57);
    // One for each order and id at most, whatever was known at which moment.
    expect(cases).toBeLessThanOrEqual(6);
    expect((await app.database.manager.find(ServiceCase)).length).toBe(cases);
    expect((await listed(survivor)).length).toBe(cases);
    expect(values(await atOnce(3, (index) => desk.receive(about(index)))).map(({ decision }) => decision)).toEqual(
      Array(3).fill('attached'),
    );
  });
});
