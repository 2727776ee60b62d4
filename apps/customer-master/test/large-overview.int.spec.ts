import {
  FollowUpCompleted,
  FollowUpOpened,
  FollowUpOverdue,
  FollowUpPostponed,
  OpportunityLost,
  OpportunityOpened,
  OpportunityResumed,
  OpportunityStageChanged,
  OpportunityStalled,
  OpportunityWon,
  ResponseReceived,
} from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { aCustomer, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { systemActor } from '../src/customers/actor.js';
import { CustomersService, type NewCustomer } from '../src/customers/customers.service.js';
import { OverviewRepository } from '../src/overview/overview.repository.js';
import { OverviewService } from '../src/overview/overview.service.js';
import type { PicturedEvent } from '../src/overview/rules/pictured-events.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

const cases = 10_000;
const responses = 10_000;
const followUps = 5_000;
const opportunities = 3_000;
const orders = 50_000;

/** The pictures of a dealer with whom much happens, under one id: every fourth case is open. */
const pictures = `
  SELECT 'case' AS kind, n, jsonb_build_object('caseId', id, 'number', 'C-' || n, 'kind', 'complaint', 'severity', 'medium',
      'state', (ARRAY['received', 'closed', 'withdrawn', 'merged'])[n % 4 + 1], 'owner', NULL, 'cycle', 1, 'breachedCycle', 0,
      'dueAt', to_char(timestamp '2026-03-01' + make_interval(mins => n), 'YYYY-MM-DD"T"HH24:MI:SS.000"Z"')) AS picture, id
    FROM numbered(${cases})
  UNION ALL SELECT 'response', n, jsonb_build_object(
      'nps', CASE WHEN n % 3 = 1 THEN n % 11 END, 'csat', CASE WHEN n % 3 = 2 THEN n % 5 + 1 END,
      'answeredAt', to_char(timestamp '2020-01-01' + make_interval(hours => n), 'YYYY-MM-DD"T"HH24:MI:SS.000"Z"')), id
    FROM numbered(${responses})
  UNION ALL SELECT 'invitation', n, '{"survey": "after-case"}', id FROM numbered(${responses})
  UNION ALL SELECT 'follow_up', n, jsonb_build_object('isOpen', n % 2 = 0, 'overdueVersion', CASE WHEN n % 10 = 0 THEN 2 ELSE -1 END,
      'postponedVersion', -1, 'dueVersion', 1,
      'dueAt', to_char(timestamp '2026-02-01' + make_interval(mins => n), 'YYYY-MM-DD"T"HH24:MI:SS.000"Z"')), id
    FROM numbered(${followUps})
  UNION ALL SELECT 'opportunity', n, jsonb_build_object('stage', (ARRAY['lead', 'won', 'lost'])[n % 3 + 1], 'amountMinor', 101,
      'currency', CASE WHEN n % 2 = 0 THEN 'CNY' ELSE 'USD' END, 'probability', 50, 'version', 1, 'movedVersion', 1,
      'stalledVersion', CASE WHEN n % 9 = 0 THEN 2 ELSE -1 END, 'expectedCloseOn', (date '2026-04-01' + n)::text), id
    FROM numbered(${opportunities})`;

const admin: User = { id: 'E1', roles: ['admin'], department: null, scope: 'all', permissions: new Set() };

/** Answers came hour by hour: 4,320 in each of the periods whose means are compared. */
const now = new Date(Date.UTC(2020, 0, 1, responses + 1));

let app: CustomerMasterApp;
let id: string;
beforeAll(async () => {
  app = await startCustomerMaster();
  const { source: _, ...facts } = aCustomer({ uscc: null });
  const at = new Date();
  const source = { source: 'erp', sourceId: 'dealer', observedAt: at };
  const taken = await app.run((tx) =>
    app.app.get(CustomersService).upsertFromSource(tx, source, facts as NewCustomer, systemActor('test'), at),
  );
  id = taken.customerId;
  await app.run(fill);
  await waitFor(vacuumed);
}, 120_000);
afterAll(() => app?.close(), 60_000);

/** As autovacuum leaves it. Rows that were new to somebody at work are looked at again the next time. */
async function vacuumed(): Promise<boolean> {
  const database = app.app.get(DataSource);
  await database.query('VACUUM ANALYZE overview_part, customer_order');
  const [pages] = await database.query<{ visible: boolean }[]>(
    `SELECT bool_and(relallvisible >= relpages - 1) AS visible FROM pg_class WHERE relname IN ('overview_part', 'customer_order')`,
  );
  return pages!.visible;
}

async function fill(tx: Tx): Promise<void> {
  await tx.query(`CREATE FUNCTION pg_temp.numbered(most int) RETURNS TABLE (n int, id uuid) LANGUAGE sql
    AS 'SELECT n, gen_random_uuid() FROM generate_series(1, most) n'`);
  await tx.query(
    `INSERT INTO overview_part (kind, id, customer_id, picture, as_of)
     SELECT kind, id, $1, picture, timestamptz '2026-01-01' + make_interval(mins => n) FROM (${pictures.replaceAll('numbered', 'pg_temp.numbered')}) AS shown`,
    [id],
  );
  // Half of the orders are paid, and of these a tenth was given back.
  for (const customer of ['$1::uuid', 'gen_random_uuid()'])
    await tx.query(
      `INSERT INTO customer_order (id, source, order_id, version, customer_id, customer_source, customer_source_id, currency,
         placed_at, paid_at, lines, lines_at, amount_minor, returned_minor)
       SELECT gen_random_uuid(), 'erp', n || '${customer}', 2, ${customer}, 'erp', coalesce($1::uuid::text, ''), 'CNY', now(),
         CASE WHEN n % 2 = 0 THEN now() END, jsonb_build_array(jsonb_build_object('lineId', '1', 'productId', 'P-7',
           'productName', 'Pump', 'category', 'pumps', 'quantity', 2, 'amountMinor', 100)), now(), 100, 10
       FROM generate_series(1, ${orders}) n`,
      [id],
    );
  // Everybody else, of whom little is known.
  await tx.query(
    `INSERT INTO overview_part (kind, id, customer_id, picture, as_of)
     SELECT 'case', gen_random_uuid(), gen_random_uuid(), '{"state": "received"}', now() FROM generate_series(1, 200000)`,
  );
}

/** What some work answers, how many rows it was given for that, and how many pages the database looked at. */
async function costOf<Answer>(work: (tx: Tx) => Promise<Answer>) {
  return app.run(async (tx) => {
    const runner = tx.queryRunner!;
    const query = runner.query.bind(runner) as (
      sql: string,
      parameters?: unknown[],
      isRich?: boolean,
    ) => Promise<unknown>;
    let [rows, pages] = [0, 0];
    runner.query = (async (sql: string, parameters?: unknown[], isRich?: boolean) => {
      const explained = (await query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, parameters)) as Explained;
      const { Plan: plan } = explained[0]['QUERY PLAN'][0];
      pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
      const found = (await query(sql, parameters, isRich)) as unknown[] | { records: unknown[] };
      rows += ('records' in found ? found.records : found).length;
      return found;
    }) as typeof runner.query;
    try {
      return { answer: await work(tx), rows, pages };
    } finally {
      runner.query = query as typeof runner.query;
    }
  });
}
type Explained = [{ 'QUERY PLAN': [{ Plan: Record<'Shared Hit Blocks' | 'Shared Read Blocks', number> }] }];

