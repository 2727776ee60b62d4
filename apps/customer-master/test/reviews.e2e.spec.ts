import { aCustomer } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what is under test
type Body = any;
type As = { authorization: string };
let app: CustomerMasterApp;
let steward: As;
let other: As;
let salesperson: As;

beforeAll(async () => {
  app = await startCustomerMaster();
  [steward, other, salesperson] = await Promise.all([
    app.tokens.bearer({ sub: 'E9000', roles: ['steward'], department: 'data' }),
    app.tokens.bearer({ sub: 'E9001', roles: ['steward'], department: 'data' }),
    app.tokens.bearer({ sub: 'E1031', roles: ['sales'], department: 'sales-north' }),
  ]);
});
afterAll(() => app.close());

const base = '/customer-master/v1';
const call = (method: 'get' | 'post', path: string, body?: object, as: As = steward) =>
  request(app.url)
    [method](`${base}${path}`)
    .set({ ...as, ...(method === 'get' ? {} : { 'idempotency-key': `${path}-${Math.random()}` }) })
    .send(body);

const towns = ['大同', '朔州', '忻州', '吕梁', '晋中', '阳泉', '长治', '晋城', '临汾', '运城'];
let pairs = 0;
/** Two firms that only a person can tell to be one: no 字号, one region, related trades. */
async function doubtful({ firstLevel }: { firstLevel?: string } = {}): Promise<{ id: string; ids: string[] }> {
  const town = towns[pairs++]!;
  const ids: string[] = [];
  for (const name of [`${town}煤业`, `${town}煤矿`]) {
    const { body } = await call('post', '/customers', aCustomer({ name, uscc: null, phone: null }));
    ids.push(body.id);
    if (firstLevel && ids.length === 1) await setLevel(body.id, firstLevel);
  }
  const { body } = await call('get', '/matches?limit=100');
  const found = body.items.find(({ customerIds }: Body) => ids.every((id) => customerIds.includes(id)));
  expect(found).toBeDefined();
  return { id: found.id, ids };
}
const setLevel = (id: string, level: string) =>
  app.run((tx) => tx.query(`UPDATE customer SET level = $2 WHERE id = $1`, [id, level]));
const decide = (id: string, body: object, as: As = steward) => call('post', `/matches/${id}/decision`, body, as);

