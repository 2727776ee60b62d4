import { MessageBounced } from '@crm/contracts';
import { aCustomer, aPerson, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
type User = { authorization: string };
let app: CustomerMasterApp;
let as: Record<'steward' | 'north' | 'south' | 'manager' | 'nobody', User>;

beforeAll(async () => {
  app = await startCustomerMaster();
  const { tokens } = app;
  as = {
    steward: await tokens.bearer({ sub: 'E1', roles: ['steward'] }),
    north: await tokens.bearer({ sub: 'E2', roles: ['sales'], department: 'sales-north' }),
    south: await tokens.bearer({ sub: 'E3', roles: ['sales'], department: 'sales-south' }),
    manager: await tokens.bearer({ sub: 'E4', roles: ['manager'] }),
    nobody: await tokens.bearer({ sub: 'E5', roles: ['sales'] }),
  };
}, 120_000);
afterAll(() => app?.close(), 60_000);

const base = '/customer-master/v1';
const get = (path: string, user = as.steward) => request(app.url).get(`${base}${path}`).set(user);
const send = (method: 'post' | 'put' | 'patch', path: string, body: object = {}, user = as.steward, headers = {}) =>
  request(app.url)
    [method](`${base}${path}`)
    .set({ ...user, ...headers })
    .send(body);
const register = async (body: object = aCustomer(), user = as.steward): Promise<Body> =>
  (await send('post', '/customers', body, user).expect(201)).body;
/** What systems said long ago is stale. */
const old = (id: string) => ({ source: { system: 'erp', id, observedAt: '2020-01-05T02:00:00Z' } });
const qualityOf = async (id: string, user = as.steward): Promise<Body> =>
  (await get(`/customers/${id}/quality`, user)).body;
const verify = (id: string, body = {}, user = as.steward) =>
  send('post', `/customers/${id}/quality/verified-today`, body, user);
/** A client that is asked to come again, does. */
async function served(ask: () => ReturnType<typeof verify>): Promise<request.Response> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
  }
}
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  app.run((tx) => tx.query(sql, parameters));
const keptOf = async (id: string): Promise<Body> =>
  (await query(`SELECT * FROM customer_quality WHERE customer_id = $1`, [id]))[0];
/** Waits until the score is kept, as of the newest card of the customer. */
const judged = (id: string): Promise<Body> =>
  waitFor(
    async () =>
      (
        await query(
          `SELECT kept.* FROM customer_quality kept JOIN customer ON id = customer_id AND customer.card_version = kept.card_version
           WHERE id = $1`,
          [id],
        )
      )[0],
    { what: `quality of ${id}` },
  );
const fire = (kind: string): Promise<unknown> => query(`UPDATE timer SET next_try_at = now() WHERE kind = $1`, [kind]);
/** Ids on a worklist, over all of its pages. */
async function listed(parameters: object, user = as.steward): Promise<Body[]> {
  const items: Body[] = [];
  for (let cursor: string | undefined; ;) {
    const { status, body } = await get('/quality/worklist', user).query({
      ...parameters,
      ...(cursor ? { cursor } : {}),
    });
    expect(status).toBe(200);
    items.push(...body.items);
    if (!body.next) return items;
    cursor = body.next;
  }
}
const idsOf = (items: Body[]): string[] => items.map(({ customerId }) => customerId);
const slug = ({ body }: { body: Body }): string => body.type.replace('urn:problem:', '');

