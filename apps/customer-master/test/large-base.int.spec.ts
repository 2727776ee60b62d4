import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { CustomerListRepository, type CustomerSort } from '../src/customers/customer-list.repository.js';
import { Duplicates } from '../src/customers/duplicates.service.js';
import { GoldenRecords } from '../src/customers/golden-records.service.js';
import { RecordPaths } from '../src/customers/record-paths.service.js';
import { StandingsRepository } from '../src/customers/standings.repository.js';
import { HistoryRepository } from '../src/history/history.repository.js';
import { OverviewRepository, type TimelinePlace } from '../src/overview/overview.repository.js';
import { MatchKeys } from '../src/customers/match-keys.service.js';
import { factsOf } from '../src/customers/registrations.service.js';
import { JointComparisons } from '../src/matching/joint-comparison.js';
import { ReviewsRepository } from '../src/reviews/reviews.repository.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

const size = 200_000;
const firms = ['晋泰', '恒通', '鑫源', '汇丰达', '盛世', '华信', '金桥', '远大', '宏图', '安泰'].flatMap((word) =>
  ['煤业', '机械', '物流', '化工', '置业'].map((trade) => word + trade),
);
const admin: User = {
  ...{ id: 'E1', roles: ['admin'], department: null, scope: 'all' },
  permissions: new Set(['customer:pii:read']),
};

const busy = [newId(), newId(), newId()];

let app: CustomerMasterApp;
beforeAll(async () => {
  app = await startCustomerMaster();
  await app.run(fill);
  await app.run((tx) => tx.query('ANALYZE'));
}, 180_000);
afterAll(() => app?.close(), 60_000);

const get = <Service>(type: new (...parameters: never[]) => Service): Service =>
  app.app.get<Service>(type as never, { strict: false });
const factsFrom = (name: string, phone: string, uscc: string) =>
  factsOf({
    kind: 'organisation',
    names: [{ type: 'legal', text: name }],
    identifiers: [{ type: 'uscc', value: uscc }],
    contactPoints: [{ type: 'phone', value: phone }],
    addresses: [],
  } as never).facts;

/** 50 firms, each of which stands for 4,000 customers; every customer has numbers, a telephone and keys of its own. */
async function fill(tx: Tx): Promise<void> {
  const indexes = await tx.query<{ name: string; definition: string }[]>(
    `SELECT indexrelid::regclass AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
     JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
     WHERE indrelid = 'customer'::regclass AND amname = 'gin'`,
  );
  for (const { name } of indexes) await tx.query(`DROP INDEX ${name}`);
  // Nothing here can break a reference, and checking each takes longer than the rest.
  await tx.query('SET LOCAL session_replication_role = replica');
  await tx.query(`SET LOCAL maintenance_work_mem = '512MB'`);
  // In pieces, since a statement that takes long is given up.
  for (let from = 0; from < size; from += 20_000) await fillPiece(tx, from, from + 20_000);
  for (const { definition } of indexes) await tx.query(definition);
}

