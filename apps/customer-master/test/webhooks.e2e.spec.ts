import { CaseClosed, CustomerRegistered, LevelChanged } from '@crm/contracts';
import { waitFor } from '@crm/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { answerWith, expectedSignature, type Receiver, startReceiver } from './webhook-receiver.js';

let app: CustomerMasterApp;
let admin: { authorization: string };
const receivers: Receiver[] = [];

beforeAll(async () => {
  app = await startCustomerMaster({ env: { WEBHOOK_ALLOW_LOOPBACK: 'true' } });
  admin = await app.tokens.bearer({ sub: 'E1', roles: ['admin'] });
});
afterAll(() => app.close());
afterEach(async () => {
  await app.run((tx) => tx.query('DELETE FROM webhook'));
  for (const receiver of receivers.splice(0)) await receiver.close();
});

const api = () => request(`${app.url}/customer-master/v1`);
const match = (version: number) => ({ ...admin, 'if-match': `"v${version}"` });

async function receiver(): Promise<Receiver> {
  const one = await startReceiver();
  receivers.push(one);
  return one;
}
interface Subscribed {
  id: string;
  secret: string;
  version: number;
}
const subscribe = async (url: string, eventTypes = ['case.closed']): Promise<Subscribed> =>
  (await api().post('/webhooks').set(admin).send({ url, eventTypes }).expect(201)).body as Subscribed;
const read = async (id: string) => (await api().get(`/webhooks/${id}`).set(admin).expect(200)).body;
const deliveries = async (id: string, query = '') =>
  (await api().get(`/webhooks/${id}/deliveries${query}`).set(admin).expect(200)).body.items;

/** The service desk closes a case, so many times. */
async function close(times = 1, aggregateId = newId()): Promise<string[]> {
  const ids: string[] = [];
  for (let aggregateVersion = 1; aggregateVersion <= times; aggregateVersion++) {
    const data = { ...CaseClosed.example.data, caseId: aggregateId };
    const fact = CaseClosed.draft({ customerId: null, aggregateId, aggregateVersion, data });
    ids.push((await app.probe.publish(fact)).id);
  }
  return ids;
}
/** As if the pause were over. */
const hasten = () => app.run((tx) => tx.query('UPDATE webhook SET next_try_at = now()'));
const got = async (one: Receiver, count: number) => {
  await waitFor(() => one.received.length >= count);
  return one.received;
};

describe('an event', () => {
  it('arrives as a CloudEvent, signed, once for each webhook that wants it, and not for the others', async () => {
    const [one, other] = [await receiver(), await receiver()];
    const { id, secret } = await subscribe(one.url, ['case.*']);
    await subscribe(other.url, ['level.changed']);
    const [eventId] = await close();
    const [message] = await got(one, 1);
    expect(message!.headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': eventId,
      'webhook-signature': expectedSignature(secret, message!),
    });
    expect(Math.abs(Number(message!.headers['webhook-timestamp']) * 1000 - Date.now())).toBeLessThan(10_000);
    expect(message!.event).toMatchObject({
      specversion: '1.0',
      id: eventId,
      source: 'service-desk',
      type: 'case.closed',
      aggregateversion: 1,
      datacontenttype: 'application/json',
    });
    expect(message!.event).not.toHaveProperty('customerid');
    const [delivery] = await waitFor(async () => {
      const items = await deliveries(id, '?state=delivered');
      return items.length === 1 && items;
    });
    expect(delivery).toMatchObject({ eventId, type: 'case.closed', attempts: 1, status: 204, failure: null });
    expect(await read(id)).toMatchObject({ pending: 0, dead: 0, failures: 0, lastDeliveredAt: expect.any(String) });
    await app.allRead();
    expect(other.received).toEqual([]);
  });

  it('of this service, and of all others, is there for who wants all; a person’s name is in none', async () => {
    const one = await receiver();
    await subscribe(one.url, ['*']);
    const person = { familyName: '欧阳', givenName: '震华' };
    const names = [{ type: 'legal', text: '欧阳震华' }];
    const contactPoints = [{ type: 'phone', value: '13812349876' }];
    const body = { kind: 'person', names, person, contactPoints, addresses: [], status: 'potential' };
    const made = await api().post('/customers').set(admin).send(body).expect(201);
    const data = { ...LevelChanged.example.data, customerId: made.body.id as string };
    const about = { customerId: data.customerId, aggregateId: data.customerId, aggregateVersion: 1 };
    await app.probe.publish(LevelChanged.draft({ ...about, data }));
    const types = () => one.received.map(({ event }) => event.type);
    await waitFor(() => types().includes('customer.registered') && types().includes('level.changed'));
    expect(types()).not.toContain('customer.card');
    expect(one.received.map(({ body: text }) => text).join()).not.toMatch(/欧阳|震华|13812349876/);
  });

  it('of long ago is history that was imported, and goes nowhere', async () => {
    const one = await receiver();
    await subscribe(one.url, ['customer.*']);
    const fact = (time: Date) => {
      const customerId = newId();
      const data = { customerId, kind: 'person' as const };
      return CustomerRegistered.draft({ customerId, aggregateId: customerId, aggregateVersion: 1, time, data });
    };
    await app.probe.publish(fact(new Date(Date.now() - 31 * 86_400_000)));
    const recent = await app.probe.publish(fact(new Date(Date.now() - 86_400_000)));
    await got(one, 1);
    await app.allRead();
    expect(one.received.map(({ event }) => event.id)).toEqual([recent.id]);
  });

  it('goes in order, and the later ones wait while one fails', async () => {
    const one = await receiver();
    one.answer(answerWith(500));
    const { id } = await subscribe(one.url);
    const ids = await close(20);
    await waitFor(async () => (await read(id)).failures === 1);
    await app.allRead();
    expect(one.received.map(({ event }) => event.id)).toEqual([ids[0]]);
    const standing = await read(id);
    expect(standing).toMatchObject({ pending: 20, failures: 1, failingSince: expect.any(String) });
    const pause = Date.parse(standing.nextTryAt as string) - Date.now();
    expect(pause).toBeLessThan(6_500);
    expect((await deliveries(id, '?state=pending&limit=100')).at(-1)).toMatchObject({
      attempts: 1,
      status: 500,
      failure: 'status',
    });
    one.answer(answerWith(200));
    await hasten();
    await got(one, 21);
    expect(one.received.slice(1).map(({ event }) => event.id)).toEqual(ids);
    await waitFor(async () => (await read(id)).pending === 0);
    expect(await read(id)).toMatchObject({ failures: 0, failingSince: null, nextTryAt: null });
  });
});