describe('a pair in the review queue', () => {
  it('shows both sides, and why, in both languages', async () => {
    const { id, ids } = await doubtful();
    const { body } = await call('get', `/matches/${id}`);
    expect(body.customers.map((customer: Body) => customer.id).sort()).toEqual([...ids].sort());
    expect(body.probability).toBeGreaterThanOrEqual(0.8);
    expect(body.probability).toBeLessThan(0.999);
    const [strongest] = body.evidence;
    expect(strongest).toMatchObject({ field: 'genericName', level: 'related' });
    expect(strongest.label).toEqual({
      zh: expect.stringMatching(/\p{Script=Han}/u),
      en: expect.stringMatching(/[a-z]/),
    });
    const bits = body.evidence.reduce((sum: number, { weight }: Body) => sum + weight, 0) + body.limited + body.prior;
    expect(1 / (1 + 2 ** -bits)).toBeCloseTo(body.probability, 1);
  });

  it('is one reviewer’s at a time', async () => {
    await Promise.all([doubtful(), doubtful()]).catch(() => undefined);
    const takes = await Promise.all([steward, other].map((as) => call('post', '/matches/next', {}, as)));
    const [mine, theirs] = takes.map(({ body }) => body.match);
    expect(mine.id).not.toBe(theirs.id);
    expect((await call('post', '/matches/next', {})).body.match.id).toBe(mine.id);
    const refused = await decide(mine.id, { decision: 'different' }, other);
    expect([refused.status, refused.body.type]).toEqual([409, expect.stringContaining('pair-reserved')]);
  });

  it('that is not one customer stays apart for good, until that is taken back', async () => {
    const { id, ids } = await doubtful();
    expect((await decide(id, { decision: 'different', reason: '两家独立公司' })).body).toMatchObject({
      state: 'different',
      decision: { decision: 'different', decidedBy: 'E9000', reason: '两家独立公司' },
    });
    const { body: customer } = await call('get', `/customers/${ids[0]}`);
    const open = customer.possibleDuplicates.filter(({ reasons }: Body) => reasons.includes('resembles'));
    expect(open.map(({ customerId }: Body) => customerId)).not.toContain(ids[1]);
    // Merged into another one, its new id is still not the other side.
    const { body: third } = await call('post', '/customers', aCustomer({ uscc: null }));
    const merged = await call('post', `/customers/${third.id}/merge`, { with: ids[0], reason: '同一企业' });
    expect(merged.status).toBe(200);
    const queue = await call('get', '/matches?limit=100');
    expect(queue.body.items.filter(({ customerIds }: Body) => customerIds.includes(ids[1]!))).toEqual([]);
    await call('post', `/customers/${merged.body.survivorId}/unmerge`, {
      mergeId: merged.body.mergeId,
      reason: '误判',
    });

    expect((await call('post', `/matches/${id}/undo`, { reason: '误判' })).body).toMatchObject({
      state: 'open',
      decision: null,
    });
    expect((await call('post', `/matches/${id}/undo`, { reason: '误判' })).status).toBe(409);
  });

  it('that is one customer is merged, and parted again without loss', async () => {
    const { id, ids } = await doubtful();
    const before = await Promise.all(ids.map(async (one) => (await call('get', `/customers/${one}`)).body.displayName));
    expect((await decide(id, { decision: 'match' })).status).toBe(400);
    const matched = await decide(id, { decision: 'match', reason: '同一企业的两个名称' });
    expect([matched.body.state, matched.body.customers.length]).toEqual(['match', 1]);
    expect((await decide(id, { decision: 'different' })).body.state).toBe('match');
    expect((await call('get', `/customers/${ids[1]}`)).body.id).toBe(ids[0]);
    const undone = await call('post', `/matches/${id}/undo`, { reason: '误判' });
    expect([undone.status, undone.body.state]).toEqual([200, 'open']);
    const after = await Promise.all(ids.map(async (one) => (await call('get', `/customers/${one}`)).body.displayName));
    expect(after).toEqual(before);
  });

  it('that is for later comes back when it is time', async () => {
    const { id } = await doubtful();
    const later = await decide(id, { decision: 'later', until: '2037-01-31T02:00:00Z' });
    expect(later.body).toMatchObject({ state: 'open', reservedBy: null, reservedUntil: '2037-01-31T02:00:00.000Z' });
    const taken = new Set<string>();
    for (const as of [steward, other]) taken.add((await call('post', '/matches/next', {}, as)).body.match?.id);
    expect(taken.has(id)).toBe(false);
    expect((await decide(id, { decision: 'later', until: '2020-01-31T02:00:00Z' })).status).toBe(400);
    expect((await decide(id, { decision: 'different', until: '2037-01-31T02:00:00Z' })).status).toBe(400);
  });

  it('is for those who may merge', async () => {
    for (const path of ['/matches', '/matches/01981a2b-7777-7000-8000-000000000001']) {
      expect((await call('get', path, undefined, salesperson)).status).toBe(403);
    }
    expect((await call('post', '/matches/next', {}, salesperson)).status).toBe(403);
    expect((await call('get', '/matches/01981a2b-7777-7000-8000-000000000001')).status).toBe(404);
  });

  it('comes in the order of what is at stake', async () => {
    const { id, ids } = await doubtful();
    await setLevel(ids[1]!, 'diamond');
    const { body } = await call('get', '/matches?limit=1');
    expect(body.items[0].id).toBe(id);
    const second = await call('get', `/matches?limit=1&cursor=${encodeURIComponent(body.next)}`);
    expect(second.body.items[0].priority).toBeLessThanOrEqual(body.items[0].priority);
    expect(second.body.items[0].id).not.toBe(id);
  });

  it('stands where the value of a customer that was there before puts it', async () => {
    const { id } = await doubtful({ firstLevel: 'gold' });
    const { body } = await call('get', `/matches/${id}`);
    expect(body.priority / body.probability).toBeCloseTo(3);
  });
});
