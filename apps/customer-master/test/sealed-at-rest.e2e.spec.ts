import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { Importing } from './importing.js';

let app: CustomerMasterApp;
let steward: { authorization: string };
beforeAll(async () => {
  app = await startCustomerMaster();
  steward = await app.tokens.bearer({ sub: 'E1', roles: ['admin'] });
}, 120_000);
afterAll(() => app?.close(), 60_000);

const api = () => request(`${app.url}/customer-master/v1`);
const post = async (path: string, body: object) => {
  const answer = await api().post(path).set(steward).send(body);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};

/** Which of the texts stand in the files of the database, or in what its write-ahead log has got since then. */
async function lying(texts: readonly string[], since: Date): Promise<string[]> {
  const files = await app.run((tx) =>
    tx.query<{ path: string }[]>(
      `SELECT 'base/' || oid || '/' || pg_ls_dir('base/' || oid) AS path FROM pg_database WHERE datname = current_database()
       UNION ALL SELECT 'pg_wal/' || name FROM pg_ls_waldir() WHERE modification >= $1`,
      [since],
    ),
  );
  const found = new Set<string>();
  for (const { path } of files) {
    const rows = await app.run((tx) =>
      tx.query<{ text: string }[]>(
        `SELECT text FROM (SELECT pg_read_binary_file($1, true) AS bytes) AS file, unnest($2::text[]) AS text
         WHERE position(convert_to(text, 'UTF8') IN bytes) > 0`,
        [path, texts],
      ),
    );
    for (const { text } of rows) found.add(text);
  }
  return [...found];
}

it('nothing personal of people lies in clear in the files of the database', async () => {
  const begin = new Date(Date.now() - 1_000);
  const person = {
    kind: 'person',
    person: { familyName: '欧阳', givenName: '采薇芷', birthDate: '1987-03-14' },
    identifiers: [{ type: 'national_id', value: '11010519870314123X' }],
    contactPoints: [
      { type: 'phone', value: '13987654321' },
      { type: 'email', value: 'caiweizhi.planted@example.com' },
      { type: 'wechat', value: 'wx_planted_caiwei' },
    ],
    addresses: [{ type: 'postal', locality: '太原市', street: '桃源巷玖拾柒号' }],
  };
  const { id } = await post('/customers', person);
  await post('/interactions', {
    ...{
      customerId: id,
      channel: 'phone',
      direction: 'out',
      occurredAt: '2026-01-05T01:30:00Z',
      outcome: 'interested',
    },
    subject: '主题植入壹',
    notes: '备注植入贰：下周回访',
    nextStep: { what: '步骤植入叁', dueAt: '2036-01-07T02:00:00Z' },
  });
  const imported = new Importing(app.url, steward);
  const csv = [
    'sourceId,kind,familyName,givenName,phone,email',
    'P1,person,司徒,植入肆,13812340987,sitian.planted@example.com',
  ];
  expect((await imported.run(csv.join('\n'))).counts).toMatchObject({ registered: 1 });
  // What is not well-formed waits to be corrected: that must not be readable either.
  const refused = ['sourceId,kind,familyName,givenName,phone', 'P2,person,尉迟,植入伍,12345planted6789'];
  expect((await imported.run(refused.join('\n'))).counts).toMatchObject({ failed: 1 });
  await api().get('/customers').query({ query: '欧阳采薇芷' }).set(steward).expect(200);
  await api().get(`/customers/${id}/overview`).set(steward).expect(200);
  // The firm's name is public: it shows that a text which lies there is found.
  await post('/customers', { kind: 'organisation', names: [{ type: 'legal', text: '植入对照有限公司' }] });
  const isQuiet = async () =>
    (await app.run((tx) => tx.query('SELECT FROM outbox WHERE published_at IS NULL'))).length === 0;
  await waitFor(isQuiet, { what: 'events to be sent', timeoutMs: 20_000 });
  await app.run((tx) => tx.query('CHECKPOINT')).catch(() => undefined);

  const planted = ['采薇芷', '欧阳采薇芷', '1987-03-14', '11010519870314123X', '13987654321', '8613987654321']
    .concat(['caiweizhi.planted', 'wx_planted_caiwei', '桃源巷玖拾柒号', '主题植入壹', '备注植入贰', '步骤植入叁'])
    .concat(['植入肆', '13812340987', 'sitian.planted', '植入伍', '12345planted6789', 'ouyangcaiweizhi']);
  expect(await lying([...planted, '植入对照有限公司'], begin)).toEqual(['植入对照有限公司']);
}, 180_000);