describe('the overview of a customer with 38,000 parts and 50,000 orders', () => {
  it('shows what it would by reading all of them, and reads few', async () => {
    const { answer, rows, pages } = await costOf((tx) => app.app.get(OverviewService).read(tx, id, admin, now));
    const asOf = (minutes: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minutes));
    expect(answer.cases).toMatchObject({ openCount: 2_500, closedCount: 5_000, asOf: asOf(cases) });
    expect(answer.cases.open.map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, at) => `C-${4 * at + 4}`),
    );
    expect(answer.satisfaction).toMatchObject({
      ...{ lastNps: 10_000 % 11, lastCsat: (9_998 % 5) + 1, responses, invitations: responses, asOf: asOf(responses) },
    });
    // The newest 50 of each period.
    const npsMean = (last: number): number =>
      Math.round(Array.from({ length: 50 }, (_, at) => (last - 3 * at) % 11).reduce((sum, nps) => sum + nps) * 2) / 100;
    expect(answer.satisfaction.trend.nps).toMatchObject({
      ...{ recentMean: npsMean(10_000), recentAnswers: 50, earlierMean: npsMean(5_680), earlierAnswers: 50 },
    });
    expect(answer.followUps).toEqual({
      ...{ openCount: 2_500, overdueCount: 500, nextDueAt: '2026-02-01T00:02:00.000Z', asOf: asOf(followUps) },
    });
    expect(answer.opportunities).toEqual({
      ...{ openCount: 1_000, stalledCount: 333, nextCloseOn: '2026-04-04', asOf: asOf(opportunities) },
      amounts: ['CNY', 'USD'].map((currency) => ({ currency, amountMinor: 500 * 101, weightedAmountMinor: 500 * 51 })),
    });
    expect(answer.orders).toMatchObject([{ currency: 'CNY', orders, paidAmountMinor: (orders / 2) * 90 }]);
    expect(rows).toBeLessThan(300);
    expect(pages).toBeLessThan(2_000);
  });
});