async function fillPiece(tx: Tx, from: number, to: number): Promise<void> {
  const keys = get(MatchKeys);
  const names = firms.map((name, at) => ({
    at,
    name,
    tokens: keys.searchTokens('organisation', [name], [], []),
    keys: keys.nameKeys([name]),
  }));
  await tx.query(
    'CREATE TEMP TABLE base AS SELECT n, gen_random_uuid() AS id FROM generate_series($1::int, $2::int - 1) n',
    [from, to],
  );
  await tx.query(
    `INSERT INTO customer (id, kind, version, card_version, status, owner_department, display_name, search_names, name_tokens,
       name_keys, attribute_tokens, plain, sealed, created_at, updated_at)
     SELECT base.id, 'organisation', 1, 1, CASE WHEN n % 50 = 0 THEN 'active' ELSE 'potential' END, 'd' || n % 20, given.name, given.name,
       given.tokens, given.keys, '{}', '{}', 'v1.' || gen_random_uuid() || '.AAAA', now() - make_interval(secs => n),
       now() - make_interval(secs => (n * 7919) % ${size})
     FROM base JOIN jsonb_to_recordset($1::jsonb) AS given (at int, name text, tokens text[], keys text[])
       ON given.at = n % ${firms.length}`,
    [JSON.stringify(names)],
  );
  for (const statement of [
    `INSERT INTO source_record (id, source, source_id, version) SELECT id, 'erp', 'L-' || n, 1 FROM base`,
    `INSERT INTO membership (id, record_id, customer_id, valid_from, reason) SELECT id, id, id, now(), 'registered' FROM base`,
    `INSERT INTO customer_identifier (customer_id, type, key, contested) SELECT id, 'uscc', 'U' || n, false FROM base`,
    `INSERT INTO customer_contact (customer_id, type, key, opted_out) SELECT id, 'phone', md5(n::text), false FROM base`,
    `INSERT INTO match_record (customer_id, kind, features) SELECT id, 'organisation', '\\x00' FROM base`,
    // A telephone of everybody's own, and a trade name that 40 have.
    `INSERT INTO match_key (key, customer_id) SELECT n, id FROM base UNION ALL SELECT 1000000 + n % 5000, id FROM base`,
    // Every tenth and its neighbour wait for a reviewer.
    `INSERT INTO match_edge (id, low_id, high_id, kind, probability, weight, vector, attributes, model_version, strong, state, judged_at)
     SELECT one.id, least(one.id, other.id), greatest(one.id, other.id), 'organisation', one.n % 1000 / 1000.0, 1, '\\x00', '{}', '1',
       '{}', 'open', now() FROM base one JOIN base other ON other.n = one.n + 1 WHERE one.n % 10 = 0`,
    `INSERT INTO customer_merge (id, survivor_id, retired_id, reason, merged_by, merged_at, standing_before, standing_after,
       retired_identifiers)
     SELECT id, gen_random_uuid(), id, '', 'E1', now(), '{}', '{}', '[]' FROM base`,
    // Three in ten entries are those of three ids that are one customer.
    `INSERT INTO overview_timeline (source, event_id, customer_id, at, type, subject, facts)
     SELECT 'service-desk', 'T-' || n, CASE WHEN n % 10 < 3 THEN ('{${busy.join()}}'::uuid[])[n % 10 + 1] ELSE id END,
       now() - make_interval(secs => n), 'case.opened', 'case/' || n, '{}' FROM base`,
    'DROP TABLE base',
  ]) {
    await tx.query(statement);
  }
}

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: Plan[];
}

/** What the statements of some work read: tables that they go through from end to end, and pages. */
async function readBy(work: (tx: Tx) => Promise<unknown>): Promise<{ scanned: string[]; pages: number }> {
  return app.run(async (tx) => {
    const runner = tx.queryRunner!;
    const query = runner.query.bind(runner) as (sql: string, parameters: unknown[], ...rest: []) => Promise<never>;
    const plans: Plan[] = [];
    runner.query = (async (sql: string, parameters: unknown[], ...rest: []) => {
      if (/^\s*(SELECT|WITH)\b/i.test(sql)) {
        const [row]: { 'QUERY PLAN': { Plan: Plan }[] }[] = await query(
          `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`,
          parameters,
        );
        plans.push(row!['QUERY PLAN'][0]!.Plan);
      }
      return query(sql, parameters, ...rest);
    }) as typeof runner.query;
    try {
      await work(tx);
    } finally {
      runner.query = query;
    }
    expect(plans.length).toBeGreaterThan(0);
    const all = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(all)];
    const scanned = plans
      .flatMap(all)
      .filter((plan) => plan['Node Type'].endsWith('Seq Scan') && large.has(plan['Relation Name'] ?? ''))
      // One that stops as soon as it has enough is fine.
      .filter((plan) => (plan['Actual Rows'] ?? 0) + (plan['Rows Removed by Filter'] ?? 0) >= size / 20)
      .map((plan) => plan['Relation Name']!);
    const pages = plans.reduce(
      (sum, plan) => sum + (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0),
      0,
    );
    return { scanned, pages };
  });
}
const large = new Set(
  (
    'customer customer_identifier customer_contact match_key match_record match_edge source_record membership ' +
    'overview_timeline customer_merge'
  ).split(' '),
);

