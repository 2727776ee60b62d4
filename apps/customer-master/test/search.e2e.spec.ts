import { aCustomer, aPerson, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Timers } from '@crm/persistence';
import { CustomerFacets } from '../src/customers/customer-facets.service.js';
import { MatchKeys } from '../src/customers/match-keys.service.js';
import { numberTokensTimer } from '../src/customers/number-tokens.service.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let master: CustomerMasterApp;
type User = { authorization: string };
let as: Record<'steward' | 'analyst' | 'north', User>;
/** Names of the customers by what they are called in the tests. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  master = await startCustomerMaster();
  const { tokens } = master;
  as = {
    steward: await tokens.bearer({ sub: 'E1', roles: ['steward'] }),
    analyst: await tokens.bearer({ sub: 'E5', roles: ['analyst'] }),
    north: await tokens.bearer({ sub: 'E2', roles: ['sales'], department: 'sales-north' }),
  };
  const firms = {
    coal: { ...aCustomer({ name: '山西煤业有限公司' }), status: 'target', owner: { department: 'sales-south' } },
    mine: aCustomer({ name: '山西煤矿机械厂', uscc: null }),
    acme: aCustomer({ name: 'Acme Coal Trading Ltd.', uscc: null }),
    other: aCustomer({ name: '河北钢铁集团', uscc: null }),
  };
  for (const [name, body] of Object.entries(firms)) {
    const source = { system: 'erp', id: `ERP-${name}`, observedAt: '2026-01-05T02:00:00Z' };
    ids[name] = (
      await api()
        .post('/customers')
        .set(as.steward)
        .send({ ...body, source })
        .expect(201)
    ).body.id;
    if (name === 'coal') uscc = body.identifiers![0]!.value;
  }
  const persons = {
    zhang: aPerson({ familyName: '张', givenName: '伟', phone: '13812345678' }),
    shan: aPerson({ familyName: '单', givenName: '雄信', phone: '13987654321' }),
  };
  for (const [name, body] of Object.entries(persons))
    ids[name] = (await api().post('/customers').set(as.steward).send(body).expect(201)).body.id;
});
afterAll(() => master.close());

let uscc: string;
const api = () => request(`${master.url}/customer-master/v1`);
const nameOf = (id: string): string | undefined => Object.entries(ids).find(([, known]) => known === id)?.[0];
async function find(query: object, user = as.steward): Promise<(string | undefined)[]> {
  const { body } = await api().get('/customers').query(query).set(user).expect(200);
  return body.items.map(({ id }: { id: string }) => nameOf(id));
}
const facetsOf = async (query: object, user = as.steward) =>
  (await api().get('/customers/facets').query(query).set(user).expect(200)).body;

describe('searching customers', () => {
  it.each([
    ['part of a name', '西煤', ['mine', 'coal']],
    ['pinyin', 'shanximei', ['mine', 'coal']],
    ['pinyin of a part in the middle', 'gangtie', ['other']],
    ['initials', 'sxmy', ['coal']],
    ['initials of a person', 'zw', ['zhang']],
    ['a surname that is read otherwise', 'shanxiongxin', ['shan']],
    ['an English name', 'coal trad', ['acme']],
    ['the end of a telephone number', '5678', ['zhang']],
    ['a whole telephone number', '+86 138-1234-5678', ['zhang']],
    ["another system's id", 'ERP-acme', ['acme']],
    ['nothing that anybody has', '广东', []],
  ])('by %s: %s', async (_, query, found) => {
    expect(await find({ query })).toEqual(found);
  });

  it('by USCC in any notation, organisation code and id', async () => {
    expect(await find({ query: uscc.toLowerCase() })).toEqual(['coal']);
    expect(await find({ query: uscc.slice(8, 17) })).toEqual(['coal']);
    expect(await find({ query: ids.other })).toEqual(['other']);
  });

  it('forgives a wrong character of the same sound, and one slip of the finger, when nothing is found otherwise', async () => {
    expect(await find({ query: '山西梅业' })).toEqual(['coal']);
    expect(await find({ query: '山西煤广机械' })).toEqual(['mine']);
    expect(await find({ query: 'Acem Coal' })).toEqual(['acme']);
    expect(await find({ query: '山西煤业' })).toEqual(['coal']);
  });

  it('puts exactly this name first by relevance', async () => {
    const { body } = await api()
      .post('/customers')
      .set(as.steward)
      .send(aCustomer({ name: '煤业', uscc: null }))
      .expect(201);
    ids.exact = body.id;
    const later = aCustomer({ name: '大同煤业', uscc: null });
    ids.later = (await api().post('/customers').set(as.steward).send(later).expect(201)).body.id;
    expect(await find({ query: '煤业', sort: 'relevance' })).toEqual(['exact', 'later', 'coal']);
    expect(await find({ query: '煤业', sort: 'createdAt' })).toEqual(['coal', 'exact', 'later']);
  });

  it('pages through hits without a gap or a repetition, in either direction', async () => {
    for (const sort of ['createdAt', '-createdAt', 'updatedAt', '-updatedAt']) {
      const all = await find({ query: '煤', sort });
      const paged: (string | undefined)[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const { body } = await api().get('/customers').query({ query: '煤', sort, limit: 2, cursor }).set(as.steward);
        paged.push(...body.items.map(({ id }: { id: string }) => nameOf(id)));
        cursor = body.next;
      }
      expect(paged).toEqual(all);
      expect(new Set(all).size).toBe(4);
    }
  });

  it('shows a department its own customers only, by whatever they are searched', async () => {
    for (const query of ['西煤', 'sxmy', uscc, ids.coal, 'ERP-coal', '山西梅业'])
      expect(await find({ query }, as.north)).toEqual([]);
  });

  it('finds out no more of a masked number than is shown', async () => {
    expect(await find({ query: '5678' }, as.analyst)).toEqual(['zhang']);
    expect(await find({ query: '45678' }, as.analyst)).toEqual([]);
    expect(await find({ query: '45678' })).toEqual(['zhang']);
    const nationalId = '11010519491231002X';
    const li = { ...aPerson({ phone: '13700001111' }), identifiers: [{ type: 'national_id', value: nationalId }] };
    ids.li = (
      await api()
        .post('/customers')
        .set(as.steward)
        .send({ ...li, contactPoints: [...li.contactPoints!, { type: 'email', value: 'li.si@example.cn' }] })
        .expect(201)
    ).body.id;
    for (const query of ['13700001111', '+86 137-0000-1111', 'li.si@example.cn', nationalId]) {
      expect(await find({ query })).toEqual(['li']);
      expect(await find({ query }, as.analyst)).toEqual([]);
      expect((await facetsOf({ query }, as.analyst)).count).toBe(0);
    }
    expect(await find({ query: uscc }, as.analyst)).toEqual(['coal']);
  });

  it('by a tax, member or fax number, and the longest id of another system', async () => {
    const source = { system: 'portal', id: `P-${'x'.repeat(98)}`, observedAt: '2026-01-05T02:00:00Z' };
    const firm = { ...aCustomer({ name: '吉林造纸厂', uscc: null }), source };
    const identifiers = [{ type: 'tax', value: '1401 0570-1234.567' }];
    const contactPoints = [{ type: 'fax', value: '0431-6655 4433' }];
    const post = async (body: object): Promise<string> =>
      (await api().post('/customers').set(as.steward).send(body).expect(201)).body.id;
    ids.paper = await post({ ...firm, identifiers, contactPoints });
    const wu = { ...aPerson({ phone: '13600002222' }), identifiers: [{ type: 'member', value: 'm_778899/a' }] };
    ids.wu = await post(wu);
    for (const user of [as.steward, as.analyst]) {
      expect(await find({ query: '140105701234.567' }, user)).toEqual(['paper']);
      expect(await find({ query: 'M_778899/A' }, user)).toEqual(['wu']);
      expect(await find({ query: 'M_778899' }, user)).toEqual([]);
      expect(await find({ query: source.id }, user)).toEqual(['paper']);
    }
    expect(await find({ query: '+86 431 6655 4433 ext. 801' })).toEqual(['paper']);
    expect(await find({ query: '043166554433' })).toEqual(['paper']);
    expect(await find({ query: '043166554433' }, as.analyst)).toEqual([]);
  });

  it('by tax and member numbers from before they were searched by, without any change of the customer', async () => {
    const shape = `id, version, card_version, updated_at, plain, sealed, cardinality(name_tokens) AS tokens`;
    const rows = () =>
      master.run((tx) =>
        tx.query(`SELECT ${shape} FROM customer WHERE id = ANY($1) ORDER BY id`, [[ids.paper, ids.wu]]),
      );
    const before = await rows();
    // More than are looked at in one step come before them.
    const filler = `('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid`;
    await master.run(async (tx) => {
      await tx.query(
        `INSERT INTO customer (id, kind, version, card_version, status, owner_department, name_tokens, name_keys, plain, sealed, created_at, updated_at)
         SELECT ${filler}, 'organisation', 1, 1, 'lost', 'archive', '{}', '{}', '{}', '', now(), now() FROM generate_series(1, 450) AS n`,
      );
      const tokens = master.app
        .get(MatchKeys)
        .tokens(['=140105701234.567', '=M_778899/A'].map((token) => token.toUpperCase()));
      await tx.query(
        'UPDATE customer SET name_tokens = array(SELECT unnest(name_tokens) EXCEPT SELECT unnest($1::text[])) WHERE id = ANY($2)',
        [tokens, [ids.paper, ids.wu]],
      );
    });
    expect(await find({ query: '140105701234.567' })).toEqual([]);
    await master.run(async (tx) => {
      await tx.query('UPDATE number_token_progress SET done_to = NULL, is_done = false');
      await new Timers().arm(tx, { kind: numberTokensTimer, aggregateId: 'all', epoch: 2, dueAt: new Date() });
    });
    const isDone = () =>
      master.run((tx) => tx.query<{ done: boolean }[]>('SELECT is_done AS done FROM number_token_progress'));
    await waitFor(async () => (await isDone())[0]!.done);
    expect(await find({ query: '140105701234.567' })).toEqual(['paper']);
    expect(await find({ query: 'M_778899/A' })).toEqual(['wu']);
    expect(await rows()).toEqual(before);
    await master.run((tx) => tx.query(`DELETE FROM customer WHERE id < '00000000-0000-4001-0000-000000000000'`));
  });

  it('follows corrections and merges', async () => {
    const { version } = (await api().get(`/customers/${ids.other}`).set(as.steward)).body;
    await api()
      .patch(`/customers/${ids.other}`)
      .set({ ...as.steward, 'if-match': `"v${version}"` })
      .send({ names: [{ type: 'legal', text: '辽宁钢铁集团' }] })
      .expect(200);
    expect(await find({ query: 'liaoning' })).toEqual(['other']);
    await api().post(`/customers/${ids.mine}/merge`).set(as.steward).send({ with: ids.other, reason: '同一企业' });
    expect(await find({ query: '辽宁' })).toEqual(['mine']);
    expect(await find({ query: ids.other })).toEqual(['mine']);
  });

  it.each(['%', '_', "'", '\\', '\u202e', '🙂', ' '])('takes %j for a text without a letter', async (query) => {
    expect(await find({ query })).toEqual([]);
  });
});

describe('facets', () => {
  it('count what the same filter finds, by every value', async () => {
    const { count, isAtLeast, facets } = await facetsOf({ query: '煤' });
    expect([count, isAtLeast]).toEqual([4, false]);
    expect(facets.status).toEqual([
      { value: 'potential', count: 3 },
      { value: 'target', count: 1 },
    ]);
    expect(facets.department).toContainEqual({ value: 'sales-south', count: 1 });
    expect((await facetsOf({ kind: 'person' })).facets.kind).toEqual([{ value: 'person', count: 4 }]);
    expect((await facetsOf({ query: '煤', status: 'target' })).count).toBe(1);
  });

  it('count nobody else for a department', async () => {
    expect(await facetsOf({}, as.north)).toMatchObject({ count: 0, facets: { status: [] } });
  });

  /** The count of all was made so long ago, and nobody makes it anew. */
  const countedBefore = (minutes: number) =>
    master.run(async (tx) => {
      await tx.query(
        `UPDATE timer SET due_at = '2100-01-01', next_try_at = '2100-01-01' WHERE kind = 'customers.facet-count' AND state = 'armed'`,
      );
      await tx.query('UPDATE customer_facet SET as_of = now() - make_interval(mins => $1)', [minutes]);
    });

  it('of more than five thousand are never a part of them, nor older than they say', async () => {
    await countedBefore(1);
    await master.run((tx) =>
      tx.query(
        `INSERT INTO customer (id, kind, version, card_version, status, owner_department, name_tokens, name_keys, plain, sealed,
           created_at, updated_at)
         SELECT gen_random_uuid(), 'organisation', 1, 1, 'lost', 'archive', '{}', '{}', '{}', '', now(), now()
         FROM generate_series(1, 5500)`,
      ),
    );
    const { count, isAtLeast, facets } = await facetsOf({});
    expect([count > 5500, isAtLeast, facets.status[0]]).toEqual([true, false, { value: 'lost', count: 5500 }]);
    expect(await facetsOf({ department: 'archive' })).toMatchObject({ count: 5500, isAtLeast: false });
    expect(await facetsOf({}, as.north)).toMatchObject({ count: 0 });

    await master.run((tx) => master.app.get(CustomerFacets).count(tx));
    await master.run((tx) => tx.query(`UPDATE customer SET status = 'target' WHERE owner_department = 'archive'`));
    await countedBefore(9);
    const [known] = (await facetsOf({})).facets.status;
    expect(known).toEqual({ value: 'lost', count: 5500 });
    await countedBefore(11);
    const late = await facetsOf({});
    expect(late.facets.status[0].value).toBe('target');
    expect(Date.now() - Date.parse(late.asOf)).toBeLessThan(60_000);
  });

  it('are counted anew by themselves, again and again', async () => {
    const timer = () =>
      master.run(async (tx) => {
        const rows = await tx.query(
          `SELECT due_at AS at FROM timer WHERE kind = 'customers.facet-count' AND state = 'armed'`,
        );
        return rows as { at: Date }[];
      });
    await countedBefore(60);
    await master.run((tx) =>
      tx.query(`UPDATE timer SET due_at = now(), next_try_at = now() WHERE kind = 'customers.facet-count'`),
    );
    await waitFor(async () => (await timer())[0]!.at.getTime() > Date.now() + 60_000);
    const [next, ...more] = await timer();
    expect(more).toEqual([]);
    expect(Math.abs(next!.at.getTime() - Date.now() - 5 * 60_000)).toBeLessThan(60_000);
    const [{ old }] = await master.run((tx) =>
      tx.query(`SELECT now() - min(as_of) > interval '1 minute' AS old FROM customer_facet`),
    );
    expect(old).toBe(false);
  });

  it.each([{ sort: 'createdAt' }, { status: 'none' }, { query: '' }])('refuse %j', async (query) => {
    expect((await api().get('/customers/facets').query(query).set(as.steward)).status).toBe(400);
  });
});
