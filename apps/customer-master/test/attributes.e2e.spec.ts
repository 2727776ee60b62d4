import { aCustomer, aPerson, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { Importing } from './importing.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
type User = { authorization: string };
let app: CustomerMasterApp;
let steward: User;
/** Sees all customers, personal fields masked. */
let manager: User;

beforeAll(async () => {
  app = await startCustomerMaster();
  [steward, manager] = await Promise.all([
    app.tokens.bearer({ sub: 'E9000', roles: ['steward'], department: 'data' }),
    app.tokens.bearer({ sub: 'E1', roles: ['manager'], department: 'board' }),
  ]);
});
afterAll(() => app.close());

const base = '/customer-master/v1';
const get = (user: User, path: string) => request(app.url).get(`${base}${path}`).set(user);
const send = (method: 'post' | 'put' | 'patch', path: string, body: object, headers: object = {}, user = steward) =>
  request(app.url)
    [method](`${base}${path}`)
    .set({ ...user, ...headers })
    .send(body);
const register = async (body: object): Promise<Body> => {
  const answer = await send('post', '/customers', body);
  expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
  return answer.body;
};
const patch = (id: string, version: number, body: object) =>
  send('patch', `/customers/${id}`, body, { 'if-match': `"v${version}"` });
const define = (industry: string, version: number, properties: object, user = steward) =>
  send(
    'put',
    `/attribute-definitions/${encodeURIComponent(industry)}`,
    { schema: { type: 'object', properties } },
    { 'if-match': `"v${version}"` },
    user,
  );
const pointersOf = ({ body }: { body: Body }): string[] => body.errors?.map(({ pointer }: Body) => pointer);
const withoutSource = ({ source: _, ...body }: ReturnType<typeof aCustomer>) => body;

const legalBasis = { basis: 'consent', evidence: 'CONSENT-2026-0042', obtainedAt: '2026-01-05T02:00:00Z' };
const family = { maritalStatus: 'married', children: 1, household: 'with_children', legalBasis };
const income = { band: '100_200', legalBasis };

describe('preferences', () => {
  it('are kept of both kinds, joined by an edit, and lie nowhere in clear', async () => {
    const preferences = {
      channel: 'phone',
      times: [{ days: ['mon', 'tue'], from: '14:00', to: '17:30' }],
      style: 'brief',
      language: 'zh-CN',
      avoid: ['忌讳话题甲'],
    };
    for (const body of [aCustomer(), aPerson()]) {
      const { id, version, ...customer } = await register({ ...body, preferences });
      expect(customer.preferences).toEqual(preferences);
      const edited = await patch(id, version, { preferences: { style: 'warm', avoid: [] } });
      expect(edited.body.preferences).toEqual({ ...preferences, style: 'warm', avoid: [] });
      // A second edit joins the first one.
      const again = await patch(id, edited.body.version, { preferences: { language: 'en' } });
      expect(again.body.preferences).toMatchObject({ style: 'warm', language: 'en', avoid: [] });
      const systems = await patch(id, again.body.version, { preferences: null });
      expect(systems.body.preferences).toEqual(preferences);
      const rows = await app.run((tx) =>
        tx.query(
          `SELECT customer.*, said.plain AS said FROM customer JOIN membership ON customer_id = customer.id
           JOIN source_record_version said USING (record_id) WHERE customer.id = $1`,
          [id],
        ),
      );
      expect(JSON.stringify(rows)).not.toMatch(/忌讳|17:30|brief/);
    }
  });

  it.each([
    ['a window that ends before it begins', { times: [{ days: ['mon'], from: '17:00', to: '09:00' }] }, '/times/0/to'],
    ['no time of day', { times: [{ days: ['mon'], from: '9:00', to: '24:00' }] }, '/times/0/from'],
    ['no day', { times: [{ days: ['someday'], from: '09:00', to: '10:00' }] }, '/times/0/days'],
    ['a style that nobody knows', { style: 'rude' }, '/style'],
    ['a language that nobody speaks', { language: 'xx-YY' }, '/language'],
    ['too many topics', { avoid: Array.from({ length: 11 }, (_, at) => `t${at}`) }, '/avoid'],
    ['a whole text', { avoid: ['x'.repeat(41)] }, '/avoid'],
  ])('refuse %s', async (_, preferences, pointer) => {
    const answer = await send('post', '/customers', { ...aCustomer(), preferences });
    expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([400, `/preferences${pointer}`]);
  });
});

describe('family and income', () => {
  it('are refused without a legal basis, saying so in both languages', async () => {
    const { legalBasis: _, ...bare } = family;
    const refused = await send('post', '/customers', { ...aPerson(), family: bare, income: { band: '50_100' } });
    expect([refused.status, pointersOf(refused)]).toEqual([400, ['/family/legalBasis', '/income/legalBasis']]);
    const { body } = await send('post', '/customers', { ...aPerson(), family: bare }, { 'accept-language': 'zh-CN' });
    expect(body.errors[0].message).toMatch(/敏感个人信息/);
    const { id, version } = await register(aPerson());
    expect(pointersOf(await patch(id, version, { income: { band: '50_100' } }))).toEqual(['/income/legalBasis']);
  });

  it.each([
    ['of an organisation', aCustomer(), { family }, '/family'],
    [
      'with a basis of no kind',
      aPerson(),
      { income: { ...income, legalBasis: { ...legalBasis, basis: 'because' } } },
      '/income/legalBasis/basis',
    ],
    [
      'with a basis from the future',
      aPerson(),
      { income: { ...income, legalBasis: { ...legalBasis, obtainedAt: '2999-01-01T00:00:00Z' } } },
      '/income/legalBasis/obtainedAt',
    ],
    ['with too many children', aPerson(), { family: { ...family, children: 21 } }, '/family/children'],
    ['with a field of our own making', aPerson(), { family: { ...family, salary: 1 } }, '/family/salary'],
  ])('are refused %s', async (_, body, more, pointer) => {
    const answer = await send('post', '/customers', { ...body, ...more });
    expect([answer.status, pointersOf(answer)]).toEqual([400, [pointer]]);
  });

  it('are shown to who may see them, and to others only that they are known', async () => {
    const { id, version, ...seen } = await register({ ...aPerson(), family, income });
    expect(seen.family).toMatchObject({ ...family, legalBasis: { basis: 'consent' }, masked: false });
    expect(seen.income).toMatchObject({ band: '100_200', masked: false });
    const masked = await get(manager, `/customers/${id}`);
    expect([masked.body.family, masked.body.income]).toEqual([{ masked: true }, { masked: true }]);
    const { body: provenance } = await get(manager, `/customers/${id}/provenance`);
    const entry = provenance.fields.find(({ field }: Body) => field === '/family');
    expect([entry.value, entry.confidence > 0]).toEqual([{ masked: true }, true]);
    expect(JSON.stringify([masked.body, provenance])).not.toMatch(/married|100_200|CONSENT-2026/);
    // An edit replaces the whole: a legal basis covers what was given with it.
    const edited = await patch(id, version, { family: { children: 2, legalBasis } });
    expect(edited.body.family).toEqual({ children: 2, legalBasis: seen.family.legalBasis, masked: false });
    expect((await register(aPerson())).family).toBeNull();
  });

  it('age and are trusted by rules of their own', async () => {
    const { body: rules } = await get(steward, '/survivorship');
    expect(rules.halfLifeDays).toMatchObject({ names: 1825, preferences: 365, family: 730, income: 365 });
  });
});

describe('attributes', () => {
  const grade = {
    type: 'string',
    enum: ['A', 'B', 'C'],
    'x-title-zh': '区域等级',
    'x-title-en': 'Region grade',
    'x-searchable': true,
  };
  const hobby = { type: 'string', maxLength: 40, 'x-personal': true, 'x-searchable': true };
  const coal = {
    region_grade: grade,
    annualOutput: { type: 'integer', minimum: 0 },
    licenceUntil: { type: 'string', format: 'date' },
  };
  const organisation = (attributes: object) => aCustomer({ attributes: { industry: 'coal', ...attributes } });
  const person = (attributes: object) => aPerson({ attributes: { industry: 'coal', ...attributes } });
  let early: Body;
  const earlyBody = withoutSource(organisation({ region_grade: 'D', anything: 'goes' }));

  it('are anything as long as nobody has defined any', async () => {
    const put = await send('put', '/customers/by-source/erp/EARLY', earlyBody);
    expect([put.status, put.body.attributes]).toEqual([201, earlyBody.attributes]);
    early = put.body;
    expect((await get(steward, '/attribute-definitions/coal')).status).toBe(404);
    expect((await get(steward, '/customers?attribute=region_grade:D')).status).toBe(400);
  });

  it.each([
    ['a regular expression', { a: { type: 'string', pattern: '(a+)+$' } }, '/schema/properties/a/pattern'],
    ['a reference', { a: { type: 'string', $ref: 'http://169.254.169.254/' } }, '/schema/properties/a/$ref'],
    ['an object', { a: { type: 'object', properties: {} } }, '/schema/properties/a/type'],
  ])('are not defined by %s', async (_, properties, pointer) => {
    const answer = await define('coal', 0, properties);
    expect([answer.status, pointersOf(answer)]).toEqual([400, [pointer]]);
  });

  it('are defined by stewards, version by version', async () => {
    expect((await define('coal', 0, coal, manager)).status).toBe(403);
    expect(
      (await send('put', '/attribute-definitions/coal', { schema: { type: 'object', properties: {} } })).status,
    ).toBe(428);
    expect((await define('a b', 0, coal)).status).toBe(400);
    const first = await define('coal', 0, coal);
    expect(first.body).toMatchObject({ industry: 'coal', version: 1, madeBy: 'E9000', schema: { properties: coal } });
    expect(first.headers['etag']).toBe('"v1"');
    expect((await define('coal', 0, coal)).body.currentVersion).toBe(1);
    expect((await define('coal', 1, coal)).body.version).toBe(1);
    const next = await define('coal', 1, { ...coal, hobby });
    expect(next.body.version).toBe(2);
    expect((await get(manager, '/attribute-definitions/coal?version=1')).body.schema.properties).toEqual(coal);
    const { body: versions } = await get(manager, '/attribute-definitions/coal/versions?limit=1');
    expect([versions.items[0].version, typeof versions.next]).toEqual([2, 'string']);
    const rest = await get(manager, `/attribute-definitions/coal/versions?cursor=${versions.next}`);
    const beyond = Buffer.from('{"version":2147483648}').toString('base64url');
    expect((await get(manager, `/attribute-definitions/coal/versions?cursor=${beyond}`)).status).toBe(400);
    expect(rest.body.items.map(({ version }: Body) => version)).toEqual([1]);
    expect(pointersOf(await define('common', 0, { region_grade: grade }))).toEqual(['/schema/properties/region_grade']);
    expect((await define('common', 0, { founded: { type: 'integer' } })).body.version).toBe(1);
    const { body: list } = await get(manager, '/attribute-definitions');
    expect(list.items.map(({ industry, version }: Body) => `${industry} ${version}`)).toEqual(['coal 2', 'common 1']);
  });

  it('that come in are checked, whichever way', async () => {
    const wrong = { colour: 'red', region_grade: 'Z', annualOutput: 1.5, licenceUntil: '2027-02-30', founded: 'old' };
    const refused = await send('post', '/customers', organisation(wrong));
    expect(refused.status).toBe(400);
    expect(pointersOf(refused).sort()).toEqual(
      Object.keys(wrong)
        .map((name) => `/attributes/${name}`)
        .sort(),
    );
    expect(refused.body.errors.find(({ pointer }: Body) => pointer === '/attributes/colour').message).toMatch(
      /unknown attribute|未知属性/,
    );
    expect(JSON.stringify(refused.body)).not.toMatch(/2027-02-30/);

    const { id, version } = await register(organisation({ region_grade: 'A', annualOutput: 5, founded: 1999 }));
    expect(pointersOf(await patch(id, version, { attributes: { colour: 'red' } }))).toEqual(['/attributes/colour']);
    const put = await send('put', '/customers/by-source/crm/NEW', withoutSource(organisation({ region_grade: 'Z' })));
    expect(pointersOf(put)).toEqual(['/attributes/region_grade']);
    // Of another industry the attribute is not known; without an industry neither.
    const steel = aCustomer({ attributes: { industry: 'steel', region_grade: 'A' } });
    expect(pointersOf(await send('post', '/customers', steel))).toEqual(['/attributes/region_grade']);
    // An edit that does not name the industry is judged by that of the customer.
    expect((await patch(id, version, { attributes: { region_grade: 'B' } })).body.attributes.region_grade).toBe('B');
  });

  it('that were there before a definition stay, also when the rest of the record is sent anew', async () => {
    const renamed = { ...earlyBody, names: [{ type: 'legal', text: '太原早有贸易有限公司' }] };
    const put = await send('put', '/customers/by-source/erp/EARLY', renamed);
    expect([put.status, put.body.displayName, put.body.attributes]).toEqual([
      200,
      '太原早有贸易有限公司',
      earlyBody.attributes,
    ]);
    const worse = { ...renamed, attributes: { ...earlyBody.attributes, region_grade: 'E' } };
    expect(pointersOf(await send('put', '/customers/by-source/erp/EARLY', worse))).toEqual([
      '/attributes/region_grade',
    ]);
  });

  it('of an import are the fault of their row', async () => {
    await define('common', 1, { founded: { type: 'integer' }, industry: { type: 'string', enum: ['coal', 'steel'] } });
    const importing = new Importing(app.url, steward);
    const rows = ['A-1,organisation,太原导入甲有限公司,coal', 'A-2,organisation,太原导入乙有限公司,magic'];
    const { id, counts } = await importing.run(['sourceId,kind,name,industry', ...rows].join('\n'));
    expect(counts).toMatchObject({ registered: 1, failed: 1 });
    expect(await importing.errorsOf(id)).toMatch(/A-2|industry/);
  });

  it('that are searchable find organisations and persons, and only for who may see them', async () => {
    const [firm, human, other] = [
      await register(organisation({ region_grade: 'C', annualOutput: 7, hobby: '钓鱼' })),
      await register(person({ region_grade: 'C', hobby: '下棋' })),
      await register(organisation({ region_grade: 'B' })),
    ];
    const found = async (user: User, query: string) => {
      const { status, body } = await get(user, `/customers?${query}`);
      return status === 200 ? body.items.map(({ id }: Body) => id).sort() : status;
    };
    const hobbyOf = (value: string) => `attribute=hobby:${encodeURIComponent(value)}`;
    expect(await found(steward, 'attribute=region_grade:C')).toEqual([firm.id, human.id].sort());
    expect(await found(manager, 'attribute=region_grade:C')).toEqual([firm.id, human.id].sort());
    expect(await found(steward, `attribute=region_grade:C&${hobbyOf('下棋')}`)).toEqual([human.id]);
    expect(await found(steward, hobbyOf('钓鱼'))).toEqual([firm.id]);
    expect(await found(manager, hobbyOf('钓鱼'))).toBe(400);
    expect(await found(steward, 'attribute=annualOutput:7')).toBe(400);
    expect(await found(steward, 'attribute=plain')).toBe(400);
    expect(await found(steward, Array(4).fill('attribute=region_grade:C').join('&'))).toBe(400);
    expect(await found(steward, 'attribute=region_grade:Z')).toEqual([]);

    const masked = await get(manager, `/customers/${firm.id}`);
    expect(masked.body.attributes).toMatchObject({ hobby: '***', region_grade: 'C' });
    const rows = await app.run((tx) =>
      tx.query(
        `SELECT customer.plain, said.plain AS said FROM customer JOIN membership ON customer_id = customer.id
         JOIN source_record_version said USING (record_id) WHERE customer.id = ANY($1)`,
        [[firm.id, human.id]],
      ),
    );
    expect(JSON.stringify(rows)).not.toMatch(/钓鱼|下棋/);

    // What becomes searchable or personal later is so for the customers that are there, too.
    await patch(other.id, other.version, { attributes: { annualOutput: 9 } });
    const person9 = await register(person({ annualOutput: 9 }));
    const annualOutput = { type: 'integer', minimum: 0, 'x-searchable': true, 'x-personal': true };
    const { body: defined } = await define('coal', 2, { ...coal, hobby, annualOutput });
    expect(defined.version).toBe(3);
    await waitFor(async () => (await found(steward, 'attribute=annualOutput:9')).length === 2);
    expect(await found(steward, 'attribute=annualOutput:9')).toEqual([other.id, person9.id].sort());
    const [{ plain }] = await app.run((tx) => tx.query('SELECT plain FROM customer WHERE id = $1', [other.id]));
    expect(plain.attributes).toEqual({ industry: 'coal', region_grade: 'B' });
  });

  it('are counted where they do not fit a newer version', async () => {
    const { body } = await define('coal', 3, { ...coal, hobby, region_grade: { ...grade, enum: ['A', 'B'] } });
    expect(body.version).toBe(4);
    const count = await waitFor(async () => {
      const answer = await get(steward, '/attribute-definitions/coal/conformance');
      return answer.body.definitionVersion === 4 && answer.body.state === 'counted' && answer.body;
    });
    // Two of grade C, and the one from before there were definitions.
    expect(count).toMatchObject({ industry: 'coal', deviating: 3, attributes: { region_grade: 3, anything: 1 } });
    expect(count.conforming).toBe(count.customers - 3);
    expect((await get(steward, `/customers/${early.id}`)).body.attributes.region_grade).toBe('D');
  });
});