describe('with 200,000 customers no table is gone through from end to end', () => {
  it('for a page of the timeline of a merged customer, which reads no more than such a page of each id', async () => {
    const page = (after?: TimelinePlace) => (tx: Tx) =>
      get(OverviewRepository).timeline(tx, busy, undefined, after, 20);
    const first = await app.run(page());
    expect(first).toHaveLength(20);
    const { at, eventId } = first[9]!;
    const place = { at: at.toISOString(), eventId };
    expect((await app.run(page(place))).slice(0, 10)).toEqual(first.slice(10));
    for (const work of [page(), page(place)]) {
      const { scanned, pages } = await readBy(work);
      expect(scanned).toEqual([]);
      expect(pages).toBeLessThan(150);
    }
  });

  it('for the merges of a customer and of a record', async () => {
    for (const work of [
      (tx: Tx) => get(HistoryRepository).page(tx, busy, undefined, 20),
      (tx: Tx) => get(StandingsRepository).own(tx, busy[0]!),
      (tx: Tx) => get(RecordPaths).of(tx, [busy[0]!]),
    ])
      expect(await readBy(work)).toMatchObject({ scanned: [] });
  });

  it.each<[string, string | undefined, CustomerSort]>([
    ['part of a name', '恒通', 'relevance'],
    ['a whole name, newest first', '恒通煤业', '-createdAt'],
    ['what every fifth name has, by last change', '煤业', '-updatedAt'],
    ['pinyin', 'hengtong', 'relevance'],
    ['initials', 'htmy', 'relevance'],
    ['one character wrong', '恒同煤业', 'relevance'],
    ['a number of the ERP', 'L-77777', 'relevance'],
    ['a telephone number', '13800138000', 'relevance'],
    ['the end of one', '8000', 'relevance'],
    ['nobody', '饕餮', 'relevance'],
    ['no text at all', undefined, '-createdAt'],
  ])('by a search for %s', async (_what, query, sort) => {
    const wish = { sort, after: undefined, limit: 51, now: new Date() };
    const filter = query === undefined ? {} : { query };
    const { scanned, pages } = await readBy((tx) => get(CustomerListRepository).page(tx, filter, wish, admin));
    expect(scanned).toEqual([]);
    // The table itself has about 25,000.
    expect(pages).toBeLessThan(20_000);
  });

  it('by a search that is filtered', async () => {
    const wish = { sort: '-createdAt' as const, after: undefined, limit: 51, now: new Date() };
    for (const filter of [{ status: 'active' as const }, { department: 'd7' }]) {
      const { scanned, pages } = await readBy((tx) => get(CustomerListRepository).page(tx, filter, wish, admin));
      expect([scanned, pages < 1_000]).toEqual([[], true]);
    }
  });

  it('by the question who shares a number or resembles somebody', async () => {
    const duplicates = get(Duplicates);
    const facts = factsFrom('恒通煤业', '13800138000', '91350100M000100Y43');
    const [one] = await app.run((tx) => tx.query<{ id: string }[]>('SELECT id FROM customer LIMIT 1'));
    const judgement = { customerId: one!.id, verdict: 'auto' } as never;
    const made = { ...duplicates.featuresOf(facts), keys: [5, 1_000_005] };
    for (const work of [
      (tx: Tx) => duplicates.find(tx, duplicates.evidenceOf(facts)),
      (tx: Tx) => duplicates.find(tx, duplicates.evidenceOf(facts), undefined, [judgement]),
      (tx: Tx) => duplicates.judge(tx, 'organisation', made),
    ]) {
      const { scanned, pages } = await readBy(work);
      expect(scanned).toEqual([]);
      expect(pages).toBeLessThan(2_000);
    }
  });

  it('by reviewers, with 20,000 pairs in their queue', async () => {
    const reviews = get(ReviewsRepository);
    const queue = { state: 'open', kind: undefined } as const;
    const now = new Date();
    const [last] = await app.run((tx) => reviews.page(tx, queue, undefined, 1));
    for (const work of [
      (tx: Tx) => reviews.page(tx, queue, undefined, 51),
      (tx: Tx) => reviews.page(tx, { ...queue, kind: 'organisation' }, { priority: 0.5, id: last!.id }, 51),
      (tx: Tx) => reviews.reserve(tx, 'E1', undefined, now, new Date(now.getTime() + 60_000)),
    ]) {
      const { scanned, pages } = await readBy(work);
      expect([scanned, pages < 200]).toEqual([[], true]);
    }
  });

  it('by the questions of 200 rows of an import', async () => {
    const rows = Array.from({ length: 200 }, (_, at) => ({
      customerId: newId(),
      kind: 'organisation' as const,
      made: { features: new Uint32Array(0), keys: [at + 1, 1_000_000 + at], attributes: [] },
    }));
    const evidence = rows.map((_, at) => ({ type: 'uscc' as const, key: `U${at + 1}` }));
    const records = rows.map((_, at) => ({ source: 'erp', sourceId: `L-${at + 1}` }));
    for (const work of [
      (tx: Tx) => get(JointComparisons).begin(tx, rows),
      (tx: Tx) => get(Duplicates).holdersOf(tx, evidence),
      (tx: Tx) => get(GoldenRecords).findRecords(tx, records),
    ]) {
      expect((await readBy(work)).scanned).toEqual([]);
    }
  });
});
