import { AccountOpened, CaseOpened, type EventDraft, PointsAccrued, ResponseReceived } from '@crm/contracts';
import { aCustomer, aPerson, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let master: CustomerMasterApp;
let as: Record<'steward' | 'north', { authorization: string }>;

beforeAll(async () => {
  master = await startCustomerMaster();
  const { tokens } = master;
  as = {
    steward: await tokens.bearer({ sub: 'E1', roles: ['steward'] }),
    north: await tokens.bearer({ sub: 'E2', roles: ['sales'], department: 'sales-north' }),
  };
});
afterAll(() => master.close());

const api = () => request(`${master.url}/customer-master/v1`);
const register = async (customer: object = aCustomer({ uscc: null })) =>
  (await api().post('/customers').set(as.steward).send(customer).expect(201)).body;
const post = (path: string, body: object, language = 'en', user = as.steward) =>
  api().post(`/customers/${path}`).set(user).set('accept-language', language).send(body);
const overviewOf = async (id: string) => (await api().get(`/customers/${id}/overview`).set(as.steward)).body;

interface Told {
  example: { data: object };
  draft(fact: never): EventDraft;
}

/** Another service tells the example of an event, of this customer and thing. */
function tell(definition: Told, customerId: string, aggregateId: string, aggregateVersion: number, data: object = {}) {
  const ids = { customerId, caseId: aggregateId, accountId: aggregateId };
  const known = Object.fromEntries(Object.entries(ids).filter(([key]) => key in definition.example.data));
  const fact = { customerId, aggregateId, aggregateVersion, time: new Date('2026-01-07T00:00:00Z') };
  return master.probe.publish(
    definition.draft({ ...fact, data: { ...definition.example.data, ...known, ...data } } as never),
  );
}

/** A customer of whom every service knows something. */
async function wellKnown(points: number, body: object = aCustomer({ uscc: null })) {
  const customer = await register(body);
  const [caseId, accountId] = [newId(), newId()];
  await tell(CaseOpened, customer.id, caseId, 1);
  await tell(ResponseReceived, customer.id, newId(), 1, { responseId: newId(), caseId: null });
  await tell(AccountOpened, customer.id, accountId, 1);
  await tell(PointsAccrued, customer.id, accountId, 2, { balance: points });
  await waitFor(async () => {
    const { loyalty, cases, satisfaction } = await overviewOf(customer.id);
    return loyalty.balance === points && cases.openCount === 1 && satisfaction.responses === 1;
  });
  return customer;
}

/** Everything that a preview must leave as it was. */
const everything = () =>
  master.run(async (tx) => {
    const rows = (sql: string) => tx.query<object[]>(sql);
    return [
      await rows('SELECT * FROM customer ORDER BY id'),
      await rows('SELECT * FROM membership ORDER BY id'),
      await rows('SELECT * FROM customer_merge ORDER BY id'),
      await rows('SELECT * FROM customer_identifier ORDER BY 1, 2, 3'),
      await rows('SELECT * FROM source_record_version ORDER BY 1, 2'),
      await rows('SELECT max(position) FROM outbox'),
    ];
  });

describe('the preview of a merge', () => {
  it('says what changes in all five services, changes nothing, and is what the merge then does', async () => {
    const one = await wellKnown(350, { ...aCustomer({ uscc: null }), attributes: { a: 1 } });
    const other = await wellKnown(120, { ...aCustomer({ uscc: null }), attributes: { b: 2 } });
    const before = await everything();
    const { status, body } = await post(`${other.id}/merge-preview`, { with: one.id });
    expect(status).toBe(200);
    expect(await everything()).toEqual(before);

    expect([body.first.customer.id, body.second.customer.id, body.together.customer.id]).toEqual([
      one.id,
      other.id,
      one.id,
    ]);
    expect(body.together.customer).toMatchObject({ attributes: { a: 1, b: 2 }, mergedFrom: [other.id] });
    expect(body.changedFields).toEqual(expect.arrayContaining(['attributes', 'contactPoints']));
    const figures = Object.fromEntries(
      body.figures.map(({ figure, first, second, together }: Record<string, unknown>) => [
        figure,
        [first, second, together],
      ]),
    );
    expect(figures).toMatchObject({
      source_records: [1, 1, 2],
      contact_points: [1, 1, 2],
      open_cases: [1, 1, 2],
      responses: [1, 1, 2],
      accounts: [1, 1, 2],
      points: [350, 120, 470],
    });
    expect(figures).not.toHaveProperty('closed_cases');
    expect(new Set(body.effects.map(({ service }: { service: string }) => service))).toEqual(
      new Set(['customer-master', 'service-desk', 'loyalty', 'analytics']),
    );
    expect(body.figures).toContainEqual(expect.objectContaining({ service: 'feedback', label: 'Surveys answered' }));

    await post(`${one.id}/merge`, { with: other.id, reason: '同一企业' }).expect(200);
    // How good the record is, is judged a moment later.
    const { customer, quality: _, ...parts } = await overviewOf(one.id);
    const { customer: promised, quality: __, ...promisedParts } = body.together;
    expect(parts).toEqual(promisedParts);
    const timeless = ({ updatedAt: _, ...rest }: Record<string, unknown>) => rest;
    expect(timeless(customer)).toEqual(timeless(promised));
  });

  it('speaks Chinese by default, and says who loses sight of the customer', async () => {
    const one = await register({ ...aCustomer({ uscc: null }), owner: { department: 'sales-north' } });
    const other = await register({ ...aCustomer({ uscc: null }), owner: { department: 'sales-south' } });
    const { body } = await post(`${one.id}/merge-preview`, { with: other.id }, '');
    expect(body.effects).toContainEqual({
      service: 'customer-master',
      effect: 'owner',
      text: '归属部门为 sales-north；sales-south 此后不再看到该客户',
    });
  });

  it('is refused where the merge would be', async () => {
    const [one, person] = [await register(), await register(aPerson())];
    const refused = await post(`${one.id}/merge-preview`, { with: person.id });
    expect([refused.status, refused.body.type, refused.body.reasons]).toEqual([
      409,
      'urn:problem:merge-refused',
      ['kind_differs'],
    ]);
    expect((await post(`${one.id}/merge-preview`, { with: one.id })).status).toBe(400);
    expect((await post(`${one.id}/merge-preview`, { with: newId() })).status).toBe(404);
    expect((await post(`${one.id}/merge-preview`, {})).status).toBe(400);
    expect((await post(`${one.id}/merge-preview`, { with: person.id }, 'en', as.north)).status).toBe(403);
  });
});

describe('the preview of an unmerge', () => {
  it('shows both sides with what was said in between, changes nothing, and is what the unmerge then does', async () => {
    const one = await wellKnown(350);
    const other = await wellKnown(120);
    const { mergeId } = (await post(`${one.id}/merge`, { with: other.id, reason: '同一企业' }).expect(200)).body;
    const [{ system, id: sourceId }] = other.sources;
    await api()
      .put(`/customers/by-source/${system}/${sourceId}`)
      .set(as.steward)
      .send({ ...aCustomer({ uscc: null }), source: undefined, attributes: { later: true } })
      .expect(200);
    const before = await everything();
    const { status, body } = await post(`${one.id}/unmerge-preview`, { mergeId });
    expect([status, body.isNew]).toEqual([200, false]);
    expect(await everything()).toEqual(before);
    expect([body.first.customer.id, body.second.customer.id]).toEqual([one.id, other.id]);
    expect(body.second.customer.attributes).toEqual({ later: true });
    expect(body.figures).toContainEqual(
      expect.objectContaining({ figure: 'points', first: 350, second: 120, together: 470 }),
    );
    expect(body.effects.map(({ effect }: { effect: string }) => effect)).toEqual([
      'restored',
      'remembered',
      'scored_anew',
    ]);

    await post(`${one.id}/unmerge`, { mergeId, reason: '不是' }).expect(200);
    expect((await overviewOf(other.id)).loyalty).toEqual(body.second.loyalty);
    expect((await overviewOf(one.id)).cases).toEqual(body.first.cases);
  });

  it('says that records which came by no merge become a new customer, and is refused where the unmerge would be', async () => {
    const one = await register();
    const twin = { ...aCustomer({ uscc: null }), names: one.names, contactPoints: one.contactPoints };
    const { body: attached } = await api()
      .post('/customers?onDuplicate=attach')
      .set(as.steward)
      .send({ ...twin, source: { system: 'sales', id: `S-${newId()}`, observedAt: '2026-01-05T02:00:00Z' } });
    expect(attached.id).toBe(one.id);
    const parted = attached.sources.filter(({ system }: { system: string }) => system === 'sales');
    const { body } = await post(`${one.id}/unmerge-preview`, { sourceRecords: parted });
    expect([body.isNew, body.second.customer.sources]).toEqual([true, parted]);
    const refused = await post(`${one.id}/unmerge-preview`, { sourceRecords: attached.sources });
    expect([refused.status, refused.body.reason]).toEqual([409, 'nothing_would_stay']);
    expect((await post(`${one.id}/unmerge-preview`, { mergeId: newId() })).status).toBe(404);
    expect((await post(`${one.id}/unmerge-preview`, {})).status).toBe(400);
  });
});
