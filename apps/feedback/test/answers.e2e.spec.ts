import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type FeedbackApp, invite, messageNews, startFeedback } from './feedback-app.js';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const forged = `/feedback/v1/answers/${'A'.repeat(43)}`;

let app: FeedbackApp;
beforeAll(async () => {
  app = await startFeedback();
});
afterAll(() => app.close());

const http = () => request(app.url);
const post = (path: string, body: object) => http().post(path).send(body);
const postForm = (path: string, body: object) => http().post(path).set('accept', browser).type('form').send(body);
const count = async (table: 'response' | 'follow_up', caseId: string): Promise<number> => {
  const [row] = await app.database.query<{ n: number }[]>(
    `SELECT count(*)::int AS n FROM ${table} WHERE case_id = $1`,
    [caseId],
  );
  return row!.n;
};

describe('the link in the message', () => {
  it('leads from the closed case over the answer of 3 to exactly one follow-up', async () => {
    const invited = await invite(app);
    const { customerId, caseId, path } = invited;
    expect(path).toBe(`/feedback/v1/answers/${invited.token}`);
    await app.probe.publish(messageNews('sent', invited));
    await app.probe.waitFor('invitation.sent', ({ data }) => data.caseId === caseId);
    await http().get(path).set('accept', browser).expect(200);
    const page = await postForm(path, { nps: '3', csat: '', comment: '等了三天\r\n才有人回电。' }).expect(200);
    expect(page.text).toContain('感谢您的回答');
    expect(page.text).toContain('我们会安排专人与您联系');
    const received = await app.probe.waitFor('response.received', ({ data }) => data.caseId === caseId);
    expect(received.data).toMatchObject({ customerId, nps: 3, csat: null });
    expect(JSON.stringify(received)).not.toContain('等了');
    const asked = await app.probe.waitFor('followup.requested', ({ data }) => data.caseId === caseId);
    expect(asked).toMatchObject({
      customerId,
      data: { reason: 'detractor', score: 3, responseId: received.data.responseId },
    });
    await postForm(path, { nps: '3', comment: '等了三天\n才有人回电。' }).expect(200);
    expect((await app.probe.all('followup.requested')).filter(({ data }) => data.caseId === caseId)).toHaveLength(1);
  });

  it('takes a JSON answer, and the same again with the same result', async () => {
    const { path, caseId } = await invite(app);
    const answer = { nps: 3, csat: 2, comment: 'Three days', language: 'en' };
    const first = await post(path, answer).expect(200);
    expect(first.body).toMatchObject({ state: 'responded', nps: 3, csat: 2, followUp: true });
    const second = await post(path, answer).expect(200);
    expect(second.body).toEqual(first.body);
    const other = await post(path, { ...answer, nps: 9 }).expect(409);
    expect(other.body).toMatchObject({ type: 'urn:problem:answered-already' });
    expect(await count('response', caseId)).toBe(1);
    expect(await count('follow_up', caseId)).toBe(1);
  });

  it('asks for no follow-up after a good answer', async () => {
    const { path, caseId } = await invite(app);
    const { body } = await post(path, { nps: 9, csat: 4 }).expect(200);
    expect(body.followUp).toBe(false);
    await app.probe.waitFor('response.received', ({ data }) => data.caseId === caseId);
    expect(await count('follow_up', caseId)).toBe(0);
  });

  it('takes exactly one of twenty answers sent at the same moment', async () => {
    const { path, caseId } = await invite(app);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => post(path, { nps: 3, comment: index % 2 ? 'one' : 'other' })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<number>(10).fill(200), ...Array<number>(10).fill(409)]);
    expect(await count('response', caseId)).toBe(1);
    expect(await count('follow_up', caseId)).toBe(1);
  });

  it.each([
    [{}, '/nps'],
    [{ nps: null, csat: null, comment: 'only words' }, '/nps'],
    [{ nps: 11 }, '/nps'],
    [{ nps: 7.5 }, '/nps'],
    [{ nps: '3' }, '/nps'],
    [{ csat: 0 }, '/csat'],
    [{ nps: 3, comment: '字'.repeat(2_001) }, '/comment'],
    [{ nps: 3, language: 'fr' }, '/language'],
    [{ nps: 3, customerId: 'x' }, '/customerId'],
  ])('refuses the body %j at %s', async (body, pointer) => {
    const { path } = await invite(app);
    const answer = await post(path, body).expect(400);
    expect(answer.body.errors).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]));
  });
});

describe('a body that is no answer', () => {
  it.each(['[]', '[{"nps":3}]', '3', '"nps"', 'null', '', '{"nps":3,"__proto__":{}}', '{'])(
    '%s is refused',
    async (body) => {
      const { path } = await invite(app);
      await http().post(path).set('content-type', 'application/json').send(body).expect(400);
    },
  );

  it('is refused as XML', async () => {
    await http().post(forged).set('content-type', 'text/xml').send('<nps>3</nps>').expect(415);
  });
});

