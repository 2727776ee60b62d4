import { aCustomer } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemActor } from '../src/customers/actor.js';
import { CustomersService, type NewCustomer } from '../src/customers/customers.service.js';
import { decodeVector } from '../src/identity/rules/scoring/vector.js';
import { Merging } from '../src/identity/merging.service.js';
import { Unmerging } from '../src/identity/unmerging.service.js';
import { Resemblances } from '../src/matching/resemblances.service.js';
import { Reviews } from '../src/reviews/reviews.service.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
let customers: CustomersService;
let reviews: Reviews;
let merging: Merging;
beforeAll(async () => {
  app = await startCustomerMaster();
  customers = app.app.get(CustomersService);
  reviews = app.app.get(Reviews);
  merging = app.app.get(Merging);
});
afterAll(() => app.close());

const by = systemActor('test');
const now = () => new Date();

let last = 0;
async function register(at: string): Promise<string> {
  const { source: _, ...facts } = aCustomer({ uscc: null, phone: null });
  const source = { source: 'erp', sourceId: `RV-${++last}`, observedAt: new Date(at) };
  const taken = await app.run((tx) => customers.upsertFromSource(tx, source, facts as NewCustomer, by, new Date(at)));
  return taken.customerId;
}

/** A pair that a person said to be one customer. */
async function united(one: string, other: string): Promise<{ reviewId: string; mergeId: string }> {
  const [lowId, highId] = [one, other].sort() as [string, string];
  const judgement = {
    of: lowId,
    customerId: highId,
    kind: 'organisation',
    verdict: 'review',
    probability: 0.9,
    weight: 1,
  };
  const made = { vector: decodeVector(Buffer.of(0)), attributes: [], modelVersion: 'test', strong: [] };
  const note = { ...judgement, ...made } as Parameters<Resemblances['noteForReview']>[1][number];
  await app.run((tx) => app.app.get(Resemblances).noteForReview(tx, [note], now()));
  const find = () =>
    app.run((tx) =>
      tx.query<{ id: string; mergeId: string }[]>(
        `SELECT edge.id, decided.merge_id AS "mergeId" FROM match_edge edge LEFT JOIN match_decision decided ON decided.edge_id = edge.id
         WHERE low_id = $1 AND high_id = $2`,
        [lowId, highId],
      ),
    );
  const { id } = (await find())[0]!;
  await app.run((tx) => reviews.decide(tx, id, { decision: 'match', reason: '同一企业' }, by, now()));
  const { mergeId } = (await find())[0]!;
  return { reviewId: id, mergeId };
}

const stateOf = async (id: string): Promise<string> =>
  (await app.run((tx) => tx.query<{ state: string }[]>('SELECT state FROM match_edge WHERE id = $1', [id])))[0]!.state;
const survivorOf = (id: string) => app.run((tx) => customers.survivorOf(tx, id));

describe('a decision that two are one', () => {
  it('can be taken back where the one that survives has the higher id', async () => {
    const [younger, older] = [await register('2026-01-02T00:00:00Z'), await register('2026-01-01T00:00:00Z')];
    expect(younger < older).toBe(true);
    const { reviewId } = await united(younger, older);
    expect(await survivorOf(younger)).toBe(older);
    await app.run((tx) => reviews.undo(tx, reviewId, '看错了', by, now()));
    expect(await survivorOf(younger)).toBe(younger);
    expect(await stateOf(reviewId)).toBe('open');
  });

  it('can be taken back where the one that survived was merged on', async () => {
    const oldest = await register('2026-01-01T00:00:00Z');
    const [one, other] = [await register('2026-01-02T00:00:00Z'), await register('2026-01-03T00:00:00Z')];
    const { reviewId } = await united(one, other);
    await app.run((tx) => merging.merge(tx, oldest, one, '同一企业', by, now()));
    await app.run((tx) => reviews.undo(tx, reviewId, '看错了', by, now()));
    expect([await survivorOf(other), await survivorOf(one)]).toEqual([other, oldest]);
  });

  it('cannot be taken back once its merge is', async () => {
    const [one, other] = [await register('2026-01-01T00:00:00Z'), await register('2026-01-02T00:00:00Z')];
    const { reviewId, mergeId } = await united(one, other);
    await app.run((tx) => app.app.get(Unmerging).unmerge(tx, one, { mergeId }, '不是', by, now()));
    await expect(app.run((tx) => reviews.undo(tx, reviewId, '看错了', by, now()))).rejects.toMatchObject({
      type: 'unmerge-refused',
      status: 409,
    });
  });
});