describe('what a thing is counted as', () => {
  /** How things stand after the examples of these events, each of which is about one thing. */
  const after = async (...events: readonly (readonly [definition: { example: PicturedEvent }, data?: object])[]) => {
    const customerId = newId();
    const told = events.map(([{ example }, data], at) => ({
      ...{ ...example, customerId, aggregateVersion: at + 1 },
      data: { ...example.data, followUpId: customerId, opportunityId: customerId, responseId: customerId, ...data },
    }));
    await app.run((tx) => app.app.get(OverviewRepository).fold(tx, told as PicturedEvent[]));
    const { tallies } = await app.run((tx) => app.app.get(OverviewRepository).known(tx, [customerId], now));
    return tallies.map(({ countedAs, first }) => [countedAs, first]);
  };

  it('follows from its events', async () => {
    const dueAt = '2026-01-06T00:00:00.000Z';
    const late = [[FollowUpOpened, { dueAt }] as const, [FollowUpOverdue, { dueAt }] as const];
    const later = [FollowUpPostponed, { dueAt: '2026-01-09T00:00:00.000Z' }] as const;
    expect(await after(late[0]!)).toEqual([['open', dueAt]]);
    expect(await after(...late)).toEqual([['overdue', dueAt]]);
    expect(await after(...late, later)).toEqual([['open', '2026-01-09T00:00:00.000Z']]);
    expect(await after(...late, later, [FollowUpOverdue])).toMatchObject([['overdue', expect.anything()]]);
    expect(await after(...late, [FollowUpCompleted])).toMatchObject([['closed', expect.anything()]]);

    const stalled = [[OpportunityOpened] as const, [OpportunityStalled, { expectedCloseOn: null }] as const];
    expect(await after(...stalled)).toEqual([['stalled', null]]);
    for (const moved of [OpportunityResumed, OpportunityStageChanged])
      expect(await after(...stalled, [moved])).toMatchObject([['open', expect.anything()]]);
    for (const ended of [OpportunityWon, OpportunityLost])
      expect(await after(...stalled, [ended])).toMatchObject([['closed', expect.anything()]]);

    for (const [nps, csat, as] of [
      [0, null, 'nps'],
      [null, 1, 'csat'],
      [0, 1, 'both'],
      [null, null, 'neither'],
    ] as const)
      expect(await after([ResponseReceived, { nps, csat }])).toMatchObject([[as, expect.anything()]]);
  });
});
