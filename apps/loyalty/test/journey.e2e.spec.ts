import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OrderPaid } from '@crm/contracts';
import { toWire, TRANSPORT, type Transport } from '@crm/messaging';
import { waitFor } from '@crm/testing';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { CustomerMaster } from './events.js';
import { type LoyaltyApp, startLoyalty } from './loyalty-app.js';
import { anOrderOf } from './orders.js';

let loyalty: LoyaltyApp;
let master: CustomerMaster;
let agent: { authorization: string };

beforeAll(async () => {
  loyalty = await startLoyalty();
  master = new CustomerMaster(loyalty.probe);
  agent = await loyalty.tokens.bearer({ sub: 'E1001', roles: ['agent'], department: 'service' });
});

afterAll(() => loyalty.close());

const api = () => request(`${loyalty.url}/loyalty/v1`);
const account = async (customerId: string) => (await api().get(`/accounts/${customerId}`).set(agent)).body;

/** Waits until the customer's account looks like this. */
const until = (customerId: string, looks: object) =>
  waitFor(
    async () => {
      expect(await account(customerId)).toMatchObject(looks);
      return true;
    },
    { what: `the account of ${customerId}` },
  );

describe('a customer who collects points', () => {
  it('is registered, pays, sees the balance, redeems and reads why the balance is what it is', async () => {
    const customerId = await master.register();
    await until(customerId, { available: 0, accounts: [{ customerId }] });
    const opened = await loyalty.probe.waitFor('account.opened', ({ data }) => data.customerId === customerId);

    const order = anOrderOf(customerId, {
      lines: [{ amountMinor: 199_900 }, { amountMinor: 50_050, category: 'service' }],
    });
    await master.paid(order);
    await until(customerId, { customerId, mergedFrom: [], available: 299, debt: 0, spendable: 299 });
    const accrued = await loyalty.probe.waitFor('points.accrued', ({ data }) => data.customerId === customerId);
    expect(accrued).toMatchObject({
      source: 'loyalty',
      aggregateId: opened.data.accountId,
      aggregateVersion: 2,
      data: { points: 299, balance: 299, debt: 0, ruleVersion: 1, orderId: `erp:${order.orderId}` },
    });

    const redeemed = await api()
      .post(`/accounts/${customerId}/redemptions`)
      .set({ ...agent, 'idempotency-key': newId() })
      .send({ points: 99, reward: 'gift-tea-box', note: '张女士到店领取' });
    expect(redeemed.status).toBe(201);
    expect(redeemed.body).toMatchObject({
      customerId,
      points: 99,
      reward: 'gift-tea-box',
      note: '张女士到店领取',
      state: 'redeemed',
      balanceAfter: 200,
      redeemedBy: 'E1001',
      parts: [{ accountId: opened.data.accountId, points: 99 }],
    });
    expect(redeemed.headers).toMatchObject({ location: `/loyalty/v1/redemptions/${redeemed.body.id}`, etag: '"v1"' });
    await loyalty.probe.waitFor(
      'points.redeemed',
      ({ data }) => data.redemptionId === redeemed.body.id && data.balance === 200,
    );

    const statement = await api().get(`/accounts/${customerId}/statement`).set(agent);
    expect(statement.body).toMatchObject({
      items: [
        {
          kind: 'redemption',
          book: 'available',
          points: -99,
          redemptionId: redeemed.body.id,
          words: { zh: '积分兑换', en: 'Redeemed' },
        },
        {
          kind: 'accrual',
          points: 299,
          ruleVersion: 1,
          order: { source: 'erp', orderId: order.orderId },
          words: { zh: `订单 ${order.orderId} 获得积分`, en: `Earned with order ${order.orderId}` },
        },
      ],
      next: null,
    });
  });

  it('loses what came back, and gets back what was redeemed and cancelled', async () => {
    const customerId = await master.register();
    const order = anOrderOf(customerId, { lines: [{ amountMinor: 100_000 }, { amountMinor: 20_000 }] });
    await master.paid(order);
    await until(customerId, { available: 120 });
    const { body } = await api().post(`/accounts/${customerId}/redemptions`).set(agent).send({ points: 100 });
    await master.returned({ ...order, lines: [{ ...order.lines[0]!, amountMinor: 50_000 }] });
    await until(customerId, { available: 0, debt: 30, spendable: 0 });
    const reversed = await loyalty.probe.waitFor('points.reversed', ({ data }) => data.customerId === customerId);
    expect(reversed.data).toMatchObject({
      points: 50,
      balance: 0,
      debt: 30,
      reason: 'order_returned',
      reference: `erp:${order.orderId}`,
    });

    for (let count = 0; count < 2; count++) {
      const cancelled = await api().post(`/redemptions/${body.id}/cancel`).set(agent);
      expect(cancelled.status).toBe(200);
      expect(cancelled.body).toMatchObject({ state: 'cancelled', version: 2, cancelledBy: 'E1001', balanceAfter: 70 });
    }
    await master.cancelled(order);
    await until(customerId, { available: 0, debt: 0 });
    const kinds = (await api().get(`/accounts/${customerId}/statement`).set(agent)).body.items.map(
      ({ kind, book, points }: { kind: string; book: string; points: number }) => `${kind} ${book} ${points}`,
    );
    expect(kinds).toEqual([
      'cancellation available -70',
      'redemption_cancelled debt 30',
      'redemption_cancelled available 70',
      'return debt -30',
      'return available -20',
      'redemption available -100',
      'accrual available 120',
    ]);
  });

  it('earns once when one event is delivered 50 times over three processes', async () => {
    await Promise.all([loyalty.another(), loyalty.another()]);
    const customerId = await master.register();
    const order = anOrderOf(customerId);
    const about = { customerId, aggregateId: `erp:${order.orderId}`, aggregateVersion: 1 };
    const event = await loyalty.probe.publish(OrderPaid.draft({ ...about, data: order }));
    const copies = Array.from({ length: 50 }, (_, at) => ({
      ...toWire('crm.order.v1', event),
      // Other keys lie in other partitions, which the three processes read at the same time.
      key: `copy-${at}`,
    }));
    await loyalty.app.get<Transport>(TRANSPORT).publish(copies);
    await loyalty.allRead();
    expect(await account(customerId)).toMatchObject({ available: 10, debt: 0 });
    const told = await loyalty.probe.all('points.accrued');
    expect(told.filter(({ data }) => data.customerId === customerId)).toHaveLength(1);
  });

  it('earns with an order that comes before the customer itself', async () => {
    const customerId = newId();
    await master.paid(anOrderOf(customerId));
    const manager = await loyalty.tokens.bearer({ sub: 'E1000', roles: ['manager'] });
    const seen = await waitFor(async () => {
      const { body } = await api().get(`/accounts/${customerId}`).set(manager);
      return body.available === 10 && body;
    });
    expect(seen).toMatchObject({ customerId, available: 10 });
    // Whose customer it is nobody knows before the card comes.
    expect((await api().get(`/accounts/${customerId}`).set(agent)).status).toBe(404);
    await master.card(customerId);
    await until(customerId, { available: 10 });
  });

  it('earns nothing with an order of more than a year ago', async () => {
    const customerId = await master.register();
    const day = 86_400_000;
    await master.paid(anOrderOf(customerId), { time: new Date(Date.now() - 366 * day) });
    await master.paid(anOrderOf(customerId), { time: new Date(Date.now() - 364 * day) });
    await until(customerId, { available: 10 });
    await loyalty.allRead();
    expect(await account(customerId)).toMatchObject({ available: 10 });
  });
});

