import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let master: CustomerMasterApp;
let as: Record<'steward' | 'north', { authorization: string }>;

beforeAll(async () => {
  master = await startCustomerMaster();
  const { tokens } = master;
  as = {
    steward: await tokens.bearer({ sub: 'E1', roles: ['steward'] }),
    north: await tokens.bearer({ sub: 'E2', roles: ['sales'], department: 'sales-north' }),
  };
});
afterAll(() => master.close());

interface Entry {
  kind: string;
  record: { system: string; version: number; fields: string[] } | null;
  status: object | null;
}

const api = () => request(`${master.url}/customer-master/v1`);
const historyOf = async (id: string, query: object = {}) =>
  (await api().get(`/customers/${id}/history`).query(query).set(as.steward).expect(200)).body;

async function register(name: string, source: object) {
  const { body } = await api()
    .post('/customers')
    .set(as.steward)
    .send({ kind: 'organisation', names: [{ type: 'legal', text: name }], source });
  return body as { id: string; version: number };
}

describe('the history of a customer', () => {
  it('tells who said what, edits, merges, unmerges and statuses, the newest first', async () => {
    const one = await register('历史甲', { system: 'erp', id: 'H-1', observedAt: '2026-01-05T02:00:00Z' });
    await api()
      .put('/customers/by-source/erp/H-1')
      .set(as.steward)
      .send({
        kind: 'organisation',
        names: [{ type: 'legal', text: '历史甲' }],
        addresses: [{ type: 'office', text: '太原市' }],
      })
      .expect(200);
    const { version } = (await api().get(`/customers/${one.id}`).set(as.steward)).body;
    await api()
      .patch(`/customers/${one.id}`)
      .set({ ...as.steward, 'if-match': `"v${version}"` })
      .send({ attributes: { note: 'x' }, status: 'target' })
      .expect(200);
    const other = await register('历史乙', { system: 'sales', id: 'H-2', observedAt: '2026-01-05T02:00:00Z' });
    const { body: merged } = await api()
      .post(`/customers/${one.id}/merge`)
      .set(as.steward)
      .send({ with: other.id, reason: '同一企业' });
    const { items } = await historyOf(other.id);
    const short = items.map(({ kind, record, status }: Entry) => [
      kind,
      record ? `${record.system} ${record.version}` : null,
      record?.fields ?? status,
    ]);
    expect(short).toEqual([
      ['merged', null, null],
      ['record', 'sales 1', ['names']],
      ['status', null, { from: 'potential', to: 'target' }],
      ['record', 'mdm 1', ['attributes']],
      ['record', 'erp 2', ['addresses']],
      ['record', 'erp 1', ['names']],
    ]);
    expect(items[0]).toMatchObject({
      by: 'E1',
      reason: '同一企业',
      merge: { survivorId: one.id, retiredId: other.id },
    });

    const paged: object[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await historyOf(one.id, { limit: 2, cursor });
      paged.push(...page.items);
      cursor = page.next;
    }
    expect(paged).toEqual(items);

    await api()
      .post(`/customers/${one.id}/unmerge`)
      .set(as.steward)
      .send({ mergeId: merged.mergeId, reason: '不是' })
      .expect(200);
    const kindsOf = async (id: string) => (await historyOf(id)).items.map(({ kind }: { kind: string }) => kind);
    expect(await kindsOf(other.id)).toEqual(['unmerged', 'merged', 'record']);
    expect((await kindsOf(one.id)).slice(0, 2)).toEqual(['unmerged', 'merged']);
  });

  it('is nobody else’s business', async () => {
    const { id } = await register('历史丙', { system: 'erp', id: 'H-3' });
    expect((await api().get(`/customers/${id}/history`).set(as.north)).status).toBe(404);
    expect((await api().get(`/customers/${newId()}/history`).set(as.steward)).status).toBe(404);
    const at = '2026-01-05T02:00:00.000Z';
    const places = [
      { at, key: 'a\0' },
      { at: '2026-02-30T02:00:00.000Z', key: 'a' },
      { at: '0000-01-01T00:00:00.000Z', key: 'a' },
    ];
    for (const cursor of ['x', ...places.map((place) => Buffer.from(JSON.stringify(place)).toString('base64url'))])
      expect((await api().get(`/customers/${id}/history?cursor=${cursor}`).set(as.steward)).status).toBe(400);
  });
});
