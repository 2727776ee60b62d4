import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type User, userOf } from '@crm/platform/auth';
import { v7 as newId } from 'uuid';
import { CustomerLinksService } from '../src/customer-links/customer-links.service.js';
import { Goodwill, type GoodwillAnswer } from '../src/goodwill/goodwill.entity.js';
import { GoodwillService } from '../src/goodwill/goodwill.service.js';
import { GoodwillLimitsService } from '../src/goodwill/goodwill-limits.service.js';
import { defaultGoodwillLimits, type GoodwillLimits } from '../src/goodwill/rules/limits.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { agent, atOnce, DeskSteps, E1, E2, problems, values } from './desk-steps.js';

const lead = userOf({ sub: 'S1', roles: ['supervisor'], department: 'service' })!;
const manager = userOf({ sub: 'M1', roles: ['manager'] })!;

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http', env: { DATABASE_POOL_SIZE: '40' } });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await desk.empty();
  await app.database.query('TRUNCATE goodwill_limits, goodwill_budget');
});

const knowCustomer = async (mergedInto: string | null = null): Promise<string> => {
  const id = newId();
  await app.database.query(
    `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable, merged_into)
     VALUES ($1, 1, 'person', 'active', 'service', '[]', $2)`,
    [id, mergedInto],
  );
  return id;
};
const caseOf = async (customerId?: string, wish: object = {}): Promise<string> =>
  desk.open({ customerId: customerId ?? (await knowCustomer()), ...wish });
const cases = async (count: number, customerId?: string): Promise<string[]> => {
  const made: string[] = [];
  while (made.length < count) made.push(await caseOf(customerId));
  return made;
};
const propose = (caseId: string, points: number, by: User = E1): Promise<string> =>
  desk.run((tx) => {
    const proposal = { points, reason: 'late_delivery' as const, words: '货物晚到三天' };
    return desk.the(GoodwillService).propose(tx, caseId, proposal, by, new Date());
  });
const approve = (id: string, by: User = lead): Promise<void> =>
  desk.run((tx) => desk.the(GoodwillService).approve(tx, id, undefined, by, new Date()));
const revoke = (id: string, by: User = lead): Promise<void> =>
  desk.run((tx) => desk.the(GoodwillService).revoke(tx, id, '重复补偿', by, new Date()));
const answered = (id: string, answer: GoodwillAnswer): Promise<void> =>
  desk.run((tx) => desk.the(GoodwillService).answered(tx, id, { type: 'goodwill.answer', ...answer }, new Date()));
const granted = { from: 'approved', to: 'granted', failure: null } as const;
const goodwillOf = (id: string): Promise<Goodwill> => app.database.manager.findOneByOrFail(Goodwill, { id });
const statesOf = async (ids: string[]): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const { state } = await goodwillOf(id);
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
};
const used = async (employeeId: string): Promise<number> => {
  const [row] = await app.database.query<{ used: number }[]>(
    'SELECT used FROM goodwill_budget WHERE employee_id = $1',
    [employeeId],
  );
  return row?.used ?? 0;
};
const setLimits = (wish: Partial<GoodwillLimits>) =>
  desk.run(async (tx) => {
    const limits = desk.the(GoodwillLimitsService);
    const { version } = await limits.active(tx);
    await limits.replace(tx, { ...defaultGoodwillLimits, ...wish }, version, 'E1006', new Date());
  });

describe('goodwill', () => {
  it('within the own limit is approved at once, above it by somebody else whose limit reaches so far', async () => {
    const small = await propose(await caseOf(), 500);
    expect(await goodwillOf(small)).toMatchObject({ state: 'approved', withinOwnLimit: true, decidedBy: 'E1' });
    expect(await desk.typesTold(small)).toEqual(['goodwill.proposed', 'goodwill.approved']);

    const large = await propose(await caseOf(), 6_000);
    expect((await goodwillOf(large)).state).toBe('proposed');
    await expect(approve(large, E1)).rejects.toThrow('own-goodwill');
    await expect(approve(large, E2)).rejects.toThrow('goodwill-above-limit');
    await expect(approve(large, lead)).rejects.toThrow('goodwill-above-limit');
    expect(await desk.typesTold(large)).toEqual(['goodwill.proposed']);
    await approve(large, manager);
    expect(await goodwillOf(large)).toMatchObject({ state: 'approved', withinOwnLimit: false, decidedBy: 'M1' });
    expect(await used('M1')).toBe(6_000);
    await expect(approve(large, manager)).rejects.toThrow('goodwill-state');
  });

  it('is for customers that are known, and not given by whom the complaint is about', async () => {
    await expect(propose(await desk.open(), 100)).rejects.toThrow('goodwill-without-customer');
    const about = await caseOf(undefined, { complainedOf: 'E2' });
    await expect(propose(about, 100, E2)).rejects.toThrow('recused');
    const proposed = await propose(about, 600, E1);
    await expect(approve(proposed, agent('E2'))).rejects.toThrow('recused');
    await expect(approve(proposed, agent('F1', 'finance'))).rejects.toThrow('not-found');
  });

  it('that one proposed and approved alone beyond the limit is refused by the database', async () => {
    const id = await propose(await caseOf(), 600);
    const alone = `UPDATE goodwill SET state = 'approved', decided_at = now(), decided_by = proposed_by,
                   decided_department = 'service', budget_month = '2026-01' WHERE id = $1`;
    await expect(app.database.query(alone, [id])).rejects.toThrow('goodwill_four_eyes');
    await expect(
      app.database.query(`UPDATE goodwill SET state = 'approved', budget_month = '2026-01' WHERE id = $1`, [id]),
    ).rejects.toThrow('goodwill_decided');
  });
});

