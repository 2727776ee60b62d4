import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import request from 'supertest';
import { readWorkbook } from '../src/imports/xlsx-file.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let master: CustomerMasterApp;
let as: Record<'steward' | 'agent' | 'marketer' | 'analyst', { authorization: string }>;

const persons = 7;
const firms = 520;
/** Unlike every other one, so that nobody resembles anybody. */
const tradeName = (at: number): string => String.fromCodePoint(0x4e10 + at * 17, 0x5e10 + at * 13);

beforeAll(async () => {
  master = await startCustomerMaster();
  as = {
    steward: await master.tokens.bearer({ sub: 'E1', roles: ['steward'] }),
    agent: await master.tokens.bearer({ sub: 'E2', roles: ['agent'], department: 'service' }),
    marketer: await master.tokens.bearer({ sub: 'E3', roles: ['marketer'] }),
    analyst: await master.tokens.bearer({ sub: 'E4', roles: ['analyst'] }),
  };
  const rows = [
    ...Array.from(
      { length: firms },
      (_, at) => `X-${at},organisation,=太原${tradeName(at)}${at}出口有限公司,,sales-${at % 2 ? 'north' : 'south'}`,
    ),
    ...Array.from({ length: persons }, (_, at) => `P-${at},person,王${at}伟,1380000300${at},service`),
  ];
  const sent = request(master.url).post('/customer-master/v1/imports').set(as.steward).field('source', 'erp');
  const { body } = await sent
    .attach('file', Buffer.from(['sourceId,kind,name,phone,department', ...rows].join('\n')), 'a.csv')
    .expect(202);
  await waitFor(
    async () =>
      (await request(master.url).get(`/customer-master/v1/imports/${body.id}`).set(as.steward)).body.state ===
      'completed',
    { timeoutMs: 200_000, everyMs: 100 },
  );
}, 300_000);

afterAll(() => master.close());

const get = (query: object, user = as.steward) =>
  request(master.url).get('/customer-master/v1/customers/export').query(query).set(user).buffer(true);
const binary = async (query: object): Promise<Buffer> =>
  (
    await get(query)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      })
      .expect(200)
  ).body as Buffer;
const lastNote = async () => {
  const [row] = await master.run((tx) => tx.query('SELECT * FROM customer_export ORDER BY id DESC LIMIT 1'));
  return row as Record<string, unknown>;
};

describe('customers as a file', () => {
  it('in CSV are all of them, the oldest first, with formulas made harmless', async () => {
    const { text, headers } = await get({ format: 'csv', columns: 'name,kind,sources' }).expect(200);
    expect(headers['content-type']).toContain('text/csv');
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + firms + persons);
    expect(lines.slice(0, 2)).toEqual([
      '\uFEFFname,kind,sources',
      `'=太原${tradeName(0)}0出口有限公司,organisation,erp:X-0`,
    ]);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('in XLSX can be read back, every cell as text', async () => {
    const file = await binary({ format: 'xlsx', columns: 'name,phone' });
    const rows: string[][] = [];
    const sheet = await readWorkbook(file, null, (_, batches) => {
      rows.push(...batches.flatMap((batch) => batch.rows));
      return Promise.resolve();
    });
    expect(sheet).toMatchObject({ headers: ['name', 'phone'], rows: firms + persons });
    expect(rows[0]).toEqual([`'=太原${tradeName(0)}0出口有限公司`]);
  });

  it('in NDJSON are what the API answers for each', async () => {
    const { text } = await get({ format: 'ndjson', query: '王3伟' }).expect(200);
    const [customer, ...more] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    expect(more).toEqual([]);
    const { body } = await request(master.url).get(`/customer-master/v1/customers/${customer!.id}`).set(as.steward);
    const { possibleDuplicates: _, ...same } = body;
    expect(customer).toEqual(same);
  });

  it('are those of the filter', async () => {
    const lines = (await get({ format: 'csv', department: 'service', columns: 'kind' })).text.trimEnd().split('\r\n');
    expect(lines.slice(1)).toEqual(Array(persons).fill('person'));
    const firmsOnly = (await get({ format: 'csv', kind: 'organisation', columns: 'kind' })).text
      .trimEnd()
      .split('\r\n');
    expect(firmsOnly.slice(1)).toEqual(Array(firms).fill('organisation'));
    expect((await get({ format: 'csv', attribute: 'nonsense:1' })).status).toBe(400);
    expect((await get({ format: 'pdf' })).status).toBe(400);
    expect((await get({ format: 'csv', columns: 'name,secret' })).status).toBe(400);
    expect((await get({ format: 'csv', colour: 'red' })).status).toBe(400);
  });

  it('are written down with who took them, and without the names that were looked for', async () => {
    await get({ format: 'csv', query: '王3伟', status: 'potential' }).expect(200);
    await waitFor(async () => (await lastNote())['state'] !== 'running');
    expect(await lastNote()).toMatchObject({
      actor_id: 'E1',
      format: 'csv',
      filter: { query: true, status: 'potential' },
      state: 'completed',
      customers: 1,
    });
  });

  it('give what an import takes, in clear to who may see it, masked to everybody else', async () => {
    const columns = 'name,familyName,passport,phone,address,street,locality,region,postalCode,country';
    await request(master.url)
      .put('/customer-master/v1/customers/by-source/erp/FULL-1')
      .set(as.steward)
      .send({
        kind: 'person',
        person: { familyName: '欧阳', givenName: '出口' },
        identifiers: [{ type: 'passport', value: 'E12345678' }],
        contactPoints: [{ type: 'phone', value: '13800003999' }],
        addresses: [
          {
            type: 'home',
            text: '太原市小店区长风街1号',
            street: '长风街1号',
            locality: '小店区',
            region: '140105',
            postalCode: '030006',
            country: 'CN',
          },
        ],
        owner: { department: 'vip' },
      })
      .expect(201);
    const rowFor = async (user: { authorization: string }) =>
      (await get({ format: 'csv', department: 'vip', columns }, user).expect(200)).text.trimEnd().split('\r\n')[1];
    expect(await rowFor(as.steward)).toBe(
      "欧阳出口,欧阳,E12345678,'+8613800003999,太原市小店区长风街1号,长风街1号,小店区,140105,030006,CN",
    );
    for (const user of [as.marketer, as.analyst]) {
      const row = await rowFor(user);
      expect(row).toMatch(/小店区,140105,030006,CN$/);
      for (const secret of ['E12345678', '13800003999', '长风街']) expect(row).not.toContain(secret);
      await waitFor(async () => (await lastNote())['state'] === 'completed');
      expect(await lastNote()).toMatchObject({ masked: true, customers: 1 });
    }
  });

  it('are for those who may export', async () => {
    expect((await get({ format: 'csv' }, as.agent)).status).toBe(403);
  });

  it('that nobody reads to the end are given up, and that is written down', async () => {
    const end = new AbortController();
    const response = await fetch(`${master.url}/customer-master/v1/customers/export?format=ndjson`, {
      headers: as.steward,
      signal: end.signal,
    });
    await response.body!.getReader().read();
    end.abort();
    await waitFor(async () => (await lastNote())['state'] !== 'running', { timeoutMs: 20_000 });
    expect(['broken_off', 'completed']).toContain((await lastNote())['state']);
  });
});
