import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccountOpened,
  CaseClosed,
  CaseCustomerLinked,
  CaseOpened,
  ErpOrderPaid,
  type EventDraft,
  InvitationSent,
  LevelChanged,
  MessageRequested,
  PointsAccrued,
  PointsRedeemed,
  ResponseReceived,
  SlaBreached,
  ValueScored,
} from '@crm/contracts';
import { Rebuild } from '@crm/messaging';
import { aCustomer, anOrder, waitFor } from '@crm/testing';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let master: CustomerMasterApp;
let as: Record<'steward' | 'north' | 'south' | 'marketer', { authorization: string }>;

beforeAll(async () => {
  master = await startCustomerMaster();
  const { tokens } = master;
  as = {
    steward: await tokens.bearer({ sub: 'E1', roles: ['steward'] }),
    marketer: await tokens.bearer({ sub: 'E4', roles: ['marketer'] }),
    north: await tokens.bearer({ sub: 'E2', roles: ['sales'], department: 'sales-north' }),
    south: await tokens.bearer({ sub: 'E3', roles: ['sales'], department: 'sales-south' }),
  };
});

afterAll(() => master.close());

const api = () => request(`${master.url}/customer-master/v1`);
const register = async (customer = aCustomer({ uscc: null }), user = as.steward) =>
  (await api().post('/customers').set(user).send(customer).expect(201)).body;
const overviewOf = async (id: string, user = as.steward) =>
  (await api().get(`/customers/${id}/overview`).set(user)).body;
const timelineOf = async (id: string, query: object = {}, user = as.steward) =>
  (await api().get(`/customers/${id}/timeline`).query(query).set(user)).body;

interface Told {
  example: { data: object };
  draft(fact: never): EventDraft;
}

/** Another service tells the example of an event, of this customer and thing. */
function tell(
  definition: Told,
  customerId: string,
  aggregateId: string,
  aggregateVersion: number,
  data: object = {},
  about = {},
) {
  const known = Object.fromEntries(
    Object.keys(definition.example.data)
      .filter((key) => key === 'customerId' || key === 'caseId' || key === 'accountId')
      .map((key) => [key, key === 'customerId' ? customerId : aggregateId]),
  );
  const fact = {
    customerId,
    aggregateId,
    aggregateVersion,
    time: new Date('2026-01-07T00:00:00Z'),
    data: { ...definition.example.data, ...known, ...data },
  };
  return master.probe.publish(definition.draft(fact as never), about);
}

describe('a case whose customer is found later', () => {
  it('is that customer’s with its whole history, and not the wrong one’s, in whatever order that is told', async () => {
    const [right, wrong] = [await register(), await register()];
    const shown = async (id: string, caseId: string): Promise<{ open: number; types: string[] }> => {
      const { items } = await timelineOf(id);
      const types = (items as { type: string; facts: { caseId?: string } }[])
        .filter(({ facts }) => facts.caseId === caseId)
        .map(({ type }) => type);
      return { open: (await overviewOf(id)).cases.openCount, types: types.sort() };
    };
    const caseId = newId();
    await tell(CaseOpened, null as never, caseId, 1);
    await tell(CaseCustomerLinked, wrong.id, caseId, 2);
    await waitFor(async () => (await shown(wrong.id, caseId)).open === 1, { what: 'the case to be of the wrong one' });
    expect((await shown(wrong.id, caseId)).types).toEqual(['case.customer-linked', 'case.opened']);
    await tell(CaseCustomerLinked, right.id, caseId, 3, { before: wrong.id });
    await waitFor(async () => (await shown(right.id, caseId)).open === 1, { what: 'the case to be of the right one' });
    const whole = ['case.customer-linked', 'case.customer-linked', 'case.opened'];
    expect([await shown(right.id, caseId), await shown(wrong.id, caseId)]).toEqual([
      { open: 1, types: whole },
      { open: 0, types: [] },
    ]);

    const late = newId();
    await tell(CaseCustomerLinked, right.id, late, 3, { before: wrong.id });
    await tell(CaseCustomerLinked, wrong.id, late, 2);
    await tell(CaseOpened, null as never, late, 1);
    await waitFor(async () => (await shown(right.id, late)).types.length === 3, { what: 'what is told late' });
    expect((await shown(wrong.id, late)).types).toEqual([]);
    expect((await shown(right.id, late)).open).toBe(2);
  });
});

