import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import type { CustomerValueResponse, LevelStepResponse } from '../src/value/value.dto.js';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import { anOrder, card, cancelled, daysAgo, paid, returned } from './stories.js';

let analytics: AnalyticsApp;

beforeAll(async () => {
  analytics = await startAnalytics();
});

afterAll(() => analytics.close());

const manager = { roles: ['manager'] };
const english = { 'accept-language': 'en' };

/** A customer that has bought on each of these days for so much. */
async function aBuyer(amountMinor: number, ...daysBack: number[]): Promise<string> {
  const customerId = newId();
  await analytics.probe.publish(card(customerId));
  for (const days of daysBack) {
    const order = anOrder(customerId, { lines: [{ amountMinor, marginMinor: amountMinor / 5 }] });
    await analytics.probe.publish(paid(order, daysAgo(days)));
  }
  await analytics.allRead();
  return customerId;
}

const valueOf = async (customerId: string) =>
  (await analytics.get<CustomerValueResponse>(`/customers/${customerId}/value`, manager, english)).body;

/** The stored value without what rises with every score. */
const stored = (...customerIds: string[]) =>
  analytics.database.query(
    `SELECT to_jsonb(v) - 'version' - 'as_of' AS value FROM customer_value v WHERE customer_id = ANY($1) ORDER BY customer_id`,
    [customerIds],
  );

