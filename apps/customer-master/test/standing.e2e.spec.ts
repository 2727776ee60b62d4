import { ErpOrderCancelled, ErpOrderPaid, ErpOrderReturned } from '@crm/contracts';
import { aCustomer, anOrder, type OrderBody, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
type User = { authorization: string };
let app: CustomerMasterApp;
let steward: User;
let salesperson: User;

beforeAll(async () => {
  app = await startCustomerMaster();
  [steward, salesperson] = await Promise.all([
    app.tokens.bearer({ sub: 'E9000', roles: ['steward'], department: 'data' }),
    app.tokens.bearer({ sub: 'E1031', roles: ['sales'], department: 'sales-north' }),
  ]);
});
afterAll(() => app.close());

const base = '/customer-master/v1';
const dayMs = 86_400_000;
const daysAgo = (days: number): Date => new Date(Math.floor(Date.now() / 1000) * 1000 - days * dayMs);
const get = async (path: string, user = steward): Promise<Body> =>
  (await request(app.url).get(`${base}${path}`).set(user)).body;
const send = (method: 'post' | 'put' | 'patch', path: string, body: object, headers: object = {}, user = steward) =>
  request(app.url)
    [method](`${base}${path}`)
    .set({ ...user, ...headers })
    .send(body);
const register = async (body: object = aCustomer()): Promise<Body> =>
  (await send('post', '/customers', body).expect(201)).body;
const patch = (id: string, version: number, body: object) =>
  send('patch', `/customers/${id}`, body, { 'if-match': `"v${version}"` });
const read = (id: string): Promise<Body> => get(`/customers/${id}`);
const historyOf = async (id: string): Promise<Body[]> => (await get(`/customers/${id}/status-history`)).items;

const definitions = { paid: ErpOrderPaid, cancelled: ErpOrderCancelled, returned: ErpOrderReturned };

/** The ERP tells a fact of an order; waits until it is known. */
async function tell(state: keyof typeof definitions, order: OrderBody, time: Date): Promise<void> {
  const fact = { customerId: null, aggregateId: order.orderId, aggregateVersion: 0, time, data: order };
  await app.probe.publish(definitions[state].draft(fact), { source: 'erp' });
  await waitFor(async () => (await get(`/orders/erp/${order.orderId}`)).state === state);
}

/** The ERP tells that an order was paid; waits until it is known. */
async function pay(customer: Body, at: Date): Promise<OrderBody> {
  const order = anOrder({ customer: { id: customer.sources[0].id }, placedAt: at.toISOString() });
  await tell('paid', order, at);
  return order;
}

const isNow = (id: string, status: string) =>
  waitFor(async () => (await read(id)).status === status, { what: `${status} ${id}` });

const armedFor = (id: string): Promise<Body[]> =>
  app.run((tx) => tx.query(`SELECT due_at AS "dueAt" FROM timer WHERE aggregate_id = $1 AND state = 'armed'`, [id]));

async function rule(change: object): Promise<Body> {
  const { version, madeBy: _, madeAt: __, appliedAt: ___, ...rules } = await get('/status-rules');
  const { body } = await send('put', '/status-rules', { ...rules, ...change }, { 'if-match': `"v${version}"` });
  await waitFor(async () => (await get('/status-rules')).appliedAt);
  return body;
}

describe('a status', () => {
  it('says why, from the registration on', async () => {
    const { id, version, statusBecause } = await register();
    expect(statusBecause).toMatchObject({ rule: 'registered', by: 'E9000' });
    expect(await historyOf(id)).toEqual([]);
    const { body } = await patch(id, version, { status: 'target' });
    expect(body.statusBecause).toMatchObject({ rule: 'by_hand', by: 'E9000' });
    expect(await historyOf(id)).toEqual([
      { customerId: id, from: 'potential', to: 'target', statusReason: null, ...body.statusBecause },
    ]);
  });

  it('is active by a purchase, at the time of the payment', async () => {
    const customer = await register();
    const at = daysAgo(100);
    await pay(customer, at);
    const { status, statusBecause } = await read(customer.id);
    expect([status, statusBecause]).toEqual(['active', { rule: 'purchase', by: null, at: at.toISOString() }]);
    const { data } = await app.probe.waitFor('customer.status-changed', ({ customerId }) => customerId === customer.id);
    expect(data).toEqual({ customerId: customer.id, from: 'potential', to: 'active', because: 'purchase' });
  });

  it('is lost at once by a purchase of long ago, since the day on which it was too long ago', async () => {
    const customer = await register();
    const at = daysAgo(2_000);
    await pay(customer, at);
    await isNow(customer.id, 'lost');
    const { statusBecause } = await read(customer.id);
    const since = new Date(at.getTime() + 730 * dayMs).toISOString();
    expect(statusBecause).toEqual({ rule: 'no_purchase', by: null, at: since });
    const lost = await app.probe.waitFor(
      'customer.status-changed',
      ({ data }) => data.customerId === customer.id && data.to === 'lost',
    );
    expect([lost.time, lost.data.because]).toEqual([since, 'no_purchase']);
    expect((await historyOf(customer.id)).map(({ to, rule: by }) => `${to} ${by}`)).toEqual([
      'lost no_purchase',
      'active purchase',
    ]);
    // The next purchase brings it back, and it is watched again.
    const again = daysAgo(1);
    await pay(customer, again);
    await isNow(customer.id, 'active');
    const timers = await armedFor(customer.id);
    expect(timers).toEqual([{ dueAt: new Date(again.getTime() + 730 * dayMs) }]);
  });
});

describe('the rules', () => {
  it('look at the last purchase, in whatever order purchases are told', async () => {
    const [buyer, quiet, mine] = [
      await register(),
      await register(),
      await register(aCustomer({ attributes: { industry: 'coal' } })),
    ];
    await pay(buyer, daysAgo(10));
    await pay(buyer, daysAgo(500));
    await pay(quiet, daysAgo(500));
    await pay(mine, daysAgo(500));
    expect([(await read(buyer.id)).status, (await read(quiet.id)).status]).toEqual(['active', 'active']);
    const changed = await rule({
      lostAfterDays: 400,
      lostAfterDaysByIndustry: [{ industry: 'coal', lostAfterDays: 600 }],
    });
    expect(changed).toMatchObject({ version: 1, madeBy: 'E9000' });
    await isNow(quiet.id, 'lost');
    // Lost since the rule says so, not since a day of the past.
    expect((await read(quiet.id)).statusBecause).toMatchObject({ rule: 'no_purchase', at: changed.madeAt });
    expect([(await read(buyer.id)).status, (await read(mine.id)).status]).toEqual(['active', 'active']);
    await rule({ lostAfterDaysByIndustry: [] });
    await isNow(mine.id, 'lost');
    expect((await read(buyer.id)).status).toBe('active');
  });

  it('look at the purchases of all ids of a customer, and at each by itself after an unmerge', async () => {
    const [one, other] = [await register(aCustomer({ uscc: null })), await register(aCustomer({ uscc: null }))];
    const latest = daysAgo(5);
    await pay(one, daysAgo(390));
    await pay(other, latest);
    const merged = await send('post', `/customers/${one.id}/merge`, { with: other.id, reason: '同一企业' });
    expect(merged.body.survivorId).toBe(one.id);
    await rule({ lostAfterDays: 300 });
    // A customer of its own in the same state tells when everybody was looked at.
    const witness = await register(aCustomer({ uscc: null }));
    await pay(witness, daysAgo(390));
    await isNow(witness.id, 'lost');
    expect((await read(one.id)).status).toBe('active');
    const parting = { mergeId: merged.body.mergeId, reason: '并非同一企业' };
    expect((await send('post', `/customers/${one.id}/unmerge`, parting)).status).toBe(200);
    await isNow(one.id, 'lost');
    expect((await read(other.id)).status).toBe('active');
    // The one that lives again is watched by its own purchase: its timer had passed it by.
    const restored = await armedFor(other.id);
    expect(restored).toEqual([{ dueAt: new Date(latest.getTime() + 300 * dayMs) }]);
    await rule({ lostAfterDays: 730 });
  });

  it('look again when a customer turns out to be of another industry', async () => {
    const customer = await register(aCustomer({ uscc: null, attributes: { industry: 'power' } }));
    await pay(customer, daysAgo(500));
    await rule({ lostAfterDaysByIndustry: [{ industry: 'steel', lostAfterDays: 300 }] });
    const { version } = await read(customer.id);
    const { body } = await patch(customer.id, version, { attributes: { industry: 'steel' } });
    await isNow(customer.id, 'lost');
    // Lost since it was corrected, not since a day of the past.
    const { statusBecause } = await read(customer.id);
    expect(statusBecause).toEqual({ rule: 'no_purchase', by: null, at: body.updatedAt });
    await rule({ lostAfterDaysByIndustry: [] });
  });

  it.each(['cancelled', 'returned'] as const)('look again when the last purchase was %s', async (how) => {
    const customer = await register(aCustomer({ uscc: null }));
    await pay(customer, daysAgo(700));
    const order = await pay(customer, daysAgo(20));
    await rule({ lostAfterDays: 600 });
    expect((await read(customer.id)).status).toBe('active');
    const at = daysAgo(10);
    await tell(how, order, at);
    await isNow(customer.id, 'lost');
    expect((await read(customer.id)).statusBecause).toMatchObject({ rule: 'no_purchase', at: at.toISOString() });
    await rule({ lostAfterDays: 730 });
  });

  it('take what a merge made active for active because of the merge', async () => {
    const [one, other] = [await register(aCustomer({ uscc: null })), await register(aCustomer({ uscc: null }))];
    await pay(other, daysAgo(5));
    await send('post', `/customers/${one.id}/merge`, { with: other.id, reason: '同一企业' });
    expect(await read(one.id)).toMatchObject({ status: 'active', statusBecause: { rule: 'merge' } });
    const changes = await historyOf(other.id);
    expect(changes.map(({ customerId, rule: by }) => [customerId, by])).toEqual([
      [one.id, 'merge'],
      [other.id, 'purchase'],
    ]);
  });

  it('are for stewards, of the version that was read, and make sense', async () => {
    const { version, madeBy: _, madeAt: __, appliedAt: ___, ...rules } = await get('/status-rules');
    const put = async (body: object, headers: object = { 'if-match': `"v${version}"` }, user = steward) =>
      (await send('put', '/status-rules', body, headers, user)).status;
    expect(await put(rules, undefined, salesperson)).toBe(403);
    expect(await put(rules, {})).toBe(428);
    expect(await put(rules, { 'if-match': '"v0"' })).toBe(412);
    expect(await put({ ...rules, lostAfterDays: 0 })).toBe(400);
    expect(await put({ ...rules, reviewUndesirableAfterDays: 1.5 })).toBe(400);
    expect(await put({ ...rules, targetOn: 'opportunity' })).toBe(400);
    const coal = { industry: 'coal', lostAfterDays: 10 };
    expect(await put({ ...rules, lostAfterDaysByIndustry: [coal, coal] })).toBe(400);
    expect((await send('put', '/status-rules', rules, { 'if-match': `"v${version}"` })).body.version).toBe(version);
  });
});

describe('an undesirable customer', () => {
  it('is due for review after some time, and reviewed by saying it once more', async () => {
    const { id, version } = await register();
    const said = { status: 'undesirable', statusReason: 'bad_debt' };
    const { body } = await patch(id, version, said);
    const dueAt = new Date(Date.parse(body.statusBecause.at) + 180 * dayMs).toISOString();
    expect(body.standing).toEqual({ reviewDueAt: dueAt });
    const due = async (answer: boolean): Promise<boolean> =>
      (await get(`/customers?reviewDue=${answer}&limit=100`)).items.some((customer: Body) => customer.id === id);
    expect([await due(true), await due(false)]).toEqual([false, true]);
    await app.run((tx) =>
      tx.query(`UPDATE customer SET status_at = status_at - make_interval(days => 181) WHERE id = $1`, [id]),
    );
    expect([await due(true), await due(false)]).toEqual([true, false]);
    const reviewed = await patch(id, body.version, said);
    expect(reviewed.body).toMatchObject({ version: body.version + 1, ...said });
    expect(await due(true)).toBe(false);
    expect((await historyOf(id)).map(({ from, to, statusReason }) => [from, to, statusReason])).toEqual([
      ['undesirable', 'undesirable', 'bad_debt'],
      ['potential', 'undesirable', 'bad_debt'],
    ]);
    // A purchase changes nothing: that a person has to take back.
    await pay(reviewed.body, daysAgo(1));
    expect((await read(id)).status).toBe('undesirable');
  });

  it('is filtered by yes or no only, and its history is not there for another department', async () => {
    const { id } = await register();
    const asked = await request(app.url).get(`${base}/customers?reviewDue=maybe`).set(steward);
    const history = (path: string, user: User) => request(app.url).get(`${base}${path}`).set(user);
    expect(asked.status).toBe(400);
    expect((await history(`/customers/${id}/status-history`, salesperson)).status).toBe(404);
    expect((await history(`/customers/${id}/status-history?cursor=nonsense`, steward)).status).toBe(400);
  });
});
