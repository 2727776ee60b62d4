import { aCustomer, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
let app: CustomerMasterApp;
let steward: { authorization: string };
let salesperson: { authorization: string };
let erp: { authorization: string };

beforeAll(async () => {
  app = await startCustomerMaster();
  [steward, salesperson, erp] = await Promise.all([
    app.tokens.bearer({ sub: 'E9000', roles: ['steward'], department: 'data' }),
    app.tokens.bearer({ sub: 'E1031', roles: ['sales'], department: 'sales-north' }),
    app.tokens.bearer({ roles: ['integration'] }),
  ]);
});
afterAll(() => app.close());

const base = '/customer-master/v1';
const call = (user: { authorization: string }, method: 'get' | 'post' | 'put' | 'patch', path: string, body?: object) =>
  request(app.url)
    [method](`${base}${path}`)
    .set({ ...user, ...(method === 'get' ? {} : { 'idempotency-key': `${path}-${Math.random()}` }) })
    .send(body);
const patch = (id: string, version: number, body: object) =>
  request(app.url)
    .patch(`${base}/customers/${id}`)
    .set({ ...steward, 'if-match': `"v${version}"` })
    .send(body);

/** One customer of the ERP and the service desk, that name it differently and know other phones. */
async function disputed(): Promise<Body> {
  const uscc = aCustomer().identifiers[0]!.value;
  const of = async (system: string, name: string, phone: string) => {
    const body = aCustomer({ name, phone, uscc });
    const { source, ...rest } = body;
    return call(erp, 'put', `/customers/by-source/${system}/${source!.id}`, {
      ...rest,
      observedAt: '2026-01-05T02:00:00Z',
    });
  };
  const first = await of('erp', '晋北能源有限公司', '0352-5550001');
  const second = await of('service', '晋北能源（大同）有限公司', '0352-5550002');
  expect(second.body.id).toBe(first.body.id);
  return (await call(steward, 'get', `/customers/${first.body.id}`)).body;
}

const fieldOf = async (id: string, name: string): Promise<Body> => {
  const { body } = await call(steward, 'get', `/customers/${id}/provenance`);
  return body.fields.find(({ field }: Body) => field === name);
};
const isDone = (id: string, state: string) =>
  waitFor(async () => (await call(steward, 'get', `/survivorship/runs/${id}`)).body.state === state);

const serviceKnowsPhones = {
  defaultTrust: 30,
  sources: [
    { system: 'erp', trust: 90, fields: { contactPoints: 40 } },
    { system: 'service', trust: 60, fields: { contactPoints: 95 } },
  ],
  halfLifeDays: { names: 1825, person: 3650, identifiers: 1825, contactPoints: 365, addresses: 730, attributes: 730 },
};

describe('where a value comes from', () => {
  it('is said with its supporters, how sure and how fresh it is, and what others say', async () => {
    const { id } = await disputed();
    expect(await fieldOf(id, '/names/legal')).toMatchObject({
      value: { text: '晋北能源有限公司' },
      source: { system: 'erp' },
      pinned: false,
      pin: null,
      verifiedAt: null,
      supporters: [{ system: 'erp' }],
      alternatives: [{ value: { text: '晋北能源(大同)有限公司' }, source: { system: 'service' } }],
    });
    const { confidence, freshness } = await fieldOf(id, '/names/legal');
    expect(confidence).toBeGreaterThan(0.3);
    expect(confidence).toBeLessThan(0.7);
    expect(freshness).toBeGreaterThan(0.5);
  });
});

describe('a verification', () => {
  it('makes a value win over what a more trusted system says, and moves and returns with a merge', async () => {
    const { id, version } = await disputed();
    const named = await patch(id, version, { names: [{ type: 'legal', text: '晋北能源（大同）有限公司' }] });
    await call(steward, 'post', `/customers/${id}/verifications`, { fields: ['/names/legal'] });
    const released = await call(steward, 'get', `/customers/${id}`);
    const after = await patch(id, released.body.version, { names: null });
    expect(named.body.displayName).toBe('晋北能源(大同)有限公司');
    expect(after.body.displayName).toBe('晋北能源(大同)有限公司');
    const entry = await fieldOf(id, '/names/legal');
    expect(entry).toMatchObject({ source: { system: 'service' }, pinned: false, freshness: 1 });
    expect(entry.verifiedAt).toMatch(/^20/);

    const other = await call(steward, 'post', '/customers', aCustomer({ uscc: null }));
    const merged = await call(steward, 'post', `/customers/${other.body.id}/merge`, { with: id, reason: '同一企业' });
    expect(merged.body.customer.displayName).toBe('晋北能源(大同)有限公司');
    await call(steward, 'post', `/customers/${merged.body.survivorId}/unmerge`, {
      mergeId: merged.body.mergeId,
      reason: '并非同一企业',
    });
    expect(await fieldOf(id, '/names/legal')).toMatchObject({ verifiedAt: entry.verifiedAt });
    expect(await fieldOf(other.body.id, '/names/legal')).toMatchObject({ verifiedAt: null });
  });

  it('of everything at once needs no list, and of a field that is not there is refused', async () => {
    const { id } = await disputed();
    const all = await call(steward, 'post', `/customers/${id}/verifications`, {});
    expect(all.status).toBe(200);
    expect(all.body.fields.every(({ verifiedAt }: Body) => verifiedAt !== null)).toBe(true);
    const wrong = await call(steward, 'post', `/customers/${id}/verifications`, { fields: ['/names/english'] });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '/fields/0']);
  });
});

