import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCustomer, aPerson, type CustomerBody, type TokenClaims } from '@crm/testing';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
beforeAll(async () => {
  app = await startCustomerMaster();
});
afterAll(() => app.close());

const base = '/customer-master/v1/customers';
const steward: TokenClaims = { sub: 'E1023', roles: ['steward'], department: 'complaint-centre' };
const salesNorth: TokenClaims = { sub: 'E1031', roles: ['sales'], department: 'sales-north' };
const salesSouth: TokenClaims = { sub: 'E1051', roles: ['sales'], department: 'sales-south' };
const marketer: TokenClaims = { sub: 'E1081', roles: ['marketer'], department: 'marketing' };
const erp: TokenClaims = { sub: 'erp', scope: 'customer:read customer:write' };

// JSON of an answer: the test says what it expects of it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = Record<string, any>;
/** What others are told of who owns a customer. */
const ownerOf = ({ owner: { employeeId, department } }: Body) => ({ employeeId, department });
async function send(
  as: TokenClaims,
  method: 'get' | 'post' | 'put' | 'patch',
  path: string,
  body?: object,
  headers: Body = {},
) {
  const test = request(app.url)
    [method](`${base}${path}`)
    .set(await app.tokens.bearer(as))
    .set({ 'accept-language': 'en', ...headers });
  return body === undefined ? test : test.send(body);
}
const get = (as: TokenClaims, path: string) => send(as, 'get', path);
const post = (as: TokenClaims, path: string, body: object) => send(as, 'post', path, body);
const patch = (as: TokenClaims, id: string, version: number, body: object) =>
  send(as, 'patch', `/${id}`, body, { 'if-match': `"v${version}"` });
const withoutSource = ({ source: _, ...body }: CustomerBody) => body;

async function registered(as: TokenClaims, body: object): Promise<Body> {
  const response = await post(as, '', body);
  expect([response.status, response.body]).toEqual([201, expect.anything()]);
  return response.body as Body;
}
const pointersOf = (response: { body: Body }): string[] =>
  (response.body.errors as Body[]).map(({ pointer }) => pointer as string);

