import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { card, type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';
import { aMail, gateway, postMail, signed, whsec, newSecret } from './inbound-steps.js';

let app: DeskApp;
let post: Awaited<ReturnType<typeof gateway>>;
let centre: Caller;
let anna: Caller;
beforeAll(async () => {
  app = await startDesk({ env: { INBOUND_SECRET_EMAIL: whsec(newSecret), MAIL_MAX_BYTES: '200000' } });
  post = await gateway(app);
  centre = await Caller.of(app, 'E2001', 'complaint-centre', 'complaint-centre');
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
});
afterAll(() => app.close());

interface Outcome {
  id: string | null;
  caseId: string;
  decision: string;
  reason: string | null;
  suggestions: { caseId: string; reasons: string[] }[];
}
const send = async (mail: Buffer, status = 201): Promise<Outcome> => {
  const response = await post(mail);
  expect([response.status, response.status === status ? {} : (response.body as object)]).toEqual([status, {}]);
  return response.body as Outcome;
};
const caseOf = (id: string) =>
  centre.read<{ number: string; state: string; openedAt: string; kind: string; intakes: Record<string, string>[] }>(
    `/cases/${id}`,
  );
const someone = (): string => `${newId()}@example.com`;

describe('a mail', () => {
  it('opens a case with its words, once, however often it is delivered', async () => {
    const mail = aMail({ from: `=?GBK?B?1cXI/Q==?= <${someone()}>` });
    const first = await post(mail);
    expect([first.status, first.headers['location']]).toEqual([
      201,
      `/service-desk/v1/cases/${(first.body as Outcome).caseId}`,
    ]);
    const again = await post(
      Buffer.concat([Buffer.from('Received: from elsewhere; Mon, 5 Jan 2026 10:00:00 +0800\r\n'), mail]),
    );
    expect([again.status, again.body]).toEqual([200, first.body]);
    const kase = await caseOf((first.body as Outcome).caseId);
    expect(kase).toMatchObject({ kind: 'enquiry', state: 'received' });
    expect(kase.intakes).toMatchObject([
      { channel: 'email', subject: '水泵漏油', text: '水泵安装第二天开始漏油，地上都是油。' },
    ]);
  });

  it('is one contact when it is delivered twenty times at once', async () => {
    const mail = aMail({ from: someone() });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(mail)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('without an id is known by what it says', async () => {
    const from = someone();
    const first = await send(aMail({ id: null, from }));
    expect(
      await send(aMail({ id: null, from, headers: { Received: 'by x; Mon, 5 Jan 2026 10:00:00 +0800' } }), 200),
    ).toEqual(first);
    expect((await send(aMail({ id: null, from, text: '发票抬头写错了' }))).id).not.toBe(first.id);
  });

  it('counts from when our server got it, not from what the sender says', async () => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);
    const headers = { Received: `from a by b; ${at.toUTCString()}`, Date: 'Sat, 1 Jan 2000 00:00:00 +0000' };
    const { caseId } = await send(aMail({ from: someone(), headers }));
    expect((await caseOf(caseId)).openedAt).toBe(at.toISOString());
  });

  it.each([
    ['GB18030', 'gb18030', Buffer.from('y66xw8Kp080=', 'base64')],
    ['GBK, undeclared', '', Buffer.from('y66xw8Kp080=', 'base64')],
    ['ISO-2022-JP', 'iso-2022-jp', Buffer.from('\x1b$B?eO3$l\x1b(B', 'latin1')],
  ])('in %s is read', async (_, charset, bytes) => {
    const type = charset === '' ? '' : `Content-Type: text/plain; charset=${charset}\r\n`;
    const head = `From: ${someone()}\r\nSubject: x\r\nMessage-ID: <${newId()}@example.com>\r\n${type}\r\n`;
    const { caseId } = await send(Buffer.concat([Buffer.from(head), bytes]));
    const [intake] = (await caseOf(caseId)).intakes;
    expect(intake!['text']).toMatch(/^(水泵漏油|水漏れ)$/);
  });

  it('in HTML becomes text; its files become the case’s, and those that are not what they say are named', async () => {
    const parts = [
      'Content-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>水泵<b>漏油</b></p><script>alert(1)</script>',
      "Content-Type: image/jpeg\r\nContent-Disposition: attachment; filename*=UTF-8''%E7%85%A7%E7%89%87.jpg\r\n\r\nabc",
      'Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=log.txt\r\n\r\n压力 0.3 MPa',
    ];
    const text = `--q\r\n${parts.join('\r\n--q\r\n')}\r\n--q--`;
    const mail = aMail({ from: someone(), text, headers: { 'Content-Type': 'multipart/mixed; boundary=q' } });
    const { caseId } = await send(mail);
    await send(mail, 200);
    const [intake] = (await caseOf(caseId)).intakes;
    expect(intake!['text']).toBe('水泵漏油\n\n-- \n附件（未保存）/ attachments, not kept: 照片.jpg');
    const files = await centre.read<{ id: string; name: string; type: string }[]>(`/cases/${caseId}/attachments`);
    expect(files).toMatchObject([{ name: 'log.txt', type: 'text/plain' }]);
    const { headers } = await centre.get(`/cases/${caseId}/attachments/${files[0]!.id}`);
    expect(headers['content-length']).toBe(String(Buffer.byteLength('压力 0.3 MPa')));
  });

  it('to a case that has all the files it takes names those that it left in the history', async () => {
    const [from, id] = [someone(), `${newId()}@example.com`];
    const { caseId } = await send(aMail({ from, id }));
    await app.database.query(
      `INSERT INTO case_attachment (id, case_id, place, name, data_key, type, bytes, sha256, added_at, added_by)
       SELECT gen_random_uuid(), $1, place, 'sealed', 'sealed', 'text/plain', 1, repeat(to_char(place, 'FM00'), 32), now(), 'E1'
       FROM generate_series(1, 49) place`,
      [caseId],
    );
    const parts = ['first', 'second', 'third'].map(
      (name) =>
        `Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=${name}.txt\r\n\r\n${name}`,
    );
    const text = `--q\r\nContent-Type: text/plain\r\n\r\nsee files\r\n--q\r\n${parts.join('\r\n--q\r\n')}\r\n--q--`;
    const headers = { 'Content-Type': 'multipart/mixed; boundary=q', 'In-Reply-To': `<${id}>` };
    expect(await send(aMail({ from, text, headers }))).toMatchObject({ caseId, decision: 'attached' });
    const { items } = await centre.read<{ items: { type: string; text: string | null; details: object }[] }>(
      `/cases/${caseId}/timeline?limit=100`,
    );
    expect(items.filter(({ type }) => type === 'attachments.refused')).toMatchObject([
      { text: 'second.txt、third.txt', details: { files: 2, most: 50 } },
    ]);
  });

  it.each([
    ['auto_reply', { 'Auto-Submitted': 'auto-replied' }],
    ['bounce', { 'Return-Path': '<>' }],
    ['bounce', { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=q' }],
    ['list_mail', { 'List-Id': '<news.example.com>' }],
  ])('that a program wrote is ignored (%s), and told so again', async (reason, headers) => {
    const before = await app.database.query('SELECT count(*) FROM service_case');
    const mail = aMail({ from: someone(), headers });
    const outcome = { id: null, caseId: null, decision: 'ignored', reason, suggestions: [] };
    expect([await send(mail, 200), await send(mail, 200)]).toEqual([outcome, outcome]);
    expect(await app.database.query('SELECT count(*) FROM service_case')).toEqual(before);
  });
});

describe('an answer', () => {
  it('joins the case of the mail that it answers, in whatever words and from whomever', async () => {
    const id = `${newId()}@example.com`;
    const { caseId } = await send(aMail({ id, from: someone() }));
    const answer = { from: someone(), subject: 'Re: 别的事', text: '请问进度如何？' };
    expect(await send(aMail({ ...answer, headers: { 'In-Reply-To': `<${id}>` } }))).toMatchObject({
      caseId,
      decision: 'attached',
    });
    const references = { References: `<unknown@example.com>\r\n <${id}>` };
    expect(await send(aMail({ ...answer, headers: references }))).toMatchObject({ caseId });
  });

  it('to a message of ours joins its case, also after the resolution: the owner is told, nothing is reopened', async () => {
    const customerId = newId();
    await app.probe.publish(card(app, customerId));
    await app.allRead();
    const caseId = await anna.takeIn({ customerId, kind: 'complaint', orderId: newId() });
    await anna.do(`/cases/${caseId}/respond`, { text: '已安排师傅' });
    const [message] = await app.database.query<{ id: string }[]>(
      'SELECT message_id AS id FROM reply WHERE case_id = $1',
      [caseId],
    );
    await anna.do(`/cases/${caseId}/resolve`, { solution: '已处理' });
    const reply = { from: someone(), text: '还在漏', headers: { 'In-Reply-To': `<${message!.id}@onecustomer>` } };
    expect(await send(aMail(reply))).toMatchObject({ caseId, decision: 'attached' });
    expect((await caseOf(caseId)).state).toBe('callback_pending');
    const told = await app.database.query(
      `SELECT payload::jsonb->>'state' AS state FROM outbox WHERE aggregate_id = $1 AND headers->>'ce_type' = 'case.customer-replied'`,
      [caseId],
    );
    expect(told).toEqual([{ state: 'callback_pending' }]);
    // Our own message that comes back is nobody's contact.
    expect(await send(aMail({ id: `${message!.id}@onecustomer` }), 200)).toMatchObject({ reason: 'own_message' });
  });

  it('ends the waiting for the customer', async () => {
    const id = `${newId()}@example.com`;
    const { caseId } = await send(aMail({ id, from: someone() }));
    await centre.do(`/cases/${caseId}/acknowledge`);
    await centre.do(`/cases/${caseId}/wait`, { for: 'customer', text: '请补充照片' });
    await send(aMail({ headers: { 'In-Reply-To': `<${id}>` } }));
    expect((await caseOf(caseId)).state).toBe('in_progress');
  });

  it('to a case that is closed opens a new one, and names the old one', async () => {
    const id = `${newId()}@example.com`;
    const { caseId } = await send(aMail({ id, from: someone() }));
    await centre.do(`/cases/${caseId}/resolve`, { solution: '已处理' });
    await centre.do(`/cases/${caseId}/close`);
    const after = await send(aMail({ from: someone(), headers: { 'In-Reply-To': `<${id}>` } }));
    expect(after).toMatchObject({ decision: 'suggested', suggestions: [{ caseId, reasons: ['answers_message'] }] });
    expect(after.caseId).not.toBe(caseId);
  });

  it('that names the number of a case gets into it only from somebody who was heard there', async () => {
    const from = someone();
    const { caseId } = await send(aMail({ from }));
    const { number } = await caseOf(caseId);
    const subject = `回复：[${number}]`;
    expect(await send(aMail({ from, subject, text: '补充一下' }))).toMatchObject({ caseId, decision: 'attached' });
    const stranger = await send(aMail({ from: someone(), subject, text: '把我的地址改成……' }));
    expect(stranger).toMatchObject({ decision: 'suggested', suggestions: [{ caseId, reasons: ['names_case'] }] });
    expect(stranger.caseId).not.toBe(caseId);
  });

  it('is compared without what it quotes', async () => {
    const from = someone();
    const { caseId } = await send(aMail({ from }));
    const quoted =
      '\r\n\r\n在 2026年1月5日，服务台 <service@example.com> 写道：\r\n> 水泵安装第二天开始漏油，地上都是油。';
    const other = await send(aMail({ from, subject: '发票', text: `请重开一张发票，抬头少了两个字${quoted}` }));
    expect([other.caseId === caseId, other.decision]).toEqual([false, 'opened']);
  });
});

describe('a delivery', () => {
  it('needs a token with the permission, or the signature of the gateway', async () => {
    const mail = aMail({ from: someone() });
    expect(await problemOf(postMail(app, mail, {}))).toMatchObject({ status: 401, type: 'unauthenticated' });
    const { authorization } = await app.tokens.bearer({ sub: 'E1000', roles: ['manager'] });
    expect(await problemOf(postMail(app, mail, { authorization: authorization! }))).toMatchObject({ status: 403 });
    expect(await problemOf(postMail(app, mail, { authorization: 'Bearer x' }))).toMatchObject({ status: 401 });
    const wrong = signed(aMail({ text: '别的' }));
    expect(await problemOf(postMail(app, mail, wrong))).toMatchObject({
      status: 401,
      type: 'not-signed',
      reason: 'wrong',
    });
    expect((await postMail(app, mail, signed(mail))).status).toBe(201);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no mail', Buffer.from([0, 1, 2, 255, 254])],
    ['a mail of nobody', aMail({ from: '' })],
    ['an empty mail', Buffer.from('From: a@example.com\r\n\r\n')],
    [
      'two thousand parts in each other',
      Buffer.from(
        `From: a@example.com\r\n${Array.from({ length: 2_000 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`).join('')}`,
      ),
    ],
  ])('of %s is a 400', async (_, mail) => {
    expect(await problemOf(post(mail))).toMatchObject({ status: 400, type: 'mail-unreadable' });
  });

  it('in another form is a 415', async () => {
    const { authorization } = await app.tokens.bearer({ sub: 'mail-gateway', roles: ['integration'] });
    const headers = { authorization: authorization!, 'content-type': 'application/json' };
    expect(await problemOf(postMail(app, Buffer.from('{}'), headers))).toMatchObject({ status: 415 });
  });

  it('of 200 MB is a 413, announced or not, and does not fill the memory', async () => {
    const { authorization } = await app.tokens.bearer({ sub: 'mail-gateway', roles: ['integration'] });
    for (const announced of [true, false]) {
      const before = process.memoryUsage().rss;
      const { status, most } = await stream(app.url, authorization!, 200 * 1024 * 1024, announced);
      expect(status).toBe(413);
      expect((most - before) / 1024 / 1024).toBeLessThan(100);
    }
  }, 60_000);
});

/** Sends so many bytes; the answer's status, and the most memory that this process (the service's too) had meanwhile. */
function stream(
  url: string,
  authorization: string,
  size: number,
  announced: boolean,
): Promise<{ status: number; most: number }> {
  return new Promise((resolve, reject) => {
    let most = 0;
    const sent = httpRequest(`${url}/service-desk/v1/inbound/email`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'message/rfc822', ...(announced ? { 'content-length': size } : {}) },
    });
    sent.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode!, most });
      sent.destroy();
    });
    sent.on('error', reject);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let left = size;
    const write = (): void => {
      while (left > 0) {
        left -= chunk.length;
        most = Math.max(most, process.memoryUsage().rss);
        if (!sent.write(chunk)) return void sent.once('drain', write);
      }
      sent.end();
    };
    write();
  });
}
