import { randomUUID } from 'node:crypto';
import type { EventType } from '@crm/contracts';
import { EventServer } from '@crm/messaging';
import { aCustomer, anOrder, type OrderBody, type TokenClaims, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { services } from '../../start/services.mjs';
import { liveThrough } from '../customer-things.js';
import { type RunningServices, startServices } from '../running-services.js';

const admin: TokenClaims = { sub: 'E1000', roles: ['admin'], department: 'service' };
const erp: TokenClaims = { sub: 'erp', scope: 'integration:write' };

const dayMs = 86_400_000;
const daysAgo = (days: number): Date => new Date(Date.now() - days * dayMs);
const months = Array.from({ length: 60 }, (_, at) => at);
/** The newest of the past orders: a year back, points would still be given. */
const newestDaysAgo = 400;
const monthDays = 30;

type Fact = 'placed' | 'paid' | 'delivered' | 'cancelled' | 'returned';
const cloudEvent = (fact: Fact, data: OrderBody, time: Date) => ({
  specversion: '1.0',
  id: `${data.orderId}-${fact}`,
  source: 'erp',
  type: `erp.order.${fact}`,
  time: time.toISOString(),
  data,
});

/** All that the ERP tells of one order: most arrive, every tenth is cancelled after payment, every tenth comes back. */
function storyOf(customerId: string, month: number, oldestDaysAgo: number) {
  const days = oldestDaysAgo - month * monthDays;
  const order = anOrder({
    orderId: `PAST-${customerId}-${month}`,
    placedAt: daysAgo(days).toISOString(),
    customer: { source: 'erp', id: customerId },
    lines: [{ amountMinor: 100_000 }, { amountMinor: 50_000 }],
  });
  const tell = (fact: Fact, after: number) => cloudEvent(fact, order, daysAgo(days - after));
  const told = [tell('placed', 0), tell('paid', 1)];
  if (month % 10 === 3) return [...told, tell('cancelled', 2)];
  told.push(tell('delivered', 5));
  return month % 10 === 7 ? [...told, tell('returned', 12)] : told;
}

describe('five years of past orders', () => {
  let running: RunningServices;
  const customers: { id: string; erpId: string }[] = [];
  const call = <Body>(path: string) => running.call<Body>('GET', path, admin);
  const intake = (events: object[]) =>
    running.call<{ accepted: number; duplicates: number }>('POST', '/customer-master/v1/intake/events', erp, events);
  const rows = async (service: string, sql: string): Promise<number> => {
    const [row] = await running.app(service).app.get(DataSource).query<[{ count: number }]>(sql);
    return row.count;
  };
  const count = async (type: EventType) => (await running.probe.all(type)).length;

  /** All that could have been started for a customer. */
  const started = async () => ({
    invitations: await rows('feedback', 'SELECT count(*)::int FROM invitation'),
    surveysAskedFor: (await count('invitation.sent')) + (await count('invitation.suppressed')),
    accruals: await rows('loyalty', 'SELECT count(*)::int FROM journal_entry'),
    accountsWithPoints: await rows('loyalty', 'SELECT count(*)::int FROM account WHERE available <> 0 OR debt <> 0'),
    pointsTold: (await count('points.accrued')) + (await count('points.reversed')),
    messages: await rows('customer-master', 'SELECT count(*)::int FROM message'),
    messagesAskedFor: await count('message.requested'),
    cases: await rows('service-desk', 'SELECT count(*)::int FROM service_case'),
  });

  /** Everything was sent and read, and nobody sent anything while we looked. */
  const settled = () =>
    waitFor(
      async () => {
        const before = await sentSoFar();
        for (const { name } of services) {
          if ((await running.app(name).app.get(EventServer).lag()) > 0) return false;
        }
        return before !== undefined && before === (await sentSoFar());
      },
      { timeoutMs: 120_000, everyMs: 100, what: 'all events to be sent and read' },
    );
  const sentSoFar = async (): Promise<string | undefined> => {
    const sent: number[] = [];
    for (const { name } of services) {
      if ((await rows(name, 'SELECT count(*)::int FROM outbox WHERE published_at IS NULL')) > 0) return undefined;
      sent.push(await rows(name, 'SELECT coalesce(max(position), 0)::int AS count FROM outbox'));
    }
    return sent.join();
  };

  beforeAll(async () => {
    running = await startServices();
    for (let at = 0; at < 5; at++) {
      const erpId = `K-${randomUUID()}`;
      const { id } = await running.call<{ id: string }>('POST', '/customer-master/v1/customers', admin, {
        ...aCustomer(),
        source: { system: 'erp', id: erpId },
        owner: { department: 'service' },
      });
      // Nothing but their age may keep messages from these customers.
      for (const purpose of ['marketing', 'survey']) {
        const consent = { customerId: id, purpose, channel: 'sms', state: 'granted', evidence: 'call-1' };
        await running.call('POST', '/customer-master/v1/consents', admin, consent);
      }
      customers.push({ id, erpId });
    }
    await settled();
  }, 180_000);
  afterAll(() => running?.close(), 60_000);

  it('are imported without a survey, a point, a message or a case, and all of them are known', async () => {
    const oldest = newestDaysAgo + months.length * monthDays;
    const told = customers.flatMap(({ erpId }) => months.flatMap((month) => storyOf(erpId, month, oldest)));
    // The newest fact, a return, is older than every horizon.
    expect(Math.max(...told.map(({ time }) => Date.parse(time)))).toBeLessThan(daysAgo(365).getTime());
    for (let at = 0; at < told.length; at += 500) await intake(told.slice(at, at + 500));
    await settled();

    expect(await started()).toEqual({
      invitations: 0,
      surveysAskedFor: 0,
      accruals: 0,
      accountsWithPoints: 0,
      pointsTold: 0,
      messages: 0,
      messagesAskedFor: 0,
      cases: 0,
    });
    for (const { name } of services) expect(await rows(name, 'SELECT count(*)::int FROM dead_letter')).toBe(0);

    // Six of a customer's sixty were cancelled and six came back: 54 count, 48 with their money.
    for (const { id } of customers) {
      const { orders } = await call<{ orders: object }>(`/customer-master/v1/customers/${id}/overview`);
      expect(orders).toMatchObject({ count: 60, paidAmountMinor: 48 * 150_000, currency: 'CNY' });
      expect(await call(`/loyalty/v1/accounts/${id}`)).toMatchObject({ available: 0 });
    }
    const period = `from=${daysAgo(oldest + 2)
      .toISOString()
      .slice(0, 10)}&to=${daysAgo(0).toISOString().slice(0, 10)}`;
    const kpi = async (name: string) => (await call<{ value: number }>(`/analytics/v1/kpis/${name}?${period}`)).value;
    expect(await kpi('orders')).toBe(5 * 54);
    expect(await kpi('revenue')).toBe(5 * 48 * 150_000);
    expect((await call<{ items: unknown[] }>('/feedback/v1/invitations')).items).toEqual([]);

    const again = await intake(told.slice(0, 500));
    expect(again).toMatchObject({ accepted: 0, duplicates: 500 });
  }, 180_000);

  it('are followed by a fresh one, which earns points and a value of today, once', async () => {
    const [{ id, erpId }] = customers as [(typeof customers)[0]];
    const order = anOrder({ placedAt: daysAgo(2).toISOString(), customer: { source: 'erp', id: erpId } });
    await intake([cloudEvent('placed', order, daysAgo(2)), cloudEvent('paid', order, daysAgo(1))]);
    await settled();
    expect(await started()).toMatchObject({ accruals: 1, accountsWithPoints: 1, pointsTold: 1, messages: 0 });
    const { available } = await call<{ available: number }>(`/loyalty/v1/accounts/${id}`);
    expect(available).toBeGreaterThan(0);
    const overview = await call<object>(`/customer-master/v1/customers/${id}/overview`);
    expect(overview).toMatchObject({ orders: { count: 61 }, loyalty: { balance: available } });
    const value = await call<{ rfm: { recencyDays: number } }>(`/analytics/v1/customers/${id}/value`);
    expect(value.rfm.recencyDays).toBeLessThan(3);
  }, 60_000);

  it('and a case of today leads to a survey and a message: what found none before would have found them', async () => {
    await liveThrough(running);
    await settled();
    const { invitations, surveysAskedFor, messages, messagesAskedFor, cases } = await started();
    for (const found of [invitations, surveysAskedFor, messages, messagesAskedFor, cases]) {
      expect(found).toBeGreaterThan(0);
    }
  }, 60_000);
});
