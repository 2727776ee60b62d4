import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventDraft } from '@crm/contracts';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { kpiNames } from '../src/kpis/kpi-registry.js';
import type { KpiListResponse, KpiResponse } from '../src/kpis/kpis.dto.js';
import type { LevelsResponse } from '../src/value/levels.dto.js';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import {
  aCase,
  accrued,
  adjusted,
  anAnswer,
  anOrder,
  cancelled,
  card,
  daysAgo,
  paid,
  redeemed,
  returned,
  reversed,
} from './stories.js';

let analytics: AnalyticsApp;
const english = { 'accept-language': 'en' };

beforeAll(async () => {
  analytics = await startAnalytics();
});

afterAll(() => analytics.close());

const publish = async (...drafts: EventDraft[]) => {
  for (const draft of drafts) await analytics.probe.publish(draft);
};

const kpi = async (name: string, query = '') =>
  (await analytics.get<KpiResponse>(`/kpis/${name}${query}`, undefined, english)).body;

/** The page, once it is not the one of a moment ago. */
const page = (fits: (html: string) => boolean, path = '/analytics/dashboard', headers: Record<string, string> = {}) =>
  waitFor(
    async () => {
      const answer = await fetch(`${analytics.url}${path}`, { headers });
      const html = await answer.text();
      return fits(html) ? { html, answer } : undefined;
    },
    { what: 'the fresh page' },
  );

const hours = (count: number, since: Date) => new Date(since.getTime() + count * 3_600_000);

describe('before anything has happened', () => {
  it('the dashboard says plainly that there is no data', async () => {
    const { html } = await page((text) => text.includes('<main>'));
    expect(html).toContain('期间内没有付款订单，暂无图表。');
    expect(html).toContain('还没有购买过的客户，暂无图表。');
    expect(html).not.toContain('<svg');
  });

  it('sums are 0, shares are unknown, and charts are not there', async () => {
    const { items } = (await analytics.get<KpiListResponse>('/kpis')).body;
    expect(items.map(({ name }) => name)).toEqual(kpiNames);
    expect(Object.fromEntries(items.map(({ name, value }) => [name, value]))).toEqual({
      customers_by_level: 0,
      active_customers: 0,
      revenue: 0,
      orders: 0,
      average_order_value: null,
      repurchase_rate: null,
      nps: null,
      csat: null,
      cases_opened: 0,
      resolution_hours_p50: null,
      resolution_hours_p90: null,
      sla_breach_rate: null,
      complaint_rate: null,
      points_issued: 0,
      points_adjusted: 0,
      points_redeemed: 0,
    });
    expect((await analytics.get('/charts/monthly_revenue.svg')).status).toBe(404);
    expect((await analytics.get<LevelsResponse>('/levels')).body).toMatchObject({
      n: 0,
      lorenz: [],
      thresholds: { source: 'fixed' },
    });
  });
});

