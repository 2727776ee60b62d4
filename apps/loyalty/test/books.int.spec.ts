import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InsufficientPoints } from '../src/accounts/accounts.errors.js';
import { type LoyaltyApp, startLoyalty } from './loyalty-app.js';
import { Members } from './members.js';
import { Oracle } from './oracle.js';
import { anOrderOf } from './orders.js';
import { Random } from './random.js';

let loyalty: LoyaltyApp;
let members: Members;
let otherProcess: Members;

beforeAll(async () => {
  loyalty = await startLoyalty({ role: 'http' });
  members = new Members(loyalty);
  otherProcess = new Members(loyalty, (await loyalty.another()).app);
});

afterAll(() => loyalty.close());

/** Null for a refusal that the oracle has to share; every other error is one. */
const tooLittle = (error: unknown): null => {
  if (error instanceof InsufficientPoints) return null;
  throw error;
};

/** For machines that do other things at the same time. */
const patienceMs = 120_000;

describe('the whole program', () => {
  /** One random step of both; the step's own checks are in it. */
  async function step(
    random: Random,
    oracle: Oracle,
    customers: string[],
    known: { orders: ReturnType<typeof anOrderOf>[]; redemptions: string[] },
  ) {
    const customer = random.pick(customers);
    const survivor = oracle.survivorOf(customer);
    const order = known.orders.length > 0 && random.integer(0, 9) < 8 ? random.pick(known.orders) : undefined;
    switch (random.integer(0, 8)) {
      case 0:
      case 1: {
        const lines = Array.from({ length: random.integer(1, 3) }, () => ({
          amountMinor: random.integer(0, 40_000),
          category: random.pick(['coal', 'service', 'food']),
        }));
        const fresh = anOrderOf(customer, { lines });
        known.orders.push(fresh);
        if (random.integer(0, 3) > 0) {
          await members.pay(fresh);
          oracle.pay(fresh.orderId, customer, fresh.lines);
        }
        return;
      }
      case 2:
        if (!order) return;
        await members.pay(order);
        return oracle.pay(order.orderId, order.customerId, order.lines);
      case 3: {
        if (!order) return;
        const line = random.pick(order.lines);
        const lines = [{ ...line, amountMinor: random.integer(0, line.amountMinor) }];
        await members.giveBack({ ...order, lines });
        return oracle.giveBack(order.orderId, order.customerId, lines);
      }
      case 4:
        if (!order || random.integer(0, 2) > 0) return;
        await members.cancelOrder(order);
        return oracle.cancelOrder(order.orderId, order.customerId);
      case 5: {
        const points = random.integer(1, 40);
        const id = await members.redeem(survivor, points).catch(tooLittle);
        expect(oracle.redeem(id ?? '', survivor, points)).toBe(id !== null);
        if (id) known.redemptions.push(id);
        return;
      }
      case 6: {
        if (known.redemptions.length === 0) return;
        const id = random.pick(known.redemptions);
        await members.cancelRedemption(id);
        return oracle.cancelRedemption(id);
      }
      case 7: {
        const points = random.integer(-30, 30) || 1;
        const done = await members.adjust(survivor, points).catch(tooLittle);
        return expect(oracle.adjust(survivor, points)).toBe(done !== null);
      }
      case 8: {
        const target = random.pick(customers);
        if (survivor === customer && oracle.survivorOf(target) !== customer) {
          await members.merge(customer, target);
          return oracle.merge(customer, target);
        }
        await members.merge(customer, null);
        return oracle.unmerge(customer);
      }
    }
  }

  it.each([1, 2, 3, 4])(
    'agrees with a simple one in memory after each of 100 random steps (seed %i)',
    async (seed) => {
      const random = new Random(seed);
      const customers: string[] = [];
      for (const year of [2021, 2022, 2023, 2024])
        customers.push(await members.add({ openedAt: new Date(`${year}-01-01`) }));
      const oracle = new Oracle(customers);
      const known = { orders: [], redemptions: [] };
      for (let count = 0; count < 100; count++) {
        await step(random, oracle, customers, known);
        const real = await members.balances();
        expect(Object.fromEntries(customers.map((id) => [id, real[id]]))).toEqual(oracle.balances());
      }
      for (const id of customers) {
        expect((await members.standing(id)).spendable).toBe(oracle.spendable(id));
        const last = (await members.eventsOf(id)).at(-1);
        expect(last?.data).toMatchObject({
          balance: oracle.balances()[id]!.available,
          debt: oracle.balances()[id]!.debt,
        });
      }
    },
    patienceMs,
  );

  it(
    'keeps its books under 24 writers who pay, return, redeem, cancel, merge and unmerge the same customers',
    async () => {
      const customers = await Promise.all(Array.from({ length: 5 }, () => members.add({ points: 50 })));
      const orders = customers.flatMap((id) => [
        anOrderOf(id),
        anOrderOf(id, { lines: [{}, { category: 'service' }] }),
      ]);
      const redemptions: string[] = [];
      const unexpected: unknown[] = [];
      const writer = async (seed: number) => {
        const random = new Random(seed);
        const process = seed % 2 ? members : otherProcess;
        for (let count = 0; count < 20; count++) {
          const customer = random.pick(customers);
          const order = random.pick(orders);
          const acts = [
            () => process.pay(order),
            () =>
              process.giveBack({ ...order, lines: [{ ...order.lines[0]!, amountMinor: random.integer(0, 3_000) }] }),
            () => process.cancelOrder(order),
            async () => void redemptions.push(await process.redeem(customer, random.integer(1, 20))),
            async () => redemptions.length > 0 && process.cancelRedemption(random.pick(redemptions)),
            () => process.adjust(customer, random.pick([-3, 5])),
            // Only towards the lower id: two at once must not make a circle, which customer-master rules out.
            () => process.merge(customer, random.pick([null, ...customers.filter((id) => id < customer)])),
          ];
          await random
            .pick(acts)()
            .catch((error: { type?: string }) => {
              if (!['insufficient-points', 'customer-merged'].includes(error.type ?? '')) unexpected.push(error);
            });
        }
      };
      await Promise.all(Array.from({ length: 24 }, (_, at) => writer(at + 1)));
      expect(unexpected).toEqual([]);
      expect(await members.reconcile()).toMatchObject({ differenceCount: 0, differences: [] });
      for (const id of customers) {
        const versions = (await members.eventsOf(id)).map(({ version }) => version);
        expect(versions).toEqual(versions.map((_, at) => at + 1));
      }
    },
    patienceMs,
  );

  it('has a ledger that bears out every balance after all of this', async () => {
    expect(await members.reconcile()).toMatchObject({ differenceCount: 0, differences: [] });
  });
});