describe('the overview', () => {
  it('shows what every service told, in one read', async () => {
    const { id, sources } = await register();
    const [caseId, closedId, accountId] = [newId(), newId(), newId()];
    await tell(CaseOpened, id, caseId, 1, { number: 'C-2026-000007' });
    await tell(SlaBreached, id, caseId, 2);
    await tell(CaseOpened, id, closedId, 1);
    await tell(CaseClosed, id, closedId, 2);
    await tell(InvitationSent, id, newId(), 1, { invitationId: newId(), caseId: null });
    await tell(ResponseReceived, id, newId(), 1, { responseId: newId(), caseId: null, nps: 9, csat: 4 });
    await tell(AccountOpened, id, accountId, 1);
    await tell(PointsAccrued, id, accountId, 2, { balance: 1999 });
    await tell(PointsRedeemed, id, accountId, 3, { balance: 1499 });
    await tell(ValueScored, id, id, 1);
    const order = anOrder({ customer: { id: sources[0].id }, lines: [{ amountMinor: 5000 }] });
    await master.probe.publish(
      ErpOrderPaid.draft({
        customerId: null,
        aggregateId: order.orderId,
        aggregateVersion: 0,
        time: new Date('2026-01-06T00:00:00Z'),
        data: order,
      }),
    );
    await master.probe.publish(
      MessageRequested.draft({
        customerId: id,
        aggregateId: newId(),
        aggregateVersion: 1,
        data: { ...MessageRequested.example.data, messageId: newId(), customerId: id },
      }),
      { source: 'feedback' },
    );

    const overview = await waitFor(async () => {
      const found = await overviewOf(id);
      return (
        found.value.level &&
        found.orders.count === 1 &&
        // Its parts are read one after the other: the order may come between them.
        found.customer.status === 'active' &&
        found.messages.length &&
        found.loyalty.balance === 1499 &&
        found.cases.openCount === 1 &&
        found.cases.open[0].breached &&
        found.satisfaction.responses &&
        found.satisfaction.invitations &&
        found
      );
    });
    expect(overview).toMatchObject({
      customer: { id, version: expect.any(Number), status: 'active' },
      sources,
      owner: { department: 'service' },
      orders: {
        count: 1,
        paidAmountMinor: 5000,
        currency: 'CNY',
        otherCurrencies: [],
        lastPaidAt: '2026-01-06T00:00:00.000Z',
      },
      cases: {
        open: [{ caseId, number: 'C-2026-000007', kind: 'complaint', state: 'received', breached: true }],
        openCount: 1,
        closedCount: 1,
        asOf: '2026-01-07T00:00:00.000Z',
      },
      satisfaction: { lastNps: 9, lastCsat: 4, trend: { nps: { direction: null } }, responses: 1, invitations: 1 },
      loyalty: { balance: 1499, debt: 0, accounts: [{ accountId, customerId: id, balance: 1499 }] },
      value: {
        level: 'gold',
        rfm: '545',
        frequency: 9,
        reasons: [{ code: 'monetary_quintile_5', text: '金额：5 分（满分 5 分）' }, {}],
      },
      messages: [{ purpose: 'survey' }],
    });
    expect(overview.contactable).toContainEqual({ channel: 'sms', purpose: 'survey' });
    const english = await api().get(`/customers/${id}/overview`).set(as.steward).set('accept-language', 'en');
    expect(english.body.value.reasons[0].text).toBe('Monetary value: 5 of 5');
  });

  it('shows an effect within two seconds', async () => {
    const { id } = await register();
    const accountId = newId();
    await tell(PointsAccrued, id, accountId, 1, { balance: 7 });
    await waitFor(async () => (await overviewOf(id)).loyalty.balance === 7, { timeoutMs: 2_000 });
  });

  it('unites a merged customer, and shows each as it was when the merge is taken back', async () => {
    const [one, other] = [await register(), await register()];
    for (const [at, { id }] of [one, other].entries()) {
      await tell(CaseOpened, id, newId(), 1);
      await tell(PointsAccrued, id, newId(), 1, { balance: 100 * (at + 1) });
      await tell(ValueScored, id, id, 1, { level: at === 0 ? 'silver' : 'gold' });
    }
    const picture = async (id: string) => {
      const { customer, cases, loyalty, value } = await overviewOf(id);
      const types = (await timelineOf(id, { types: 'case.opened,points.accrued' })).items.length;
      return { id: customer.id, open: cases.openCount, balance: loyalty.balance, level: value.level, types };
    };
    const ofOne = { id: one.id, open: 1, balance: 100, level: 'silver', types: 2 };
    const ofOther = { id: other.id, open: 1, balance: 200, level: 'gold', types: 2 };
    await waitFor(async () => (await picture(one.id)).level === 'silver' && (await picture(other.id)).level === 'gold');
    expect([await picture(one.id), await picture(other.id)]).toEqual([ofOne, ofOther]);

    const rows = () => master.run((tx) => tx.query('SELECT * FROM overview_part ORDER BY kind, id'));
    const before = await rows();
    const { body } = await api()
      .post(`/customers/${one.id}/merge`)
      .set(as.steward)
      .send({ with: other.id, reason: 'one firm' })
      .expect(200);
    const united = { id: one.id, open: 2, balance: 300, level: 'silver', types: 4 };
    expect([await picture(one.id), await picture(other.id)]).toEqual([united, united]);
    expect(await rows()).toEqual(before);

    // Told under the retired id while merged: it goes with that id.
    await tell(PointsAccrued, other.id, newId(), 1, { balance: 50 });
    await waitFor(async () => (await picture(one.id)).balance === 350);
    await api()
      .post(`/customers/${one.id}/unmerge`)
      .set(as.steward)
      .send({ mergeId: body.mergeId, reason: 'two firms' })
      .expect(200);
    expect(await picture(one.id)).toEqual(ofOne);
    expect(await picture(other.id)).toEqual({ ...ofOther, balance: 250, types: 3 });
  });

  it('takes events in any order, and once however often they are delivered', async () => {
    const { id } = await register();
    const [caseId, accountId] = [newId(), newId()];
    await tell(CaseClosed, id, caseId, 3);
    await tell(CaseOpened, id, caseId, 1);
    const spent = await tell(PointsRedeemed, id, accountId, 3, { balance: 40 });
    await tell(PointsAccrued, id, accountId, 2, { balance: 90 });
    await tell(PointsRedeemed, id, accountId, 3, { balance: 40 }, { id: spent.id });
    await tell(LevelChanged, id, id, 5, { to: 'diamond' });
    await tell(ValueScored, id, id, 4, { level: 'gold' });
    await waitFor(async () => (await timelineOf(id)).items.length === 6 && (await overviewOf(id)).value.rfm);
    const { cases, loyalty, value } = await overviewOf(id);
    expect(cases).toMatchObject({ openCount: 0, closedCount: 1 });
    expect(loyalty.balance).toBe(40);
    expect(value).toMatchObject({ level: 'diamond', rfm: '545' });
  });

  it("is seen by the customer's department and by nobody of another, and masked like the customer", async () => {
    const { id } = await register(aCustomer(), as.north);
    for (const path of [`/customers/${id}/overview`, `/customers/${id}/timeline`]) {
      expect((await api().get(path).set(as.north)).status).toBe(200);
      expect((await api().get(path).set(as.south)).status).toBe(404);
      expect((await api().get(path)).status).toBe(401);
    }
    expect((await overviewOf(id, as.marketer)).customer).toMatchObject({ masked: true });
    expect((await overviewOf(id, as.marketer)).customer.contactPoints[0].value).toContain('****');
  });
});

