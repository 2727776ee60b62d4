import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ErpOrderCancelled, ErpOrderDelivered, ErpOrderPaid, ErpOrderPlaced, ErpOrderReturned } from '@crm/contracts';
import { aCustomer, anOrder, type OrderBody, waitFor } from '@crm/testing';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let master: CustomerMasterApp;
let as: Record<'steward' | 'north' | 'south', { authorization: string }>;

beforeAll(async () => {
  master = await startCustomerMaster();
  const { tokens } = master;
  as = {
    steward: await tokens.bearer({ sub: 'E1', roles: ['steward'] }),
    north: await tokens.bearer({ sub: 'E2', roles: ['sales'], department: 'sales-north' }),
    south: await tokens.bearer({ sub: 'E3', roles: ['sales'], department: 'sales-south' }),
  };
});

afterAll(() => master.close());

const api = () => request(`${master.url}/customer-master/v1`);
const definitions = {
  placed: ErpOrderPlaced,
  paid: ErpOrderPaid,
  delivered: ErpOrderDelivered,
  cancelled: ErpOrderCancelled,
  returned: ErpOrderReturned,
};

/** The ERP tells a fact. */
const tell = (fact: keyof typeof definitions, data: OrderBody, time = new Date('2026-01-05T02:00:00Z')) =>
  master.probe.publish(
    definitions[fact].draft({ customerId: null, aggregateId: data.orderId, aggregateVersion: 0, time, data }),
    { source: 'erp' },
  );

const register = async (customer = aCustomer(), user = as.steward) =>
  (await api().post('/customers').set(user).send(customer).expect(201)).body;

const read = (orderId: string, user = as.steward) => api().get(`/orders/erp/${orderId}`).set(user);

describe('an order of the ERP', () => {
  it('of a known customer goes out with the customer id, at the time it happened', async () => {
    const customer = await register();
    const [{ system, id }] = customer.sources;
    const order = anOrder({ customer: { source: system, id } });
    await tell('paid', order, new Date('2024-03-01T02:00:00Z'));
    const event = await master.probe.waitFor('crm.order.paid', ({ data }) => data.orderId === order.orderId);
    const { customer: _, ...said } = order;
    expect(event).toMatchObject({
      source: 'customer-master',
      customerId: customer.id,
      aggregateId: `erp:${order.orderId}`,
      aggregateVersion: 1,
      time: '2024-03-01T02:00:00.000Z',
      data: { customerId: customer.id, source: 'erp', ...said },
    });
    const { body: history } = await api().get(`/customers/${customer.id}/status-history`).set(as.steward);
    const activated = { from: 'potential', to: 'active', rule: 'purchase', by: null, at: '2024-03-01T02:00:00.000Z' };
    expect(history.items.at(-1)).toMatchObject(activated);
  });

  it('of somebody nobody knows registers the customer, once, and drops a wrong number', async () => {
    const order = anOrder({ customer: { uscc: '91140100MA8G340380', phone: '12' } });
    await tell('placed', order);
    await tell('paid', order);
    await tell('placed', anOrder({ customer: order.customer }));
    const { body } = await waitFor(async () => {
      const found = await read(order.orderId);
      return found.body.state === 'paid' ? found : null;
    });
    const customer = (await api().get(`/customers/${body.customerId}`).set(as.steward).expect(200)).body;
    expect(customer).toMatchObject({
      kind: 'organisation',
      displayName: order.customer.name,
      identifiers: [],
      contactPoints: [],
      sources: [{ system: 'erp', id: order.customer.id }],
    });
    await waitFor(async () => {
      const list = await api().get('/orders').query({ customerId: customer.id }).set(as.steward);
      return list.body.items.length === 2;
    });
  });

  it('is attached to the customer it certainly is, by its USCC', async () => {
    const customer = await register();
    const order = anOrder({ customer: { id: 'K-NEW-1', uscc: customer.identifiers[0].value } });
    await tell('placed', order);
    const { body } = await waitFor(async () => {
      const found = await read(order.orderId);
      return found.status === 200 ? found : null;
    });
    expect(body.customerId).toBe(customer.id);
  });

  it('has the same state in whatever order its facts arrive, and its events rise by one', async () => {
    const order = anOrder({ lines: [{ amountMinor: 700 }, { amountMinor: 300 }] });
    await tell('returned', { ...order, lines: [order.lines[1]!] }, new Date('2026-01-09T00:00:00Z'));
    await tell('delivered', order, new Date('2026-01-07T00:00:00Z'));
    await tell('paid', order, new Date('2026-01-06T00:00:00Z'));
    const { body } = await waitFor(async () => {
      const found = await read(order.orderId);
      return found.body.paidAt ? found : null;
    });
    expect(body).toMatchObject({
      state: 'partly_returned',
      amountMinor: 1000,
      returnedMinor: 300,
      paidAt: '2026-01-06T00:00:00.000Z',
      deliveredAt: '2026-01-07T00:00:00.000Z',
      returnedAt: '2026-01-09T00:00:00.000Z',
    });
    const paid = await master.probe.waitFor('crm.order.paid', ({ data }) => data.orderId === order.orderId);
    expect(paid.aggregateVersion).toBe(3);
  });

  it('has its effect once when it is delivered twice', async () => {
    const order = anOrder();
    const event = await tell('paid', order);
    await master.probe.publish(ErpOrderPaid.draft({ ...event, time: new Date(event.time), data: order }), event);
    await tell('cancelled', order);
    await waitFor(async () => (await read(order.orderId)).body.state === 'cancelled');
    const told = (await master.probe.all('crm.order.paid')).filter(({ data }) => data.orderId === order.orderId);
    expect(told).toHaveLength(1);
  });

  it('under the name of our own sources is refused: it would count as an edit', async () => {
    const customer = await register();
    const order = anOrder({ customer: { source: 'mdm', id: customer.id, name: '改名有限公司' } });
    await tell('placed', order);
    await waitFor(
      async () =>
        (await master.run((tx) => tx.query(`SELECT 1 FROM dead_letter WHERE aggregate_id = $1`, [order.orderId])))
          .length === 1,
    );
    expect((await read(order.orderId)).status).toBe(404);
  });
});