describe('a pin', () => {
  it('says why and until when, and ends by itself', async () => {
    const { id, version } = await disputed();
    const expiresAt = new Date(Date.now() + 2_500).toISOString();
    const pinned = await patch(id, version, {
      names: [{ type: 'legal', text: '晋北能源集团有限公司' }],
      pin: { reason: '营业执照已核对', expiresAt },
    });
    expect(pinned.body.displayName).toBe('晋北能源集团有限公司');
    expect(await fieldOf(id, '/names/legal')).toMatchObject({
      confidence: 1,
      pin: { reason: '营业执照已核对', by: 'E9000', expiresAt },
    });
    await waitFor(async () => (await call(steward, 'get', `/customers/${id}`)).body.displayName === '晋北能源有限公司');
    const told = await app.probe.waitFor(
      'customer.card',
      ({ data }) => data.customerId === id && data.displayName === '晋北能源有限公司' && data.version > 2,
    );
    expect(told.data.version).toBeGreaterThan(2);
  });

  it('is refused in the past, and without anything to hold', async () => {
    const { id, version } = await disputed();
    const past = { reason: '核对', expiresAt: '2020-01-01T00:00:00Z' };
    const refused = await patch(id, version, { names: [{ type: 'legal', text: '甲公司' }], pin: past });
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/pin/expiresAt']);
    const empty = await patch(id, version, { status: 'target', pin: { reason: '核对' } });
    expect([empty.status, empty.body.errors[0].pointer]).toEqual([400, '/pin']);
  });
});

