import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageBounced, MessageSent, MessageSuppressed } from '@crm/contracts';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { card, type DeskApp, employee, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

type Page<Item> = { items: Item[]; next: string | null };
interface ReplyBody {
  id: string;
  text: string | null;
  delivery: string;
  reason: string | null;
  readAt: string | null;
  answers: { intakeId: string; text: string | null }[];
}
interface NoticeBody {
  id: string;
  kind: string;
  caseId: string;
  readAt: string | null;
}

let app: DeskApp;
let anna: Caller;
let ben: Caller;
let finance: Caller;
let manager: Caller;
beforeAll(async () => {
  app = await startDesk();
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  ben = await Caller.of(app, 'E1003', 'agent', 'service');
  finance = await Caller.of(app, 'E1071', 'agent', 'finance');
  manager = await Caller.of(app, 'E1000', 'manager', 'management');
  // Known here, but without the role of an agent: whoever records a case owns it.
  for (const id of ['E1002', 'E1003']) await app.probe.publish(employee(id, { roles: ['clerk'] }));
  await app.allRead();
});
afterAll(() => app.close());

const aCustomer = async (wish: Parameters<typeof card>[2] = {}): Promise<string> => {
  const customerId = newId();
  await app.probe.publish(card(app, customerId, wish));
  await app.allRead();
  return customerId;
};
const repliesOf = async (id: string, by = anna): Promise<ReplyBody[]> =>
  (await by.read<Page<ReplyBody>>(`/cases/${id}/replies`)).items;
const reply = (id: string, text: string, more: object = {}) =>
  anna.do<ReplyBody>(`/cases/${id}/replies`, { text, ...more }, 201);

/** The message that was asked for last for a customer, and the path of its link. */
async function messageFor(customerId: string): Promise<{ messageId: string; path: string }> {
  const all = await app.probe.all('message.requested');
  await app.probe.waitFor('message.requested', (event) => event.customerId === customerId);
  const asked = (await app.probe.all('message.requested')).filter((event) => event.customerId === customerId).at(-1)!;
  expect(all.length).toBeLessThanOrEqual((await app.probe.all('message.requested')).length);
  const { messageId, parameters, template, purpose } = asked.data;
  expect([template, purpose]).toEqual(['case_reply', 'service']);
  return { messageId, path: new URL(parameters['link']!).pathname };
}
const told = async (messageId: string, customerId: string, news: 'sent' | 'suppressed' | 'bounced', version = 1) => {
  const data = { messageId, customerId, requestedBy: 'service-desk' };
  const about = { customerId, aggregateId: messageId, aggregateVersion: version };
  if (news === 'suppressed') {
    await app.probe.publish(MessageSuppressed.draft({ ...about, data: { ...data, reason: 'no_address' } }));
  } else {
    const event = news === 'sent' ? MessageSent : MessageBounced;
    await app.probe.publish(event.draft({ ...about, data: { ...data, channel: 'email' } }));
  }
  await app.allRead();
};
const get = (path: string, accept = 'application/json') => request(app.url).get(path).set('accept', accept);
const browser = 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8';

describe('a reply', () => {
  it('goes out, is read behind its link, and is answered there', async () => {
    const customerId = await aCustomer();
    const id = await anna.takeIn({ customerId });
    const written = await reply(id, '已与物流核实，<b>明天</b>上午送达。');
    expect(written).toMatchObject({ delivery: 'queued', reason: null, answers: [] });
    const { messageId, path } = await messageFor(customerId);
    await told(messageId, customerId, 'sent');
    await told(messageId, customerId, 'sent');
    expect(await repliesOf(id)).toMatchObject([{ id: written.id, delivery: 'sent', readAt: null, answers: [] }]);

    const page = await get(path, browser);
    expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/,
    );
    expect(page.text).toContain('&lt;b&gt;明天&lt;/b&gt;');
    expect((await get(path, browser).set('accept-language', 'en')).text).toContain('Our reply');

    const form = () =>
      request(app.url).post(path).set('accept', browser).type('form').send({ text: '好的，\r\n请送到后门。' });
    const thanks = await Promise.all([form(), form(), form()]);
    expect(thanks.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(thanks[0]!.text).toContain('已收到您的回复');
    const [seen] = await repliesOf(id);
    expect(seen).toMatchObject({ readAt: expect.any(String), answers: [{ text: '好的，\n请送到后门。' }] });
    const { intakes } = await anna.read<{ intakes: { id: string; channel: string; decision: string }[] }>(
      `/cases/${id}`,
    );
    expect(intakes.at(-1)).toMatchObject({ id: seen!.answers[0]!.intakeId, channel: 'web_chat', decision: 'attached' });
    const { items } = await anna.read<Page<NoticeBody>>('/notices?unread=true&limit=100');
    expect(items.find(({ caseId }) => caseId === id)).toMatchObject({ kind: 'customer_contact' });
    expect((await get(path)).body).toMatchObject({ messages: [{ from: 'desk' }, { from: 'customer' }] });
  });

  it('ends the waiting for the customer by being answered', async () => {
    const customerId = await aCustomer();
    const id = await anna.takeIn({ customerId });
    await reply(id, '请补充照片');
    await anna.do(`/cases/${id}/wait`, { for: 'customer', text: '照片' });
    const { path } = await messageFor(customerId);
    const answer = await request(app.url).post(path).send({ text: '照片已发' });
    expect([answer.status, answer.body]).toEqual([
      200,
      { caseNumber: expect.any(String), receivedAt: expect.any(String) },
    ]);
    expect(await anna.read(`/cases/${id}`)).toMatchObject({ state: 'in_progress' });
  });

  it('to a case that is closed meanwhile opens a case of its own, and reopens nothing', async () => {
    const customerId = await aCustomer();
    const id = await anna.takeIn({ customerId, kind: 'enquiry' });
    await reply(id, '详见附件');
    const { path } = await messageFor(customerId);
    await anna.do(`/cases/${id}/resolve`, { solution: '已处理' });
    await anna.do(`/cases/${id}/close`);
    const answer = () => request(app.url).post(path).send({ text: '还有一个问题' });
    const { status, body } = await answer();
    expect(status).toBe(200);
    expect((await answer()).body).toEqual(body);
    const closed = await anna.read<{ number: string; state: string }>(`/cases/${id}`);
    expect(closed).toMatchObject({ state: 'closed' });
    expect((await repliesOf(id))[0]!.answers).toMatchObject([{ text: '还有一个问题' }]);
    const { items } = await anna.read<Page<{ id: string; number: string; state: string }>>(
      `/cases?customerId=${customerId}&sort=-openedAt`,
    );
    expect(items).toMatchObject([{ number: (body as { caseNumber: string }).caseNumber, state: 'received' }, { id }]);
  });

  it('to a case that was merged goes to the one in which it goes on, and ends its waiting', async () => {
    const customerId = await aCustomer();
    const id = await anna.takeIn({ customerId, orderId: newId() });
    const goesOn = await anna.takeIn({ customerId, orderId: newId() });
    await reply(id, '请补充照片');
    const { path } = await messageFor(customerId);
    await anna.do(`/cases/${id}/merge`, { into: goesOn });
    await anna.do(`/cases/${goesOn}/acknowledge`);
    await anna.do(`/cases/${goesOn}/wait`, { for: 'customer', text: '照片' });
    expect((await request(app.url).post(path).send({ text: '照片已发' })).status).toBe(200);
    expect(await anna.read(`/cases/${goesOn}`)).toMatchObject({ state: 'in_progress' });
    const { items } = await anna.read<Page<NoticeBody>>('/notices?unread=true&limit=100');
    expect(items.find(({ caseId, kind }) => caseId === goesOn && kind === 'customer_contact')).toBeDefined();
  });

  it('says at once when nobody can be told, and later when it did not arrive', async () => {
    const unknown = await anna.takeIn();
    expect(await reply(unknown, '您好')).toMatchObject({ delivery: 'not_possible', reason: 'unknown_customer' });
    expect(await anna.do(`/cases/${unknown}/respond`, { text: '您好' })).toMatchObject({
      ...{ id: unknown, state: 'in_progress' },
      reply: { delivery: 'not_possible', text: '您好', toldAt: null },
    });
    const silent = await anna.takeIn({ customerId: await aCustomer({ contactable: ['survey'] }) });
    expect(await reply(silent, '您好')).toMatchObject({ delivery: 'not_possible', reason: 'not_contactable' });
    for (const news of ['suppressed', 'bounced'] as const) {
      const customerId = await aCustomer();
      const id = await anna.takeIn({ customerId });
      expect(await anna.do(`/cases/${id}/respond`, { text: '您好' })).toMatchObject({ reply: { delivery: 'queued' } });
      const { messageId } = await messageFor(customerId);
      if (news === 'bounced') await told(messageId, customerId, 'sent');
      await told(messageId, customerId, news, 2);
      expect(await repliesOf(id)).toMatchObject([
        { delivery: news, reason: news === 'suppressed' ? 'no_address' : null, toldAt: null },
      ]);
      const { items } = await anna.read<Page<NoticeBody>>('/notices?limit=100');
      expect(items.filter(({ caseId }) => caseId === id)).toMatchObject([{ kind: 'not_delivered' }]);
    }
  });

  it('is not shown without its link, after its time, or to whom it is not for', async () => {
    const customerId = await aCustomer();
    const id = await anna.takeIn({ customerId });
    await reply(id, '您好');
    const { path } = await messageFor(customerId);
    expect(await problemOf(get(`${path}x`))).toMatchObject({ status: 404, type: 'not-found' });
    expect((await get(`${path}x`, browser)).text).toContain('链接无效');
    expect(await problemOf(request(app.url).post(path).send({ text: ' ' }))).toMatchObject({ status: 400 });
    expect(
      await problemOf(
        request(app.url)
          .post(path)
          .send({ text: 'x'.repeat(5_001) }),
      ),
    ).toMatchObject({ status: 400 });
    const empty = await request(app.url).post(path).set('accept', browser).type('form').send({ text: '' });
    expect([empty.status, empty.text.includes('role="alert"')]).toEqual([400, true]);
    await app.database.query(
      `UPDATE reply SET written_at = written_at - interval '31 days', valid_until = now() WHERE case_id = $1`,
      [id],
    );
    expect(await problemOf(get(path))).toMatchObject({ status: 410, type: 'reply-link-expired' });
    expect((await get(path, browser)).text).toContain('链接已过期');
    expect((await finance.get(`/cases/${id}/replies`)).status).toBe(404);
    expect((await repliesOf(id, manager))[0]).toMatchObject({ text: null });
  });

  it('takes twenty answers, however many come at once', async () => {
    const customerId = await aCustomer();
    const id = await anna.takeIn({ customerId });
    await reply(id, '您好');
    const { path } = await messageFor(customerId);
    const results = await Promise.all(
      Array.from({ length: 26 }, (_, index) =>
        request(app.url)
          .post(path)
          .send({ text: `第 ${index} 条` }),
      ),
    );
    expect(results.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(results.filter(({ status }) => status === 409)).toHaveLength(6);
    expect((await repliesOf(id))[0]!.answers).toHaveLength(20);
  });

  it('counts the article that it is from as used', async () => {
    const id = await anna.takeIn();
    expect(await problemOf(anna.post(`/cases/${id}/replies`, { text: '您好', articleId: newId() }))).toMatchObject({
      status: 404,
    });
    expect(await repliesOf(id)).toEqual([]);
    expect(await problemOf(anna.post(`/cases/${id}/replies`, { text: '您好', channel: 'fax' }))).toMatchObject({
      status: 400,
    });
  });
});

describe('a case of somebody unknown', () => {
  it('is linked over HTTP, and everybody else is told', async () => {
    const customerId = await aCustomer({ level: 'diamond' });
    const id = await anna.takeIn();
    expect(await anna.do(`/cases/${id}/customer`, { customerId })).toMatchObject({
      customerId,
      level: 'diamond',
      sameMatter: [],
    });
    const event = await app.probe.waitFor('case.customer-linked', (one) => one.aggregateId === id);
    expect(event).toMatchObject({ customerId, data: { before: null, customerId } });
    const other = await aCustomer();
    expect(await problemOf(anna.post(`/cases/${id}/customer`, { customerId: other }))).toMatchObject({
      status: 409,
      type: 'case-customer-differs',
      customerId,
    });
    const correction = { insteadOf: customerId, reason: '同名客户' };
    expect(await anna.do(`/cases/${id}/customer`, { customerId: other, correction })).toMatchObject({
      customerId: other,
    });
  });

  it('is not linked by bad words', async () => {
    const id = await anna.takeIn();
    const bad = [
      {},
      { customerId: 'x' },
      { customerId: newId(), correction: {} },
      { customerId: newId(), correction: 1 },
    ];
    for (const body of bad) expect((await anna.post(`/cases/${id}/customer`, body)).status).toBe(400);
    expect(await problemOf(anna.post(`/cases/${id}/customer`, { customerId: newId() }))).toMatchObject({ status: 422 });
    expect((await finance.post(`/cases/${id}/customer`, { customerId: newId() })).status).toBe(404);
    expect((await manager.post(`/cases/${id}/customer`, { customerId: newId() })).status).toBe(403);
  });
});

describe('notes and notices', () => {
  it('tell a colleague, who reads and marks them', async () => {
    const id = await anna.takeIn();
    const note = await anna.do<{ id: string }>(`/cases/${id}/notes`, { text: '请核对运费', mentions: ['E1003'] }, 201);
    const { items } = await ben.read<Page<NoticeBody>>('/notices?unread=true');
    expect(items[0]).toMatchObject({ kind: 'mentioned', caseId: id, entryId: note.id, by: { employeeId: 'E1002' } });
    const before = await ben.read<{ count: number }>('/notices/unread');
    expect(await ben.do(`/notices/${items[0]!.id}/read`)).toMatchObject({ readAt: expect.any(String) });
    expect(await ben.read('/notices/unread')).toEqual({ count: before.count - 1, isMore: false });
    expect(await problemOf(anna.post(`/notices/${items[0]!.id}/read`))).toMatchObject({ status: 404 });
    const timeline = await anna.read<Page<{ type: string; text: string | null }>>(`/cases/${id}/timeline`);
    expect(timeline.items.at(-1)).toMatchObject({ type: 'case.noted', text: '请核对运费' });
    expect((await manager.read<typeof timeline>(`/cases/${id}/timeline`)).items.at(-1)).toMatchObject({ text: null });
    await app.probe.waitFor('notice.created', (event) => event.data.noticeId === items[0]!.id);
  });

  it('are refused when they make no sense', async () => {
    const id = await anna.takeIn();
    const bad = [
      {},
      { text: ' ' },
      { text: 'x', mentions: ['a', 'a'] },
      { text: 'x', mentions: 'E1' },
      { text: 'x', corrects: '1' },
    ];
    for (const body of bad) expect((await anna.post(`/cases/${id}/notes`, body)).status).toBe(400);
    expect(await problemOf(anna.post(`/cases/${id}/notes`, { text: 'x', mentions: ['E404'] }))).toMatchObject({
      status: 422,
      employeeIds: ['E404'],
    });
    expect((await finance.post(`/cases/${id}/notes`, { text: 'x' })).status).toBe(404);
    expect((await anna.get('/notices?unread=maybe')).status).toBe(400);
  });
});
