import { type AnyEvent, CaseCustomerLinked, type EventDraft } from '@crm/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { FeedbackEventsConsumer } from '../src/answers/feedback-events.consumer.js';
import { CaseEventsConsumer } from '../src/cases/case-events.consumer.js';
import { CaseFigures } from '../src/cases/case-figures.js';
import { LoyaltyEventsConsumer } from '../src/points/loyalty-events.consumer.js';
import { PurchaseEventsConsumer } from '../src/purchases/order-events.consumer.js';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import {
  aCase,
  accrued,
  adjusted,
  anAnswer,
  anOrder,
  cancelled,
  daysAgo,
  paid,
  redeemed,
  returned,
  reversed,
} from './stories.js';

let analytics: AnalyticsApp;

/** The read models, and what is added up in them. */
const tables = [
  'fact_purchase',
  'fact_cancellation',
  'customer_day',
  'customer_agg',
  'fact_case',
  'fact_feedback',
  'fact_points',
];

beforeAll(async () => {
  analytics = await startAnalytics({ role: 'http' });
});

afterAll(() => analytics.close());

beforeEach(async () => {
  await analytics.database.query(`TRUNCATE ${tables.join(', ')}`);
});

/** The event as it would arrive. */
const told = (draft: EventDraft): AnyEvent =>
  ({ ...draft, id: newId(), source: 'customer-master', time: draft.time!.toISOString() }) as unknown as AnyEvent;

/** Folds one event, whether it was seen before or not. */
async function fold(event: AnyEvent): Promise<void> {
  const { app, transactions } = analytics;
  const [purchases, cases] = [app.get(PurchaseEventsConsumer), app.get(CaseEventsConsumer)];
  const handlers: Record<string, (tx: never, event: never) => Promise<void>> = {
    'crm.order.paid': purchases.record.bind(purchases),
    'crm.order.returned': purchases.record.bind(purchases),
    'crm.order.cancelled': purchases.cancel.bind(purchases),
    'case.opened': cases.opened.bind(cases),
    'case.customer-linked': cases.linked.bind(cases),
    'case.kind-changed': cases.kindChanged.bind(cases),
    'case.handover-accepted': cases.handedOver.bind(cases),
    'case.reopened': cases.reopened.bind(cases),
    'case.resolved': cases.resolved.bind(cases),
    'case.closed': cases.closed.bind(cases),
    'case.withdrawn': cases.withdrawn.bind(cases),
    'case.merged': cases.merged.bind(cases),
    'case.absorbed': cases.absorbed.bind(cases),
    'sla.breached': cases.breached.bind(cases),
    'response.received': app.get(FeedbackEventsConsumer).record.bind(app.get(FeedbackEventsConsumer)),
  };
  const points = app.get(LoyaltyEventsConsumer);
  const handler = handlers[event.type] ?? points.record.bind(points);
  await transactions.run((tx) => handler(tx as never, event as never));
}

/** One line per table: its rows in order, hashed. */
async function hashes(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of tables) {
    const [row] = await analytics.database.query<{ hash: string }[]>(
      `SELECT count(*) || ' rows ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS hash FROM ${table} t`,
    );
    found[table] = row!.hash;
  }
  return found;
}

/** The same numbers in every run (mulberry32). */
function randomly(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const rest = [...items];
  return items.map(() => rest.splice(Math.floor(random() * rest.length), 1)[0]!);
}