describe('a receiver that', () => {
  it('redirects gets nothing more, and nobody is sent where it points', async () => {
    const [one, trap] = [await receiver(), await receiver()];
    one.answer(answerWith(307, { location: trap.url }));
    const { id } = await subscribe(one.url);
    await close();
    const [delivery] = await waitFor(async () => {
      const items = await deliveries(id);
      return items[0]?.attempts === 1 && items;
    });
    expect(delivery).toMatchObject({ state: 'pending', status: 307, failure: 'redirect' });
    expect(trap.received).toEqual([]);
  });

  it('says 410 is told nothing more, until somebody switches it on again', async () => {
    const one = await receiver();
    one.answer(answerWith(410));
    const { id, version } = await subscribe(one.url);
    await close(2);
    const gone = await waitFor(async () => {
      const webhook = await read(id);
      return webhook.active === false && webhook;
    });
    expect(gone).toMatchObject({ disabledReason: 'gone', nextTryAt: null, version: version + 1 });
    await app.allRead();
    expect(one.received).toHaveLength(1);
    one.answer(answerWith(200));
    const change = await api().patch(`/webhooks/${id}`).set(match(gone.version)).send({ active: true }).expect(200);
    expect(change.body).toMatchObject({ active: true, disabledReason: null, failures: 0 });
    await got(one, 3);
  });

  it('is busy is left alone as long as it asks for', async () => {
    const one = await receiver();
    one.answer(answerWith(429, { 'retry-after': '600' }));
    const { id } = await subscribe(one.url);
    await close();
    const { nextTryAt } = await waitFor(async () => {
      const webhook = await read(id);
      return webhook.failures === 1 && webhook;
    });
    expect(Date.parse(nextTryAt) - Date.now()).toBeGreaterThan(590_000);
  });

  it('is slow keeps neither the others nor the database waiting', async () => {
    const [slow, fast] = [await receiver(), await receiver()];
    slow.answer(() => undefined);
    const { id } = await subscribe(slow.url);
    await subscribe(fast.url);
    const began = Date.now();
    await close(30);
    await got(fast, 30);
    expect(Date.now() - began).toBeLessThan(8_000);
    expect(slow.received).toHaveLength(1);
    await waitFor(() => Date.now() - slow.received[0]!.at > 3_000);
    const [{ open }] = await app.run((tx) =>
      tx.query(
        `SELECT count(*)::int AS open FROM pg_stat_activity
         WHERE datname = current_database() AND xact_start < clock_timestamp() - interval '2 seconds'`,
      ),
    );
    expect(open).toBe(0);
    const failed = await waitFor(
      async () => {
        const webhook = await read(id);
        return webhook.failures === 1 && webhook;
      },
      { timeoutMs: 15_000 },
    );
    expect(failed).toMatchObject({ pending: 30, active: true });
    expect((await deliveries(id, '?limit=100')).at(-1)).toMatchObject({ status: null, failure: 'timeout' });
  }, 40_000);

  it('says no HTTP, or no end, takes a try and no more', async () => {
    const one = await receiver();
    const { id } = await subscribe(one.url);
    const ping = async () => (await api().post(`/webhooks/${id}/test`).set(admin).send({}).expect(200)).body;
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n';
    for (const words of [upgrade, 'hello\r\n\r\n', '']) {
      one.answer((response) => response.socket!.end(words));
      expect(await ping()).toMatchObject({ delivered: false, status: null, failure: 'unreachable' });
    }
    one.answer((response) => {
      response.writeHead(200);
      const flood = setInterval(() => response.write('x'.repeat(50_000)), 5);
      response.on('close', () => clearInterval(flood));
    });
    const { milliseconds, ...outcome } = await ping();
    expect(outcome).toEqual({ delivered: true, status: 200, failure: null });
    expect(milliseconds).toBeLessThan(5_000);
  }, 45_000);

  it('is away gets everything when it is there again, and a dead one when somebody says so', async () => {
    const one = await receiver();
    one.answer((response) => response.destroy());
    const { id } = await subscribe(one.url);
    await app.run((tx) => tx.query('UPDATE webhook SET next_try_at = $1', ['2036-01-01T00:00:00Z']));
    const [first, second] = await close(2);
    await waitFor(async () => (await read(id)).pending === 2);
    await app.run((tx) => tx.query('UPDATE webhook_delivery SET attempts = 14 WHERE event_id = $1', [first]));
    await hasten();
    const [dead] = await waitFor(async () => {
      const items = await deliveries(id, '?state=dead');
      return items.length === 1 && items;
    });
    expect(dead).toMatchObject({ eventId: first, attempts: 15, status: null, failure: 'unreachable' });
    one.answer(answerWith(200));
    await hasten();
    await waitFor(async () => (await read(id)).pending === 0);
    expect((await read(id)).dead).toBe(1);
    const retried = await api().post(`/webhooks/${id}/retry-dead`).set(admin).send({}).expect(200);
    expect(retried.body).toEqual({ retried: 1 });
    await waitFor(async () => (await deliveries(id, '?state=delivered')).length === 2);
    await api().post(`/webhooks/${id}/deliveries/${dead.id}/retry`).set(admin).send({}).expect(200);
    await waitFor(() => one.received.filter(({ event }) => event.id === first).length >= 3);
    expect(one.received.at(-1)!.headers['webhook-id']).toBe(first);
    expect(one.received.some(({ event }) => event.id === second)).toBe(true);
    await api().post(`/webhooks/${id}/deliveries/${newId()}/retry`).set(admin).send({}).expect(404);
  });

  it('took nothing for days is disabled, with the reason', async () => {
    const one = await receiver();
    one.answer(answerWith(500));
    const { id } = await subscribe(one.url);
    await app.run((tx) =>
      tx.query(`UPDATE webhook SET failures = 9, failing_since = now() - interval '5 days 1 minute' WHERE id = $1`, [
        id,
      ]),
    );
    await close();
    const webhook = await waitFor(async () => {
      const now = await read(id);
      return now.active === false && now;
    });
    expect(webhook).toMatchObject({ disabledReason: 'failing', pending: 1 });
  });
});