describe('the quality of a customer', () => {
  it('is a score with its reasons, field by field, and names no value', async () => {
    const customer = await register({
      ...aCustomer({ addresses: [{ type: 'registered', text: '暂无' }] }),
      ...old('Q-1'),
    });
    const quality = await qualityOf(customer.id);
    expect(quality).toMatchObject({ customerId: customer.id, rulesVersion: 0, staleAt: null });
    expect(quality.reasons.map(({ code, field }: Body) => `${code} ${field}`)).toEqual(
      expect.arrayContaining([
        'missing /contactPoints/email',
        'missing /attributes/industry',
        'stale /contactPoints/phone',
        'address_placeholder /addresses',
      ]),
    );
    const lost = quality.reasons.reduce((sum: number, reason: Body) => sum + reason.lost, 0);
    expect(Math.abs(100 - quality.score - lost)).toBeLessThan(0.5);
    const [phone] = quality.fields.filter(({ field }: Body) => field === '/contactPoints/phone');
    expect(phone).toMatchObject({
      name: { zh: '电话', en: 'phone' },
      present: true,
      valid: true,
      fresh: false,
      verifiedAt: null,
      maxAgeDays: 365,
    });
    expect(phone.ageDays).toBeGreaterThan(2_000);
    const kept = await judged(customer.id);
    expect([kept.score, kept.is_stale, kept.is_missing, kept.is_invalid, kept.is_duplicate]).toEqual([
      quality.score,
      true,
      true,
      true,
      false,
    ]);
    const texts = JSON.stringify([kept, quality]);
    for (const { text } of customer.names) expect(texts).not.toContain(text);
    for (const { value } of [...customer.contactPoints, ...customer.identifiers]) expect(texts).not.toContain(value);
  });

  it('rises at once when somebody verified it today, by one click', async () => {
    const { id } = await register({ ...aPerson(), ...old('Q-2') });
    const before = await qualityOf(id);
    await judged(id);
    const { status, body } = await verify(id);
    expect([status, body.score > before.score]).toEqual([200, true]);
    expect(body.reasons.filter(({ code }: Body) => code === 'stale')).toEqual([]);
    expect((await keptOf(id)).score).toBe(body.score);
    const verified = body.fields.filter(({ verifiedAt }: Body) => verifiedAt !== null).map(({ field }: Body) => field);
    expect(verified).toEqual(['/person/name', '/contactPoints/phone']);
    const { body: provenance } = await get(`/customers/${id}/provenance`);
    expect(provenance.fields.map(({ verifiedAt }: Body) => verifiedAt)).toEqual([body.asOf, body.asOf]);
    await app.probe.waitFor('customer.corrected', ({ data }) => data.customerId === id);
    // What was judged before does not come back.
    await judged(id);
    expect((await keptOf(id)).score).toBe(body.score);
  });

  it('can be verified in part, and not in what is not there', async () => {
    const { id } = await register({ ...aCustomer(), ...old('Q-3') });
    const { body } = await verify(id, { fields: ['/contactPoints/phone'] });
    const stale = body.reasons.filter(({ code }: Body) => code === 'stale').map(({ field }: Body) => field);
    expect(stale.sort()).toEqual(['/identifiers/uscc', '/names/legal']);
    const refused = await verify(id, { fields: ['/contactPoints/phone', '/contactPoints/email'] });
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/fields/1']);
    for (const body of [{ fields: [] }, { fields: 'all' }, { fields: ['/a', '/a'] }, { other: 1 }])
      expect((await verify(id, body)).status).toBe(400);
  });

  it('is the same after twenty clicks at once', async () => {
    const { id } = await register({ ...aCustomer(), ...old('Q-4') });
    const answers = await Promise.all(Array.from({ length: 20 }, () => served(() => verify(id))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(new Set(answers.map(({ body }) => body.score)).size).toBe(1);
    const { score } = await judged(id);
    expect(score).toBe(answers[0]!.body.score);
  });

  it('is not there for another department, nor to be verified by it', async () => {
    const { id } = await register(aCustomer(), as.north);
    expect((await get(`/customers/${id}/quality`, as.north)).status).toBe(200);
    for (const user of [as.south, as.nobody]) {
      expect((await get(`/customers/${id}/quality`, user)).status).toBe(404);
      expect((await verify(id, {}, user)).status).toBe(404);
    }
    expect((await verify(id, {}, as.north)).status).toBe(200);
    expect((await get(`/customers/${newId()}/quality`)).status).toBe(404);
  });

  it('is in the overview', async () => {
    const { id } = await register();
    await judged(id);
    const { body } = await get(`/customers/${id}/overview`);
    const { score, reasons } = await qualityOf(id);
    expect(body.quality).toMatchObject({ score, reasons: reasons.slice(0, 3), asOf: expect.any(String) });
  });

  it('follows a merge and an unmerge', async () => {
    const [one, other] = [
      await register(aCustomer({ uscc: null })),
      await register(aCustomer({ uscc: null, addresses: [{ type: 'registered', text: '学府街1号' }] })),
    ];
    const alone = (await judged(one.id)).score;
    const gone = (await judged(other.id)).score;
    const { body: merged } = await send('post', `/customers/${one.id}/merge`, { with: other.id, reason: '同一企业' });
    await waitFor(async () => (await keptOf(other.id)) === undefined, { what: 'retired' });
    expect((await judged(one.id)).score).toBeGreaterThan(alone);
    expect((await qualityOf(other.id)).customerId).toBe(one.id);
    expect(slug(await verify(other.id))).toBe('customer-merged');
    await send('post', `/customers/${one.id}/unmerge`, { mergeId: merged.mergeId, reason: '并非同一企业' });
    await waitFor(async () => (await keptOf(other.id))?.score === gone, { what: 'restored' });
    await waitFor(async () => (await keptOf(one.id))?.score === alone, { what: 'alone again' });
  });

  it('knows possible twins, also when they are decided', async () => {
    const names = ['大同煤业', '大同煤矿'];
    const twins: string[] = [];
    for (const name of names) twins.push((await register(aCustomer({ name, uscc: null, phone: null }))).id);
    const isDuplicate = async (id: string): Promise<boolean> => (await keptOf(id))?.is_duplicate;
    await judged(twins[1]!);
    await fire('quality.pairs');
    for (const id of twins) await waitFor(() => isDuplicate(id), { what: `twin ${id}` });
    expect((await qualityOf(twins[0]!)).dimensions.uniqueness).toBe(50);
    const { body } = await get('/matches?limit=100');
    const { id: pair } = body.items.find(({ customerIds }: Body) => twins.every((id) => customerIds.includes(id)));
    await send('post', `/matches/${pair}/decision`, { decision: 'different', reason: '两家公司' }).expect(200);
    await fire('quality.pairs');
    for (const id of twins) await waitFor(async () => !(await isDuplicate(id)), { what: `no twin ${id}` });
  });

  it('falls when an e-mail came back, until the address is confirmed', async () => {
    const contactPoints = [{ type: 'email' as const, value: 'buyer@coal.test' }];
    const { id } = await register(aCustomer({ contactPoints }));
    await judged(id);
    const messageId = newId();
    await query(
      `INSERT INTO message (id, version, customer_id, requested_by, purpose, template, state, channel, attempts, requested_at, done_at)
       VALUES ($1, 2, $2, 'feedback', 'service', 'survey_invitation', 'bounced', 'email', 1, now(), now())`,
      [messageId, id],
    );
    const data = { messageId, customerId: id, requestedBy: 'feedback', channel: 'email' as const };
    await app.probe.publish(
      MessageBounced.draft({ customerId: id, aggregateId: messageId, aggregateVersion: 2, time: new Date(), data }),
      { source: 'customer-master' },
    );
    await waitFor(async () => (await keptOf(id)).is_invalid, { what: 'bounce' });
    expect((await qualityOf(id)).reasons.map(({ code }: Body) => code)).toContain('email_bounced');
    const { body } = await verify(id);
    expect(body.reasons.map(({ code }: Body) => code)).not.toContain('email_bounced');
  });

  it('is judged again when time has made something stale', async () => {
    const { id } = await register();
    const { stale_at: staleAt, computed_at: before, score } = await judged(id);
    expect(staleAt.getTime()).toBeGreaterThan(Date.now());
    await query(`UPDATE customer_quality SET stale_at = now(), score = 1 WHERE customer_id = $1`, [id]);
    const again = await waitFor(
      async () => {
        const kept = await keptOf(id);
        return kept.computed_at > before && kept;
      },
      { what: 'looked at again' },
    );
    expect([again.score, again.stale_at]).toEqual([score, staleAt]);
  });
});

describe('the worklist', () => {
  it('gives everybody whose record wants work, in order, page by page', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 7; at++) ids.push((await register({ ...aCustomer(), ...old(`W-${at}`) }, as.south)).id);
    for (const id of ids) await judged(id);
    const all = await listed({ department: 'sales-south', limit: 3 });
    expect(idsOf(all).sort()).toEqual([...ids].sort());
    const scores = (await listed({ department: 'sales-south', sort: 'score', limit: 2 })).map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    const priorities = all.map(({ priority }) => priority);
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
    const [first] = await listed({ department: 'sales-south', reason: 'stale' });
    expect(first).toMatchObject({
      department: 'sales-south',
      owner: 'E3',
      displayName: expect.stringContaining('太原市'),
      next: { zh: expect.stringContaining('核实'), en: expect.stringContaining('verified today') },
    });
    expect(first.reasons.every(({ code }: Body) => code === 'stale')).toBe(true);
    expect(first.reasons.length).toBeLessThanOrEqual(3);
    await verify(ids[0]!, { fields: ['/names/legal', '/identifiers/uscc', '/contactPoints/phone'] }, as.south).expect(
      200,
    );
    expect(idsOf(await listed({ department: 'sales-south', reason: 'stale' }))).not.toContain(ids[0]);
    expect(idsOf(await listed({ department: 'sales-south', reason: 'missing' }))).toContain(ids[0]);
    expect(await listed({ department: 'sales-south', reason: 'duplicate' })).toEqual([]);
  });

  it('shows a department its own customers only, and one’s own', async () => {
    const { id, version } = await register(aCustomer(), as.north);
    await judged(id);
    expect(idsOf(await listed({ limit: 100 }, as.north))).toContain(id);
    expect(idsOf(await listed({ limit: 100, owner: 'me' }, as.north))).toContain(id);
    expect(idsOf(await listed({ limit: 100, owner: 'E2' }))).toContain(id);
    expect(idsOf(await listed({ limit: 100, owner: 'E3' }))).not.toContain(id);
    for (const user of [as.south, as.nobody]) {
      expect(idsOf(await listed({ limit: 100 }, user))).not.toContain(id);
      expect(await listed({ department: 'sales-north' }, user)).toEqual([]);
    }
    // At the moment of the change, not when the score is made anew.
    await query(`UPDATE customer SET owner_department = 'sales-east' WHERE id = $1`, [id]);
    expect(idsOf(await listed({ limit: 100 }, as.north))).not.toContain(id);
    expect(version).toBe(1);
  });

  it('takes known words only', async () => {
    for (const wrong of ['reason=late', 'sort=owner', 'limit=101', 'cursor=nonsense', 'owner=', 'order=1'])
      expect((await get(`/quality/worklist?${wrong}`)).status).toBe(400);
    const { body } = await get('/quality/worklist?limit=1&sort=score');
    expect((await get(`/quality/worklist?sort=value&cursor=${body.next}`)).status).toBe(400);
  });
});

