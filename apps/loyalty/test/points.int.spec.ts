import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { InsufficientPoints } from '../src/accounts/accounts.errors.js';
import { type LoyaltyApp, startLoyalty } from './loyalty-app.js';
import { Members } from './members.js';
import { anOrderOf } from './orders.js';

/** For machines that do other things at the same time. */
const patienceMs = 120_000;

let loyalty: LoyaltyApp;
let members: Members;
let otherProcess: Members;

beforeAll(async () => {
  loyalty = await startLoyalty({ role: 'http' });
  members = new Members(loyalty);
  otherProcess = new Members(loyalty, (await loyalty.another()).app);
});

afterAll(() => loyalty.close());

const outcomes = (results: PromiseSettledResult<unknown>[]) => ({
  succeeded: results.filter((result) => result.status === 'fulfilled').length,
  refused: results.filter((result) => result.status === 'rejected' && result.reason instanceof InsufficientPoints)
    .length,
});

describe('points of orders', () => {
  it(
    'are given once when 50 payments of one order come at the same time from two processes',
    async () => {
      const customerId = newId();
      const order = anOrderOf(customerId, {
        lines: [{ amountMinor: 199_900 }, { amountMinor: 50_000, category: 'service' }],
      });
      await Promise.all(Array.from({ length: 50 }, (_, at) => (at % 2 ? members : otherProcess).pay(order)));
      expect((await members.balances())[customerId]).toEqual({ available: 299, debt: 0 });
      expect((await members.eventsOf(customerId)).map(({ type }) => type)).toEqual([
        'account.opened',
        'points.accrued',
      ]);
    },
    patienceMs,
  );

  it('are given once when the order comes again after its customer was merged and unmerged', async () => {
    const [retired, survivor] = [await members.add(), await members.add()];
    const order = anOrderOf(retired);
    await members.pay(order);
    await members.merge(retired, survivor);
    await members.pay({ ...order, customerId: survivor });
    await members.merge(retired, null);
    await members.pay(order);
    expect(await members.balances()).toMatchObject({ [retired]: { available: 10 }, [survivor]: { available: 0 } });
  });

  it('are taken back in proportion, and never more than given', async () => {
    const customerId = newId();
    const order = anOrderOf(customerId, { lines: [{ amountMinor: 100_000 }, { amountMinor: 30_000 }] });
    const back = (amountMinor: number) => members.giveBack({ ...order, lines: [{ ...order.lines[0]!, amountMinor }] });
    await members.pay(order);
    const after: number[] = [];
    for (const amount of [33_333, 33_333, 33_334, 100_000]) {
      await back(amount);
      after.push((await members.balances())[customerId]!.available);
    }
    expect(after).toEqual([97, 64, 30, 30]);
    await members.cancelOrder(order);
    await members.cancelOrder(order);
    expect((await members.balances())[customerId]).toEqual({ available: 0, debt: 0 });
  });

  it('end the same whichever of payment, return and cancellation is told first', async () => {
    const endOf = async (
      order: 'pay' | 'giveBack' | 'cancelOrder',
      ...rest: ('pay' | 'giveBack' | 'cancelOrder')[]
    ) => {
      const customerId = newId();
      const whole = anOrderOf(customerId, { lines: [{ amountMinor: 100_000 }, { amountMinor: 7_000 }] });
      const part = { ...whole, lines: [{ ...whole.lines[0]!, amountMinor: 25_000 }] };
      for (const fact of [order, ...rest]) await members[fact](fact === 'giveBack' ? part : whole);
      return (await members.balances())[customerId];
    };
    expect(await endOf('pay', 'giveBack')).toEqual({ available: 82, debt: 0 });
    expect(await endOf('giveBack', 'pay')).toEqual({ available: 82, debt: 0 });
    expect(await endOf('pay', 'giveBack', 'cancelOrder')).toEqual({ available: 0, debt: 0 });
    expect(await endOf('cancelOrder', 'pay', 'giveBack')).toEqual({ available: 0, debt: 0 });
    expect(await endOf('giveBack', 'cancelOrder', 'pay')).toEqual({ available: 0, debt: 0 });
    expect(await endOf('giveBack', 'cancelOrder')).toBeUndefined();
  });

  it('become a debt where they were spent, which later earnings repay first', async () => {
    const customerId = await members.add();
    const order = anOrderOf(customerId, { lines: [{ amountMinor: 100_000 }] });
    await members.pay(order);
    await members.redeem(customerId, 70);
    await members.giveBack(order);
    expect((await members.balances())[customerId]).toEqual({ available: 0, debt: 70 });
    await members.pay(anOrderOf(customerId, { lines: [{ amountMinor: 50_000 }] }));
    expect((await members.balances())[customerId]).toEqual({ available: 0, debt: 20 });
    await members.pay(anOrderOf(customerId, { lines: [{ amountMinor: 50_000 }] }));
    expect((await members.balances())[customerId]).toEqual({ available: 30, debt: 0 });
    const told = (await members.eventsOf(customerId)).map(({ type, version, data }) => [
      type,
      version,
      data.points,
      data.balance,
      data.debt,
    ]);
    expect(told).toEqual([
      ['account.opened', 1, undefined, undefined, undefined],
      ['points.accrued', 2, 100, 100, 0],
      ['points.redeemed', 3, 70, 30, 0],
      ['points.reversed', 4, 100, 0, 70],
      ['points.accrued', 5, 50, 0, 20],
      ['points.accrued', 6, 50, 30, 0],
    ]);
  });

  it('are not given for other currencies, nor for lines below one point', async () => {
    const customerId = newId();
    await members.pay(anOrderOf(customerId, { currency: 'USD' }));
    await members.pay(anOrderOf(customerId, { lines: [{ amountMinor: 999 }] }));
    expect((await members.balances())[customerId]).toBeUndefined();
  });
});