describe('registering a customer', () => {
  it('answers with the customer in its normal form, where it lies and its version', async () => {
    const response = await post(steward, '', {
      kind: 'organisation',
      names: [{ type: 'legal', text: '阳泉　晋泉商贸有限公司' }],
      identifiers: [{ type: 'uscc', value: '９１３５０１００ｍ０００１００ｙ４３' }],
      contactPoints: [{ type: 'phone', value: '（0353）5559000转12', usage: 'work' }],
      addresses: [{ type: 'registered', text: '阳泉市城区', region: '140302' }],
      attributes: { industry: 'coal', employees: 120, listed: false },
      source: { system: 'erp', id: 'K-1', observedAt: '2026-01-05T02:00:00Z' },
    });
    expect(response.status).toBe(201);
    expect(response.headers.etag).toBe('"v1"');
    expect(response.headers.location).toBe(`${base}/${response.body.id}`);
    expect(response.body).toMatchObject({
      version: 1,
      kind: 'organisation',
      displayName: '阳泉 晋泉商贸有限公司',
      person: null,
      identifiers: [{ type: 'uscc', value: '91350100M000100Y43' }],
      contactPoints: [{ type: 'phone', value: '+863535559000', extension: '12', usage: 'work' }],
      attributes: { industry: 'coal', employees: 120, listed: false },
      status: 'potential',
      level: null,
      owner: { employeeId: null, department: 'service' },
      sources: [{ system: 'erp', id: 'K-1' }],
      mergedFrom: [],
      masked: false,
      possibleDuplicates: [],
    });
    expect((await get(steward, `/${response.body.id}`)).body).toEqual(response.body);
  });

  it('gives it to the salesperson who registers it, and tells the others', async () => {
    const customer = await registered(salesNorth, aCustomer());
    expect(customer.owner).toMatchObject({ employeeId: 'E1031', department: 'sales-north' });
    const card = await app.probe.waitFor('customer.card', ({ data }) => data.customerId === customer.id);
    expect(card.data).toMatchObject({
      version: 1,
      displayName: customer.displayName,
      owner: { employeeId: 'E1031', department: 'sales-north' },
      mergedInto: null,
    });
    expect(card.data.contactKeys).toHaveLength(1);
    expect(card.data.contactable).toEqual(expect.arrayContaining([{ channel: 'sms', purpose: 'service' }]));
    expect(await app.probe.waitFor('customer.registered', ({ data }) => data.customerId === customer.id)).toMatchObject(
      {
        aggregateVersion: 1,
        customerId: customer.id,
      },
    );
  });

  it('keeps personal data of a person out of the events and readable for nobody in the database', async () => {
    const person = await registered(
      steward,
      aPerson({
        familyName: '欧阳',
        givenName: '霁月',
        phone: '13912341234',
        identifiers: [{ type: 'national_id', value: '11010519491231002x' }],
      }),
    );
    expect(person.displayName).toBe('欧阳霁月');
    const card = await app.probe.waitFor('customer.card', ({ data }) => data.customerId === person.id);
    expect(card.data.displayName).toBeNull();
    const rows = await app.run((tx) =>
      tx.query<{ text: string }[]>(
        `SELECT row_to_json(c)::text AS text FROM customer c WHERE id = $1
         UNION ALL SELECT row_to_json(v)::text FROM source_record_version v
         UNION ALL SELECT row_to_json(i)::text FROM customer_identifier i UNION ALL SELECT row_to_json(i)::text FROM customer_contact i
         UNION ALL SELECT row_to_json(o)::text FROM outbox o`,
        [person.id],
      ),
    );
    const everything = rows.map(({ text }) => text).join('\n');
    for (const secret of ['欧阳', '霁月', '13912341234', '11010519491231002']) expect(everything).not.toContain(secret);
  });

  it('points at everything that is wrong', async () => {
    const response = await post(steward, '', {
      kind: 'organisation',
      names: [{ type: 'legal', text: '晋城错误有限公司' }],
      identifiers: [
        { type: 'uscc', value: '91350100M000100Y44' },
        { type: 'national_id', value: '11010519491231002X' },
      ],
      contactPoints: [
        { type: 'phone', value: '12345' },
        { type: 'email', value: 'nobody' },
      ],
    });
    expect(response.status).toBe(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(pointersOf(response)).toEqual([
      '/identifiers/0/value',
      '/identifiers/1/type',
      '/contactPoints/0/value',
      '/contactPoints/1/value',
    ]);
    expect(JSON.stringify(response.body)).not.toContain('11010519491231002X');
  });

  it.each([
    ['an unknown field', { ...aCustomer(), level: 'gold' }, '/level'],
    [
      'an owner inside a list',
      { ...aCustomer(), names: [{ type: 'legal', text: '甲', owner: 'E1' }] },
      '/names/0/owner',
    ],
    ['an unknown kind', { ...aCustomer(), kind: 'robot' }, '/kind'],
    ['no kind', { names: [{ type: 'legal', text: '甲' }] }, '/kind'],
    ['no name', { kind: 'organisation' }, '/names'],
    ['a name of blanks', { kind: 'organisation', names: [{ type: 'legal', text: '　' }] }, '/names/0/text'],
    [
      'a name that is too long',
      { kind: 'organisation', names: [{ type: 'legal', text: '煤'.repeat(201) }] },
      '/names/0/text',
    ],
    ['a name that is no text', { kind: 'organisation', names: [{ type: 'legal', text: 7 }] }, '/names/0/text'],
    ['names that are no list', { kind: 'organisation', names: '甲' }, '/names'],
    ['nested attributes', { ...aCustomer(), attributes: { a: { b: 1 } } }, '/attributes'],
    ['a status that needs a reason', { ...aCustomer(), status: 'undesirable' }, '/status'],
    ['a reserved source', { ...aCustomer(), source: { system: 'mdm', id: '1' } }, '/source/system'],
    [
      'a time without a zone',
      { ...aCustomer(), source: { system: 'erp', id: '1', observedAt: '2026-01-05T02:00:00' } },
      '/source/observedAt',
    ],
    [
      'a second that JavaScript does not know',
      { ...aCustomer(), source: { system: 'erp', id: '1', observedAt: '2016-12-31T23:59:60Z' } },
      '/source/observedAt',
    ],
    [
      'a time that has not come',
      { ...aCustomer(), source: { system: 'erp', id: '1', observedAt: '2999-01-01T00:00:00Z' } },
      '/source/observedAt',
    ],
    [
      'a proof that has not come',
      {
        ...aCustomer(),
        contactPoints: [{ type: 'phone', value: '13812345678', verifiedAt: '2999-01-01T00:00:00Z' }],
      },
      '/contactPoints/0/verifiedAt',
    ],
    ['a birth in 1879', { ...aPerson(), person: { familyName: '张', birthDate: '1879-12-31' } }, '/person/birthDate'],
    ['a birth to come', { ...aPerson(), person: { familyName: '张', birthDate: '2999-01-01' } }, '/person/birthDate'],
    [
      'a day that is none',
      { ...aPerson(), person: { familyName: '张', birthDate: '1980-02-31' } },
      '/person/birthDate',
    ],
  ])('refuses %s', async (_, body, pointer) => {
    const response = await post(steward, '', body);
    expect([response.status, response.body.type]).toEqual([400, 'urn:problem:validation-failed']);
    expect(pointersOf(response)).toContain(pointer);
  });

  it('refuses who may not write', async () => {
    expect((await post(marketer, '', aCustomer())).status).toBe(403);
  });

  it('replays the first answer for the same Idempotency-Key', async () => {
    const body = aCustomer();
    const [first, second] = [
      await send(steward, 'post', '', body, { 'idempotency-key': 'register-1' }),
      await send(steward, 'post', '', body, { 'idempotency-key': 'register-1' }),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.body).toEqual(first.body);
  });
});

describe('a customer that is known already', () => {
  it('is named with the reasons, and with its status only to who may see it', async () => {
    const customer = await registered(salesNorth, aCustomer());
    const again = { ...aCustomer(), identifiers: customer.identifiers };
    const own = await post(salesNorth, '', again);
    expect(own.status).toBe(409);
    expect(own.body).toMatchObject({
      type: 'urn:problem:duplicate-customer',
      customerId: customer.id,
      owner: ownerOf(customer),
      reasons: ['same_uscc', 'same_org_code'],
      customer: { kind: 'organisation', displayName: customer.displayName, status: 'potential' },
    });
    const foreign = await post(salesSouth, '', again);
    expect(foreign.status).toBe(409);
    expect(foreign.body).toMatchObject({
      customerId: customer.id,
      owner: ownerOf(customer),
      reasons: ['same_uscc', 'same_org_code'],
    });
    expect(Object.keys(foreign.body).sort()).toEqual(
      ['correlationId', 'customerId', 'instance', 'owner', 'reasons', 'status', 'title', 'traceId', 'type'].sort(),
    );
  });

  it('gets the record when the request says so, unless the user may not see it', async () => {
    const customer = await registered(salesNorth, aCustomer());
    const again = { ...aCustomer(), identifiers: customer.identifiers, source: { system: 'sales', id: 'S-77' } };
    expect((await post(salesSouth, '?onDuplicate=attach', again)).status).toBe(409);
    const attached = await post(salesNorth, '?onDuplicate=attach', again);
    expect(attached.status).toBe(200);
    expect(attached.body).toMatchObject({ id: customer.id, version: 2 });
    expect(attached.body.sources).toEqual([...customer.sources, { system: 'sales', id: 'S-77' }]);
    const corrected = await app.probe.waitFor('customer.corrected', ({ data }) => data.customerId === customer.id);
    expect(corrected.data.fields).toContain('sources');
  });

  it('is recognised by phone and name together, by neither alone', async () => {
    const person = await registered(steward, aPerson({ familyName: '柳', givenName: '如烟', phone: '13711110001' }));
    const twin = await post(steward, '', aPerson({ familyName: '柳', givenName: '如烟', phone: '+86 137-1111-0001' }));
    expect([twin.status, twin.body.reasons]).toEqual([409, ['same_phone', 'same_name']]);
    const sister = await registered(steward, aPerson({ familyName: '柳', givenName: '如云', phone: '13711110001' }));
    expect(sister.possibleDuplicates).toEqual([
      { customerId: person.id, owner: ownerOf(person), reasons: ['same_phone', 'resembles'] },
    ]);
    await registered(steward, aPerson({ familyName: '柳', givenName: '如烟', phone: '13711110002' }));
  });

  it('is recognised by its record', async () => {
    const body = aCustomer({ uscc: null });
    const customer = await registered(steward, body);
    const again = await post(steward, '', { ...aCustomer({ uscc: null }), source: body.source });
    expect([again.status, again.body.customerId, again.body.reasons]).toEqual([
      409,
      customer.id,
      ['same_source_record'],
    ]);
  });
});

describe('山西煤业', () => {
  const uscc = '91140100MA8G34038X';
  const said = (name: string, more: object = {}) => ({
    kind: 'organisation',
    names: [{ type: 'legal', text: name }],
    identifiers: [{ type: 'uscc', value: uscc }],
    ...more,
  });

  it('of three systems under three names is one customer; its namesake with another USCC is not', async () => {
    const first = await send(
      erp,
      'put',
      '/by-source/erp/K-1001',
      said('山西煤业', { contactPoints: [{ type: 'phone', value: '0351-7650000' }] }),
    );
    expect(first.status).toBe(201);
    const sales = await send(
      erp,
      'put',
      '/by-source/sales/S-1001',
      said('山西煤矿', { identifiers: [{ type: 'uscc', value: uscc.toLowerCase() }] }),
    );
    const finance = await send(erp, 'put', '/by-source/finance/F-1001', said('山西煤产品总公司'));
    expect([sales.status, sales.body.id, finance.status, finance.body.id]).toEqual([
      201,
      first.body.id,
      201,
      first.body.id,
    ]);
    const namesake = await send(
      erp,
      'put',
      '/by-source/erp/K-1002',
      said('山西煤业', { identifiers: [{ type: 'uscc', value: '91140200MA3G0426XC' }] }),
    );
    expect(namesake.status).toBe(201);
    expect(namesake.body.id).not.toBe(first.body.id);

    const { body } = await get(steward, '/by-source/finance/F-1001');
    expect(body).toMatchObject({
      id: first.body.id,
      displayName: '山西煤业',
      identifiers: [{ type: 'uscc', value: uscc }],
    });
    expect(body.sources).toEqual([
      { system: 'erp', id: 'K-1001' },
      { system: 'sales', id: 'S-1001' },
      { system: 'finance', id: 'F-1001' },
    ]);
    const { body: provenance } = await get(steward, `/${body.id}/provenance`);
    expect(provenance.fields.find(({ field }: Body) => field === '/names/legal')).toMatchObject({
      value: { text: '山西煤业' },
      source: { system: 'erp', id: 'K-1001' },
      pinned: false,
      alternatives: [
        { value: { text: '山西煤产品总公司' }, source: { system: 'finance', id: 'F-1001' } },
        { value: { text: '山西煤矿' }, source: { system: 'sales', id: 'S-1001' } },
      ],
    });
    for (const query of ['山西煤矿', '煤产品', '煤业']) {
      const found = await get(steward, `?query=${encodeURIComponent(query)}`);
      expect(found.body.items.map(({ id }: Body) => id)).toContain(body.id);
    }
  });
});

describe("a system's record", () => {
  it('given twice changes nothing, given anew changes the customer', async () => {
    const body = withoutSource(aCustomer({ uscc: null }));
    const put = (more: object) => send(erp, 'put', '/by-source/web/W-1', { ...body, ...more });
    const first = await put({ observedAt: '2026-01-05T00:00:00Z' });
    const same = await put({ observedAt: '2026-01-05T00:00:00Z' });
    expect([first.status, same.status, same.body]).toEqual([201, 200, first.body]);
    const older = await put({ observedAt: '2025-01-05T00:00:00Z', attributes: { size: 1 } });
    expect([older.status, older.body]).toEqual([200, first.body]);
    const newer = await put({ observedAt: '2026-02-05T00:00:00Z', attributes: { size: 2 } });
    expect([newer.status, newer.body.version, newer.body.attributes]).toEqual([200, 2, { size: 2 }]);
    const corrected = await app.probe.waitFor('customer.corrected', ({ data }) => data.customerId === first.body.id);
    expect(corrected).toMatchObject({ aggregateVersion: 2, data: { fields: ['attributes'] } });
  });

  it('stays where it is when it turns out to match another customer, and says so', async () => {
    const holder = await registered(steward, aCustomer());
    const other = aCustomer({ uscc: null });
    const customer = await registered(steward, other);
    const path = `/by-source/${other.source!.system}/${other.source!.id}`;
    const { body } = await send(erp, 'put', path, { ...withoutSource(other), identifiers: holder.identifiers });
    expect(body.id).toBe(customer.id);
    expect(body.possibleDuplicates).toEqual([
      { customerId: holder.id, owner: ownerOf(holder), reasons: ['same_uscc', 'same_org_code'] },
    ]);
    expect((await post(steward, '', { ...aCustomer(), identifiers: holder.identifiers })).body.customerId).toBe(
      holder.id,
    );
  });

  it('cannot turn a person into an organisation', async () => {
    const body = aPerson();
    await registered(steward, body);
    const response = await send(erp, 'put', `/by-source/pos/${body.source!.id}`, withoutSource(aCustomer()));
    expect([response.status, response.body.type]).toEqual([409, 'urn:problem:kind-differs']);
  });

  it('cannot be written under the name of this service, or under no proper name', async () => {
    const body = withoutSource(aCustomer());
    expect(pointersOf(await send(erp, 'put', '/by-source/mdm/1', body))).toEqual(['/source']);
    expect((await send(erp, 'put', '/by-source/ERP/1', body)).status).toBe(400);
    expect((await send(erp, 'put', `/by-source/erp/${'x'.repeat(101)}`, body)).status).toBe(400);
  });

  it('of another department is not there', async () => {
    const body = aCustomer();
    await registered(salesNorth, body);
    const path = `/by-source/erp/${body.source!.id}`;
    expect((await get(salesSouth, path)).status).toBe(404);
    expect((await send(salesSouth, 'put', path, { ...withoutSource(body), attributes: { size: 1 } })).status).toBe(404);
    expect((await get(steward, '/by-source/erp/unknown')).status).toBe(404);
  });
});

describe('the crosswalk', () => {
  it('says which customer each record is, of one system or of all, the survivor after a merge', async () => {
    const [one, other] = [aCustomer({ uscc: null }), aCustomer({ uscc: null })];
    const [a, b] = [await registered(steward, one), await registered(steward, other)];
    await post(steward, `/${a.id}/merge`, { with: b.id, reason: '同一企业' });
    const file = async (query: string, as = steward) =>
      request(app.url)
        .get(`/customer-master/v1/crosswalk.csv${query}`)
        .set(await app.tokens.bearer(as));
    const { text, headers } = await file('?source=erp');
    expect(headers['content-type']).toContain('text/csv');
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toBe('source,sourceId,customerId');
    expect(lines).toContain(`erp,${one.source!.id},${a.id}`);
    expect(lines).toContain(`erp,${other.source!.id},${a.id}`);
    expect((await file('?source=nowhere')).text.trim().split('\r\n')).toHaveLength(1);
    expect((await file('')).text).not.toContain('mdm,');
    expect((await file('?source=;drop')).status).toBe(400);
    expect((await file('', salesNorth)).status).toBe(403);
  });
});

describe('correcting a customer', () => {
  it('wins over every system, also over what they say later, until it is taken back', async () => {
    const body = aCustomer();
    const customer = await registered(steward, body);
    const corrected = await patch(salesAll, customer.id, 1, {
      names: [{ type: 'legal', text: '更正后的有限公司' }],
      attributes: { checked: true },
    });
    expect([corrected.status, corrected.headers.etag]).toEqual([200, '"v2"']);
    const path = `/by-source/erp/${body.source!.id}`;
    const renamed = {
      ...withoutSource(body),
      names: [{ type: 'legal', text: '另一名称有限公司' }],
      observedAt: new Date().toISOString(),
    };
    const later = await send(erp, 'put', path, renamed);
    expect(later.body).toMatchObject({
      displayName: '更正后的有限公司',
      attributes: { checked: true },
      sources: customer.sources,
    });
    const { body: provenance } = await get(steward, `/${customer.id}/provenance`);
    expect(provenance.fields.find(({ field }: Body) => field === '/names/legal')).toMatchObject({
      pinned: true,
      source: { system: 'mdm' },
    });
    const released = await patch(steward, customer.id, later.body.version, { names: null });
    expect(released.body).toMatchObject({ displayName: '另一名称有限公司', attributes: { checked: true } });
  });
  const salesAll = steward;

  it('asks for the version that was read', async () => {
    const { id } = await registered(steward, aCustomer());
    expect((await send(steward, 'patch', `/${id}`, { status: 'target' })).status).toBe(428);
    const stale = await patch(steward, id, 7, { status: 'target' });
    expect([stale.status, stale.body.currentVersion]).toEqual([412, 1]);
    expect((await send(steward, 'patch', `/${id}`, { status: 'target' }, { 'if-match': '*' })).status).toBe(400);
  });

  it('changes the status, and asks for the reason of an undesirable one', async () => {
    const { id } = await registered(steward, aCustomer());
    expect(pointersOf(await patch(steward, id, 1, { status: 'undesirable' }))).toEqual(['/statusReason']);
    const undesirable = await patch(steward, id, 1, { status: 'undesirable', statusReason: 'bad_debt' });
    expect(undesirable.body).toMatchObject({ version: 2, status: 'undesirable', statusReason: 'bad_debt' });
    const back = await patch(steward, id, 2, { status: 'active' });
    expect(back.body).toMatchObject({ version: 3, status: 'active', statusReason: null });
    const changed = await app.probe.waitFor(
      'customer.status-changed',
      ({ data }) => data.customerId === id && data.to === 'active',
    );
    expect(changed.data).toEqual({ customerId: id, from: 'undesirable', to: 'active', because: 'by_hand' });
  });

  it('that changes nothing keeps the version', async () => {
    const customer = await registered(steward, aCustomer());
    for (const body of [{}, { status: 'potential' }])
      expect((await patch(steward, customer.id, 1, body)).body).toEqual(customer);
  });

  it.each([
    ['an owner', { owner: { department: 'sales-south' } }, '/owner'],
    ['a level', { level: 'gold' }, '/level'],
    ['a kind', { kind: 'person' }, '/kind'],
    ['no names', { names: [] }, '/names'],
    ['a wrong USCC', { identifiers: [{ type: 'uscc', value: '1' }] }, '/identifiers/0/value'],
    ['a mask of nobody', { contactPoints: [{ type: 'phone', value: '139****0000' }] }, '/contactPoints/0'],
    ['a reason without the status', { status: 'lost', statusReason: 'fraud' }, '/statusReason'],
  ])('refuses %s', async (_, body, pointer) => {
    const { id } = await registered(steward, aCustomer());
    const response = await patch(steward, id, 1, body);
    expect([response.status, pointersOf(response)]).toEqual([400, [pointer]]);
    expect((await get(steward, `/${id}`)).body.version).toBe(1);
  });

  it('refuses a number that another customer holds, and names the customer', async () => {
    const holder = await registered(steward, aCustomer());
    const { id } = await registered(steward, aCustomer({ uscc: null }));
    const response = await patch(steward, id, 1, { identifiers: holder.identifiers });
    expect([response.status, response.body.customerId]).toEqual([409, holder.id]);
    expect((await get(steward, `/${id}`)).body.identifiers).toEqual([]);
  });
});

describe('personal fields', () => {
  it('are masked for who may not read them, and can be added to without being seen', async () => {
    const customer = await registered(
      steward,
      aPerson({
        familyName: '诸葛',
        givenName: '清',
        person: { familyName: '诸葛', givenName: '清', birthDate: '1980-01-31' },
        contactPoints: [
          { type: 'phone', value: '13812345678' },
          { type: 'email', value: 'zhuge@example.cn' },
        ],
        addresses: [{ type: 'home', text: '太原市小店区龙城大街66号' }],
      }),
    );
    const { body: masked } = await get(marketer, `/${customer.id}`);
    expect(masked).toMatchObject({
      masked: true,
      displayName: '诸葛清',
      person: { birthDate: '1980-**-**' },
      contactPoints: [
        { type: 'phone', value: '138****5678' },
        { type: 'email', value: 'z***@example.cn' },
      ],
      addresses: [{ type: 'home', text: '***' }],
    });
    const { body: provenance } = await get(marketer, `/${customer.id}/provenance`);
    expect(JSON.stringify(provenance)).not.toMatch(/13812345678|zhuge|龙城|01-31/);
    const { body: listed } = await get(marketer, `?id=${customer.id}`);
    expect(listed.items[0].contactPoints).toEqual(masked.contactPoints);

    const added = await patch(erp, customer.id, 1, {
      contactPoints: [...masked.contactPoints, { type: 'wechat', value: 'wx_zhuge' }],
    });
    expect([added.status, added.body.masked]).toEqual([200, true]);
    expect((await get(steward, `/${customer.id}`)).body.contactPoints).toEqual([
      { type: 'phone', value: '+8613812345678' },
      { type: 'email', value: 'zhuge@example.cn' },
      { type: 'wechat', value: 'wx_zhuge' },
    ]);
  });
});

describe('a customer of another department', () => {
  it('is not there: not to read, to change, to find or to name', async () => {
    const { id, displayName } = await registered(salesNorth, aCustomer());
    expect((await get(salesSouth, `/${id}`)).status).toBe(404);
    expect((await get(salesSouth, `/${id}/provenance`)).status).toBe(404);
    expect((await patch(salesSouth, id, 1, { status: 'target' })).status).toBe(404);
    const named = encodeURIComponent(displayName);
    expect((await get(salesSouth, `?query=${named}`)).body.items).toEqual([]);
    expect((await get(salesSouth, `?query=${named}&department=sales-north`)).body.items).toEqual([]);
    expect((await get(salesSouth, `?id=${id}`)).body.items).toEqual([]);
    expect((await get(salesNorth, `?query=${named}`)).body.items).toHaveLength(1);
  });

  it('is there as soon as the department owns it, and gone for the former one', async () => {
    const { id } = await registered(salesNorth, aCustomer());
    const give = (as: TokenClaims, version: number, body: object) =>
      send(as, 'put', `/${id}/owner`, body, { 'if-match': `"v${version}"` });
    const south = { employeeId: 'E1051', department: 'sales-south' };
    expect((await give(salesNorth, 1, south)).status).toBe(403);
    expect((await send(steward, 'put', `/${id}/owner`, south)).status).toBe(428);
    expect(pointersOf(await give(steward, 1, { department: 'sales-south' }))).toContain('/employeeId');
    const given = await give(steward, 1, south);
    expect([given.status, given.headers.etag, given.body]).toEqual([200, '"v2"', { ...south, version: 2 }]);
    expect((await get(salesSouth, `/${id}`)).body.owner).toMatchObject(south);
    expect((await get(salesNorth, `/${id}`)).status).toBe(404);
    const changed = await app.probe.waitFor('customer.owner-changed', ({ data }) => data.customerId === id);
    expect(changed.data).toEqual({
      customerId: id,
      owner: south,
      previous: { employeeId: 'E1031', department: 'sales-north' },
      because: 'by_hand',
    });
  });
});

describe('lists', () => {
  it('are searched by any part of a name, of persons and organisations alike', async () => {
    await registered(steward, {
      kind: 'organisation',
      names: [
        { type: 'legal', text: '朔州沃野农机有限公司' },
        { type: 'english', text: 'Shuozhou WoYe Machinery' },
      ],
    });
    await registered(steward, { kind: 'person', person: { familyName: '司徒', givenName: '沃野' } });
    const find = async (query: string) =>
      ((await get(steward, `?query=${encodeURIComponent(query)}&sort=createdAt`)).body.items as Body[]).map(
        ({ displayName }) => displayName as string,
      );
    expect(await find('沃野')).toEqual(['朔州沃野农机有限公司', '司徒沃野']);
    expect(await find('徒沃')).toEqual(['司徒沃野']);
    expect(await find('woye mach')).toEqual(['朔州沃野农机有限公司']);
    expect(await find('野农机有')).toEqual(['朔州沃野农机有限公司']);
    for (const nothing of ['%', '_', '沃%野', '\\', "'; DROP TABLE customer; --"])
      expect(await find(nothing)).toEqual(nothing === '沃%野' ? ['朔州沃野农机有限公司', '司徒沃野'] : []);
  });

  it('come in pages that neither leave out nor repeat', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count++)
      ids.push((await registered({ ...salesNorth, department: 'paging' }, aCustomer())).id as string);
    for (const sort of ['createdAt', '-createdAt', 'updatedAt', '-updatedAt']) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await get(steward, `?department=paging&limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`);
        seen.push(...(body.items as Body[]).map(({ id }) => id as string));
        cursor = body.next as string;
      } while (cursor);
      expect(seen).toEqual(sort.startsWith('-') ? [...ids].reverse() : ids);
    }
  });

  it('are filtered by status, owner, department and level', async () => {
    const mine = { ...salesNorth, sub: 'E-filter', department: 'filtering' };
    const { id } = await registered(mine, aCustomer());
    await registered(mine, { ...aCustomer(), status: 'target' });
    const count = async (filter: string) =>
      (await get(steward, `?department=filtering&${filter}`)).body.items.length as number;
    expect(
      await Promise.all(['status=potential', 'status=target', 'owner=E-filter', 'owner=E-nobody'].map(count)),
    ).toEqual([1, 1, 2, 0]);
    const level = {
      customerId: id,
      asOf: '2026-01-07T00:00:00.000Z',
      rulesVersion: 1,
      reasons: [],
      from: null,
      to: 'gold',
    };
    const draft = { type: 'level.changed', dataversion: 1, customerId: id, aggregateId: id, aggregateVersion: 1 };
    await app.probe.publish({ ...draft, data: level });
    await app.probe.waitFor('customer.card', ({ data }) => data.customerId === id && data.level === 'gold');
    await app.probe.publish({
      ...draft,
      aggregateVersion: 2,
      data: { ...level, asOf: '2026-01-06T00:00:00.000Z', to: 'silver' },
    });
    await app.probe.publish({
      ...draft,
      aggregateVersion: 3,
      data: { ...level, asOf: '2026-01-08T00:00:00.000Z', to: 'diamond' },
    });
    const card = await app.probe.waitFor(
      'customer.card',
      ({ data }) => data.customerId === id && data.level === 'diamond',
    );
    expect(card.data.version).toBe(3);
    expect(await count('level=diamond')).toBe(1);
  });

  it('answer for given ids in their order, each once, survivors for retired ones', async () => {
    const [one, two] = [await registered(steward, aCustomer()), await registered(steward, aCustomer())];
    const unknown = '01981a2b-1111-7000-8000-0000000000ff';
    const { body } = await get(steward, `?id=${two.id},${unknown},${one.id},${two.id}`);
    expect(body.items.map(({ id }: Body) => id)).toEqual([two.id, one.id]);
    expect(body.next).toBeNull();
  });

  it.each([
    'limit=1000',
    'limit=0',
    'limit=ten',
    'sort=name',
    'sort=owner_department;--',
    'status=rich',
    'level=platinum',
    'query=',
    `query=${'x'.repeat(101)}`,
    'id=1',
    `id=${Array(101).fill('01981a2b-1111-7000-8000-00000000c001').join(',')}`,
    'cursor=e30',
    'cursor=%00',
    'displayName=x',
  ])('refuse %s', async (query) => {
    expect((await get(steward, `?${query}`)).status).toBe(400);
  });
});

