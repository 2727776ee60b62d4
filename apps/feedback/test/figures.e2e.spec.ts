import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import {
  card,
  caseClosed,
  type FeedbackApp,
  type Invited,
  invite,
  messageNews,
  startFeedback,
} from './feedback-app.js';

type Header = { authorization: string };

let app: FeedbackApp;
let manager: Header;
let agent: Header;
let stranger: Header;
let analyst: Header;
beforeAll(async () => {
  app = await startFeedback();
  manager = await app.tokens.bearer({ roles: ['complaint-centre'], department: 'complaint-centre' });
  agent = await app.tokens.bearer({ roles: ['agent'], department: 'service' });
  stranger = await app.tokens.bearer({ roles: ['agent'], department: 'sales-south' });
  analyst = await app.tokens.bearer({ roles: ['analyst'] });
});
afterAll(() => app.close());

const get = (path: string, as: Header = manager) => request(app.url).get(`/feedback/v1/${path}`).set(as);
const answer = ({ path }: Invited, body: object) => request(app.url).post(path).send(body).expect(200);

/** A customer with a card, asked and answering. */
async function answered(body: object, wish: Parameters<typeof card>[1] = {}, customerId = newId()): Promise<Invited> {
  await app.probe.publish(card(customerId, wish));
  await app.allRead();
  const invited = await invite(app, { customerId });
  await answer(invited, body);
  return invited;
}

describe('scores', () => {
  it('add up, with n, interval, response rate and groups, and never count who did not answer the question', async () => {
    const from = new Date().toISOString();
    const department = 'finance';
    for (const nps of [10, 9, 9]) await answered({ nps, csat: 5 }, { department, level: 'gold' });
    for (const nps of [7, 3]) await answered({ nps }, { department, level: 'silver' });
    await answered({ csat: 2 }, { department });
    const silent = newId();
    await app.probe.publish(card(silent, { department }));
    await app.allRead();
    const unanswered = await invite(app, { customerId: silent });
    await app.probe.publish(messageNews('sent', unanswered));
    const refused = newId();
    await app.probe.publish(card(refused, { department, contactable: false }));
    await app.allRead();
    await app.probe.publish(caseClosed({ customerId: refused }));
    await app.allRead();

    const finance = await app.tokens.bearer({ roles: ['supervisor'], department });
    const { body } = await get(`scores?metric=nps&by=level&from=${from}`, finance).expect(200);
    expect(body).toMatchObject({
      metric: 'nps',
      by: 'level',
      value: 40,
      n: 5,
      sufficient: true,
      minN: 5,
      counts: { promoters: 3, passives: 1, detractors: 1 },
      dismissed: 1,
      issued: 7,
      suppressed: 1,
      sent: 7,
      returned: 6,
      responseRate: 85.7,
    });
    expect(body.interval.low).toBeLessThan(40);
    expect(body.interval.high).toBeGreaterThan(40);
    expect(body.groups.map(({ key, n, value, issued }: Record<string, unknown>) => [key, n, value, issued])).toEqual([
      ['gold', 3, null, 3],
      ['silver', 2, null, 2],
      [null, 0, null, 2],
    ]);

    const csat = await get(`scores?metric=csat&by=month&from=${from}`, finance).expect(200);
    expect(csat.body).toMatchObject({ value: null, n: 4, sufficient: false, dismissed: 2, interval: null });
    expect(csat.body.counts).toEqual({ satisfied: 3, neutral: 0, dissatisfied: 1 });
    const month = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit' });
    expect(csat.body.groups).toMatchObject([{ key: month.format(new Date()), n: 4 }]);
  });

  it('are empty, not NaN, where nobody was asked', async () => {
    const nobody = await app.tokens.bearer({ roles: ['agent'], department: 'nowhere' });
    const { body } = await get('scores?metric=nps', nobody).expect(200);
    expect(body).toMatchObject({ value: null, n: 0, interval: null, issued: 0, responseRate: null, groups: [] });
  });

  it.each([
    ['metric=ces', '/metric'],
    ['by=month', '/metric'],
    ['metric=nps&by=agent', '/by'],
    ['metric=nps&from=yesterday', '/from'],
    ['metric=nps&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', '/to'],
  ])('refuse the question %s', async (query, pointer) => {
    const { body } = await get(`scores?${query}`).expect(400);
    expect(body.errors).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]));
  });
});