describe('redemptions', () => {
  it(
    'spend 1000 points exactly 100 times when 200 of 10 come at the same time from two processes',
    async () => {
      const customerId = await members.add({ points: 1000 });
      const all = Array.from({ length: 200 }, (_, at) => (at % 2 ? members : otherProcess).redeem(customerId, 10));
      expect(outcomes(await Promise.allSettled(all))).toEqual({ succeeded: 100, refused: 100 });
      expect((await members.balances())[customerId]).toEqual({ available: 0, debt: 0 });
      const versions = (await members.eventsOf(customerId)).map(({ version }) => version);
      expect(versions).toEqual(Array.from({ length: 102 }, (_, at) => at + 1));
    },
    patienceMs,
  );

  it(
    'are given back once when 20 cancellations come at the same time',
    async () => {
      const customerId = await members.add({ points: 100 });
      const redemption = await members.redeem(customerId, 60);
      await Promise.all(
        Array.from({ length: 20 }, (_, at) => (at % 2 ? members : otherProcess).cancelRedemption(redemption)),
      );
      expect((await members.balances())[customerId]).toEqual({ available: 100, debt: 0 });
    },
    patienceMs,
  );
});

describe('a merged customer', () => {
  it('has and spends all its points, and after the unmerge each side what was not taken from it', async () => {
    const older = await members.add({ openedAt: new Date('2024-01-01'), points: 80 });
    const younger = await members.add({ openedAt: new Date('2025-01-01'), points: 50 });
    await members.merge(younger, older);
    expect(await members.standing(younger)).toMatchObject({ available: 130, spendable: 130 });
    const redemption = await members.redeem(older, 100);
    expect(await members.balances()).toMatchObject({ [older]: { available: 0 }, [younger]: { available: 30 } });

    await members.merge(younger, null);
    expect(await members.standing(older)).toMatchObject({ available: 0, accounts: [{ customerId: older }] });
    expect(await members.standing(younger)).toMatchObject({ available: 30, accounts: [{ customerId: younger }] });
    await expect(members.redeem(older, 1)).rejects.toThrow(InsufficientPoints);

    await members.cancelRedemption(redemption);
    expect(await members.balances()).toMatchObject({ [older]: { available: 80 }, [younger]: { available: 50 } });
  });

  it('cannot spend what one of its accounts owes', async () => {
    const [owing, full] = [await members.add(), await members.add({ points: 100 })];
    const order = anOrderOf(owing, { lines: [{ amountMinor: 40_000 }] });
    await members.pay(order);
    await members.redeem(owing, 40);
    await members.giveBack(order);
    await members.merge(owing, full);
    expect(await members.standing(full)).toMatchObject({ available: 100, debt: 40, spendable: 60 });
    await expect(members.redeem(full, 61)).rejects.toThrow(InsufficientPoints);
    await members.redeem(full, 60);
  });

  it(
    'does not deadlock when both sides are spent from at once, and spends nothing twice',
    async () => {
      const [one, other] = [await members.add({ points: 300 }), await members.add({ points: 300 })];
      await members.merge(one, other);
      const all = Array.from({ length: 100 }, (_, at) => {
        const process = at % 2 ? members : otherProcess;
        return at % 4 < 2
          ? process.redeem(other, 7)
          : process.pay(anOrderOf(at % 3 ? one : other, { lines: [{ amountMinor: 1000 }] }));
      });
      expect(outcomes(await Promise.allSettled(all))).toEqual({ succeeded: 100, refused: 0 });
      expect((await members.standing(other)).available).toBe(600 + 50 - 350);
    },
    patienceMs,
  );
});