describe('the page', () => {
  it.each([
    ['the default', {}, '', 'zh-CN', '您对这次服务的满意程度如何？'],
    ['Accept-Language', { 'accept-language': 'en-GB,en;q=0.9' }, '', 'en', 'How satisfied are you'],
    ['?lang', { 'accept-language': 'en' }, '?lang=zh', 'zh-CN', '您有多大可能把我们推荐给朋友或同事？'],
    ['?lang', {}, '?lang=en', 'en', 'Your right to complain'],
  ])('speaks the language of %s', async (_, headers, query, tag, words) => {
    const { path } = await invite(app);
    const page = await http()
      .get(`${path}${query}`)
      .set({ accept: browser, ...headers })
      .expect(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-language']).toBe(tag);
    expect(page.text).toContain(`<html lang="${tag}">`);
    expect(page.text).toContain(words);
    expect(page.text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(page.text.match(/<label>/g)).toHaveLength(18);
    expect(page.text).not.toContain('<script');
  });

  it('forbids the browser everything but its own style and form, and everybody to keep it', async () => {
    const { path } = await invite(app);
    const { headers, text } = await http().get(path).set('accept', browser).expect(200);
    const style = /<style>(.*?)<\/style>/s.exec(text)![1]!;
    expect(headers['content-security-policy']).toContain(createHash('sha256').update(style).digest('base64'));
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]+='; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it('comes again with what was filled in when no score was given', async () => {
    const { path, caseId } = await invite(app);
    const page = await postForm(`${path}?lang=en`, { nps: '', csat: '', comment: '<b>waited</b>' }).expect(400);
    expect(page.text).toContain('<p role="alert">Please answer at least one of the two rating questions.</p>');
    expect(page.text).toContain('&lt;b&gt;waited&lt;/b&gt;</textarea>');
    expect(await count('response', caseId)).toBe(0);
    await postForm(`${path}?lang=en`, { csat: '4' }).expect(200);
    expect(await count('response', caseId)).toBe(1);
  });

  it('comes again after an empty form, or one with a field twice', async () => {
    const { path, caseId } = await invite(app);
    const send = (form: string) =>
      http().post(path).set({ accept: browser, 'content-type': 'application/x-www-form-urlencoded' }).send(form);
    await send('')
      .expect(400)
      .expect(/请至少回答一个评分问题/);
    await send('nps=3&nps=9')
      .expect(400)
      .expect(/有些内容无法识别/);
    expect(await count('response', caseId)).toBe(0);
  });

  it('takes the longest comment that fits into the field', async () => {
    const { path, caseId } = await invite(app);
    await postForm(path, { csat: '5', comment: '好'.repeat(2_000) }).expect(200);
    expect(await count('response', caseId)).toBe(1);
  });

  it('gives programs JSON under the same address', async () => {
    const { path } = await invite(app);
    const { body, headers } = await http().get(`${path}?lang=en`).expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({ survey: 'case_closed', state: 'open', language: 'en' });
    expect(
      body.questions.map(({ name, minimum, maximum }: Record<string, unknown>) => [name, minimum, maximum]),
    ).toEqual([
      ['csat', 1, 5],
      ['nps', 0, 10],
      ['comment', 0, 2_000],
    ]);
  });
});

describe('a link that leads nowhere', () => {
  const problemOf = async (path: string) => {
    const { status, body } = await http().get(path);
    return [status, body.type];
  };

  it('is unknown when it is forged, whatever it looks like', async () => {
    for (const path of [forged, `${forged}B`, '/feedback/v1/answers/x', '/feedback/v1/answers/%3Cscript%3E']) {
      expect(await problemOf(path)).toEqual([404, 'urn:problem:not-found']);
      await post(path, { nps: 3 }).expect(404);
    }
    const page = await http().get(forged).set('accept', browser).expect(404);
    expect(page.text).toContain('链接无效');
    expect(page.text).not.toContain('<form');
    await postForm(`${forged}?lang=en`, { nps: '' })
      .expect(404)
      .expect(/This link does not work/);
  });

  it('is unknown when its message was held back, as if it had never been', async () => {
    const invited = await invite(app);
    await app.probe.publish(messageNews('suppressed', invited));
    await app.allRead();
    expect(await problemOf(invited.path)).toEqual(await problemOf(forged));
  });

  it('is used after the answer', async () => {
    const { path } = await invite(app);
    await post(path, { nps: 8 }).expect(200);
    expect(await problemOf(path)).toEqual([410, 'urn:problem:survey-link-used']);
    await http()
      .get(`${path}?lang=en`)
      .set('accept', browser)
      .expect(410)
      .expect(/You have answered already/);
    await postForm(`${path}?lang=en`, { nps: '2' })
      .expect(409)
      .expect(/You have answered already/);
  });

  it('is expired after its time', async () => {
    const { path, caseId } = await invite(app);
    await app.database.query(
      `UPDATE invitation SET requested_at = requested_at - interval '15 days', valid_until = valid_until - interval '15 days'
       WHERE case_id = $1`,
      [caseId],
    );
    expect(await problemOf(path)).toEqual([410, 'urn:problem:survey-link-expired']);
    await post(path, { nps: 8 }).expect(410);
    await http()
      .get(path)
      .set('accept', browser)
      .expect(410)
      .expect(/链接已过期/);
    await postForm(path, { nps: '8' })
      .expect(410)
      .expect(/链接已过期/);
  });

  it('is no reason to keep asking: an address gets 300 requests a minute', async () => {
    const ask = () => http().get(forged).set('x-forwarded-for', '203.0.113.7');
    const statuses: number[] = [];
    for (let round = 0; round < 31; round++) {
      statuses.push(...(await Promise.all(Array.from({ length: 10 }, ask))).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(300);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    await http().get(forged).set('x-forwarded-for', '203.0.113.8').expect(404);
  });
});