describe('merging and unmerging', () => {
  it('keeps the older id, redirects the other one, and brings both back', async () => {
    const [older, younger] = [
      await registered(steward, aCustomer()),
      await registered(steward, aCustomer({ uscc: null })),
    ];
    const merged = await post(steward, `/${younger.id}/merge`, { with: older.id, reason: '同一企业' });
    expect([merged.status, merged.body.survivorId, merged.body.retiredId]).toEqual([200, older.id, younger.id]);
    expect(merged.body.customer).toMatchObject({
      id: older.id,
      mergedFrom: [younger.id],
      sources: [...older.sources, ...younger.sources],
    });
    const retired = await get(steward, `/${younger.id}`);
    expect([retired.status, retired.body.id, retired.body.mergedFrom]).toEqual([200, older.id, [younger.id]]);
    expect((await get(steward, `?id=${younger.id},${older.id}`)).body.items).toHaveLength(1);

    const card = await app.probe.waitFor(
      'customer.card',
      ({ data }) => data.customerId === younger.id && data.mergedInto !== null,
    );
    expect(card.data).toMatchObject({ version: 2, mergedInto: older.id, contactKeys: [], contactable: [] });
    expect((await app.probe.waitFor('customer.merged', ({ data }) => data.customerId === older.id)).data).toEqual({
      mergeId: merged.body.mergeId,
      customerId: older.id,
      retiredId: younger.id,
      survivorSources: older.sources,
      retiredSources: younger.sources,
    });

    for (const write of [
      () => patch(steward, younger.id, 1, { status: 'target' }),
      () => send(steward, 'put', `/${younger.id}/owner`, { employeeId: null, department: 'x' }, { 'if-match': '"v1"' }),
      () => post(steward, `/${younger.id}/merge`, { with: older.id, reason: 'again' }),
      () => post(steward, `/${older.id}/merge`, { with: younger.id, reason: 'again' }),
      () => post(steward, `/${younger.id}/unmerge`, { mergeId: merged.body.mergeId, reason: 'wrong id' }),
    ]) {
      const refused = await write();
      expect([refused.status, refused.body.type, refused.body.survivorId]).toEqual([
        409,
        'urn:problem:customer-merged',
        older.id,
      ]);
    }

    const undone = await post(steward, `/${older.id}/unmerge`, { mergeId: merged.body.mergeId, reason: '其实是两家' });
    expect(undone.status).toBe(200);
    const shape = ({ version: _, updatedAt: __, possibleDuplicates: ___, ...rest }: Body) => rest;
    expect([shape(undone.body.customer), shape(undone.body.restored)]).toEqual([shape(older), shape(younger)]);
    expect(
      (await app.probe.waitFor('customer.unmerged', ({ data }) => data.customerId === older.id)).data,
    ).toMatchObject({
      restoredId: younger.id,
      restoredSources: younger.sources,
    });
    const again = await post(steward, `/${older.id}/unmerge`, { mergeId: merged.body.mergeId, reason: 'again' });
    expect([again.status, again.body.reason]).toEqual([409, 'taken_back_already']);
  });

  it('is refused where the two cannot be one', async () => {
    const [one, other] = [await registered(steward, aCustomer()), await registered(steward, aCustomer())];
    const person = await registered(steward, aPerson());
    const refused = await post(steward, `/${one.id}/merge`, { with: other.id, reason: 'same?' });
    expect([refused.status, refused.body.type, refused.body.reasons]).toEqual([
      409,
      'urn:problem:merge-refused',
      ['uscc_differs'],
    ]);
    expect((await post(steward, `/${one.id}/merge`, { with: person.id, reason: 'same?' })).body.reasons).toEqual([
      'kind_differs',
    ]);
    expect(pointersOf(await post(steward, `/${one.id}/merge`, { with: one.id, reason: 'same?' }))).toEqual(['/with']);
    const unknown = '01981a2b-1111-7000-8000-0000000000ff';
    expect((await post(steward, `/${one.id}/merge`, { with: unknown, reason: 'same?' })).status).toBe(404);
    expect((await post(steward, `/${unknown}/merge`, { with: one.id, reason: 'same?' })).status).toBe(404);
    expect((await post(salesNorth, `/${one.id}/merge`, { with: other.id, reason: 'same?' })).status).toBe(403);
    expect(pointersOf(await post(steward, `/${one.id}/merge`, { with: 'x', reason: '' })).sort()).toEqual([
      '/reason',
      '/with',
    ]);
  });

  it('parts source records: as the id that was merged, or as a new customer', async () => {
    const [one, other] = [await registered(steward, aCustomer()), await registered(steward, aCustomer({ uscc: null }))];
    await post(steward, `/${one.id}/merge`, { with: other.id, reason: '同一企业' });
    const restored = await post(steward, `/${one.id}/unmerge`, { sourceRecords: other.sources, reason: '不是' });
    expect([restored.status, restored.body]).toEqual([
      200,
      expect.objectContaining({ restored: expect.objectContaining({ id: other.id }) }),
    ]);

    const record = { ...aCustomer(), identifiers: one.identifiers, source: { system: 'sales', id: 'S-split' } };
    await post(steward, '?onDuplicate=attach', record);
    const split = await post(steward, `/${one.id}/unmerge`, {
      sourceRecords: [{ system: 'sales', id: 'S-split' }],
      reason: '错挂',
    });
    expect(split.status).toBe(200);
    expect(split.body).toMatchObject({
      mergeId: null,
      customer: { id: one.id, sources: one.sources },
      restored: { sources: [{ system: 'sales', id: 'S-split' }] },
    });
    const { body } = await get(steward, `/${split.body.restored.id}`);
    expect(body.possibleDuplicates).toEqual([
      { customerId: one.id, owner: ownerOf(one), reasons: ['same_uscc', 'same_org_code'] },
    ]);

    const unmerge = (request_: object) => post(steward, `/${one.id}/unmerge`, { reason: 'test', ...request_ });
    expect((await unmerge({ sourceRecords: one.sources })).body.reason).toBe('nothing_would_stay');
    expect(pointersOf(await unmerge({ sourceRecords: [{ system: 'erp', id: 'nobody' }] }))).toEqual([
      '/sourceRecords/0',
    ]);
    expect((await unmerge({ mergeId: '01981a2b-1111-7000-8000-0000000000ff' })).status).toBe(404);
    expect((await unmerge({})).status).toBe(400);
    expect((await unmerge({ mergeId: split.body.restored.id, sourceRecords: one.sources })).status).toBe(400);
  });
});