describe('the timeline', () => {
  it('names what happened in Chinese and English, the newest first, page by page', async () => {
    const { id } = await register();
    for (let at = 1; at <= 3; at++) await tell(CaseOpened, id, newId(), 1, { number: `C-2026-00000${at}` });
    await waitFor(async () => (await timelineOf(id)).items.length === 4);
    const first = await timelineOf(id, { limit: 2, types: 'case.opened' });
    const second = await timelineOf(id, { limit: 2, types: 'case.opened', cursor: first.next });
    const entries = [...first.items, ...second.items];
    expect(new Set(entries.map(({ facts }) => facts.number)).size).toBe(3);
    expect(second.next).toBeNull();
    expect(entries[0].label).toEqual({
      zh: expect.stringMatching(/^投诉 C-2026-00000\d 立案$/),
      en: expect.stringMatching(/^Complaint C-2026-00000\d opened$/),
    });
    const all = (await timelineOf(id)).items;
    expect(all.map(({ at }: { at: string }) => at)).toEqual(
      all
        .map(({ at }: { at: string }) => at)
        .sort()
        .reverse(),
    );
    expect(all.map(({ type }: { type: string }) => type)).toContain('customer.registered');
  });

  it('refuses a type that there is not, and a cursor that it did not give', async () => {
    const { id } = await register();
    const place = { at: '2026-01-05T02:00:00.000Z', eventId: 'a\0' };
    const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
    for (const query of [{ types: 'case.opened,nonsense' }, { cursor: 'x' }, { cursor }]) {
      expect((await api().get(`/customers/${id}/timeline`).query(query).set(as.steward)).status).toBe(400);
    }
  });
});

describe('filled anew', () => {
  it('the overview is the same', async () => {
    await waitFor(async () => (await master.probe.lag('customer-master')) === 0);
    expect(await master.app.get(Rebuild).run('overview')).toMatchObject({ readModel: 'overview@1', equal: true });
  });
});