describe('the secret', () => {
  it('is shown once and kept sealed; after a change both sign for a day', async () => {
    const one = await receiver();
    const { id, secret, version } = await subscribe(one.url);
    expect(await read(id)).not.toHaveProperty('secret');
    await api()
      .post(`/webhooks/${id}/secret`)
      .set(match(version + 7))
      .send({})
      .expect(412);
    const rotated = (await api().post(`/webhooks/${id}/secret`).set(match(version)).send({}).expect(200)).body;
    expect(rotated.secret).not.toBe(secret);
    const kept = await app.run((tx) => tx.query('SELECT secret, previous_secret FROM webhook WHERE id = $1', [id]));
    expect(JSON.stringify(kept)).not.toContain('whsec');
    const ping = () => api().post(`/webhooks/${id}/test`).set(admin).send({}).expect(200);
    expect((await ping()).body).toMatchObject({ delivered: true, status: 204, failure: null });
    const both = one.received.at(-1)!;
    expect(both.event).toMatchObject({ type: 'webhook.ping', data: { webhookId: id } });
    expect(both.headers['webhook-signature']).toBe(
      `${expectedSignature(rotated.secret, both)} ${expectedSignature(secret, both)}`,
    );
    await app.run((tx) => tx.query(`UPDATE webhook SET previous_secret_until = now() - interval '1 second'`));
    await ping();
    const last = one.received.at(-1)!;
    expect(last.headers['webhook-signature']).toBe(expectedSignature(rotated.secret, last));
  });
});