describe('the rules', () => {
  const rulesOf = async (): Promise<Body> => {
    const { version, madeBy: _, madeAt: __, appliedAt: ___, ...rules } = (await get('/quality-rules')).body;
    return { version, rules };
  };
  const put = (rules: object, version: number, user = as.steward) =>
    send('put', '/quality-rules', rules, user, { 'if-match': `"v${version}"` });

  it('judge everybody anew when they change, some after others', async () => {
    const { id } = await register(aCustomer({ attributes: { industry: 'coal' } }));
    await judged(id);
    const { version, rules } = await rulesOf();
    const fields = [{ field: '/attributes/licence', weight: 50 }];
    const { status, body } = await put(
      { ...rules, industries: [{ industry: 'coal', kind: 'organisation', fields }] },
      version,
    );
    expect([status, body.version, body.madeBy]).toEqual([200, version + 1, 'E1']);
    await waitFor(async () => (await get('/quality-rules')).body.appliedAt, { what: 'applied' });
    const behind = await query(`SELECT FROM customer_quality WHERE rules_version < $1`, [version + 1]);
    expect(behind).toEqual([]);
    expect((await keptOf(id)).reasons[0]).toMatchObject({ code: 'missing', field: '/attributes/licence' });
  });

  it('are changed once by twenty who read the same version', async () => {
    const { version, rules } = await rulesOf();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => put({ ...rules, placeholders: [`测试${at}`] }, version)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 412)]);
    const now = await rulesOf();
    expect(now.version).toBe(version + 1);
    expect((await put(now.rules, now.version)).body.version).toBe(now.version);
  });

  it('are for stewards, of the version that was read, and make sense', async () => {
    const { version, rules } = await rulesOf();
    expect((await get('/quality-rules', as.north)).status).toBe(403);
    expect((await get('/quality-rules', as.manager)).status).toBe(200);
    expect((await put(rules, version, as.manager)).status).toBe(403);
    expect((await send('put', '/quality-rules', rules)).status).toBe(428);
    const wrong: [object, string?][] = [
      [{ weights: { completeness: 0, validity: 0, freshness: 0, uniqueness: 0 } }, '/weights'],
      [{ weights: { ...rules.weights, validity: -1 } }],
      [{ fields: { ...rules.fields, person: [{ field: '/person/name', weight: 0 }] } }, '/fields/person'],
      [{ fields: { ...rules.fields, person: [{ field: 'name', weight: 1 }] } }],
      [{ ages: { youngest: 20, oldest: 10 } }, '/ages/oldest'],
      [{ maxAgeDays: { ...rules.maxAgeDays, names: 0 } }],
      [{ faults: [{ code: 'ugly', share: 1 }] }],
      [{ faults: [{ code: 'uscc_checksum', share: 1.5 }] }],
      [{ placeholders: ['测试', ''] }],
      [{ more: true }],
    ];
    for (const [change, pointer] of wrong) {
      const { status, body } = await put({ ...rules, ...change }, version);
      expect([change, status]).toEqual([change, 400]);
      if (pointer) expect(body.errors[0].pointer).toBe(pointer);
    }
  });
});