describe('key figures', () => {
  const [buyer, regular, merged] = [newId(), newId(), newId()];
  const twoAccounts = newId();

  beforeAll(async () => {
    const [first, second, gone] = [anOrder(buyer), anOrder(regular), anOrder(buyer)];
    await publish(
      card(buyer),
      card(regular),
      card(merged, { mergedInto: regular }),
      paid(first, daysAgo(100)),
      returned(first, daysAgo(2), [{ ...first.lines[0]!, amountMinor: 40_000 }]),
      paid(gone, daysAgo(3)),
      cancelled(gone, daysAgo(2)),
      paid(second, daysAgo(3)),
      // The same customer under an id that was merged into it.
      paid(anOrder(merged, { lines: [{ category: 'machinery', amountMinor: 300_000 }] }), daysAgo(1)),
      paid(anOrder(merged, { currency: 'USD' }), daysAgo(1)),
    );
    const [quick, slow, open, late] = [1, 2, 3, 4].map((days) =>
      aCase(buyer, daysAgo(days), days === 1 ? 'enquiry' : 'complaint'),
    );
    await publish(
      ...[quick!, slow!, open!, late!].map((one) => one.opened()),
      quick!.resolved(hours(2, daysAgo(1))),
      slow!.resolved(hours(10, daysAgo(2))),
      slow!.handedOver('complaint-centre', hours(1, daysAgo(2))),
      late!.breached(hours(24, daysAgo(4))),
      // Acknowledged too late, resolved in time.
      slow!.breached(hours(1, daysAgo(2)), 1, 'acknowledge'),
      late!.resolved(hours(30, daysAgo(4))),
      late!.reopened(hours(40, daysAgo(4))),
      anAnswer(buyer, { nps: 10, csat: 5 }, daysAgo(1), slow!.caseId),
      anAnswer(buyer, { nps: 9, csat: 4 }, daysAgo(1)),
      anAnswer(regular, { nps: 7, csat: 3 }, daysAgo(1)),
      anAnswer(regular, { nps: 2, csat: null }, daysAgo(1)),
      accrued(buyer, 1_000, daysAgo(2)),
      reversed(buyer, 400, 'order_returned', daysAgo(2)),
      // One redemption from two accounts of the customer.
      redeemed(regular, 300, daysAgo(1), twoAccounts),
      redeemed(regular, 200, daysAgo(1), twoAccounts),
      adjusted(buyer, 250, daysAgo(1)),
      adjusted(regular, -50, daysAgo(1)),
      reversed(regular, 100, 'redemption_cancelled', daysAgo(1)),
    );
    await analytics.allRead();
  });

  it.each([
    // 100,000 − 40,000 + 100,000 + 300,000; the cancelled order and the one in dollars have no amount.
    ['revenue', 460_000, 3],
    ['orders', 4, 4],
    ['average_order_value', 153_333, 3],
    ['customers_by_level', 2, 2],
    ['active_customers', 1, 1],
    ['repurchase_rate', 0.5, 2],
    ['nps', 25, 4],
    ['csat', 2 / 3, 3],
    ['cases_opened', 4, 4],
    // Two of four have ended after 2 and 10 hours; the other two are open.
    ['resolution_hours_p50', 10, 4],
    ['resolution_hours_p90', null, 4],
    ['sla_breach_rate', 1 / 3, 3],
    ['complaint_rate', 3 / 4, 4],
    ['points_issued', 600, 2],
    ['points_adjusted', 200, 2],
    ['points_redeemed', 400, 2],
  ])('say %s is %d', async (name, value, n) => {
    const figure = await kpi(name);
    expect(figure.n).toBe(n);
    if (value === null) expect(figure.value).toBeNull();
    else expect(figure.value).toBeCloseTo(value, 6);
  });

  it('carry their definition, formula, unit, owner and sources', async () => {
    expect(await kpi('revenue')).toMatchObject({
      title: 'Revenue',
      formula: '∑ paid − ∑ returned',
      unit: 'money_minor',
      currency: 'CNY',
      owner: 'finance',
      sources: ['crm.order.paid', 'crm.order.returned', 'crm.order.cancelled'],
      leftOut: 1,
      cells: [],
    });
    expect((await analytics.get<KpiResponse>('/kpis/revenue')).body.title).toBe('收入');
  });

  it('count open cases as open instead of leaving them out', async () => {
    expect(await kpi('resolution_hours_p50')).toMatchObject({ open: 2 });
    expect(await kpi('sla_breach_rate')).toMatchObject({ open: 1 });
  });

  it('are broken down by month without a gap, and the months add up', async () => {
    const { cells, value } = await kpi('revenue', '?by=month');
    expect(cells).toHaveLength(12);
    expect(cells.reduce((sum, cell) => sum + cell.value!, 0)).toBe(value);
  });

  it('are broken down by level, category and department', async () => {
    const byLevel = await kpi('revenue', '?by=level');
    expect(byLevel.cells.map(({ label }) => label)).toEqual(['Diamond', 'Gold', 'Silver', 'Basic']);
    expect(byLevel.cells.reduce((sum, cell) => sum + cell.value!, 0)).toBe(460_000);
    expect((await kpi('revenue', '?by=category')).cells).toMatchObject([
      { key: 'coal', value: 160_000, leftOut: 1 },
      { key: 'machinery', value: 300_000 },
    ]);
    expect((await kpi('cases_opened', '?by=department')).cells).toMatchObject([
      { key: 'complaint-centre', value: 1 },
      { key: 'service', value: 3 },
    ]);
    expect((await kpi('nps', '?by=department')).cells).toMatchObject([
      { key: 'complaint-centre', value: 100, n: 1 },
      { key: 'unknown', value: 0, n: 3 },
    ]);
  });

  it('are limited to the days asked for, both included', async () => {
    const day = daysAgo(3).toISOString().slice(0, 10);
    expect(await kpi('revenue', `?from=${day}&to=${day}`)).toMatchObject({ value: 100_000, from: day, to: day });
  });

  it('refuse what they cannot answer', async () => {
    const status = async (path: string) => (await analytics.get<{ errors: unknown[] }>(path)).status;
    expect(await status('/kpis/profit')).toBe(404);
    expect(await status('/kpis/toString')).toBe(404);
    expect(await status('/kpis/revenue?by=department')).toBe(400);
    expect(await status('/kpis/revenue?by=owner')).toBe(400);
    expect(await status('/kpis/revenue?from=2026-02-30')).toBe(400);
    expect(await status('/kpis/revenue?from=2026-02-02&to=2026-02-01')).toBe(400);
    expect(await status('/kpis/revenue?from=1990-01-01&to=2026-02-01')).toBe(400);
    expect(await status('/kpis/customers_by_level?from=2026-01-01')).toBe(400);
    expect(await status('/kpis/revenue?since=2026-01-01')).toBe(400);
    const refused = await analytics.get<{ errors: unknown[] }>('/kpis/revenue?by=department', undefined, english);
    expect(refused.body.errors).toEqual([
      { pointer: '/by', message: 'this key figure can be broken down by: month, level, category' },
    ]);
  });

  it('are for those who may read figures', async () => {
    for (const path of ['/kpis', '/kpis/revenue', '/levels', '/charts/monthly_revenue.svg']) {
      expect((await analytics.get(path, { roles: ['agent'], department: 'service' })).status).toBe(403);
      expect((await fetch(`${analytics.url}/analytics/v1${path}`)).status).toBe(401);
    }
  });
});