describe('other rules', () => {
  it('show what they would change, change it when applied, and tell it', async () => {
    const customer = await disputed();
    expect(customer.contactPoints[0].value).toBe('+863525550001');
    const started = await call(steward, 'post', '/survivorship/runs', serviceKnowsPhones);
    expect(started.status).toBe(202);
    await isDone(started.body.id, 'previewed');
    const { body: preview } = await call(steward, 'get', `/survivorship/runs/${started.body.id}`);
    expect(preview.fields['/contactPoints/phone']).toBe(preview.changed);
    expect([preview.done, preview.total]).toEqual([preview.total, preview.done]);
    const { body: changes } = await call(steward, 'get', `/survivorship/runs/${started.body.id}/changes?limit=100`);
    const mine = changes.items.find(({ customerId }: Body) => customerId === customer.id);
    const [{ field, before, after }] = mine.fields;
    const numbers = (points: Body[]) => points.map(({ value }) => value);
    expect([mine.fields.length, field]).toEqual([1, '/contactPoints/phone']);
    expect(numbers(before)).toEqual(['+863525550001', '+863525550002']);
    expect(numbers(after)).toEqual(['+863525550002', '+863525550001']);
    const unchanged = await call(steward, 'get', `/customers/${customer.id}`);
    expect(unchanged.body.version).toBe(customer.version);

    expect((await call(steward, 'post', `/survivorship/runs/${started.body.id}/apply`)).status).toBe(202);
    await isDone(started.body.id, 'applied');
    const changed = await call(steward, 'get', `/customers/${customer.id}`);
    expect(changed.body.contactPoints[0].value).toBe('+863525550002');
    await app.probe.waitFor(
      'customer.corrected',
      ({ data }) => data.customerId === customer.id && data.fields.includes('contactPoints'),
    );
    const { body: rules } = await call(steward, 'get', '/survivorship');
    expect(rules).toMatchObject({ version: 1, madeBy: 'E9000', sources: serviceKnowsPhones.sources });
    await app.probe.waitFor('rules.changed', ({ data }) => data.rules === 'survivorship-rules' && data.version === 1);
    // By the rules in force a new customer is derived at once.
    expect((await disputed()).contactPoints[0].value).toBe('+863525550002');
  });

  it('are applied once, only after a preview against the rules that are still in force', async () => {
    const run = async () => {
      const { body } = await call(steward, 'post', '/survivorship/runs', serviceKnowsPhones);
      await isDone(body.id, 'previewed');
      return body.id as string;
    };
    const [old, next] = [await run(), await run()];
    expect((await call(steward, 'post', `/survivorship/runs/${next}/apply`)).status).toBe(202);
    await isDone(next, 'applied');
    const again = await call(steward, 'post', `/survivorship/runs/${next}/apply`);
    expect([again.status, again.body.state]).toEqual([409, 'applied']);
    const outdated = await call(steward, 'post', `/survivorship/runs/${old}/apply`);
    expect([outdated.status, outdated.body.state]).toEqual([409, 'outdated']);
    expect((await call(steward, 'post', `/survivorship/runs/${old}/cancel`)).body.state).toBe('cancelled');
  });

  it('show the addresses of a firm in clear, as the customer does', async () => {
    const { identifiers } = aCustomer();
    const put = (system: string, text: string) => {
      const { source, ...firm } = { ...aCustomer(), identifiers };
      const body = { ...firm, addresses: [{ type: 'registered', text }], observedAt: '2026-01-05T02:00:00Z' };
      return call(erp, 'put', `/customers/by-source/${system}/${source!.id}`, body);
    };
    const { body: firm } = await put('erp', '太原市小店区龙城大街66号');
    expect((await put('service', '太原市小店区龙城大街68号')).body.id).toBe(firm.id);
    const sources = [
      { system: 'erp', trust: 10 },
      { system: 'service', trust: 90 },
    ];
    const { body: run } = await call(steward, 'post', '/survivorship/runs', { ...serviceKnowsPhones, sources });
    await isDone(run.id, 'previewed');
    const manager = await app.tokens.bearer({ sub: 'E9100', roles: ['manager'], department: 'data' });
    const { body: seen } = await call(manager, 'get', `/survivorship/runs/${run.id}/changes?limit=100`);
    const { fields } = seen.items.find(({ customerId }: Body) => customerId === firm.id);
    const address = fields.find(({ field }: Body) => field === '/addresses/registered');
    const texts = (values: Body[]): string[] => values.map(({ text }) => text);
    expect([texts(address.before), texts(address.after)]).toEqual([
      ['太原市小店区龙城大街66号'],
      ['太原市小店区龙城大街68号'],
    ]);
    await call(steward, 'post', `/survivorship/runs/${run.id}/cancel`);
  });

  it('are previewed one at a time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => call(steward, 'post', '/survivorship/runs', serviceKnowsPhones)),
    );
    const started = answers.filter(({ status }) => status === 202);
    expect(started.length).toBeGreaterThanOrEqual(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 409]));
    for (const { body } of started) await isDone(body.id, 'previewed');
  });

  it('are for stewards, and make sense', async () => {
    expect((await call(salesperson, 'get', '/survivorship')).status).toBe(403);
    expect((await call(salesperson, 'post', '/survivorship/runs', serviceKnowsPhones)).status).toBe(403);
    const twice = { ...serviceKnowsPhones, sources: [serviceKnowsPhones.sources[0], serviceKnowsPhones.sources[0]] };
    expect((await call(steward, 'post', '/survivorship/runs', twice)).status).toBe(400);
    expect(
      (await call(steward, 'post', '/survivorship/runs', { ...serviceKnowsPhones, defaultTrust: 101 })).status,
    ).toBe(400);
  });
});
