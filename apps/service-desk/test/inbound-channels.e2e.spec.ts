import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';
import { aMail, deliver, newSecret, oldSecret, postMail, signed, whsec } from './inbound-steps.js';

let app: DeskApp;
let centre: Caller;
const channels = ['phone', 'web_chat', 'wechat', 'app', 'visit'] as const;
beforeAll(async () => {
  const names = ['EMAIL', ...channels.map((channel) => channel.toUpperCase())];
  const secrets = Object.fromEntries(names.map((name) => [`INBOUND_SECRET_${name}`, whsec(oldSecret, newSecret)]));
  app = await startDesk({ env: { ...secrets, DATABASE_POOL_SIZE: '40' } });
  centre = await Caller.of(app, 'E2001', 'complaint-centre', 'complaint-centre');
});
afterAll(() => app.close());

const now = (): string => new Date().toISOString();
let numbers = 0;
const aNumber = (): string => `1380000${String(1000 + ++numbers)}`;
const aMessage = (wish: object = {}) => ({
  at: now(),
  from: aNumber(),
  text: '水泵安装第二天开始漏油，地上都是油。',
  kind: 'complaint',
  ...wish,
});

describe('a message of a channel', () => {
  it('opens a case, once for its id, also when it is sent again later and signed anew', async () => {
    const message = aMessage();
    const first = await deliver(app, 'phone', message, { id: 'own-call-1' });
    expect(first.status).toBe(201);
    const again = await deliver(app, 'phone', message, { id: 'own-call-1', at: Math.floor(Date.now() / 1000) - 60 });
    expect([again.status, again.body]).toEqual([200, first.body]);
    const { caseId } = first.body as { caseId: string };
    expect(await centre.read(`/cases/${caseId}`)).toMatchObject({
      kind: 'complaint',
      intakes: [{ channel: 'phone', externalId: 'own-call-1', subject: message.text.slice(0, 40) }],
    });
    expect(await problemOf(deliver(app, 'phone', { ...message, text: '别的' }, { id: 'own-call-1' }))).toMatchObject({
      status: 409,
      type: 'intake-differs',
    });
  });

  it('may name its own id', async () => {
    const message = aMessage({ externalId: 'OWN-7' });
    const first = await deliver(app, 'phone', message);
    expect((await deliver(app, 'phone', message)).body).toEqual(first.body);
  });

  it('is signed with either secret while it is changed', async () => {
    for (const secret of [oldSecret, newSecret]) {
      expect((await deliver(app, 'wechat', aMessage({ from: `wx-${newId()}` }), { secret })).status).toBe(201);
    }
  });

  it('is refused unsigned, signed by somebody else, of yesterday, changed, or of a channel without a secret', async () => {
    const text = JSON.stringify(aMessage());
    const send = (headers: Record<string, string>, channel = 'phone', body = text) =>
      problemOf(
        request(app.url)
          .post(`/service-desk/v1/inbound/${channel}`)
          .set({ 'content-type': 'application/json', ...headers })
          .send(body),
      );
    const refused = (reason: string) => ({ status: 401, type: 'not-signed', reason });
    expect(await send({})).toMatchObject(refused('missing'));
    expect(await send(signed(text, { secret: Buffer.alloc(32, 9) }))).toMatchObject(refused('wrong'));
    expect(await send(signed(text, { at: Math.floor(Date.now() / 1000) - 301 }))).toMatchObject(refused('stale'));
    expect(await send(signed(text), 'phone', text.replace('漏油', '着火'))).toMatchObject(refused('wrong'));
    expect(await send(signed(text), 'social')).toMatchObject(refused('channel_closed'));
    expect(await send({ ...signed(text), 'webhook-timestamp': 'now' })).toMatchObject(refused('malformed'));
    for (const channel of ['http', 'fax', 'phone%2F', '__proto__'])
      expect(await send(signed(text), channel)).toMatchObject({ status: 404 });
    const { authorization } = await app.tokens.bearer({ sub: 'E1006', roles: ['admin'] });
    expect(await send({ authorization: authorization! })).toMatchObject(refused('missing'));
  });

  it('says what is wrong with every field', async () => {
    const pointersOf = async (body: object): Promise<string[]> => {
      const problem = await problemOf(deliver(app, 'phone', body));
      expect(problem).toMatchObject({ status: 400, type: 'validation-failed' });
      return [...new Set((problem['errors'] as { pointer: string }[]).map(({ pointer }) => pointer))];
    };
    expect(await pointersOf({})).toEqual(['/at', '/text']);
    expect(await pointersOf(aMessage({ text: null, at: null }))).toEqual(['/at', '/text']);
    expect(await pointersOf(aMessage({ text: ' ', kind: 'rant', owner: 'E1' }))).toEqual(
      expect.arrayContaining(['/text', '/kind', '/owner']),
    );
    expect(await pointersOf(aMessage({ from: 'anonymous', at: '2999-01-01T00:00:00Z' }))).toEqual(['/at', '/from']);
    expect(await pointersOf(aMessage({ text: 'x'.repeat(10_001) }))).toEqual(['/text']);
    expect(
      (await deliver(app, 'phone', aMessage({ from: null, kind: null, orderId: null, subject: null }))).status,
    ).toBe(201);
    const none = await problemOf(deliver(app, 'phone', []));
    expect(none['status']).toBe(400);
  });

  it('of 2 MB is a 413, and of broken JSON a 400', async () => {
    expect(await problemOf(deliver(app, 'phone', aMessage({ text: 'x'.repeat(2_000_000) })))).toMatchObject({
      status: 413,
    });
    const text = '{"text":';
    const broken = request(app.url)
      .post('/service-desk/v1/inbound/phone')
      .set({ 'content-type': 'application/json', ...signed(text) })
      .send(text);
    expect(await problemOf(broken)).toMatchObject({ status: 400, type: 'bad-request' });
  });
});