describe('the pulse of a customer', () => {
  const pulse = async (id: string) => (await get(`customers/${id}/pulse`).expect(200)).body;

  it('is united after a merge, and the former again after the merge was undone', async () => {
    const [kept, merged] = [newId(), newId()];
    await answered({ nps: 9, csat: 5 }, {}, kept);
    await answered({ nps: 3 }, {}, merged);
    expect(await pulse(merged)).toMatchObject({
      customerId: merged,
      mergedFrom: [],
      n: 1,
      lastNps: { score: 3 },
      lastCsat: null,
    });

    await app.probe.publish(card(merged, { version: 2, mergedInto: kept }));
    await app.allRead();
    for (const id of [kept, merged]) {
      const united = await pulse(id);
      expect(united).toMatchObject({ customerId: kept, mergedFrom: [merged], n: 2 });
      expect(united).toMatchObject({ lastNps: { score: 3 }, lastCsat: { score: 5 } });
      expect(united.series.map(({ nps }: { nps: number }) => nps)).toEqual([3, 9]);
      const { body } = await get(`responses?customerId=${id}`).expect(200);
      expect(body.items.map(({ customerId }: { customerId: string }) => customerId)).toEqual([kept, kept]);
    }

    await app.probe.publish(card(merged, { version: 3, mergedInto: null }));
    await app.allRead();
    expect(await pulse(kept)).toMatchObject({ customerId: kept, mergedFrom: [], n: 1, lastNps: { score: 9 } });
    expect(await pulse(merged)).toMatchObject({ customerId: merged, mergedFrom: [], n: 1, lastNps: { score: 3 } });
  });

  it('is found for a customer whose card is still on its way, by those who see all', async () => {
    const invited = await invite(app);
    await answer(invited, { nps: 8 });
    expect(await pulse(invited.customerId)).toMatchObject({ n: 1, lastNps: { score: 8 } });
    await get(`customers/${invited.customerId}/pulse`, agent).expect(404);
    await get(`customers/${newId()}/pulse`).expect(404);
    await get('customers/nobody/pulse').expect(400);
  });
});

describe('who sees what', () => {
  it('is the department that owns the customer today, or everybody whose scope is all', async () => {
    const { customerId, caseId } = await answered({ nps: 2, comment: '态度差' });
    const { body } = await get(`responses?customerId=${customerId}`, agent).expect(200);
    const [response] = body.items;
    expect(response).toMatchObject({ customerId, caseId, nps: 2, comment: '态度差', commentVisibility: 'shown' });
    const lists = [`responses?customerId=${customerId}`, `invitations?customerId=${customerId}`];
    for (const list of lists) {
      expect((await get(list, stranger).expect(200)).body.items).toEqual([]);
      expect((await get(list, agent).expect(200)).body.items).toHaveLength(1);
    }
    await get(`responses/${response.id}`, stranger).expect(404);
    await get(`customers/${customerId}/pulse`, stranger).expect(404);
    expect((await get('follow-ups', stranger).expect(200)).body.items).toEqual([]);

    await app.probe.publish(card(customerId, { version: 2, department: 'sales-south' }));
    await app.allRead();
    await get(`responses/${response.id}`, stranger).expect(200);
    await get(`responses/${response.id}`, agent).expect(404);
    await get(`responses/${response.id}`, manager).expect(200);
  });

  it('shows the words only with the permission for them', async () => {
    const { customerId } = await answered({ nps: 2, comment: '态度差' });
    const { body } = await get(`responses?customerId=${customerId}`, analyst).expect(200);
    expect(body.items).toMatchObject([{ nps: 2, comment: null, commentVisibility: 'masked' }]);
    const one = await get(`responses/${body.items[0].id}`, analyst).expect(200);
    expect(one.text).not.toContain('态度差');
    expect((await get(`responses/${body.items[0].id}`, manager).expect(200)).body.comment).toBe('态度差');
  });

  it('needs a token with the permission', async () => {
    const steward = await app.tokens.bearer({ roles: ['steward'] });
    for (const path of ['scores?metric=nps', 'invitations', 'responses', 'follow-ups', `customers/${newId()}/pulse`]) {
      await request(app.url).get(`/feedback/v1/${path}`).expect(401);
      await get(path, steward).expect(403);
    }
  });
});

describe('lists', () => {
  it('show invitations by state, page by page, never with their token', async () => {
    const customerId = newId();
    const invited: Invited[] = [];
    for (let cycle = 1; cycle <= 3; cycle++) invited.push(await invite(app, { customerId, cycle }));
    await answer(invited[0]!, { nps: 9 });
    const first = await get(`invitations?customerId=${customerId}&state=requested&limit=1`).expect(200);
    expect(first.body.items).toMatchObject([{ customerId, caseId: invited[2]!.caseId, cycle: 3, state: 'requested' }]);
    const second = await get(
      `invitations?customerId=${customerId}&state=requested&limit=1&cursor=${first.body.next}`,
    ).expect(200);
    expect(second.body).toMatchObject({ items: [{ caseId: invited[1]!.caseId }], next: null });
    const all = await get(`invitations?customerId=${customerId}`).expect(200);
    expect(all.body.items.map(({ state }: { state: string }) => state)).toEqual([
      'requested',
      'requested',
      'responded',
    ]);
    for (const { token } of invited) expect(all.text).not.toContain(token);
    expect(all.text).not.toMatch(/token|hash/i);
    await get('invitations?cursor=nonsense').expect(400);
    await get('invitations?state=lost').expect(400);
  });

  it('show follow-ups by state', async () => {
    const { caseId, customerId } = await answered({ csat: 1 });
    const { body } = await get('follow-ups?state=requested&limit=1').expect(200);
    expect(body.items).toMatchObject([
      { caseId, customerId, reason: 'low_csat', score: 1, state: 'requested', followUpCaseId: null, closedAt: null },
    ]);
  });
});

describe('the API document', () => {
  it('says that anybody with the link may answer, as JSON or as a form', async () => {
    const { body } = await request(app.url).get('/feedback/openapi.json').expect(200);
    const post = body.paths['/feedback/v1/answers/{token}'].post;
    expect(Object.keys(post.requestBody.content)).toEqual(['application/json', 'application/x-www-form-urlencoded']);
    expect(post.security).toEqual([]);
  });
});
