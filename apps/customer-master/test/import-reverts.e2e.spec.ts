import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { Importing, type Wish } from './importing.js';

let master: CustomerMasterApp;
let importing: Importing;
let steward: { authorization: string };

beforeAll(async () => {
  master = await startCustomerMaster();
  steward = await master.tokens.bearer({ sub: 'E1', roles: ['steward'] });
  importing = new Importing(master.url, steward);
});

afterAll(() => master.close());

const api = () => request(`${master.url}/customer-master/v1`);
const read = async (id: string) => (await api().get(`/customers/${id}`).set(steward)).body;
const statusOf = async (id: string) => (await api().get(`/customers/${id}`).set(steward)).status;
const bySource = async (id: string, source = 'erp') =>
  (await api().get(`/customers/by-source/${source}/${id}`).set(steward)).body;
const put = (id: string, body: object, source = 'erp') =>
  api().put(`/customers/by-source/${source}/${id}`).set(steward).send(body);
const csv = (...rows: string[]) => ['sourceId,kind,name,phone', ...rows].join('\n');
const run = (file: string, wish: Wish = {}) => importing.run(file, wish);
const firm = (name: string) => ({ kind: 'organisation', names: [{ type: 'legal', text: name }] });
const merge = (one: string, other: string) =>
  api().post(`/customers/${one}/merge`).set(steward).send({ with: other, reason: '同一客户' }).expect(200);
const preview = async (id: string) => (await api().get(`/imports/${id}/revert-preview`).set(steward).expect(200)).body;
let number = 0;
const freshId = () => `R-${++number}`;

