import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TransactionRunner } from '@crm/persistence';
import { v7 as newId } from 'uuid';
import { GoodwillService } from '../src/goodwill/goodwill.service.js';
import { type LoyaltyApp, startLoyalty } from './loyalty-app.js';
import { Members } from './members.js';
import { knowCustomer } from './people.js';

let loyalty: LoyaltyApp;
let members: Members;
beforeAll(async () => {
  loyalty = await startLoyalty({ role: 'http', env: { GOODWILL_MOST_POINTS: '1000' } });
  members = new Members(loyalty);
});
afterAll(() => loyalty.close());

const gesture = (customerId: string, points: number, goodwillId = newId()) => ({
  goodwillId,
  caseId: newId(),
  customerId,
  points,
  reason: 'late_delivery' as const,
  proposedBy: 'E1',
  approvedBy: 'E2',
  requestedBy: 'E2',
});
type Gesture = ReturnType<typeof gesture>;
const grant = (given: Gesture): Promise<void> =>
  loyalty.app.get(TransactionRunner).run((tx) => loyalty.app.get(GoodwillService).grant(tx, given, new Date()));
const revoke = (given: Gesture): Promise<void> =>
  loyalty.app.get(TransactionRunner).run((tx) => loyalty.app.get(GoodwillService).revoke(tx, given, new Date()));
const typesOf = async (customerId: string): Promise<string[]> =>
  (await members.eventsOf(customerId)).map(({ type }) => type);

describe('goodwill of the service desk', () => {
  it('is booked once when it is told 20 times at once, and opens the account of who has none', async () => {
    const customerId = newId();
    await knowCustomer(loyalty.database, customerId);
    const given = gesture(customerId, 300);
    await Promise.all(Array.from({ length: 20 }, () => grant(given)));
    expect((await members.balances())[customerId]).toEqual({ available: 300, debt: 0 });
    expect(await typesOf(customerId)).toEqual(['account.opened', 'points.adjusted', 'goodwill.granted']);
    const [, adjusted] = await members.eventsOf(customerId);
    expect(adjusted!.data).toMatchObject({ points: 300, balance: 300, goodwillId: given.goodwillId });
  });

  it('is refused with a reason where it is more than anybody may give', async () => {
    const customerId = await members.add();
    await grant(gesture(customerId, 1001));
    expect((await members.balances())[customerId]).toEqual({ available: 0, debt: 0 });
    const told = await members.eventsOf(customerId);
    expect(told.at(-1)).toMatchObject({ type: 'goodwill.refused', data: { reason: 'above_most_points' } });
  });

  it('is taken back once, while it is there', async () => {
    const customerId = await members.add();
    const given = gesture(customerId, 300);
    await grant(given);
    await Promise.all(Array.from({ length: 20 }, () => revoke(given)));
    expect((await members.balances())[customerId]).toEqual({ available: 0, debt: 0 });
    expect((await typesOf(customerId)).filter((type) => type === 'goodwill.revoked')).toHaveLength(1);
  });

  it('stays where it was spent, and where it was never given', async () => {
    const customerId = await members.add();
    const given = gesture(customerId, 300);
    await grant(given);
    await members.redeem(customerId, 100);
    await revoke(given);
    expect((await members.balances())[customerId]).toEqual({ available: 200, debt: 0 });
    await revoke(gesture(customerId, 50));
    const kept = (await members.eventsOf(customerId)).filter(({ type }) => type === 'goodwill.revocation-refused');
    expect(kept.map(({ data }) => data['reason'])).toEqual(['spent', 'not_granted']);
  });

  it('leaves books that agree with the ledger', async () => {
    const { differenceCount } = await members.reconcile();
    expect(differenceCount).toBe(0);
  });

  it('is booked once for each gesture in the database too', async () => {
    const customerId = await members.add();
    const given = gesture(customerId, 10);
    await grant(given);
    const again = `INSERT INTO journal_entry (id, program_id, kind, happened_at, booked_by, goodwill_id)
                   SELECT gen_random_uuid(), program_id, kind, now(), 'E1', goodwill_id FROM journal_entry WHERE goodwill_id = $1`;
    await expect(loyalty.database.query(again, [given.goodwillId])).rejects.toThrow('journal_entry_goodwill_once');
  });
});