describe('a purchase', () => {
  it('scores its customer and tells the others', async () => {
    const customerId = await aBuyer(6_000_000, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    const last = await waitFor(
      async () =>
        (await analytics.probe.all('level.changed')).find(
          (one) => one.customerId === customerId && one.data.to === 'diamond',
        ),
      { what: 'the level to reach the others' },
    );
    expect(last.data).toMatchObject({
      customerId,
      rulesVersion: 1,
      reasons: expect.arrayContaining(['monetary_quintile_5']),
    });
    const told = (await analytics.probe.all('value.scored')).filter((one) => one.customerId === customerId);
    const versions = [
      ...told,
      ...(await analytics.probe.all('level.changed')).filter((one) => one.customerId === customerId),
    ].map((one) => one.aggregateVersion);
    expect(new Set(versions).size).toBe(versions.length);
    expect(told.at(-1)!.data).toMatchObject({ frequency: 9, monetaryMinor: 54_000_000, rfm: '555', level: 'diamond' });
  });

  it('is counted once, however often it is delivered', async () => {
    const customerId = newId();
    const order = paid(anOrder(customerId), daysAgo(3));
    const first = await analytics.probe.publish(order);
    await analytics.probe.publish(order, { id: first.id });
    await analytics.allRead();
    expect((await valueOf(customerId)).rfm).toMatchObject({
      frequency: 1,
      monetary: { amountMinor: 100_000, currency: 'CNY' },
    });
  });

  it('of ten years ago counts as well: a score is about what is known', async () => {
    const customerId = await aBuyer(100_000, 3_650);
    const value = await valueOf(customerId);
    expect(value).toMatchObject({
      level: { code: 'basic' },
      segment: { code: 'lost' },
      rfm: { recencyDays: 3_650, frequency: 0 },
    });
    expect(value.reasons[0]).toEqual({ code: 'no_purchase_in_window', text: 'No purchase in the last 730 days' });
  });

  it('that is returned or cancelled counts no longer', async () => {
    const customerId = newId();
    const [one, other] = [anOrder(customerId), anOrder(customerId)];
    for (const draft of [
      paid(one, daysAgo(9)),
      paid(other, daysAgo(8)),
      returned(one, daysAgo(7)),
      cancelled(other, daysAgo(6)),
    ]) {
      await analytics.probe.publish(draft);
    }
    await analytics.allRead();
    expect((await valueOf(customerId)).rfm).toMatchObject({ frequency: 1, monetary: { amountMinor: 0 } });
  });
});

describe('the value of a customer', () => {
  it('explains itself in the language of the reader', async () => {
    const customerId = await aBuyer(6_000_000, 40, 12);
    const answer = await analytics.get<CustomerValueResponse>(`/customers/${customerId}/value`, manager, english);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-language')).toBe('en');
    expect(answer.body).toEqual({
      customerId,
      mergedFrom: [],
      level: { code: 'gold', label: 'Gold' },
      valueIndex: 81.25,
      segment: { code: 'big_spenders', label: 'Big spenders', because: expect.any(String) },
      rfm: {
        code: '525',
        scores: { recency: 5, frequency: 2, monetary: 5, margin: 5 },
        lastPurchaseDay: daysAgo(12).toISOString().slice(0, 10),
        recencyDays: 12,
        frequency: 2,
        monetary: { amountMinor: 12_000_000, currency: 'CNY' },
        margin: { amountMinor: 2_400_000, currency: 'CNY' },
        windowDays: 730,
        thresholdsVersion: 1,
      },
      reasons: [
        { code: 'monetary_quintile_5', text: 'Net CNY 120000.00 in the last 730 days: monetary value 5 of 5' },
        { code: 'frequency_quintile_2', text: 'Bought on 2 days of the last 730: frequency 2 of 5' },
        { code: 'recency_quintile_5', text: 'The last purchase was 12 days ago: recency 5 of 5' },
        { code: 'margin_quintile_5', text: 'Margin CNY 24000.00 in the last 730 days: margin 5 of 5' },
      ],
      rulesVersion: 1,
      asOf: expect.any(String),
    });
    const chinese = await analytics.get<CustomerValueResponse>(`/customers/${customerId}/value`, manager);
    expect(chinese.body.level).toEqual({ code: 'gold', label: '黄金' });
    expect(chinese.body.reasons[2]!.text).toBe('上次购买在 12 天前：近度 5 分（满分 5 分）');
  });

  it('is unknown, with the reason, for one that never bought', async () => {
    const customerId = await aBuyer(0);
    expect(await valueOf(customerId)).toMatchObject({
      level: null,
      valueIndex: null,
      rfm: null,
      reasons: [{ code: 'no_purchase_yet', text: 'This customer has not paid for anything yet' }],
    });
  });

  it('is seen by the owning department and by those who see all, and by nobody else', async () => {
    const customerId = await aBuyer(100_000, 5);
    const status = async (as: object) => (await analytics.get(`/customers/${customerId}/value`, as)).status;
    expect(await status({ roles: ['sales'], department: 'sales-north' })).toBe(200);
    expect(await status({ roles: ['sales'], department: 'sales-south' })).toBe(404);
    expect(await status({ roles: ['sales'] })).toBe(404);
    expect(await status(manager)).toBe(200);
    expect(await status({ roles: [] })).toBe(403);
    expect((await fetch(`${analytics.url}/analytics/v1/customers/${customerId}/value`)).status).toBe(401);
    expect(
      (await analytics.get(`/customers/${customerId}/level-history`, { roles: ['sales'], department: 'sales-south' }))
        .status,
    ).toBe(404);
  });

  it('is 404 for an id that nobody told of, and 400 for what is no id', async () => {
    expect((await analytics.get(`/customers/${newId()}/value`, manager)).status).toBe(404);
    expect((await analytics.get('/customers/1/value', manager)).status).toBe(400);
  });

  it('has a history, newest first, in pages', async () => {
    const customerId = await aBuyer(6_000_000, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    type Page = { items: LevelStepResponse[]; next: string | null };
    const all = (await analytics.get<Page>(`/customers/${customerId}/level-history`, manager, english)).body;
    expect(all.next).toBeNull();
    expect(all.items.at(-1)).toMatchObject({ from: null });
    expect(all.items[0]).toMatchObject({
      customerId,
      to: { code: 'diamond', label: 'Diamond' },
      reasons: expect.any(Array),
    });
    expect(all.items.length).toBeGreaterThan(1);
    const paged: LevelStepResponse[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = (
        await analytics.get<Page>(
          `/customers/${customerId}/level-history?limit=1${cursor && `&cursor=${cursor}`}`,
          manager,
          english,
        )
      ).body;
      paged.push(...page.items);
      cursor = page.next;
    }
    expect(paged).toEqual(all.items);
    expect((await analytics.get(`/customers/${customerId}/level-history?cursor=bm9wZQ`, manager)).status).toBe(400);
  });
});

describe('a merge', () => {
  it('unites the purchases under the survivor, and taken back leaves everything as it was', async () => {
    const survivor = await aBuyer(2_500_000, 100, 60);
    const retired = await aBuyer(3_000_000, 100, 50, 40, 30, 20, 10, 5, 2);
    const bystander = await aBuyer(100_000, 5);
    const before = {
      rows: await stored(survivor, retired, bystander),
      survivor: await valueOf(survivor),
      retired: await valueOf(retired),
    };

    await analytics.probe.publish(card(retired, { mergedInto: survivor }));
    await analytics.allRead();
    const united = await valueOf(survivor);
    // Both bought a hundred days ago: that day counts once.
    expect(united).toMatchObject({
      mergedFrom: [retired],
      rfm: { frequency: 9, monetary: { amountMinor: 29_000_000 } },
    });
    expect(await valueOf(retired)).toEqual(united);
    const raised = await analytics.probe.waitFor(
      'level.changed',
      (one) => one.data.customerId === survivor && one.data.to === 'diamond',
    );
    expect(raised).toMatchObject({ customerId: survivor, data: { from: before.survivor.level!.code } });

    await analytics.probe.publish(card(retired));
    await analytics.allRead();
    const { asOf: _, ...survivorAfter } = await valueOf(survivor);
    expect(before.survivor).toMatchObject(survivorAfter);
    expect(before.retired).toMatchObject({ ...(await valueOf(retired)), asOf: expect.anything() });
    expect(await stored(survivor, retired, bystander)).toEqual(before.rows);
    await analytics.probe.waitFor(
      'level.changed',
      (one) =>
        one.data.customerId === survivor && one.data.from === 'diamond' && one.data.to === before.survivor.level!.code,
    );
  });

  it('leaves a customer with the level it had, though the other kept it up meanwhile', async () => {
    // Eight days with a purchase make an index of 93.75: not enough for diamond, enough to be held there.
    const survivor = await aBuyer(2_500_000, 8, 7, 6, 5, 4, 3, 2, 1);
    const retired = await aBuyer(6_000_000, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    expect((await valueOf(survivor)).level!.code).toBe('gold');
    await analytics.probe.publish(card(retired, { mergedInto: survivor }));
    await analytics.allRead();
    expect((await valueOf(survivor)).level!.code).toBe('diamond');
    await analytics.probe.publish(card(retired));
    await analytics.allRead();
    expect(await valueOf(survivor)).toMatchObject({ level: { code: 'gold' }, valueIndex: 93.75 });
  });

  it('leaves a customer a level that it only held, when it is taken back', async () => {
    const [survivor, retired] = [await aBuyer(2_500_000, 8, 7, 6, 5, 4, 3, 2, 1), await aBuyer(6_000_000, 3)];
    const ninth = anOrder(survivor);
    await analytics.probe.publish(paid(ninth, daysAgo(9)));
    // Both in one stretch would be scored once, after the cancellation.
    await analytics.allRead();
    await analytics.probe.publish(cancelled(ninth, daysAgo(1)));
    await analytics.allRead();
    const held = {
      level: { code: 'diamond' },
      valueIndex: 93.75,
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'held_by_hysteresis' })]),
    };
    expect(await valueOf(survivor)).toMatchObject(held);
    await analytics.probe.publish(card(retired, { mergedInto: survivor }));
    await analytics.probe.publish(card(retired));
    await analytics.allRead();
    expect(await valueOf(survivor)).toMatchObject(held);
  });

  it('in a chain resolves to the last survivor, in whichever order the cards come', async () => {
    const [first, second, third] = [await aBuyer(100_000, 9), await aBuyer(100_000, 8), await aBuyer(100_000, 7)];
    await analytics.probe.publish(card(second, { mergedInto: third }));
    await analytics.probe.publish(card(first, { mergedInto: second }));
    await analytics.allRead();
    expect(await valueOf(first)).toMatchObject({ customerId: third, rfm: { frequency: 3 } });
    expect((await valueOf(third)).mergedFrom).toEqual([first, second].sort());
    await analytics.probe.publish(card(second));
    await analytics.allRead();
    expect(await valueOf(first)).toMatchObject({ customerId: second, rfm: { frequency: 2 } });
    expect(await valueOf(third)).toMatchObject({ mergedFrom: [], rfm: { frequency: 1 } });
  });

  it('scores purchases of the retired id for the survivor', async () => {
    const [survivor, retired] = [await aBuyer(100_000, 9), await aBuyer(100_000, 8)];
    await analytics.probe.publish(card(retired, { mergedInto: survivor }));
    await analytics.allRead();
    await analytics.probe.publish(paid(anOrder(retired), daysAgo(1)));
    const told = await analytics.probe.waitFor(
      'value.scored',
      (one) => one.data.customerId === survivor && one.data.frequency === 3,
    );
    expect(told).toMatchObject({ customerId: survivor, aggregateId: survivor });
  });

  it('with a customer that never bought passes the value on, and back', async () => {
    const [survivor, retired] = [await aBuyer(0), await aBuyer(6_000_000, 9, 8, 7)];
    await analytics.probe.publish(card(retired, { mergedInto: survivor }));
    await analytics.allRead();
    expect(await valueOf(survivor)).toMatchObject({ customerId: survivor, rfm: { frequency: 3 } });
    await analytics.probe.publish(card(retired));
    await analytics.allRead();
    expect(await valueOf(survivor)).toMatchObject({
      level: { code: 'basic' },
      reasons: [{ code: 'no_purchase_left' }],
    });
    expect(await valueOf(retired)).toMatchObject({ rfm: { frequency: 3 } });
  });
});

describe('amounts beyond what a number holds, from before orders were bounded', () => {
  it('are scored and shown as the largest that it does', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const customerId = await aBuyer(9_000_000_000_000_000, 3, 2);
    expect((await valueOf(customerId)).rfm).toMatchObject({ frequency: 2, monetary: { amountMinor: most } });
    const letters = await analytics.database.query(`SELECT error FROM dead_letter`);
    expect(letters).toEqual([]);
    const charts = ['/charts/monthly_revenue.svg', '/charts/value_pyramid.svg'];
    for (const path of ['/kpis', '/kpis/revenue?by=month', '/kpis/revenue?by=category', '/levels', ...charts])
      expect([path, (await analytics.get(path, manager)).status]).toEqual([path, 200]);
  });
});
