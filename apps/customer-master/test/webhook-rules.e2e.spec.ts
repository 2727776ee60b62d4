import { waitFor } from '@crm/testing';
import { CaseClosed } from '@crm/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { startReceiver } from './webhook-receiver.js';

let app: CustomerMasterApp;
let admin: { authorization: string };

beforeAll(async () => {
  app = await startCustomerMaster();
  admin = await app.tokens.bearer({ sub: 'E1', roles: ['admin'] });
});
afterAll(() => app.close());

const api = () => request(`${app.url}/customer-master/v1`);
const good = { url: 'https://erp.example.invalid/hooks', eventTypes: ['case.closed'] };
const subscribe = (wish: object) =>
  api()
    .post('/webhooks')
    .set(admin)
    .send({ ...good, ...wish });
const match = (version: number) => ({ ...admin, 'if-match': `"v${version}"` });

describe('where webhooks may not go', () => {
  it.each([
    ['http://erp.example.invalid/hooks', 'not_https'],
    ['https://user:word@erp.example.invalid/', 'credentials'],
    ['https://erp.example.invalid:22/', 'port'],
    ['https://10.0.0.1/', 'address'],
    ['https://169.254.169.254/latest/meta-data/', 'address'],
    ['https://[::ffff:10.0.0.1]/', 'address'],
    ['https://2130706433/', 'address'],
    ['https://localhost/', 'address'],
    ['http://127.0.0.1:8080/', 'not_https'],
    ['words', 'not_a_url'],
  ])('%s: %s', async (url, reason) => {
    const { body } = await subscribe({ url }).set('accept-language', 'en').expect(400);
    expect(body).toMatchObject({ type: 'urn:problem:webhook-target-refused', reason });
    expect(body.title).toMatch(/No webhook goes there/);
  });

  it('counts for changes, too, and nothing is changed', async () => {
    const { body } = await subscribe({}).expect(201);
    await api().patch(`/webhooks/${body.id}`).set(match(1)).send({ url: 'https://192.168.0.1/' }).expect(400);
    expect((await api().get(`/webhooks/${body.id}`).set(admin)).body).toMatchObject({ url: good.url, version: 1 });
  });

  it('counts again whenever one is sent: a name may lead elsewhere by then', async () => {
    const receiver = await startReceiver();
    const { body } = await subscribe({}).expect(201);
    const port = new URL(receiver.url).port;
    for (const [url, failure] of [
      [`https://localhost:${port}/`, 'target_refused'],
      [`https://127.0.0.1:${port}/`, 'target_refused'],
      [`http://localhost:${port}/`, 'target_refused'],
    ]) {
      await app.run((tx) => tx.query('UPDATE webhook SET url = $1 WHERE id = $2', [url, body.id]));
      const ping = await api().post(`/webhooks/${body.id}/test`).set(admin).send({}).expect(200);
      expect([url, ping.body.failure]).toEqual([url, failure]);
    }
    const aggregateId = newId();
    const data = { ...CaseClosed.example.data, caseId: aggregateId };
    await app.probe.publish(CaseClosed.draft({ customerId: null, aggregateId, aggregateVersion: 1, data }));
    const [delivery] = await waitFor(async () => {
      const { items } = (await api().get(`/webhooks/${body.id}/deliveries`).set(admin)).body;
      return items[0]?.attempts === 1 && items;
    });
    expect(delivery).toMatchObject({ state: 'pending', failure: 'target_refused', status: null });
    expect(receiver.received).toEqual([]);
    await receiver.close();
    await api().delete(`/webhooks/${body.id}`).set(match(1)).expect(204);
  });
});

describe('a webhook', () => {
  it('is for who may connect other systems', async () => {
    for (const role of ['steward', 'integration', 'manager'])
      await api()
        .get('/webhooks')
        .set(await app.tokens.bearer({ sub: 'E2', roles: [role] }))
        .expect(403);
  });

  it.each([
    ['/eventTypes', { eventTypes: [] }],
    ['/eventTypes', { eventTypes: ['erp.order.paid'] }],
    ['/eventTypes', { eventTypes: ['customer.card'] }],
    ['/eventTypes', { eventTypes: ['message.requested'] }],
    ['/eventTypes', { eventTypes: ['case.closed', 'case.closed'] }],
    ['/url', { url: 7 }],
    ['/active', { active: null }],
  ])('with a wrong %s is not made: %j', async (pointer, wish) => {
    const { body } = await subscribe(wish).expect(400);
    expect(body.errors.map((error: { pointer: string }) => error.pointer.slice(0, pointer.length))).toContain(pointer);
  });

  it('is listed, read, changed and deleted by its version', async () => {
    const made = await subscribe({ description: 'ERP', active: false }).expect(201);
    const { id, secret, ...shown } = made.body;
    expect(made.headers['location']).toBe(`/customer-master/v1/webhooks/${id}`);
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(shown).toMatchObject({
      ...good,
      description: 'ERP',
      active: false,
      version: 1,
      pending: 0,
      createdBy: 'E1',
    });
    const page = (await api().get('/webhooks?limit=1').set(admin).expect(200)).body;
    expect(page.items).toHaveLength(1);
    const rest = (await api().get(`/webhooks?cursor=${page.next}`).set(admin).expect(200)).body;
    expect(rest.items.map((one: { id: string }) => one.id)).toContain(id);
    await api().patch(`/webhooks/${id}`).set(admin).send({ description: null }).expect(428);
    const changed = await api()
      .patch(`/webhooks/${id}`)
      .set(match(1))
      .send({ description: null, eventTypes: ['*'], active: true })
      .expect(200);
    expect(changed.body).toMatchObject({ description: null, eventTypes: ['*'], active: true, version: 2 });
    await api().delete(`/webhooks/${id}`).set(match(1)).expect(412);
    await api().delete(`/webhooks/${id}`).set(match(2)).expect(204);
    await api().get(`/webhooks/${id}`).set(admin).expect(404);
    await api().get(`/webhooks/${id}/deliveries`).set(admin).expect(404);
  });

  it('asked for twice with one Idempotency-Key is one, with one secret', async () => {
    const key = newId();
    const [one, again] = [
      await subscribe({}).set('idempotency-key', key).expect(201),
      await subscribe({}).set('idempotency-key', key).expect(201),
    ];
    expect(again.body).toEqual(one.body);
  });

  it('is one of a hundred at most, also when many are made at once', async () => {
    const [{ n }] = await app.run((tx) => tx.query('SELECT count(*)::int AS n FROM webhook'));
    await app.run((tx) =>
      tx.query(
        `INSERT INTO webhook (id, version, url, event_types, active, secret, created_by, created_at, updated_at, next_try_at)
         SELECT gen_random_uuid(), 1, 'https://erp.example.invalid/', '{*}', false, 'x', 'E1', now(), now(), now()
         FROM generate_series(1, $1::int)`,
        [98 - n],
      ),
    );
    const statuses = await Promise.all([1, 2, 3, 4, 5].map(async () => (await subscribe({})).status));
    expect(statuses.sort()).toEqual([201, 201, 409, 409, 409]);
  });
});
