import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { Importing } from './importing.js';

let master: CustomerMasterApp;
let importing: Importing;
let steward: { authorization: string };

beforeAll(async () => {
  master = await startCustomerMaster();
  steward = await master.tokens.bearer({ sub: 'E1', roles: ['steward'] });
  importing = new Importing(master.url, steward);
});
afterAll(() => master.close());

const bySource = async (id: string) =>
  (await request(`${master.url}/customer-master/v1`).get(`/customers/by-source/erp/${id}`).set(steward).expect(200))
    .body;
const csv = (...rows: string[]) => ['sourceId,kind,name,observedAt', ...rows].join('\n');
const lines = async (id: string, language = 'en') =>
  (await importing.errorsOf(id, language)).split('\r\n').slice(1).filter(Boolean);
const traces = () =>
  master.run((tx) =>
    tx.query(
      'SELECT (SELECT count(*) FROM source_record_version) AS versions, (SELECT sum(version + card_version) FROM customer) AS events',
    ),
  );
let number = 0;
const freshId = () => `RP-${++number}`;

describe('a file that names a record twice', () => {
  it('says what its last row says; the same file again changes nothing', async () => {
    const id = freshId();
    const file = csv(`${id},organisation,太原先说贸易有限公司,`, `${id},organisation,太原后说贸易有限公司,`);
    expect((await importing.run(file)).counts).toMatchObject({ rows: 2, registered: 1, updated: 0, superseded: 1 });
    expect((await bySource(id)).displayName).toBe('太原后说贸易有限公司');
    const before = await traces();
    for (const _ of [1, 2]) {
      const again = await importing.run(file);
      expect(again.counts).toMatchObject({ rows: 2, unchanged: 1, updated: 0, superseded: 1, failed: 0 });
      expect(await traces()).toEqual(before);
    }
  });

  it('is told so row by row, in a dry run too, however far apart the rows are', async () => {
    const id = freshId();
    const between = Array.from({ length: 450 }, () => `${freshId()},organisation,太原居间贸易有限公司${number},`);
    const file = csv(`${id},organisation,太原甲贸易有限公司,`, ...between, `${id},organisation,太原乙贸易有限公司,`);
    const tried = await importing.run(file, { dryRun: true });
    expect(tried.counts).toMatchObject({ rows: 452, registered: 451, superseded: 1, failed: 0 });
    expect(await lines(tried.id)).toEqual([
      `2,superseded-by-later-row,"sourceId: row 453 names the same record: that one counts, this one was left out",${id},organisation,太原甲贸易有限公司,`,
    ]);
    expect((await lines(tried.id, 'zh'))[0]).toContain('第 453 行');
    await request(`${master.url}/customer-master/v1`).post(`/imports/${tried.id}/commit`).set(steward).expect(202);
    const done = await importing.finished(tried.id);
    expect(done.counts).toMatchObject({ registered: 451, superseded: 1 });
    expect((await bySource(id)).displayName).toBe('太原乙贸易有限公司');
    expect(
      await master.run((tx) => tx.query('SELECT FROM customer_import_key WHERE import_id = $1', [tried.id])),
    ).toEqual([]);
  });

  it('tells its history where the rows are of different times: the newest wins, whichever is last', async () => {
    const id = freshId();
    const file = csv(
      `${id},organisation,太原新名贸易有限公司,2026-02-01`,
      `${id},organisation,太原旧名贸易有限公司,2026-01-01`,
      `${id},organisation,太原更新名贸易有限公司,2026/2/1`,
    );
    expect((await importing.run(file)).counts).toMatchObject({ registered: 1, superseded: 1, updated: 1 });
    expect((await bySource(id)).displayName).toBe('太原更新名贸易有限公司');
    expect((await importing.run(file)).counts).toMatchObject({ superseded: 1, unchanged: 2 });
  });
});
