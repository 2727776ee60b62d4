import type { EventDraft, OrderPaid } from '@crm/contracts';
import type { DueTimer } from '@crm/persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { Purchases } from '../src/purchases/purchases.service.js';
import { ValueEventsConsumer } from '../src/value/order-events.consumer.js';
import { Thresholds } from '../src/value/thresholds.service.js';
import { ValueTimers } from '../src/value/value-timers.js';
import { CustomerValues } from '../src/value/value.service.js';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import { anOrder, cancelled, daysAgo, paid, returned } from './stories.js';

let analytics: AnalyticsApp;

beforeAll(async () => {
  analytics = await startAnalytics({ role: 'http' });
});

afterAll(() => analytics.close());

beforeEach(async () => {
  await analytics.database.query(
    `TRUNCATE fact_purchase, fact_cancellation, customer_day, customer_agg, level_history, value_rescan, outbox, timer`,
  );
  await analytics.database.query('TRUNCATE customer_value');
  await analytics.database.query(`ALTER SEQUENCE scoring_count RESTART`);
  await analytics.database.query(`DELETE FROM rfm_thresholds WHERE source = 'population'`);
});

async function tell(draft: EventDraft): Promise<void> {
  const event = { ...draft, id: newId(), source: 'customer-master', time: draft.time!.toISOString() } as never;
  const purchases = analytics.app.get(Purchases);
  const isCancelled = draft.type === 'crm.order.cancelled';
  await analytics.transactions.run((tx) => (isCancelled ? purchases.cancel(tx, event) : purchases.record(tx, event)));
}

const score = (customerIds: string[], now = new Date()) =>
  analytics.transactions.run((tx) => analytics.app.get(CustomerValues).score(tx, customerIds, now));

/** Everything that went out, oldest first. */
async function sent(): Promise<{ type: string; version: number; data: Record<string, unknown> }[]> {
  const rows = await analytics.database.query<{ headers: Record<string, string>; payload: string }[]>(
    'SELECT headers, payload FROM outbox ORDER BY position',
  );
  return rows.map(({ headers, payload }) => ({
    type: headers['ce_type']!,
    version: Number(headers['ce_aggregateversion']),
    data: JSON.parse(payload) as Record<string, unknown>,
  }));
}

const levelOf = async (customerId: string): Promise<string | undefined> => {
  const [row] = await analytics.database.query<{ level: string }[]>(
    'SELECT level FROM customer_value WHERE customer_id = $1',
    [customerId],
  );
  return row?.level;
};

/** A customer that buys for so much on each of these days. */
async function aBuyer(amountMinor: number, ...daysBack: number[]): Promise<string> {
  const customerId = newId();
  for (const days of daysBack) {
    await tell(paid(anOrder(customerId, { lines: [{ amountMinor, marginMinor: amountMinor / 5 }] }), daysAgo(days)));
  }
  return customerId;
}

/** Fires armed timers of the value, one after another, until there is none. */
async function runTimers(): Promise<number> {
  const timers = analytics.app.get(ValueTimers);
  const handlers: Record<string, (tx: never, timer: DueTimer) => Promise<void>> = {
    'value.thresholds': timers.checkThresholds.bind(timers),
    'value.rescan': timers.rescan.bind(timers),
  };
  for (let fired = 0; ; fired++) {
    const [timer] = await analytics.database.query<DueTimer[]>(
      `SELECT id, kind, aggregate_id AS "aggregateId", epoch, due_at AS "dueAt", attempts FROM timer
       WHERE state = 'armed' AND kind <> 'value.nightly' ORDER BY due_at, id LIMIT 1`,
    );
    if (!timer) return fired;
    await analytics.transactions.run(async (tx) => {
      await handlers[timer.kind]!(tx as never, timer);
      await tx.query(`UPDATE timer SET state = 'fired' WHERE id = $1`, [timer.id]);
    });
  }
}