describe('the figures', () => {
  /** Measures now. */
  async function measure(): Promise<void> {
    const asOf = (await get('/quality')).body.asOf;
    await fire('quality.measure');
    await waitFor(async () => (await get('/quality')).body.asOf !== asOf, { what: 'measured' });
  }

  it('say by department and in all how good the records are, of customers that one sees', async () => {
    await judged((await register({ ...aCustomer(), ...old('F-1') }, as.south)).id);
    await judged((await register(aPerson(), as.south)).id);
    await measure();
    const { body } = await get('/quality');
    const { body: mine } = await get('/quality', as.south);
    expect(mine.departments.map(({ department }: Body) => department)).toEqual(['sales-south']);
    const south = body.departments.find(({ department }: Body) => department === 'sales-south');
    expect(mine.departments).toEqual([south]);
    expect(mine.total.figures).toEqual(south.figures);
    const [counted] = await query<Body>(
      `SELECT count(*)::int AS customers, round(avg(score)::numeric, 1)::float8 AS mean FROM customer_quality WHERE department = 'sales-south'`,
    );
    expect([south.figures.customers, south.figures.meanScore]).toEqual([counted.customers, counted.mean]);
    expect(south.figures.distribution.reduce((sum: number, each: number) => sum + each, 0)).toBe(counted.customers);
    const total = body.departments.reduce((sum: number, { figures }: Body) => sum + figures.customers, 0);
    expect(body.total.figures.customers).toBe(total);
    expect(south.worstReasons[0]).toMatchObject({
      code: expect.any(String),
      zh: expect.any(String),
      customers: expect.any(Number),
    });
    const persons = (await get('/quality?department=sales-south&kind=person')).body;
    expect(persons.total.figures.customers).toBe(1);
    expect((await get('/quality?department=sales-south', as.north)).body.total).toEqual({
      figures: null,
      worstReasons: [],
    });
    expect((await get('/quality?kind=dog')).status).toBe(400);
  });

  it('of a day that is over are told once, and days without a measurement are gaps', async () => {
    await measure();
    const today = (await get('/quality/trend')).body.days.at(-1).day;
    const before = (days: number): string => new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
    for (const table of ['quality_day', 'quality_day_total'])
      await query(`UPDATE ${table} SET day = day - 2 WHERE day = $1`, [today]);
    await fire('quality.measure');
    const event = await app.probe.waitFor('quality.measured', ({ data }) => data.department === 'sales-south');
    expect(event).toMatchObject({ customerId: null, aggregateId: 'sales-south', data: { day: before(2) } });
    await measure();
    await measure();
    const told = (await app.probe.all('quality.measured')).filter(({ data }) => data.department === 'sales-south');
    expect(told).toHaveLength(1);
    const { body } = await get(`/quality/trend?from=${before(3)}&to=${today}`);
    expect(body.days.map(({ day, figures }: Body) => [day, figures !== null])).toEqual([
      [before(3), false],
      [before(2), true],
      [before(1), false],
      [today, true],
    ]);
    expect(body.days.map(({ measuredAt }: Body) => measuredAt !== null)).toEqual([false, true, false, true]);
    const sum = event.data.kinds.reduce((total, { customers }) => total + customers, 0);
    const { body: south } = await get(`/quality/trend?from=${before(2)}&to=${before(2)}&department=sales-south`);
    expect(south.days[0].figures.customers).toBe(sum);
    expect([south.days[0].reviewed, body.days.at(-1).reviewed]).toEqual([null, 2]);
    expect(body.days.at(-1).matchShare).toBe(0);
  });

  it('of a trend go over 400 days at most, forwards', async () => {
    const days = async (text: string) => (await get(`/quality/trend?${text}`)).status;
    expect(await days('from=2025-01-01&to=2026-02-04')).toBe(200);
    expect(await days('from=2025-01-01&to=2026-02-05')).toBe(400);
    expect(await days('from=2026-01-02&to=2026-01-01')).toBe(400);
    expect(await days('from=2026-02-30')).toBe(400);
    expect((await get('/quality/trend')).body.days).toHaveLength(30);
  });
});
