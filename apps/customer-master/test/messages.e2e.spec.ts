import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { MessageRequested } from '@crm/contracts';
import { aCustomer, type TokenClaims, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
let admin: string;

const bearer = async (claims: TokenClaims): Promise<string> => `Bearer ${await app.tokens.token(claims)}`;
const api = (method: 'get' | 'post', path: string) =>
  request(app.url)[method](`/customer-master/v1${path}`).set('authorization', admin);

async function register(email: string | null): Promise<string> {
  const contactPoints = email ? [{ type: 'email', value: email }] : [];
  const { body } = await api('post', '/customers')
    .send({ ...aCustomer(), contactPoints })
    .expect(201);
  return body.id as string;
}

/** What a service would publish; answers the message's id. */
async function ask(
  customerId: string,
  change: Partial<MessageRequested['data']> = {},
  source = 'feedback',
): Promise<string> {
  const messageId = change.messageId ?? randomUUID();
  const data = { ...MessageRequested.example.data, customerId, messageId, preferredChannel: null, ...change };
  await app.probe.publish(MessageRequested.draft({ customerId, aggregateId: messageId, aggregateVersion: 1, data }), {
    source,
  });
  return messageId;
}

const outcome = (messageId: string) =>
  waitFor(async () => {
    const types = ['message.sent', 'message.suppressed', 'message.bounced'] as const;
    const all = (await Promise.all(types.map((type) => app.probe.all(type)))).flat();
    return all.find(({ data }) => data.messageId === messageId);
  });

describe('messages with the local mailbox', () => {
  beforeAll(async () => {
    app = await startCustomerMaster({ env: { MESSAGE_CAP: '3' } });
    admin = await bearer({ sub: 'E1', roles: ['admin'], department: 'management' });
  });
  afterAll(() => app.close());

  it('reach the customer, are readable, and the asking service hears of it', async () => {
    const customerId = await register('caigou@shanximei.example');
    const link = 'http://localhost:3000/feedback/v1/answers/some-token';
    const messageId = await ask(customerId, { parameters: { link } });
    expect(await outcome(messageId)).toMatchObject({
      type: 'message.sent',
      data: { customerId, requestedBy: 'feedback', channel: 'email' },
    });
    const { body } = await api('get', `/mailbox?customerId=${customerId}`).expect(200);
    expect(body.items).toEqual([
      expect.objectContaining({ id: messageId, to: 'caigou@shanximei.example', text: expect.stringContaining(link) }),
    ]);
    const list = await api('get', `/messages?customerId=${customerId}&state=sent`).expect(200);
    expect(list.body.items).toEqual([expect.objectContaining({ id: messageId, state: 'sent', purpose: 'survey' })]);
  });

  it('belong to the request that asked for them, also when they leave later', async () => {
    const [customerId, messageId] = [await register('traced@example.com'), randomUUID()];
    const data = { ...MessageRequested.example.data, customerId, messageId, preferredChannel: null };
    const draft = MessageRequested.draft({ customerId, aggregateId: messageId, aggregateVersion: 1, data });
    const asked = await app.probe.publish(draft, { source: 'feedback', correlationId: 'request-4711' });
    expect(await outcome(messageId)).toMatchObject({
      type: 'message.sent',
      correlationId: 'request-4711',
      causationId: asked.id,
    });
  });

  it('keep address and text from the event log and from plain columns', async () => {
    const customerId = await register('secret.address@example.com');
    const messageId = await ask(customerId);
    expect(JSON.stringify(await outcome(messageId))).not.toContain('secret.address');
    const rows = await app.run((tx) =>
      tx.query<{ all: string }[]>(
        `SELECT (SELECT string_agg(m::text, ' ') FROM message m) || (SELECT string_agg(m::text, ' ') FROM mailbox_message m) AS all`,
      ),
    );
    expect(rows[0]!.all).not.toContain('secret.address');
  });

  it('leave once, however often they are asked for', async () => {
    const customerId = await register('once@example.com');
    const messageId = await ask(customerId);
    await ask(customerId, { messageId });
    await ask(customerId, { messageId });
    await outcome(messageId);
    await waitFor(async () => (await app.probe.lag('customer-master')) === 0);
    const { body } = await api('get', `/mailbox?customerId=${customerId}`).expect(200);
    expect(body.items).toHaveLength(1);
  });

  it('are suppressed without an address, and for a customer nobody knows', async () => {
    const [homeless, unknown] = [await register(null), randomUUID()];
    expect(await outcome(await ask(homeless))).toMatchObject({ data: { reason: 'no_address' } });
    expect(await outcome(await ask(unknown))).toMatchObject({
      data: { reason: 'customer_unknown', customerId: unknown },
    });
  });

  it('stop with a withdrawal, for that purpose and channel, and the card says so', async () => {
    const customerId = await register('leave.me@example.com');
    const consent = { customerId, purpose: 'survey', channel: 'email', state: 'withdrawn', evidence: 'call 7' };
    await api('post', '/consents')
      .send({ ...consent, evidence: ' ' })
      .expect(400);
    await api('post', '/consents').send(consent).expect(201);
    expect(await outcome(await ask(customerId))).toMatchObject({ data: { reason: 'no_consent' } });
    expect(await outcome(await ask(customerId, { purpose: 'service' }))).toMatchObject({ type: 'message.sent' });
    const card = await app.probe.waitFor(
      'customer.card',
      ({ data }) => data.customerId === customerId && !data.contactable.some(({ purpose }) => purpose === 'survey'),
    );
    expect(card.data.contactable).toContainEqual({ channel: 'email', purpose: 'service' });
    const { body } = await api('get', `/consents?customerId=${customerId}`).expect(200);
    expect(body.history).toEqual([expect.objectContaining({ state: 'withdrawn', actor: 'E1' })]);
    expect(body.allowed).not.toContain('survey:email');
  });

  it('need consent before marketing', async () => {
    const customerId = await register('ads@example.com');
    expect(await outcome(await ask(customerId, { purpose: 'marketing' }))).toMatchObject({
      data: { reason: 'no_consent' },
    });
    await api('post', '/consents')
      .send({ customerId, purpose: 'marketing', channel: 'email', state: 'granted', evidence: 'form 3' })
      .expect(201);
    expect(await outcome(await ask(customerId, { purpose: 'marketing' }))).toMatchObject({ type: 'message.sent' });
  });

  it('never exceed the cap, which counts over all services and requests at once', async () => {
    const customerId = await register('much@example.com');
    const asked = await Promise.all(
      Array.from({ length: 8 }, (_, i) => ask(customerId, {}, i % 2 ? 'feedback' : 'loyalty')),
    );
    const outcomes = await Promise.all(asked.map(outcome));
    expect(outcomes.filter(({ type }) => type === 'message.sent')).toHaveLength(3);
    expect(outcomes.filter((one) => 'reason' in one.data && one.data.reason === 'frequency_cap')).toHaveLength(5);
  });

  it('are consent that cannot be rewritten', async () => {
    await expect(app.run((tx) => tx.query(`UPDATE consent SET state = 'granted'`))).rejects.toThrow('append-only');
    await expect(app.run((tx) => tx.query('DELETE FROM consent'))).rejects.toThrow('append-only');
  });

  it('are seen by the department that owns the customer, and by no other', async () => {
    const customerId = await register('ours@example.com');
    await outcome(await ask(customerId));
    const stranger = await bearer({ sub: 'E7', roles: ['supervisor'], department: 'elsewhere' });
    await api('get', `/mailbox?customerId=${customerId}`).set('authorization', stranger).expect(404);
    const { body } = await api('get', '/mailbox').set('authorization', stranger).expect(200);
    expect(body.items).toEqual([]);
  });
});

describe('messages by SMTP', () => {
  const received: { to: string; raw: string }[] = [];
  let busyTimes = 1;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      const refuse = (code: number, text: string) => done(Object.assign(new Error(text), { responseCode: code }));
      if (address.startsWith('gone')) return refuse(550, `no such user ${address}`);
      if (address.startsWith('busy') && busyTimes-- > 0) return refuse(451, 'try later');
      done();
    },
    onData(stream, session, done) {
      let raw = '';
      stream.on('data', (chunk) => (raw += String(chunk)));
      stream.on('end', () => {
        received.push({ to: session.envelope.rcptTo[0]!.address, raw });
        done();
      });
    },
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as AddressInfo;
    app = await startCustomerMaster({ env: { MESSAGE_PROVIDER: 'smtp', SMTP_URL: `smtp://127.0.0.1:${port}` } });
    admin = await bearer({ sub: 'E1', roles: ['admin'], department: 'management' });
  });
  afterAll(async () => {
    await app.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('arrive at the server with the id of the message', async () => {
    const messageId = await ask(await register('firm@example.com'));
    expect(await outcome(messageId)).toMatchObject({ type: 'message.sent', data: { channel: 'email' } });
    expect(received.find(({ to }) => to === 'firm@example.com')?.raw).toContain(`<${messageId}@onecustomer>`);
  });

  it('bounce when the server refuses for good', async () => {
    expect(await outcome(await ask(await register('gone@example.com')))).toMatchObject({ type: 'message.bounced' });
  });

  it('wait when the server is busy, and leave later', async () => {
    const messageId = await ask(await register('busy@example.com'));
    const waiting = () =>
      app.run((tx) =>
        tx.query<{ attempts: number }[]>('SELECT attempts FROM message WHERE last_error IS NOT NULL AND id = $1', [
          messageId,
        ]),
      );
    await waitFor(async () => (await waiting()).length === 1);
    await app.run((tx) => tx.query('UPDATE message SET next_try_at = now() WHERE id = $1', [messageId]));
    expect(await outcome(messageId)).toMatchObject({ type: 'message.sent' });
  });
});