describe('one complaint', () => {
  it('that is made two hundred times at once over five channels is one case with two hundred contacts', async () => {
    const customerId = newId();
    const texts = [
      '水泵安装第二天开始漏油，地上都是油',
      '您好，贵司的水泵安装第二天开始漏油，地上都是油，请尽快派人来',
      '水泵安装第二天就开始漏油，地上都是油',
      '新水泵安装第二天开始漏油，地上都是油',
      '水泵装上第二天开始漏油，地上都是油',
    ];
    const lanes = Array.from({ length: 25 }, async (_, lane) => {
      const answers: { status: number; body: { caseId: string; decision: string } }[] = [];
      for (let each = 0; each < 8; each++) {
        const at = (lane * 8 + each) % 5;
        answers.push(await deliver(app, channels[at]!, { at: now(), customerId, kind: 'complaint', text: texts[at] }));
      }
      return answers;
    });
    const answers = (await Promise.all(lanes)).flat();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.caseId)).size).toBe(1);
    expect(answers.filter(({ body }) => body.decision === 'opened')).toHaveLength(1);
    const { intakes } = await centre.read<{ intakes: unknown[] }>(`/cases/${answers[0]!.body.caseId}`);
    expect(intakes).toHaveLength(200);
  }, 120_000);

  it('is told no secret of a channel by any answer or mail', async () => {
    const { text } = await postMail(app, aMail(), signed('x'));
    expect(text).not.toMatch(/whsec|AQEB|AgIC/);
  });
});

describe('moving a contact', () => {
  it('answers 201 with the new case, 200 when it goes back, and 409 for the only one', async () => {
    const agent = await Caller.of(app, 'E1002', 'agent', 'service');
    const about = { customerId: newId(), orderId: newId() };
    const id = await agent.takeIn(about);
    const { id: intakeId } = await agent.do<{ id: string }>(
      '/intakes',
      {
        channel: 'phone',
        externalId: newId(),
        receivedAt: now(),
        subject: 'x',
        text: 'y',
        kind: 'complaint',
        ...about,
      },
      201,
    );
    const detached = await agent.post(`/cases/${id}/detach`, { intakeId });
    const { caseId } = detached.body as { caseId: string };
    expect([detached.status, detached.headers['location']]).toEqual([201, `/service-desk/v1/cases/${caseId}`]);
    expect(await problemOf(agent.post(`/cases/${caseId}/detach`, { intakeId }))).toMatchObject({
      status: 409,
      type: 'last-intake',
      detail: expect.stringContaining('merge'),
    });
    expect(await agent.do(`/cases/${id}/attach`, { intakeId })).toEqual({ intakeId, caseId: id, fromCaseId: caseId });
    expect(await agent.read(`/cases/${caseId}`)).toMatchObject({ id, mergedFrom: [caseId] });
    expect(await problemOf(agent.post(`/cases/${id}/attach`, { intakeId: 'x' }))).toMatchObject({ status: 400 });
    expect(await problemOf(agent.post(`/cases/${newId()}/attach`, { intakeId }))).toMatchObject({ status: 404 });
    const finance = await Caller.of(app, 'E1071', 'agent', 'finance');
    for (const step of ['attach', 'detach'])
      expect(await problemOf(finance.post(`/cases/${id}/${step}`, { intakeId }))).toMatchObject({ status: 404 });
  });
});
