import { aCustomer, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';
import { Importing } from './importing.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
let master: CustomerMasterApp;
let steward: { authorization: string };

beforeAll(async () => {
  master = await startCustomerMaster();
  steward = await master.tokens.bearer({ sub: 'E9', roles: ['steward'] });
});
afterAll(() => master.close());

const base = '/customer-master/v1';
const call = async (method: 'get' | 'post' | 'put' | 'patch', path: string, body?: object, headers: object = {}) => {
  const answer = await request(master.url)
    [method](`${base}${path}`)
    .set({ ...steward, ...headers })
    .send(body);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as Body;
};
const historyOf = async (id: string): Promise<Body[]> => (await call('get', `/customers/${id}/history`)).items;
const newest = async (id: string, kind: string): Promise<Body> =>
  (await historyOf(id)).find((entry) => entry.kind === kind);

let last = 0;
/** One customer that two systems know. */
async function knownTwice(): Promise<{ id: string; erp: string; crm: string; uscc: string }> {
  const uscc = aCustomer().identifiers[0]!.value;
  const [erp, crm] = [`HC-${++last}`, `HC-${++last}`];
  const say = (system: string, id: string, name: string) => {
    const { source: _, ...rest } = aCustomer({ name, uscc });
    return call('put', `/customers/by-source/${system}/${id}`, rest);
  };
  const { id } = await say('erp', erp, `河东机械有限公司${last}`);
  await say('crm', crm, `河东机械（集团）有限公司${last}`);
  return { id, erp, crm, uscc };
}

describe('what made a golden record another one is in its history', () => {
  it('when records were parted from it: on both sides, with who and why', async () => {
    const { id, crm } = await knownTwice();
    const parted = await call('post', `/customers/${id}/unmerge`, {
      sourceRecords: [{ system: 'crm', id: crm }],
      reason: '不是同一家',
    });
    const entry = await newest(id, 'parted');
    expect(entry).toMatchObject({
      by: 'E9',
      reason: '不是同一家',
      record: null,
      merge: null,
      change: { records: [{ system: 'crm', id: crm }], customerId: id, partedId: parted.restored.id, importId: null },
    });
    expect(entry.change.fields).toContain('contactPoints');
    expect(await newest(parted.restored.id, 'parted')).toEqual(entry);
  });

  it('when an import was taken back: of records that left, and of those that say again what they said', async () => {
    const { id, erp, uscc } = await knownTwice();
    const importing = new Importing(master.url, steward);
    const file = [
      'source,sourceId,kind,name,uscc',
      `erp,${erp},organisation,河东重机有限公司,${uscc}`,
      `shop,S-${last},organisation,河东机械有限公司${last},${uscc}`,
    ].join('\n');
    const done = await importing.run(file);
    expect(done.counts).toMatchObject({ updated: 1, attached: 1 });
    await importing.revert(done.id);
    const entries = (await historyOf(id)).filter(({ kind }) => kind === 'import_reverted');
    expect(entries.map(({ by, change }) => [by, change.importId, change.records[0].system]).sort()).toEqual([
      ['E9', done.id, 'erp'],
      ['E9', done.id, 'shop'],
    ]);
    expect(entries.find(({ change }) => change.records[0].system === 'erp').change.fields).toContain('names');
  });

  it('when the time of a pin was over, with why it had been pinned', async () => {
    const { id } = await knownTwice();
    const { version } = await call('get', `/customers/${id}`);
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const edit = { attributes: { note: '暂定' }, pin: { reason: '等待年检', expiresAt } };
    await call('patch', `/customers/${id}`, edit, { 'if-match': `"v${version}"` });
    const entry = await waitFor(() => newest(id, 'pin_ended'), { timeoutMs: 15_000 });
    expect(entry).toMatchObject({ at: expiresAt, by: null, reason: '等待年检' });
    expect(entry.change).toMatchObject({ fields: ['attributes'], records: [], customerId: id, runId: null });
  });

  it('when other rules of survivorship were applied', async () => {
    const { id } = await knownTwice();
    const { rules } = await call('get', '/survivorship');
    const sources = [
      ...(rules?.sources ?? []).filter(({ system }: Body) => system !== 'crm'),
      { system: 'crm', trust: 99 },
    ];
    const { id: runId } = await call('post', '/survivorship/runs', {
      defaultTrust: 30,
      sources,
      halfLifeDays: {
        names: 1825,
        person: 3650,
        identifiers: 1825,
        contactPoints: 365,
        addresses: 730,
        attributes: 730,
      },
    });
    const is = (state: string) =>
      waitFor(async () => (await call('get', `/survivorship/runs/${runId}`)).state === state, { timeoutMs: 15_000 });
    await is('previewed');
    await call('post', `/survivorship/runs/${runId}/apply`);
    await is('applied');
    const entry = await newest(id, 'rules_applied');
    expect(entry).toMatchObject({ by: 'E9', change: { runId, importId: null, records: [] } });
    expect(entry.change.fields).toContain('names');
  });
});
