import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageRequested } from '@crm/contracts';
import { aCustomer, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
let as: Record<'admin' | 'marketer' | 'agent' | 'gateway', { authorization: string }>;

async function start(env: Record<string, string> = {}): Promise<void> {
  app = await startCustomerMaster({ env });
  as = {
    admin: await app.tokens.bearer({ sub: 'E1', roles: ['admin'] }),
    marketer: await app.tokens.bearer({ sub: 'E2', roles: ['marketer'] }),
    agent: await app.tokens.bearer({ sub: 'E3', roles: ['agent'], department: 'service' }),
    gateway: await app.tokens.bearer({ sub: 'gateway', roles: ['integration'] }),
  };
}
const api = () => request(`${app.url}/customer-master/v1`);

async function register(contactPoints: object[], more: object = {}): Promise<string> {
  const body = { ...aCustomer({ uscc: null }), contactPoints, ...more };
  return (await api().post('/customers').set(as.admin).send(body).expect(201)).body.id as string;
}
const email = (value: string) => [{ type: 'email', value }];

async function ask(customerId: string, change: Partial<MessageRequested['data']> = {}): Promise<string> {
  const messageId = randomUUID();
  const data = { ...MessageRequested.example.data, customerId, messageId, preferredChannel: null, ...change };
  await app.probe.publish(MessageRequested.draft({ customerId, aggregateId: messageId, aggregateVersion: 1, data }), {
    source: 'feedback',
  });
  return messageId;
}

/** The message as soon as it is so. */
const message = (id: string, state: string) =>
  waitFor(async () => {
    const { body } = await api().get('/messages?limit=100').set(as.admin);
    return body.items.find((one: { id: string; state: string }) => one.id === id && one.state === state);
  });
const mailOf = async (customerId: string) =>
  (await api().get(`/mailbox?customerId=${customerId}`).set(as.admin).expect(200)).body.items;
const release = (id: string) => app.run((tx) => tx.query('UPDATE message SET next_try_at = now() WHERE id = $1', [id]));

/** `HH:mm` in Shanghai, so many hours from now. */
const clock = (hours: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' }).format(
    new Date(Date.now() + hours * 3_600_000),
  );

describe('at quiet hours', () => {
  beforeAll(() => start({ MESSAGE_QUIET_FROM: clock(-2), MESSAGE_QUIET_TO: clock(3) }));
  afterAll(() => app.close());

  it('what can wait waits until they are over, and what the customer asked for goes', async () => {
    const customerId = await register(email('quiet@example.com'));
    const waiting = await message(await ask(customerId), 'queued');
    const wait = Date.parse(waiting.nextTryAt) - Date.now();
    expect(wait).toBeGreaterThan(2.5 * 3_600_000);
    expect(wait).toBeLessThan(3.5 * 3_600_000);
    await message(await ask(customerId, { purpose: 'service' }), 'sent');
    expect(await mailOf(customerId)).toHaveLength(1);
  });

  it('what became due before, by an outage or for another try, waits too', async () => {
    const customerId = await register(email('outage@example.com'));
    const { id } = await message(await ask(customerId), 'queued');
    await release(id);
    await waitFor(async () => Date.parse((await message(id, 'queued')).nextTryAt) > Date.now() + 3_600_000);
    expect(await app.run((tx) => tx.query('SELECT attempts FROM message WHERE id = $1', [id]))).toEqual([
      { attempts: 0 },
    ]);
    expect(await mailOf(customerId)).toEqual([]);
  });

  it('a customer who was withdrawn meanwhile gets nothing', async () => {
    const customerId = await register(email('gone@example.com'));
    const { id } = await message(await ask(customerId), 'queued');
    await app.run((tx) => tx.query('UPDATE customer SET withdrawn_at = now() WHERE id = $1', [customerId]));
    await release(id);
    expect(await message(id, 'suppressed')).toMatchObject({ reason: 'customer_unknown', channel: null });
  });

  it('a consent withdrawn meanwhile counts', async () => {
    const customerId = await register(email('withdrawn@example.com'));
    const { id } = await message(await ask(customerId), 'queued');
    const consent = { customerId, purpose: 'survey', channel: 'email', state: 'withdrawn', evidence: 'call 9' };
    await api().post('/consents').set(as.admin).send(consent).expect(201);
    await release(id);
    expect(await message(id, 'suppressed')).toMatchObject({ reason: 'no_consent', channel: null });
    expect(await mailOf(customerId)).toEqual([]);
    const told = await app.probe.waitFor('message.suppressed', ({ data }) => data.messageId === id);
    expect(told.data.reason).toBe('no_consent');
  });
});

describe('what the customer wishes', () => {
  beforeAll(() => start());
  afterAll(() => app.close());

  it('decides over way, time and language', async () => {
    const contactPoints = [...email('wish@example.com'), { type: 'phone', value: '13812340001' }];
    const english = await register(contactPoints, { preferences: { channel: 'sms', language: 'en' } });
    expect(await message(await ask(english, { purpose: 'service' }), 'sent')).toMatchObject({ channel: 'sms' });
    expect(await mailOf(english)).toEqual([
      expect.objectContaining({ subject: 'How did we do?', to: '+8613812340001' }),
    ]);
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    // Over midnight a time of day has no later end: then there is nothing to wait for here.
    const [from, to] = [clock(1), clock(2)];
    if (from < to) {
      const later = await register(email('later@example.com'), { preferences: { times: [{ days, from, to }] } });
      const { nextTryAt } = await message(await ask(later), 'queued');
      expect(Date.parse(nextTryAt) - Date.now()).toBeGreaterThan(0.5 * 3_600_000);
    }
  });
});

describe('texts', () => {
  beforeAll(() => start());
  afterAll(() => app.close());
  const texts = {
    zh: { subject: '满意吗？', text: '请点击：{link}' },
    en: { subject: 'Satisfied?', text: 'Please click: {link}' },
  };
  const put = (body: object, version = 0, user = as.marketer) =>
    api()
      .put('/message-templates/survey_invitation')
      .set({ ...user, 'if-match': `"v${version}"` })
      .send(body);

  it('are listed with what fills them, and can be looked at filled', async () => {
    const { body } = await api().get('/message-templates').set(as.agent).expect(200);
    expect(body.items.map(({ template, version }: Record<string, unknown>) => [template, version])).toEqual([
      ['survey_invitation', 0],
      ['case_update', 0],
      ['case_reply', 0],
      ['points_statement', 0],
    ]);
    const preview = (request_: object) =>
      api().post('/message-templates/points_statement/preview').set(as.agent).send(request_);
    expect((await preview({ language: 'en' }).expect(200)).body.text).toBe('Hello! You have 1999 points to spend.');
    const draft = { subject: '积分', text: '共 {balance} 分' };
    expect((await preview({ language: 'zh', draft, parameters: { balance: '7' } })).body.text).toBe('共 7 分');
    expect((await preview({ language: 'zh', draft: { ...draft, text: '{name}' } })).body.errors).toHaveLength(2);
    expect((await preview({ language: 'zh', parameters: { balance: 7 } })).status).toBe(400);
    expect((await preview({ language: 'de' })).status).toBe(400);
  });

  it('are changed by who may, in both languages, for messages from then on', async () => {
    expect((await put(texts, 0, as.agent)).status).toBe(403);
    expect((await put({ ...texts, en: { subject: 'x', text: 'no link' } })).body.errors).toEqual([
      expect.objectContaining({ pointer: '/en/text' }),
    ]);
    expect((await put({ zh: texts.zh })).status).toBe(400);
    expect((await put({ ...texts, zh: { ...texts.zh, subject: 'a\nBcc: b' } })).status).toBe(400);
    expect((await put(texts, 3)).status).toBe(412);
    expect((await put(texts)).body).toMatchObject({ version: 1, madeBy: 'E2', zh: texts.zh });
    expect((await put(texts, 1)).body.version).toBe(1);
    const told = await app.probe.waitFor('message-template.changed', () => true);
    expect(told.data).toEqual({ template: 'survey_invitation', version: 1 });
    const customerId = await register(email('text@example.com'));
    await message(await ask(customerId, { parameters: { link: 'https://a.example/1' } }), 'sent');
    expect((await mailOf(customerId))[0]).toMatchObject({ subject: '满意吗？', text: '请点击：https://a.example/1' });
    expect((await api().put('/message-templates/other').set(as.admin).set('if-match', '"v0"').send(texts)).status).toBe(
      400,
    );
  });

  it('of before are kept as they were', async () => {
    await expect(app.run((tx) => tx.query(`DELETE FROM message_template`))).rejects.toThrow('append-only');
  });
});

describe('addresses that do not work', () => {
  beforeAll(() => start());
  afterAll(() => app.close());
  const bounce = (id: string, kind: string, user = as.gateway) =>
    api().post(`/messages/${id}/bounces`).set(user).send({ kind });

  it('get nothing more, until somebody has verified them', async () => {
    const customerId = await register(email('dead@example.com'));
    const { id } = await message(await ask(customerId, { purpose: 'service' }), 'sent');
    expect((await bounce(id, 'hard')).body).toMatchObject({ state: 'bounced' });
    expect((await bounce(id, 'hard')).status).toBe(200);
    await app.probe.waitFor('message.bounced', ({ data }) => data.messageId === id);
    expect(await message(await ask(customerId, { purpose: 'service' }), 'suppressed')).toMatchObject({
      reason: 'no_address',
    });
    const fields = ['/contactPoints/email'];
    await api().post(`/customers/${customerId}/verifications`).set(as.admin).send({ fields }).expect(200);
    await message(await ask(customerId, { purpose: 'service' }), 'sent');
  });

  it('are those that were full three times', async () => {
    const customerId = await register(email('full@example.com'));
    for (let time = 1; time <= 3; time++) {
      const { id } = await message(await ask(customerId, { purpose: 'service' }), 'sent');
      await bounce(id, 'soft').expect(200);
    }
    expect(await message(await ask(customerId, { purpose: 'service' }), 'suppressed')).toMatchObject({
      reason: 'no_address',
    });
    expect(await app.run((tx) => tx.query('SELECT soft FROM undeliverable_address WHERE soft > 0'))).toEqual([
      { soft: 3 },
    ]);
  });

  it('are told by the gateway, of messages that were sent', async () => {
    expect((await bounce(randomUUID(), 'hard')).status).toBe(404);
    expect((await bounce(randomUUID(), 'none')).status).toBe(400);
    expect((await bounce(randomUUID(), 'hard', as.agent)).status).toBe(403);
    const { id } = await message(await ask(await register([])), 'suppressed');
    expect((await bounce(id, 'hard')).status).toBe(404);
  });
});

describe('text messages by HTTP', () => {
  /** Answers that the gateway takes its time with. */
  const held: (() => void)[] = [];
  const got: { headers: IncomingMessage['headers']; body: Record<string, string> }[] = [];
  let isBusy = true;
  const gateway = createServer((incoming, answer) => {
    let text = '';
    incoming.on('data', (chunk) => (text += String(chunk)));
    incoming.on('end', () => {
      const body = JSON.parse(text) as Record<string, string>;
      got.push({ headers: incoming.headers, body });
      const isFirst = body.to === '+8613812340009' && isBusy;
      if (isFirst) isBusy = false;
      const end = () => answer.writeHead(body.to === '+8613812340008' ? 410 : isFirst ? 503 : 202).end();
      if (body.to === '+8613812340006') held.push(end);
      else end();
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const { port } = gateway.address() as AddressInfo;
    await start({
      MESSAGE_PROVIDER: 'smtp',
      SMTP_URL: 'smtp://127.0.0.1:9',
      MESSAGE_HTTP_URL: `http://127.0.0.1:${port}/messages`,
      MESSAGE_HTTP_TOKEN: 'gateway-token',
    });
  });
  afterAll(async () => {
    await app.close();
    await new Promise((resolve) => gateway.close(resolve));
  });

  it('are taken one at a time: while one is slow no lease of the others runs out', async () => {
    const slow = await register([{ type: 'phone', value: '13812340006' }]);
    const first = await ask(slow, { purpose: 'service' });
    await waitFor(() => held.length === 1);
    const others = [await ask(slow, { purpose: 'service' }), await ask(slow, { purpose: 'service' })];
    for (const id of others) await message(id, 'queued');
    held[0]!();
    await waitFor(() => held.length === 2);
    const rows = await app.run((tx) =>
      tx.query('SELECT attempts FROM message WHERE id = ANY($1) ORDER BY 1', [others]),
    );
    expect(rows).toEqual([{ attempts: 0 }, { attempts: 1 }]);
    held[1]!();
    await waitFor(() => held.length === 3);
    held[2]!();
    for (const id of [first, ...others]) await message(id, 'sent');
    got.length = 0;
  });

  it('arrive with their id and the token, later when the gateway is busy, and never again where it knows nobody', async () => {
    const customerOf = (phone: string) => register([{ type: 'phone', value: phone }]);
    const id = await ask(await customerOf('13812340007'), { purpose: 'service' });
    expect(await message(id, 'sent')).toMatchObject({ channel: 'sms' });
    expect(got[0]).toMatchObject({
      headers: { 'idempotency-key': id, authorization: 'Bearer gateway-token' },
      body: { id, channel: 'sms', to: '+8613812340007' },
    });

    const busy = await ask(await customerOf('13812340009'), { purpose: 'service' });
    await waitFor(async () => !isBusy && (await message(busy, 'queued')));
    await release(busy);
    await message(busy, 'sent');

    const gone = await customerOf('13812340008');
    await message(await ask(gone, { purpose: 'service' }), 'bounced');
    expect(await message(await ask(gone, { purpose: 'service' }), 'suppressed')).toMatchObject({
      reason: 'no_address',
    });
  });
});