describe('the dashboard', () => {
  beforeAll(async () => {
    for (let at = 1; at <= 30; at++) {
      const customer = newId();
      const order = (amountMinor: number) =>
        anOrder(customer, { lines: [{ amountMinor, marginMinor: amountMinor / 5 }] });
      await publish(
        paid(order(at ** 3 * 1_000), daysAgo(at)),
        ...(at % 3 === 0 ? [paid(order(50_000), daysAgo(at + 35))] : []),
      );
    }
    await analytics.allRead();
  });

  const fresh = (html: string) => html.includes('<svg');

  it('draws two charts, each with its table, in the language of the reader', async () => {
    const { html, answer } = await page(fresh, '/analytics/dashboard?lang=en');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain('<html lang="en">');
    expect(html.match(/<svg /g)).toHaveLength(2);
    expect(html.match(/<table>/g)).toHaveLength(2);
    expect(html).toMatch(/customers n = 3\d/);
    const chinese = await page(fresh);
    expect(chinese.html).toContain('<html lang="zh-CN">');
    expect(chinese.html).toContain('价值金字塔');
    const preferred = await page(fresh, '/analytics/dashboard', english);
    expect(preferred.html).toContain('Value pyramid');
  });

  it('needs neither script nor style from elsewhere, and forbids both', async () => {
    const { html, answer } = await page(fresh);
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'/);
    expect(html).not.toMatch(/<script| style="| on\w+="|https?:\/\/(?!www\.w3\.org)/);
    expect(html.match(/<style>/g)).toHaveLength(1);
  });

  it('hides small groups from everybody, and shows them to those who may read figures', async () => {
    const everybody = await page(fresh, '/analytics/dashboard?lang=en');
    expect(everybody.html).toContain('fewer than 5, not shown');
    const analyst = await page(
      fresh,
      '/analytics/dashboard?lang=en',
      await analytics.tokens.bearer({ roles: ['analyst'] }),
    );
    expect(analyst.html).not.toContain('fewer than 5, not shown');
    const agent = await page(
      fresh,
      '/analytics/dashboard?lang=en',
      await analytics.tokens.bearer({ roles: ['agent'] }),
    );
    expect(agent.html).toContain('fewer than 5, not shown');
  });

  it('answers fast while it is asked again and again', async () => {
    const took: number[] = [];
    for (let at = 0; at < 100; at++) {
      const begin = performance.now();
      await (await fetch(`${analytics.url}/analytics/dashboard`)).text();
      took.push(performance.now() - begin);
    }
    expect(took.sort((a, b) => a - b)[94]!).toBeLessThan(300);
  });

  it('has its charts as files', async () => {
    const chart = await waitFor(async () => {
      const answer = await analytics.get<string>('/charts/value_pyramid.svg', undefined, english);
      return answer.status === 200 ? answer : undefined;
    });
    expect(chart.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(chart.body).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(chart.body).toContain('Value pyramid');
    expect((await analytics.get('/charts/profit.svg')).status).toBe(404);
  });
});

describe('the levels', () => {
  it('explain their rules and count their customers', async () => {
    const { body } = await analytics.get<LevelsResponse>('/levels', undefined, english);
    expect(body.weights.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    expect(body.levels.map(({ level }) => level.code)).toEqual(['diamond', 'gold', 'silver', 'basic']);
    expect(body.n).toBe(32);
    expect(body.distribution.reduce((sum, { customers }) => sum + customers, 0)).toBe(32);
    expect(body.distribution.reduce((sum, { revenueShare }) => sum + revenueShare!, 0)).toBeCloseTo(1);
    expect(body.lorenz[0]).toEqual({ customerShare: 0, revenueShare: 0 });
    expect(body.lorenz.at(-1)).toEqual({ customerShare: 1, revenueShare: 1 });
  });
});

describe('a dashboard that is not public', () => {
  it('is for those who may read figures', async () => {
    const closed = await startAnalytics({ role: 'http', env: { DASHBOARD_PUBLIC: 'false' } });
    try {
      const status = async (as?: object) =>
        (await fetch(`${closed.url}/analytics/dashboard`, { headers: as ? await closed.tokens.bearer(as) : {} }))
          .status;
      expect(await status()).toBe(401);
      expect(await status({ roles: ['agent'] })).toBe(403);
      expect(await status({ roles: ['manager'] })).toBe(200);
    } finally {
      await closed.close();
    }
  });
});