/** A year of everything that can happen to three customers. */
function history(): AnyEvent[] {
  const [one, other, third] = [newId(), newId(), newId()];
  const drafts: EventDraft[] = [];
  for (const customer of [one, other, third]) {
    const kept = anOrder(customer, { lines: [{}, { lineId: '2', amountMinor: 5_000, marginMinor: undefined }] });
    const sameDay = anOrder(customer, { lines: [{ category: undefined }] });
    const abroad = anOrder(customer, { currency: 'USD' });
    const gone = anOrder(customer);
    const neverPaid = anOrder(customer);
    drafts.push(
      paid(kept, daysAgo(300)),
      paid(sameDay, daysAgo(300)),
      paid(abroad, daysAgo(20)),
      // Told twice by the ERP, the second time with another amount: the later account counts.
      paid(anOrder(customer, { ...kept, lines: [{ amountMinor: 90_000 }] }), daysAgo(299)),
      returned(kept, daysAgo(100), [{ ...kept.lines[1]!, amountMinor: 2_000 }]),
      returned(kept, daysAgo(90), [{ ...kept.lines[1]!, amountMinor: 3_000 }]),
      paid(gone, daysAgo(50)),
      returned(gone, daysAgo(40)),
      cancelled(gone, daysAgo(30)),
      cancelled(neverPaid, daysAgo(10)),
    );
    const complaint = aCase(customer, daysAgo(60));
    drafts.push(
      complaint.opened(),
      complaint.handedOver('complaint-centre', daysAgo(59)),
      complaint.breached(daysAgo(59)),
      complaint.resolved(daysAgo(58)),
      complaint.reopened(daysAgo(57)),
      complaint.handedOver('finance', daysAgo(56)),
      complaint.resolved(daysAgo(55), 2),
      complaint.closed(daysAgo(55), daysAgo(54), 2),
      // First thought to be the third one's, then found to be the other's.
      ...[third, other].map((customerId, at) =>
        CaseCustomerLinked.draft({
          ...{ customerId, aggregateId: complaint.caseId, aggregateVersion: 20 + at, time: daysAgo(52 - at) },
          data: {
            ...{ caseId: complaint.caseId, customerId, before: at ? third : customer },
            by: { employeeId: 'E1', department: 'service' },
          },
        }),
      ),
      anAnswer(customer, { nps: 3, csat: 2 }, daysAgo(53), complaint.caseId),
      ...withOtherEnds(customer),
      accrued(customer, 1000, daysAgo(300)),
      redeemed(customer, 300, daysAgo(200)),
      adjusted(customer, -20, daysAgo(150)),
      reversed(customer, 300, 'redemption_cancelled', daysAgo(199)),
      reversed(customer, 50, 'order_returned', daysAgo(100)),
    );
  }
  return drafts.map(told);
}

/** A case that was taken back twice, and two of which one was merged into the other. */
function withOtherEnds(customer: string): EventDraft[] {
  const [takenBack, merged, goesOn] = [70, 65, 60].map((days) => aCase(customer, daysAgo(days)));
  return [
    takenBack!.opened(),
    takenBack!.withdrawn(daysAgo(69)),
    takenBack!.reopened(daysAgo(68)),
    takenBack!.withdrawn(daysAgo(67), 'handled_elsewhere', 2),
    merged!.opened(),
    goesOn!.opened(),
    merged!.mergedInto(goesOn!.caseId, daysAgo(59)),
    goesOn!.absorbed(merged!.caseId, daysAgo(65), daysAgo(59)),
    goesOn!.absorbed(newId(), daysAgo(61), daysAgo(58)),
    goesOn!.renamed('repair', 2, daysAgo(57)),
    goesOn!.renamed('technical', 3, daysAgo(56)),
  ];
}

