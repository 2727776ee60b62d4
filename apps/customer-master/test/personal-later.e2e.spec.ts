import { aCustomer, waitFor } from '@crm/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
let app: CustomerMasterApp;
let steward: { authorization: string };
/** Sees all customers, personal fields masked. */
let manager: { authorization: string };
beforeAll(async () => {
  app = await startCustomerMaster();
  [steward, manager] = await Promise.all([
    app.tokens.bearer({ sub: 'E9000', roles: ['steward', 'admin'], department: 'data' }),
    app.tokens.bearer({ sub: 'E1', roles: ['manager'], department: 'board' }),
  ]);
}, 120_000);
afterAll(() => app?.close(), 60_000);

const send = async (method: 'get' | 'post' | 'put', path: string, body?: object, headers: object = {}) => {
  const url = `/customer-master/v1${path}`;
  const answer = await request(app.url)
    [method](url)
    .set({ ...steward, ...headers })
    .send(body);
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.body as Body;
};
const define = (version: number, properties: object) =>
  send(
    'put',
    '/attribute-definitions/coal',
    { schema: { type: 'object', properties } },
    { 'if-match': `"v${version}"` },
  );
const firm = (hobby: string) => {
  const { source: _, ...body } = aCustomer({
    identifiers: [],
    contactPoints: [],
    attributes: { industry: 'coal', hobby },
  });
  return body;
};
const say = (id: string, body: object) => send('put', `/customers/by-source/erp/${id}`, body);
const counted = (version: number): Promise<Body> =>
  waitFor(
    async () => {
      const found = await send('get', '/attribute-definitions/coal/conformance');
      return found.definitionVersion === version && found.state === 'counted' && found;
    },
    { what: 'the pass to end', timeoutMs: 20_000 },
  );

/** The tables in which the text stands. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await app.run((tx) =>
    tx.query<{ name: string }[]>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`),
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await app.run((tx) =>
      tx.query(`SELECT FROM "${name}" AS given WHERE position($1 IN given::text) > 0 LIMIT 1`, [text]),
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

const hobby = { type: 'string', maxLength: 40, 'x-searchable': true };
const personalHobby = { ...hobby, 'x-personal': true };
let stays: Body;

it('what becomes personal later is sealed wherever it lies already', async () => {
  await define(0, { hobby });
  stays = await say('STAYS', firm('植入爱好旧'));
  await say('STAYS', firm('植入爱好新'));
  const retired = await say('RETIRED', firm('植入爱好并'));
  await send('post', `/customers/${stays.id}/merge`, { with: retired.id, reason: '同一家公司' });
  const gone = await say('GONE', firm('植入爱好撤'));
  await app.run((tx) => tx.query('UPDATE customer SET withdrawn_at = now() WHERE id = $1', [gone.id]));
  expect(await tablesWith('植入爱好')).toEqual(['customer', 'source_record_version']);

  const digests = () => app.run((tx) => tx.query('SELECT digest FROM source_record_version ORDER BY 1'));
  const before = await digests();
  await define(1, { hobby: personalHobby });
  await counted(2);
  expect(await tablesWith('植入爱好')).toEqual([]);
  expect(await digests()).toEqual(before);
  const { body: masked } = await request(app.url).get(`/customer-master/v1/customers/${stays.id}`).set(manager);
  expect(masked.attributes).toEqual({ industry: 'coal', hobby: '***' });

  const { resealing } = await counted(2);
  // Four versions of three records that say it, and the customers.
  expect(resealing).toEqual({ total: 6, done: 6, changed: 7, finished: true });
  // It is sealed, not lost: the value, what the history compares, and the search.
  expect((await send('get', `/customers/${stays.id}`)).attributes.hobby).toBe('植入爱好并');
  const { items } = await send('get', `/customers/${stays.id}/history`);
  expect(items.map(({ record }: Body) => record?.fields)).toContainEqual(['names', 'attributes']);
  const query = new URLSearchParams({ attribute: 'hobby:植入爱好并' });
  const found = await send('get', `/customers?${query}`);
  expect(found.items.map(({ id }: Body) => id)).toEqual([stays.id]);
});

it('nobody writes by the older version behind the back of the pass', async () => {
  await define(2, { hobby });
  await counted(3);
  let putting: Promise<Body> | undefined;
  let defining: Promise<Body> | undefined;
  await app.run(async (tx) => {
    await tx.query(`SELECT FROM source_record WHERE source_id = 'STAYS' FOR UPDATE`);
    putting = say('STAYS', firm('植入爱好迟'));
    const isWaiting = () =>
      app.run((other) => other.query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`));
    await waitFor(async () => (await isWaiting()).length > 0, { what: 'the writer to be under way' });
    defining = define(3, { hobby: personalHobby });
    await Promise.race([defining.then(() => counted(4)), new Promise((resolve) => setTimeout(resolve, 1_500))]);
  });
  await Promise.all([putting, defining]);
  await counted(4);
  expect(await tablesWith('植入爱好')).toEqual([]);
});

it('what is not personal any more is shown, while records keep it sealed until they are sent anew', async () => {
  await define(4, { hobby });
  await counted(5);
  expect(await tablesWith('植入爱好迟')).toEqual(['customer']);
  const { body } = await request(app.url).get(`/customer-master/v1/customers/${stays.id}`).set(manager);
  expect(body.attributes.hobby).toBe('植入爱好迟');
  await say('STAYS', firm('植入爱好末'));
  expect(await tablesWith('植入爱好末')).toEqual(['customer', 'source_record_version']);
});

it('versions of records change in no other way', async () => {
  const changes = [`plain = plain || '{"names": []}'`, `plain = plain - 'attributes'`, `digest = 'x'`, `version = 9`];
  for (const change of [...changes, `plain = jsonb_set(plain, '{attributes,hobby}', '"x"')`]) {
    const changing = app.run((tx) => tx.query(`UPDATE source_record_version SET ${change}`));
    await expect(changing).rejects.toThrow(/append-only/);
  }
});