describe('the API', () => {
  it('answers 404 for an unknown id and 400 for what is none', async () => {
    expect((await get(steward, '/01981a2b-1111-7000-8000-0000000000ff')).status).toBe(404);
    expect((await get(steward, '/17')).status).toBe(400);
  });

  it('describes every parameter and field', async () => {
    const { body } = await request(app.url).get('/customer-master/openapi.json');
    const schemas = body.components.schemas as Record<string, { properties?: Record<string, Body> }>;
    const undescribed = Object.entries(schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).flatMap(([field, { description, $ref, allOf }]) =>
        description || $ref || allOf ? [] : [`${name}.${field}`],
      ),
    );
    expect(
      undescribed.filter((field) =>
        /^(Customer|Merge|Unmerge|Owner|Name|Person|Identifier|Contact|Address|Source|Provenance|Possible|Register|Correct|Assign)/.test(
          field,
        ),
      ),
    ).toEqual([]);
    const paths = Object.keys(body.paths as object).map((path) => path.replace('/customer-master/v1', ''));
    expect(paths).toEqual(
      expect.arrayContaining([
        '/customers',
        '/customers/{id}',
        '/customers/{id}/provenance',
        '/customers/{id}/owner',
        '/customers/{id}/merge',
        '/customers/{id}/unmerge',
        '/customers/by-source/{source}/{sourceId}',
      ]),
    );
  });
});