describe('the read models', () => {
  it('are the same after any order of delivery, with any event delivered again', async () => {
    const events = history();
    for (const event of events) await fold(event);
    const inOrder = await hashes();
    expect(inOrder).toMatchObject({
      fact_case: expect.stringContaining('12 rows'),
      fact_points: expect.stringContaining('15 rows'),
    });
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const random = randomly(seed);
      const again = events.filter(() => random() < 0.3);
      await analytics.database.query(`TRUNCATE ${tables.join(', ')}`);
      for (const event of shuffled([...events, ...again], random)) await fold(event);
      expect({ seed, ...(await hashes()) }).toEqual({ seed, ...inOrder });
    }
  });

  it('are the same when events of several customers are folded at once', async () => {
    const events = history();
    for (const event of events) await fold(event);
    const inOrder = await hashes();
    await analytics.database.query(`TRUNCATE ${tables.join(', ')}`);
    await Promise.all(events.map(fold));
    expect(await hashes()).toEqual(inOrder);
  });

  it('add up days: purchases of one day once, returns on their day, nothing of a cancelled order', async () => {
    const customer = newId();
    const [kept, sameDay, gone] = [anOrder(customer), anOrder(customer), anOrder(customer)];
    const drafts = [
      paid(kept, daysAgo(30)),
      paid(sameDay, daysAgo(30)),
      returned(kept, daysAgo(10)),
      paid(gone, daysAgo(5)),
      cancelled(gone, daysAgo(4)),
    ];
    for (const draft of drafts) await fold(told(draft));
    const days = await analytics.database.query(
      `SELECT purchases, amount_minor, margin_minor FROM customer_day WHERE customer_id = $1 ORDER BY day`,
      [customer],
    );
    expect(days).toEqual([
      { purchases: 2, amount_minor: 200_000, margin_minor: 40_000 },
      { purchases: 0, amount_minor: -100_000, margin_minor: -20_000 },
    ]);
    const [sum] = await analytics.database.query(
      `SELECT frequency, monetary_minor, last_day = first_day AS "sameDay" FROM customer_agg WHERE customer_id = $1`,
      [customer],
    );
    expect(sum).toEqual({ frequency: 1, monetary_minor: 100_000, sameDay: true });
  });

  it('take the business day from the business time zone', async () => {
    const customer = newId();
    await fold(told(paid(anOrder(customer), new Date('2026-01-05T15:59:59Z'))));
    await fold(told(paid(anOrder(customer), new Date('2026-01-05T16:00:00Z'))));
    const days = await analytics.database.query(
      'SELECT day::text FROM customer_day WHERE customer_id = $1 ORDER BY day',
      [customer],
    );
    expect(days).toEqual([{ day: '2026-01-05' }, { day: '2026-01-06' }]);
  });

  it('count a purchase in another currency without its amount', async () => {
    const customer = newId();
    await fold(told(paid(anOrder(customer, { currency: 'USD' }), daysAgo(3))));
    const [row] = await analytics.database.query(
      'SELECT purchases, foreign_purchases, amount_minor, margin_minor FROM customer_day WHERE customer_id = $1',
      [customer],
    );
    expect(row).toEqual({ purchases: 1, foreign_purchases: 1, amount_minor: 0, margin_minor: null });
  });

  it('count merged cases once and as old as the older, and what never was a case not at all', async () => {
    const customer = newId();
    const [merged, goesOn, spam, takenBack] = [20, 10, 20, 20].map((days) => aCase(customer, daysAgo(days)));
    const drafts = [
      merged!.opened(),
      goesOn!.opened(),
      merged!.breached(daysAgo(19)),
      merged!.mergedInto(goesOn!.caseId, daysAgo(9)),
      goesOn!.absorbed(merged!.caseId, daysAgo(20), daysAgo(9)),
      goesOn!.resolved(daysAgo(8)),
      spam!.opened(),
      spam!.breached(daysAgo(19)),
      spam!.withdrawn(daysAgo(18), 'spam'),
      takenBack!.opened(),
      takenBack!.withdrawn(daysAgo(15)),
    ];
    for (const draft of drafts) await fold(told(draft));
    const question = { from: '2000-01-01', to: '2100-01-01', by: null, now: new Date() } as never;
    const figures = analytics.app.get(CaseFigures);
    const [load, durations] = await analytics.transactions.run(async (tx) => [
      await figures.load(tx, question),
      await figures.durations(tx, question),
    ]);
    expect(load).toEqual([{ key: '', opened: 2, complaints: 2, breached: 0, decided: 1 }]);
    // The one that was taken back took five days at least; nobody knows how long it would have taken.
    expect(durations).toEqual([
      { key: '', ended: false, cases: 1, hours: 120 },
      { key: '', ended: true, cases: 1, hours: 288 },
    ]);
  });
});