describe('scoring', () => {
  it('tells the figures and the level, in rising versions', async () => {
    const customerId = await aBuyer(6_000_000, 40, 30, 20, 10, 5, 4, 3, 2, 1);
    await score([customerId]);
    expect(await sent()).toEqual([
      {
        type: 'value.scored',
        version: 1,
        data: expect.objectContaining({
          customerId,
          rfm: '555',
          frequency: 9,
          monetaryMinor: 54_000_000,
          recencyDays: 1,
        }),
      },
      { type: 'level.changed', version: 2, data: expect.objectContaining({ customerId, from: null, to: 'diamond' }) },
    ]);
  });

  it('tells nothing when it is done again, nor when a day passes that changes no fifth', async () => {
    const customerId = await aBuyer(100_000, 1);
    await score([customerId]);
    const before = await sent();
    await score([customerId]);
    await score([customerId], new Date(Date.now() + 86_400_000));
    expect(await sent()).toEqual(before);
  });

  it('tells when the passing of days moves a customer into another fifth', async () => {
    const customerId = await aBuyer(100_000, 1);
    await score([customerId]);
    await score([customerId], new Date(Date.now() + 60 * 86_400_000));
    expect((await sent()).map(({ type, data }) => [type, data['rfm']])).toEqual([
      ['value.scored', '511'],
      ['level.changed', undefined],
      ['value.scored', '411'],
    ]);
  });

  it('leaves a customer alone that never paid for anything', async () => {
    const customerId = newId();
    await tell(cancelled(anOrder(customerId), daysAgo(1)));
    expect(await score([customerId])).toBe(0);
    expect(await sent()).toEqual([]);
  });

  it('makes a customer basic whose only order was cancelled after it was paid', async () => {
    const customerId = newId();
    const order = anOrder(customerId, { lines: [{ amountMinor: 9_000_000 }] });
    await tell(paid(order, daysAgo(2)));
    await score([customerId]);
    expect(await levelOf(customerId)).not.toBe('basic');
    await tell(cancelled(order, daysAgo(1)));
    await score([customerId]);
    const last = (await sent()).at(-1)!;
    expect(last).toMatchObject({ type: 'level.changed', data: { to: 'basic', reasons: ['no_purchase_left'] } });
    expect((await sent()).at(-2)).toMatchObject({ data: { rfm: '000', recencyDays: null } });
  });

  it('makes a customer basic who gave back more within the window than it paid', async () => {
    const customerId = newId();
    const order = anOrder(customerId, { lines: [{ amountMinor: 9_000_000 }] });
    await tell(paid(order, daysAgo(800)));
    await tell(returned(order, daysAgo(700)));
    await tell(paid(anOrder(customerId), daysAgo(2)));
    await score([customerId]);
    expect((await sent()).at(-1)).toMatchObject({
      data: { to: 'basic', reasons: expect.arrayContaining(['net_amount_negative']) },
    });
  });

  it('keeps a level that is missed by little, and takes one that is missed by more', async () => {
    // All fifths are 5 at first; with recency 3 the index is 90, with 2 it is 85; diamond begins at 95.
    const customerId = await aBuyer(6_000_000, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    const after = (days: number) => score([customerId], new Date(Date.now() + days * 86_400_000));
    await after(0);
    await after(100);
    expect(await levelOf(customerId)).toBe('diamond');
    expect((await sent()).at(-1)).toMatchObject({
      type: 'value.scored',
      data: { rfm: '355', reasons: expect.arrayContaining(['held_by_hysteresis']) },
    });
    await after(200);
    expect(await levelOf(customerId)).toBe('gold');
  });

  it('leaves out what lies before the window of 730 days', async () => {
    const customerId = await aBuyer(100_000, 731, 730, 729);
    await score([customerId]);
    expect((await sent())[0]).toMatchObject({ data: { frequency: 1, monetaryMinor: 100_000, recencyDays: 729 } });
  });
});

describe('thresholds', () => {
  /** What happens when a purchase of the customer has been told. */
  const purchase = (customerId: string) =>
    analytics.transactions.run((tx) =>
      analytics.app.get(ValueEventsConsumer).score(tx, { data: { customerId } } as OrderPaid),
    );

  const sets = () =>
    analytics.database.query<object[]>('SELECT source, population, scorings FROM rfm_thresholds ORDER BY version');

  const fixed = { source: 'fixed', population: 0, scorings: 0 };

  it('are fixed at first, and quintiles of the customers as soon as fifty have bought; then everybody is scored anew', async () => {
    const customers: string[] = [];
    for (let at = 1; at <= 50; at++) customers.push(await aBuyer(at * 1_000, at));
    for (const customer of customers.slice(0, 49)) await purchase(customer);
    expect(await runTimers()).toBe(0);
    await purchase(customers[49]!);
    await runTimers();

    const current = await analytics.transactions.run((tx) => analytics.app.get(Thresholds).current(tx));
    expect(current).toMatchObject({
      source: 'population',
      population: 50,
      scorings: 50,
      recencyDays: [10, 20, 30, 40],
      frequency: [1, 1, 1, 1],
      monetaryMinor: [10_000, 20_000, 30_000, 40_000],
      marginMinor: [2_000, 4_000, 6_000, 8_000],
    });
    const fifths = await analytics.database.query(
      `SELECT monetary_score AS fifth, count(*) AS customers FROM customer_value WHERE thresholds_version = $1 GROUP BY 1 ORDER BY 1`,
      [current.version],
    );
    expect(fifths).toEqual([1, 2, 3, 4, 5].map((fifth) => ({ fifth, customers: 10 })));
  });

  it('stay fixed while fewer than fifty have bought, however much', async () => {
    const customer = await aBuyer(1_000, 1);
    for (let at = 0; at < 60; at++) await purchase(customer);
    expect(await runTimers()).toBe(1);
    expect(await sets()).toEqual([fixed]);
  });

  it('are renewed once at the end of a burst of purchases, not in the middle of it, and not for everyday growth', async () => {
    const customers: string[] = [];
    for (let at = 1; at <= 50; at++) customers.push(await aBuyer(at * 1_000, at));
    for (const customer of customers) await purchase(customer);
    await runTimers();
    expect(await sets()).toEqual([fixed, { source: 'population', population: 50, scorings: 50 }]);
    for (let round = 0; round < 3; round++) for (const customer of customers) await purchase(customer);
    // Three looks, of which only the last finds that no more is coming, and one batch.
    expect(await runTimers()).toBe(4);
    expect((await sets()).slice(2)).toEqual([{ source: 'population', population: 50, scorings: 200 }]);
    await analytics.database.query('UPDATE rfm_thresholds SET scorings = 10000 WHERE scorings = 200');
    await analytics.database.query(`SELECT setval('scoring_count', 10000)`);
    for (const customer of customers) await purchase(customer);
    expect(await runTimers()).toBe(1);
    expect(await sets()).toHaveLength(3);
  });
});

describe('every night', () => {
  it('all customers are scored in batches of 500, and the next night is armed', async () => {
    await analytics.database.query(
      `WITH customer AS (SELECT gen_random_uuid() AS id, n FROM generate_series(1, 1001) AS n)
       , bought AS (INSERT INTO customer_day SELECT id, current_date - (n % 300), 1, 0, n * 1000, n * 100 FROM customer RETURNING *)
       INSERT INTO customer_agg SELECT customer_id, day, day, 1, amount_minor, margin_minor FROM bought`,
    );
    const ids = (await analytics.database.query<{ id: string }[]>('SELECT customer_id AS id FROM customer_agg')).map(
      (row) => row.id,
    );
    await score(ids);
    await analytics.database.query('TRUNCATE timer, value_rescan');
    const timers = analytics.app.get(ValueTimers);
    await analytics.transactions.run((tx) => timers.nightly(tx, {} as DueTimer));

    const [next] = await analytics.database.query<{ hours: number }[]>(
      `SELECT extract(hour FROM due_at AT TIME ZONE 'Asia/Shanghai')::integer AS hours FROM timer
       WHERE kind = 'value.nightly' AND due_at BETWEEN now() AND now() + interval '24 hours'`,
    );
    expect(next).toEqual({ hours: 2 });
    expect(await runTimers()).toBe(3);
    const [run] = await analytics.database.query(
      'SELECT cause, scored, finished_at IS NOT NULL AS done FROM value_rescan',
    );
    expect(run).toEqual({ cause: 'nightly', scored: 1001, done: true });
    const [left] = await analytics.database.query(
      `SELECT count(*) AS n FROM customer_value WHERE thresholds_version <> (SELECT max(version) FROM rfm_thresholds)`,
    );
    expect(left).toEqual({ n: 0 });
  });
});