describe('the orders of a customer', () => {
  it('are shown whatever amounts they came with before these were bounded', async () => {
    const { id, sources } = await register();
    const orders = [anOrder({ customer: { id: sources[0].id } }), anOrder({ customer: { id: sources[0].id } })];
    for (const order of orders) await tell('paid', order);
    const overview = async () => (await api().get(`/customers/${id}/overview`).set(as.steward).expect(200)).body;
    await waitFor(async () => (await overview()).orders.count === 2);
    await master.run((tx) =>
      tx.query('UPDATE customer_order SET amount_minor = 9000000000000000000 WHERE order_id = ANY($1)', [
        orders.map(({ orderId }) => orderId),
      ]),
    );
    expect((await read(orders[0]!.orderId)).body.amountMinor).toBe(Number.MAX_SAFE_INTEGER);
    await api().get('/orders').query({ customerId: id }).set(as.steward).expect(200);
    expect(JSON.stringify((await overview()).orders)).toContain(String(Number.MAX_SAFE_INTEGER));
  });

  it('keep their id in a merge, are listed together, and apart again after it is taken back', async () => {
    const withoutUscc = () => aCustomer({ uscc: null });
    const [one, other] = [await register(withoutUscc()), await register(withoutUscc())];
    for (const { sources } of [one, other]) await tell('paid', anOrder({ customer: { id: sources[0].id } }));
    const idsOf = async (id: string) =>
      (await api().get('/orders').query({ customerId: id }).set(as.steward)).body.items.map(
        (order: { customerId: string }) => order.customerId,
      );
    await waitFor(async () => (await idsOf(one.id)).length === 1 && (await idsOf(other.id)).length === 1);
    const merge = await api()
      .post(`/customers/${one.id}/merge`)
      .set(as.steward)
      .send({ with: other.id, reason: 'one firm' })
      .expect(200);
    expect((await idsOf(other.id)).sort()).toEqual([one.id, other.id].sort());
    await api()
      .post(`/customers/${one.id}/unmerge`)
      .set(as.steward)
      .send({ mergeId: merge.body.mergeId, reason: 'two firms' })
      .expect(200);
    expect(await idsOf(one.id)).toEqual([one.id]);
    expect(await idsOf(other.id)).toEqual([other.id]);
  });

  it('stay with whom the ERP named, also those that arrive while it is merged, and so does the status', async () => {
    const withoutUscc = () => aCustomer({ uscc: null });
    const [one, other] = [await register(withoutUscc()), await register(withoutUscc())];
    const statusOf = async (id: string) => (await api().get(`/customers/${id}`).set(as.steward)).body.status;
    const { body: merge } = await api()
      .post(`/customers/${one.id}/merge`)
      .set(as.steward)
      .send({ with: other.id, reason: 'one firm' })
      .expect(200);
    const order = anOrder({ customer: { id: other.sources[0].id } });
    await tell('paid', order);
    await waitFor(async () => (await statusOf(one.id)) === 'active');
    expect(
      (await master.probe.waitFor('crm.order.paid', ({ data }) => data.orderId === order.orderId)).customerId,
    ).toBe(other.id);
    await api()
      .post(`/customers/${one.id}/unmerge`)
      .set(as.steward)
      .send({ mergeId: merge.mergeId, reason: 'two firms' })
      .expect(200);
    expect((await read(order.orderId)).body.customerId).toBe(other.id);
    expect([await statusOf(one.id), await statusOf(other.id)]).toEqual(['potential', 'active']);
  });

  it.each(['cancelled', 'returned'] as const)('make nobody active when they were %s already', async (how) => {
    const { id, sources } = await register();
    const order = anOrder({ customer: { id: sources[0].id } });
    await tell('placed', order);
    await tell(how, order);
    await waitFor(async () => (await read(order.orderId)).body.state === how);
    await tell('paid', order);
    await waitFor(async () => (await read(order.orderId)).body.paidAt);
    expect((await api().get(`/customers/${id}`).set(as.steward)).body.status).toBe('potential');
    const overview = (await api().get(`/customers/${id}/overview`).set(as.steward).expect(200)).body;
    expect(overview.orders).toMatchObject({ count: 1, paidAmountMinor: 0, lastPaidAt: null });
  });

  it('keep a customer active that was so by a merge and bought itself', async () => {
    const withoutUscc = () => aCustomer({ uscc: null });
    const [one, other] = [await register(withoutUscc()), await register(withoutUscc())];
    const statusOf = async (id: string) => (await api().get(`/customers/${id}`).set(as.steward)).body.status;
    await tell('paid', anOrder({ customer: { id: other.sources[0].id } }));
    await waitFor(async () => (await statusOf(other.id)) === 'active');
    const { body: merge } = await api()
      .post(`/customers/${one.id}/merge`)
      .set(as.steward)
      .send({ with: other.id, reason: 'one firm' })
      .expect(200);
    const order = anOrder({ customer: { id: one.sources[0].id } });
    await tell('paid', order);
    await waitFor(async () => (await read(order.orderId)).body.state === 'paid');
    await api()
      .post(`/customers/${one.id}/unmerge`)
      .set(as.steward)
      .send({ mergeId: merge.mergeId, reason: 'two firms' })
      .expect(200);
    expect([await statusOf(one.id), await statusOf(other.id)]).toEqual(['active', 'active']);
  });

  it('are paged, the newest first', async () => {
    const { id, sources } = await register();
    const days = ['01', '03', '02'];
    for (const day of days) {
      await tell('placed', anOrder({ customer: { id: sources[0].id }, placedAt: `2026-01-${day}T00:00:00.000Z` }));
    }
    const page = (cursor?: string) =>
      api()
        .get('/orders')
        .query({ customerId: id, limit: 2, ...(cursor ? { cursor } : {}) })
        .set(as.steward);
    await waitFor(async () => (await page()).body.next);
    const first = (await page()).body;
    const second = (await page(first.next)).body;
    expect([...first.items, ...second.items].map((order) => order.placedAt.slice(8, 10))).toEqual(['03', '02', '01']);
    expect(second.next).toBeNull();
    expect((await page('nonsense')).status).toBe(400);
  });

  it("are seen by the customer's department and by nobody of another", async () => {
    const customer = await register(aCustomer(), as.north);
    const order = anOrder({ customer: { id: customer.sources[0].id } });
    await tell('placed', order);
    await waitFor(async () => (await read(order.orderId, as.north)).status === 200);
    expect((await read(order.orderId, as.south)).status).toBe(404);
    const list = (user: { authorization: string }) => api().get('/orders').query({ customerId: customer.id }).set(user);
    expect((await list(as.south)).status).toBe(404);
    expect((await list(as.north)).body.items).toHaveLength(1);
    expect((await api().get('/orders').set(as.north)).status).toBe(400);
  });
});
