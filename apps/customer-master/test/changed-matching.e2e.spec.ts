import { aCustomer, waitFor } from '@crm/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import request from 'supertest';
import { ChangedCustomers } from '../src/matching/changed-customers.service.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
let app: CustomerMasterApp;
let steward: { authorization: string };
beforeAll(async () => {
  app = await startCustomerMaster();
  steward = await app.tokens.bearer({ sub: 'E9000', roles: ['steward'], department: 'data' });
}, 120_000);
afterAll(() => app?.close(), 60_000);

const call = async (method: 'get' | 'post', path: string, body?: object): Promise<Body> => {
  const asked = request(app.url)[method](`/customer-master/v1${path}`).set(steward);
  const answer = await asked.send(body);
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.body;
};
const sql = <Row = Body>(text: string, values: unknown[] = []): Promise<Row[]> =>
  app.run((tx) => tx.query<Row[]>(text, values));
const address = (street: string) => [{ type: 'registered', text: `长治市潞州区${street}8号`, region: '140403' }];
const firm = (name: string, street?: string): Promise<Body> =>
  call(
    'post',
    '/customers',
    aCustomer({ name, uscc: null, phone: null, ...(street && { addresses: address(street) }) }),
  );

const run = async (mode: 'report' | 'apply', scope?: string): Promise<Body> => {
  const { id } = await call('post', '/match-runs', { mode, ...(scope && { scope }) });
  return finished(id);
};
const finished = async (id: string): Promise<Body> => {
  const over = async () => {
    const found = await call('get', `/match-runs/${id}`);
    return ['completed', 'failed', 'cancelled'].includes(found.state) && found;
  };
  const found = await waitFor(over, { timeoutMs: 30_000, what: 'the run to end' });
  expect([found.state, found.error]).toEqual(['completed', null]);
  // All that there was to do, and nothing that there was not.
  expect(found.done).toBe(found.total);
  expect(found.total).toBeLessThan(1_000);
  return { ...found, report: await call('get', `/match-runs/${id}/report`) };
};
const firmsOf = ({ report }: Body): Body => report.kinds.find(({ kind }: Body) => kind === 'organisation');
const noted = async (): Promise<string[]> =>
  (await sql('SELECT customer_id AS id FROM match_change ORDER BY 1')).map(({ id }) => id);

/** As if nobody had compared them when they were written. */
const forgetPairs = () => sql('DELETE FROM match_edge');
const openPairs = async (): Promise<string[]> =>
  (await sql(`SELECT low_id || ' ' || high_id AS pair FROM match_edge WHERE state = 'open' ORDER BY 1`)).map(
    ({ pair }) => pair,
  );
const pairOf = (...pair: Body[]): string =>
  pair
    .map(({ id }) => id)
    .sort()
    .join(' ');

it('compares nobody but those whose keys have changed, and puts what it finds into the queue', async () => {
  const [known, twin, other] = [await firm('山西煤业'), await firm('山西煤矿'), await firm('太原市晋阳钢铁有限公司')];
  expect(await noted()).toEqual([known.id, twin.id, other.id].sort());
  // Nobody hears of what a report over all found: so it settles nothing.
  await run('report');
  expect(await noted()).toHaveLength(3);
  await forgetPairs();
  const first = await run('report', 'changed');
  expect(first).toMatchObject({ scope: 'changed', mode: 'report', train: false });
  expect(firmsOf(first).records).toBe(3);
  expect(await openPairs()).toEqual([pairOf(known, twin)]);
  expect((await call('get', `/customers/${twin.id}`)).mergedFrom).toEqual([]);
  expect(await noted()).toEqual([]);

  // What changes no key is no change.
  const edit = request(app.url).patch(`/customer-master/v1/customers/${known.id}`).set(steward);
  await edit.set('if-match', `"v${known.version}"`).send({ attributes: { industry: 'food' } });
  expect(await noted()).toEqual([]);
  await forgetPairs();
  expect(firmsOf(await run('report', 'changed'))).toMatchObject({ records: 0, candidatePairs: 0 });
  expect(await openPairs()).toEqual([]);

  const third = await firm('山西煤产品总公司');
  await forgetPairs();
  const second = firmsOf(await run('report', 'changed'));
  // The two that were there share keys with one another, too, and are not compared.
  expect(second).toMatchObject({ records: 1, candidatePairs: 2, listedPairs: expect.any(Number) });
  expect(await openPairs()).toEqual([pairOf(known, third), pairOf(twin, third)]);
});

it('loses nobody who changes while a run is under way', async () => {
  const late = await firm('临汾市平阳面粉有限公司');
  // Somebody is still writing when the run begins: it is the next run's.
  await app.run(async (tx) => {
    await tx.query('UPDATE match_change SET run_id = NULL WHERE customer_id = $1', [late.id]);
    expect(firmsOf(await run('report', 'changed')).records).toBe(0);
  });
  expect(await noted()).toEqual([late.id]);
  // Claimed, and changed once more before the run is over.
  const runId = '01981a2b-6666-7000-8000-000000000001';
  const changed = app.app.get(ChangedCustomers);
  expect(await app.run((tx) => changed.claim(tx, runId, null, 10))).toEqual({ last: late.id, count: 1 });
  const put = request(app.url).patch(`/customer-master/v1/customers/${late.id}`).set(steward);
  await put.set('if-match', `"v${late.version}"`).send({ names: [{ type: 'legal', text: '临汾市尧都面粉有限公司' }] });
  await app.run((tx) => changed.settle(tx, runId, 10));
  expect(await noted()).toEqual([late.id]);
  // A run that failed or was cancelled has settled nothing.
  await app.run((tx) => changed.claim(tx, runId, null, 10));
  expect(firmsOf(await run('report', 'changed')).records).toBe(1);
  expect(await noted()).toEqual([]);
});

it('makes one customer of certain pairs when it applies', async () => {
  const [known, twin] = [await firm('晋城市泽州酒业有限公司', '红星街'), await firm('泽州酒业')];
  await sql(
    `UPDATE match_record SET features = (SELECT features FROM match_record WHERE customer_id = $1) WHERE customer_id = $2`,
    [known.id, twin.id],
  );
  await run('apply', 'changed');
  expect(await call('get', `/customers/${twin.id}`)).toMatchObject({ id: known.id, mergedFrom: [twin.id] });
  expect(await noted()).toEqual([]);
});

it('is started once a night, whatever the number of replicas, and not for nothing', async () => {
  await app.another('worker');
  const nightfall = () =>
    sql(`UPDATE timer SET due_at = now(), next_try_at = now() WHERE kind = 'match-run.nightly' AND state = 'armed'`);
  const nights = () => sql(`SELECT id, mode, scope FROM match_run WHERE made_by = 'match-runs'`);
  const isArmedAgain = async () =>
    (
      await sql(
        `SELECT FROM timer WHERE kind = 'match-run.nightly' AND state = 'armed' AND due_at > now()
         AND to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') = '02:30' AND due_at < now() + interval '24 hours'`,
      )
    ).length === 1;
  await waitFor(isArmedAgain, { what: 'the first night to be waited for' });
  await nightfall();
  await waitFor(isArmedAgain, { what: 'the next night to be waited for' });
  expect(await nights()).toEqual([]);
  await firm('忻州市秀容服装有限公司');
  await nightfall();
  await waitFor(isArmedAgain, { what: 'the next night to be waited for' });
  const started = await nights();
  expect(started).toMatchObject([{ mode: 'report', scope: 'changed' }]);
  await finished(started[0].id);
  expect(await noted()).toEqual([]);
});