describe('two customers who turn out to be one', () => {
  it('are shown and spent as one, and have their own again after the unmerge', async () => {
    const [first, second] = [await master.register(), await master.register()];
    await until(first, { accounts: [{}] });
    await master.paid(anOrderOf(first, { lines: [{ amountMinor: 80_000 }] }));
    await master.paid(anOrderOf(second, { lines: [{ amountMinor: 50_000 }] }));
    await until(first, { available: 80 });
    await until(second, { available: 50 });

    await master.card(second, { mergedInto: first });
    await until(first, { customerId: first, mergedFrom: [second], available: 130 });
    await until(second, { customerId: first, mergedFrom: [second], available: 130 });
    const refused = await api().post(`/accounts/${second}/redemptions`).set(agent).send({ points: 10 });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ type: 'urn:problem:customer-merged', customerId: first });
    const { body } = await api().post(`/accounts/${first}/redemptions`).set(agent).send({ points: 100 });
    expect(body).toMatchObject({ points: 100, balanceAfter: 30 });
    expect(body.parts).toHaveLength(2);
    const united = (await api().get(`/accounts/${second}/statement`).set(agent)).body.items;
    expect(
      united.map(({ customerId, points }: { customerId: string; points: number }) => [customerId, points]),
    ).toEqual(
      expect.arrayContaining([
        [first, 80],
        [second, 50],
      ]),
    );
    expect(united).toHaveLength(4);

    await master.card(second);
    await until(second, { customerId: second, mergedFrom: [] });
    const [one, other] = [await account(first), await account(second)];
    expect(one.available + other.available).toBe(30);
    expect((await api().get(`/accounts/${second}/statement`).set(agent)).body.items).toHaveLength(2);
    await api().post(`/redemptions/${body.id}/cancel`).set(agent);
    expect(await account(first)).toMatchObject({ available: 80 });
    expect(await account(second)).toMatchObject({ available: 50 });
  });

  it('leave a ledger that bears out every balance', async () => {
    const analyst = await loyalty.tokens.bearer({ roles: ['analyst'] });
    const { status, body } = await api().post('/reconciliations').set(analyst);
    expect([status, body.differenceCount, body.differences]).toEqual([200, 0, []]);
  });
});