describe('limits', () => {
  it('of a month hold when 20 gestures are made at once: what is too much waits for somebody else', async () => {
    const prepared = await cases(20);
    const ids = values(await atOnce(20, (index) => propose(prepared[index]!, 400)));
    expect(await statesOf(ids)).toEqual({ approved: 12, proposed: 8 });
    expect(await used('E1')).toBe(4_800);
  });

  it('of a month hold when 20 gestures are approved at once', async () => {
    const ids = await Promise.all((await cases(20)).map((id) => propose(id, 3_000)));
    const results = await atOnce(20, (index) => approve(ids[index]!));
    expect(values(results)).toHaveLength(16);
    expect(problems(results)).toEqual(Array(4).fill('goodwill-budget'));
    expect(await used('S1')).toBe(48_000);
    const more = `UPDATE goodwill_budget SET used = used + 3000 WHERE employee_id = 'S1'`;
    await expect(app.database.query(more)).rejects.toThrow('goodwill_budget_kept');
  });

  it('of a customer hold over merged ids when 20 gestures are made at once', async () => {
    await setLimits({ customerCaps: [{ mostPoints: 1_000, days: 30 }] });
    const survivor = await knowCustomer();
    const retired = await knowCustomer(survivor);
    const all = [...(await cases(10, survivor)), ...(await cases(10, retired))];
    const results = await atOnce(20, (index) => propose(all[index]!, 90));
    expect(values(results)).toHaveLength(11);
    expect(problems(results)).toEqual(Array(9).fill('goodwill-cap'));
    const [sum] = await app.database.query<{ points: number }[]>('SELECT sum(points)::int AS points FROM goodwill');
    expect(sum!.points).toBe(990);
    // Apart again, the retired id has its own.
    await app.database.query('UPDATE customer_card SET merged_into = NULL');
    const [own] = await app.database.query<{ points: number }[]>(
      'SELECT coalesce(sum(points), 0)::int AS points FROM goodwill WHERE customer_id = $1',
      [retired],
    );
    await propose(all[19]!, 1_000 - own!.points);
  });

  it('of a customer are looked at again when it is approved', async () => {
    const customer = await knowCustomer();
    const [first, second] = [
      await propose(await caseOf(customer), 5_000),
      await propose(await caseOf(customer), 5_000),
    ];
    const third = await propose(await caseOf(customer), 600);
    const results = await atOnce(3, (index) => approve([first, second, third][index]!));
    expect(problems(results)).toEqual(['goodwill-cap']);
  });

  it('as they are when it is approved count', async () => {
    const id = await propose(await caseOf(), 600);
    await setLimits({ rules: [{ name: 'none', roles: ['supervisor'], mostPoints: 100, budget: 100 }] });
    await expect(approve(id)).rejects.toThrow('goodwill-above-limit');
    await setLimits({ rules: [{ name: 'more', roles: ['supervisor'], mostPoints: 600, budget: 600 }] });
    await approve(id);
    expect((await goodwillOf(id)).limitsVersion).toBe(2);
  });
});

describe('the answer of loyalty', () => {
  it('is shown, counts once, and gives points that came to nothing back to the budget', async () => {
    const caseId = await caseOf();
    const [good, bad] = [await propose(caseId, 300), await propose(caseId, 200)];
    expect(await used('E1')).toBe(500);
    await answered(good, granted);
    await answered(good, granted);
    const refused = { from: 'approved', to: 'failed', failure: 'account_full' } as const;
    await answered(bad, refused);
    await answered(bad, refused);
    expect(await goodwillOf(good)).toMatchObject({ state: 'granted', failure: null });
    expect(await goodwillOf(bad)).toMatchObject({ state: 'failed', failure: 'account_full' });
    expect(await used('E1')).toBe(300);
    const [entries] = await app.database.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM case_entry WHERE type = 'goodwill.answer'`,
    );
    expect(entries!.count).toBe(2);
    await answered(newId(), granted);
  });

  it('to a revocation leaves the points, or takes them', async () => {
    const id = await propose(await caseOf(), 300);
    await expect(revoke(id)).rejects.toThrow('goodwill-state');
    await answered(id, granted);
    expect(values(await atOnce(5, () => revoke(id)))).toHaveLength(1);
    await answered(id, granted);
    expect((await goodwillOf(id)).state).toBe('revoking');
    await answered(id, { from: 'revoking', to: 'granted', failure: 'spent' });
    expect(await goodwillOf(id)).toMatchObject({ state: 'granted', failure: 'spent' });
    await revoke(id);
    await answered(id, { from: 'revoking', to: 'revoked', failure: null });
    expect((await goodwillOf(id)).state).toBe('revoked');
    expect(await used('E1')).toBe(0);
  });
});

describe('a gesture in a case that turned out to be somebody else’s', () => {
  it('is not approved, but may be rejected', async () => {
    const [wrong, right] = [await knowCustomer(), await knowCustomer()];
    const caseId = await caseOf(wrong);
    const id = await propose(caseId, 1_500);
    const correction = { insteadOf: wrong, reason: '同名' };
    await desk.run((tx) =>
      desk.the(CustomerLinksService).link(tx, caseId, { customerId: right, correction }, E1, new Date()),
    );
    await expect(approve(id)).rejects.toThrow('goodwill-other-customer');
    expect(await goodwillOf(id)).toMatchObject({ state: 'proposed', customerId: wrong });
    await desk.run((tx) => desk.the(GoodwillService).reject(tx, id, '客户有误', lead, new Date()));
    expect(await goodwillOf(id)).toMatchObject({ state: 'rejected' });
  });
});
