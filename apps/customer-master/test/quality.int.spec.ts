import type { Tx } from '@crm/persistence';
import { aCustomer, type CustomerBody, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { systemActor } from '../src/customers/actor.js';
import { CustomersService, type NewCustomer } from '../src/customers/customers.service.js';
import { QualityScoresRepository } from '../src/quality/quality-scores.repository.js';
import { QualityScores } from '../src/quality/quality-scores.service.js';
import { type WorklistFilter, QualityWorklistRepository } from '../src/quality/quality-worklist.repository.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
beforeAll(async () => {
  app = await startCustomerMaster();
}, 120_000);
afterAll(() => app?.close(), 60_000);

const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  app.run((tx) => tx.query(sql, parameters));
const keptOf = async (id: string) =>
  (
    await query<{ score: number; rules_version: number }>('SELECT * FROM customer_quality WHERE customer_id = $1', [id])
  )[0];
async function register(body: CustomerBody = aCustomer()): Promise<string> {
  const { source: _, ...wish } = body;
  const source = { source: 'erp', sourceId: newId(), observedAt: new Date() };
  const by = systemActor('test');
  const customers = app.app.get(CustomersService);
  return (await app.run((tx) => customers.upsertFromSource(tx, source, wish as NewCustomer, by, new Date())))
    .customerId;
}

describe('scores', () => {
  it('are made of everybody else although one customer cannot be read', async () => {
    const poisoned = await register();
    const recordId = newId();
    await app.run(async (tx) => {
      await tx.query(`INSERT INTO source_record (id, source, source_id, version) VALUES ($1, 'crm', 'poison', 1)`, [
        recordId,
      ]);
      await tx.query(
        `INSERT INTO source_record_version (record_id, version, kind, plain, sealed, digest, observed_at, received_at, received_by)
         VALUES ($1, 1, 'organisation', '{}', 'not a cell', 'x', now(), now(), 'test')`,
        [recordId],
      );
      await tx.query(
        `INSERT INTO membership (id, record_id, customer_id, valid_from, reason) VALUES ($1, $2, $3, now(), 'attached')`,
        [newId(), recordId, poisoned],
      );
    });
    const other = await register();
    await query(`INSERT INTO quality_due VALUES ($1), ($2) ON CONFLICT DO NOTHING`, [poisoned, other]);
    await waitFor(() => keptOf(other), { what: 'the other one' });
    await waitFor(async () => (await query('SELECT FROM quality_due')).length === 0, { what: 'nobody due' });
  });

  it('of an older state of knowledge do not overwrite a newer one', async () => {
    const id = await register();
    const kept = await waitFor(() => keptOf(id), { what: 'judged' });
    await query('UPDATE customer_quality SET card_version = card_version + 1, score = 42 WHERE customer_id = $1', [id]);
    await app.run((tx) => app.app.get(QualityScores, { strict: false }).renew(tx, [id], new Date()));
    expect((await keptOf(id))!.score).toBe(42);
    await query('UPDATE customer_quality SET card_version = card_version - 1 WHERE customer_id = $1', [id]);
    await app.run((tx) => app.app.get(QualityScores, { strict: false }).renew(tx, [id], new Date()));
    expect((await keptOf(id))!.score).toBe(kept.score);
  });

  it('miss no change that is told while somebody looks', async () => {
    const repository = app.app.get(QualityScoresRepository, { strict: false });
    await query(`UPDATE timer SET next_try_at = now() + interval '1 hour' WHERE kind = 'quality.work'`);
    // The worker may be at it; it takes what it takes and sleeps.
    await waitFor(async () => {
      await query(
        `UPDATE timer SET next_try_at = now() + interval '1 hour' WHERE kind = 'quality.work' AND state = 'armed'`,
      );
      return (await query('SELECT FROM quality_due')).length === 0;
    });
    const id = newId();
    await app.run((tx) => repository.mark(tx, [id]));
    let marking: Promise<void> | undefined;
    await app.run(async (tx) => {
      expect(await repository.takeDue(tx, 10)).toEqual([id]);
      // Has to wait for us, since we may have read the customer already.
      marking = app.run((other) => repository.mark(other, [id]));
      await waitFor(async () => (await query(`SELECT FROM pg_locks WHERE NOT granted`)).length > 0, {
        what: 'waiting',
      });
    });
    await marking;
    expect(await query('SELECT customer_id AS id FROM quality_due')).toEqual([{ id }]);
    await query(`UPDATE timer SET next_try_at = now() WHERE kind = 'quality.work'`);
    await waitFor(async () => (await query('SELECT FROM quality_due')).length === 0, { what: 'unknown ids go' });
    expect(await keptOf(id)).toBeUndefined();
  });
});

describe('a page of the worklist', () => {
  const rows = 20_000;
  beforeAll(async () => {
    for (let from = 0; from < rows; from += 2_000)
      await query(
        `WITH made AS (
           INSERT INTO customer (id, kind, version, card_version, status, owner_department, owner_employee_id, name_tokens, name_keys,
             attribute_tokens, plain, sealed, created_at, updated_at)
           SELECT gen_random_uuid(), 'organisation', 1, 1, 'potential', 'd' || n % 12, 'E' || n % 600, '{}', '{}', '{}', '{}', '', now(), now()
           FROM generate_series($1::int, $1::int + 1999) AS n RETURNING id, owner_department, owner_employee_id)
         INSERT INTO customer_quality (customer_id, kind, department, owner, score, priority, dimensions, reasons, is_stale, is_missing,
           is_invalid, is_duplicate, pairs, rules_version, card_version, computed_at)
         SELECT id, 'organisation', owner_department, owner_employee_id, points, 100 - points, '{}', '[]', random() < 0.5, random() < 0.7,
           random() < 0.02, random() < 0.01, 0, 0, 1, now() FROM (SELECT *, round((random() * 99)::numeric, 1)::float8 AS points FROM made) AS m`,
        [from],
      );
    await query('ANALYZE customer');
    await query('ANALYZE customer_quality');
  }, 120_000);

  const after = { at: 50, id: '01981a2b-1111-7000-8000-00000000c001' };
  const everybody: WorklistFilter = {
    scope: null,
    department: undefined,
    owner: undefined,
    reason: undefined,
    sort: 'score',
  };
  const filters = (['score', 'value'] as const).flatMap((sort): Partial<WorklistFilter>[] => [
    { sort },
    { sort, scope: 'd7' },
    { sort, scope: 'd7', reason: 'stale' },
    { sort, scope: 'd7', reason: 'invalid' },
    { sort, scope: 'd7', department: 'd7', reason: 'missing' },
    { sort, department: 'd7', reason: 'duplicate' },
    { sort, reason: 'missing' },
    { sort, owner: 'E7' },
    { sort, scope: 'd7', owner: 'E7', reason: 'stale' },
  ]);

  it.each(filters)('is found by indexes alone: %j', async (filter) => {
    for (const place of [undefined, after]) {
      const { plan, answer } = await app.run(async (tx) => {
        let asked: [string, unknown[]] | undefined;
        const listening = {
          query: (sql: string, parameters: unknown[]) => {
            asked = [sql, parameters];
            return tx.query(sql, parameters);
          },
        } as unknown as Tx;
        const repository = app.app.get(QualityWorklistRepository, { strict: false });
        const answer = await repository.page(listening, { ...everybody, ...filter }, place, 21);
        const [explained] = await tx.query<{ 'QUERY PLAN': object[] }[]>(
          `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${asked![0]}`,
          asked![1],
        );
        return { plan: JSON.stringify(explained!['QUERY PLAN']), answer };
      });
      expect(answer.length).toBeGreaterThan(0);
      expect(plan).not.toContain('Seq Scan');
      const read =
        Number(/"Shared Hit Blocks":(\d+)/.exec(plan)![1]) + Number(/"Shared Read Blocks":(\d+)/.exec(plan)![1]);
      // A seventh of what the department alone has.
      expect(read).toBeLessThan(700);
    }
  });
});