describe('an import that is taken back', () => {
  it('withdraws the customers that it made: nobody finds them, others are told, and nothing is deleted', async () => {
    const [one, two] = [freshId(), freshId()];
    const done = await run(
      csv(`${one},organisation,太原撤回贸易有限公司,0351-5552001`, `${two},person,赵撤回,13800552002`),
    );
    const customer = await bySource(one);
    expect(await preview(done.id)).toEqual({
      removed: 2,
      restored: 0,
      changedLater: 0,
      edited: 0,
      customersWithdrawn: 2,
    });

    const report = await importing.revert(done.id);
    expect(report).toMatchObject({
      state: 'reverted',
      removed: 2,
      restored: 0,
      changedLater: 0,
      open: 0,
      revertedBy: 'E1',
    });
    expect(await statusOf(customer.id)).toBe(404);
    expect((await api().get(`/customers/by-source/erp/${one}`).set(steward)).status).toBe(404);
    expect((await api().get('/customers').query({ query: '太原撤回' }).set(steward)).body.items).toEqual([]);
    expect(
      (await api().get('/customers').query({ limit: 100 }).set(steward)).body.items.map(({ id }: { id: string }) => id),
    ).not.toContain(customer.id);
    const patch = api()
      .patch(`/customers/${customer.id}`)
      .set(steward)
      .set('If-Match', `"v${customer.version + 1}"`);
    expect((await patch.send({ status: 'active' })).status).toBe(404);

    const isOurs = ({ data }: { data: { customerId: string } }) => data.customerId === customer.id;
    await waitFor(async () => (await master.probe.all('customer.card')).filter(isOurs).length === 2);
    const told = (await master.probe.all('customer.withdrawn')).filter(isOurs);
    expect(told).toMatchObject([{ aggregateVersion: customer.version + 1, data: { importId: done.id } }]);
    expect((await master.probe.all('customer.card')).filter(isOurs).at(-1)).toMatchObject({
      data: { withdrawn: true, contactKeys: [], contactable: [] },
    });
    const kept = await master.run((tx) =>
      tx.query(
        `SELECT count(*)::int AS n FROM source_record_version v JOIN source_record r ON r.id = v.record_id WHERE r.source_id = $1`,
        [one],
      ),
    );
    expect(kept).toEqual([{ n: 1 }]);
  }, 120_000);

  it('can come again, by file or by its system, as somebody new', async () => {
    const [one, two] = [freshId(), freshId()];
    const file = csv(
      `${one},organisation,太原再来贸易有限公司,0351-5552003`,
      `${two},organisation,太原又来贸易有限公司,`,
    );
    const before = await run(file).then(() => bySource(one));
    const [{ id }] = (await api().get('/imports').set(steward)).body.items;
    await importing.revert(id);
    expect((await run(file)).counts).toMatchObject({ registered: 2 });
    const again = await bySource(one);
    expect(again.id).not.toBe(before.id);
    expect(again.displayName).toBe('太原再来贸易有限公司');
    expect((await put(two, firm('太原又来贸易有限公司'))).status).toBe(200);
    expect((await run(file)).counts).toMatchObject({ registered: 0, failed: 0 });
  });

  it('leaves customers that others know with what the others say, in a new version', async () => {
    const [known, mine] = [freshId(), freshId()];
    await put(known, { ...firm('太原共有贸易有限公司'), contactPoints: [{ type: 'phone', value: '0351-5552010' }] });
    const before = await bySource(known);
    const done = await run(csv(`${mine},organisation,太原共有贸易有限公司,0351-5552010`), { source: 'crm' });
    expect(done.counts).toMatchObject({ attached: 1 });
    expect(await preview(done.id)).toMatchObject({ removed: 1, customersWithdrawn: 0 });
    await importing.revert(done.id);
    const after = await read(before.id);
    expect(after.sources).toEqual([{ system: 'erp', id: known }]);
    expect(after.version).toBe(before.version + 2);
    expect({ ...after, version: 0, updatedAt: '' }).toEqual({ ...before, version: 0, updatedAt: '' });
  });

  it('gives records that it changed their former content, as a new version; also those it named twice', async () => {
    const [one, two] = [freshId(), freshId()];
    await put(one, firm('太原原名贸易有限公司'));
    await put(two, { ...firm('太原二名贸易有限公司'), observedAt: '2026-01-01T00:00:00Z' });
    const done = await run(
      [
        'sourceId,kind,name,observedAt',
        `${one},organisation,太原新名贸易有限公司,`,
        `${two},organisation,太原甲名贸易有限公司,2026-02-01`,
        `${two},organisation,太原乙名贸易有限公司,2026-03-01`,
      ].join('\n'),
    );
    expect(done.counts).toMatchObject({ updated: 3 });
    expect((await bySource(two)).displayName).toBe('太原乙名贸易有限公司');
    expect(await preview(done.id)).toMatchObject({ restored: 2 });
    expect(await importing.revert(done.id)).toMatchObject({ restored: 2, removed: 0 });
    expect((await bySource(one)).displayName).toBe('太原原名贸易有限公司');
    expect((await bySource(two)).displayName).toBe('太原二名贸易有限公司');
    const versions = await master.run((tx) =>
      tx.query(`SELECT version FROM source_record WHERE source_id = ANY($1) ORDER BY version`, [[one, two]]),
    );
    expect(versions).toEqual([{ version: 3 }, { version: 4 }]);
  });

  it('leaves alone what was said later, and says so', async () => {
    const [made, changed] = [freshId(), freshId()];
    await put(changed, firm('太原早先贸易有限公司'));
    const done = await run(
      csv(`${made},organisation,太原导入贸易有限公司,`, `${changed},organisation,太原中间贸易有限公司,`),
    );
    await put(made, firm('太原后来贸易有限公司'));
    await put(changed, firm('太原最后贸易有限公司'));
    expect(await preview(done.id)).toMatchObject({ removed: 0, restored: 0, changedLater: 2, customersWithdrawn: 0 });
    expect(await importing.revert(done.id)).toMatchObject({ removed: 0, restored: 0, changedLater: 2 });
    expect((await bySource(made)).displayName).toBe('太原后来贸易有限公司');
    expect((await bySource(changed)).displayName).toBe('太原最后贸易有限公司');
  });

  it('leaves a customer that somebody edited by hand', async () => {
    const one = freshId();
    const done = await run(csv(`${one},organisation,太原人工贸易有限公司,`));
    const { id, version } = await bySource(one);
    const edit = { preferences: { language: 'en' } };
    await api().patch(`/customers/${id}`).set(steward).set('If-Match', `"v${version}"`).send(edit).expect(200);
    expect(await preview(done.id)).toMatchObject({ removed: 0, edited: 1, customersWithdrawn: 0 });
    expect(await importing.revert(done.id)).toMatchObject({ removed: 0, edited: 1 });
    expect(await statusOf(id)).toBe(200);
  });

  it('takes its records also out of customers they were merged into, and the merge back when nothing is left of it', async () => {
    const [known, mine] = [freshId(), freshId()];
    await put(known, firm('太原留存贸易有限公司'));
    const survivor = await bySource(known);
    const done = await run(csv(`${mine},organisation,大同别处机械有限公司,0352-5552020`));
    const imported = await bySource(mine);
    await merge(survivor.id, imported.id);
    expect((await read(survivor.id)).mergedFrom).toEqual([imported.id]);

    expect(await preview(done.id)).toMatchObject({ removed: 1, customersWithdrawn: 0 });
    await importing.revert(done.id);
    const after = await read(survivor.id);
    expect(after).toMatchObject({ sources: [{ system: 'erp', id: known }], mergedFrom: [], contactPoints: [] });
    expect(await statusOf(imported.id)).toBe(404);
    const unmerged = () => master.probe.all('customer.unmerged');
    await waitFor(async () => (await unmerged()).some(({ data }) => data.restoredId === imported.id));
    const merges = await master.run((tx) =>
      tx.query('SELECT undone_by FROM customer_merge WHERE retired_id = $1', [imported.id]),
    );
    expect(merges).toEqual([{ undone_by: 'E1' }]);
  });

  it('of an older customer into which somebody was merged leaves it with what the other one brought', async () => {
    const [mine, later] = [freshId(), freshId()];
    const done = await run(csv(`${mine},organisation,阳泉先到化工有限公司,`));
    await put(later, firm('长治后到食品有限公司'));
    const [first, second] = [await bySource(mine), await bySource(later)];
    await merge(first.id, second.id);
    await importing.revert(done.id);
    expect(await read(first.id)).toMatchObject({
      displayName: '长治后到食品有限公司',
      mergedFrom: [second.id],
      sources: [{ id: later }],
    });
    expect((await read(second.id)).id).toBe(first.id);
  });

  it('is taken back once, however often that is asked for, and goes on after its connections broke', async () => {
    const rows = Array.from({ length: 130 }, (_, at) => `RV-${at},organisation,晋城第${at}号建材有限公司,`);
    const done = await run(csv(...rows), { source: 'bulk' });
    const asked = () => api().post(`/imports/${done.id}/revert`).set(steward);
    const answers = await Promise.all(Array.from({ length: 20 }, asked));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202));
    await master.run((tx) =>
      tx.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'customer-master' AND pid <> pg_backend_pid()`,
      ),
    );
    await importing.finished(done.id, 'reverted');
    const withdrawn = await master.run((tx) =>
      tx.query(
        `SELECT count(*)::int AS customers, max(version) AS version FROM customer
         WHERE withdrawn_at IS NOT NULL AND display_name LIKE '晋城第%'`,
      ),
    );
    expect(withdrawn).toEqual([{ customers: 130, version: 2 }]);
    expect((await asked()).body.state).toBe('reverted');
  }, 200_000);

  it('is one that was done and is over', async () => {
    const tried = await run(csv(`${freshId()},person,王试,`), { dryRun: true });
    const refused = await api().post(`/imports/${tried.id}/revert`).set(steward);
    expect([refused.status, refused.body.type]).toEqual([409, 'urn:problem:import-not-revertible']);
    const { body } = await api().post(`/imports/${tried.id}/cancel`).set(steward).expect(200);
    expect(body.state).toBe('cancelled');
    expect((await api().post(`/imports/${tried.id}/revert`).set(steward)).status).toBe(409);
    const agent = await master.tokens.bearer({ sub: 'E2', roles: ['agent'], department: 'service' });
    expect((await api().post(`/imports/${tried.id}/revert`).set(agent)).status).toBe(403);
  });
});
