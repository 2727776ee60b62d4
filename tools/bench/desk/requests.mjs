// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Random } from '../../samples/random.mjs';
import { percentiles } from '../percentiles.mjs';
import { armDueTimers } from './due-timers.mjs';

/** @typedef {import('../service-stand.mjs').Stand} Stand */
/** @typedef {{ p50: number, p95: number, p99: number }} Shares milliseconds */

const warmUp = 20;

/** @param {Stand} stand @param {string} path @param {{ headers?: Record<string, string>, body?: unknown, status?: number }} [sent] */
async function timed(stand, path, { headers = stand.headers, body, status = 200 } = {}) {
  const start = performance.now();
  const answer = await fetch(`${stand.url}${path}`, {
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const ms = performance.now() - start;
  if (answer.status !== status) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return { ms, answer: JSON.parse(text) };
}

/** Until what came due while nobody was there is told. @param {Stand} stand */
export async function settled(stand) {
  const client = new pg.Client({ connectionString: stand.databaseUrl });
  await client.connect();
  const read = `SELECT EXISTS (SELECT FROM timer WHERE state = 'armed' AND due_at < now() - interval '5 s') AS waits`;
  for (const end = performance.now() + 300_000; (await client.query(read)).rows[0].waits; await pause(500)) {
    if (performance.now() > end) throw new Error('timers that are due do not fire');
  }
  await client.end();
}

/** Contacts of known customers that open a case, one after the other. @param {Stand} stand @param {number} count */
export async function creates(stand, count) {
  const bodies = await contacts(stand, count + warmUp);
  const times = [];
  for (const [at, body] of bodies.entries()) {
    const { ms } = await timed(stand, '/intakes', { body, status: 201 });
    if (at >= warmUp) times.push(ms);
  }
  return percentiles(times);
}

/** The same by several clients, each with one under way. @param {Stand} stand @param {number} count @param {number} atOnce */
export async function createsAtOnce(stand, count, atOnce) {
  const bodies = await contacts(stand, count);
  const start = performance.now();
  const client = async () => {
    for (let body = bodies.pop(); body; body = bodies.pop()) await timed(stand, '/intakes', { body, status: 201 });
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return count / ((performance.now() - start) / 1_000);
}

/** @param {Stand} stand @param {number} count */
async function contacts(stand, count) {
  const customers = await idsOf(stand, 'SELECT customer_id AS id FROM customer_card ORDER BY random() LIMIT 500');
  const run = Date.now().toString(36);
  return Array.from({ length: count }, (_, at) => ({
    channel: 'phone',
    externalId: `bench-${run}-${at}`,
    receivedAt: new Date().toISOString(),
    customerId: customers[at % customers.length],
    kind: 'complaint',
    subject: '送货迟到',
    text: '货物比约定时间晚到三天，要求说明原因。',
    orderId: `NEW-${run}-${at}`,
  }));
}

/** Key figures of the last thirty days, by department. @param {Stand} stand @param {number} count */
export async function keyFigures(stand, count) {
  const from = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  const times = [];
  for (let at = 0; at < count; at++) times.push((await timed(stand, `/kpis?from=${from}&groupBy=department`)).ms);
  return percentiles(times);
}

/** Pages of the list as people look at it. @param {Stand} stand @param {number} each @returns {Promise<[string, Shares][]>} */
export async function lists(stand, each) {
  const random = new Random('bench desk lists');
  const supervisor = await stand.headersOf({ subject: 'S1', roles: ['supervisor'], department: 'service' });
  const sales = await stand.headersOf({ subject: 'A6', roles: ['sales'], department: 'sales-north' });
  const legal = await stand.headersOf({ subject: 'L1', roles: ['sales'], department: 'legal' });
  const agent = () => `A${random.int(1, 200)}`;
  const now = () => new Date().toISOString();
  const customers = await idsOf(stand, 'SELECT customer_id AS id FROM customer_card ORDER BY random() LIMIT 200');
  /** @type {[string, () => Record<string, string>, Record<string, string>][]} */
  const ways = [
    ['all, the most urgent first', () => ({}), stand.headers],
    ['all, the newest first', () => ({ sort: '-openedAt' }), stand.headers],
    ['of one department, the most urgent first', () => ({}), supervisor],
    ['of one department, the newest first', () => ({ sort: '-openedAt' }), sales],
    ['of a department with 0.1 % of the cases', () => ({}), legal],
    ['open, of a department with 0.1 % of the cases', () => ({ open: 'true' }), legal],
    ['open, of one owner', () => ({ owner: agent(), open: 'true' }), stand.headers],
    ['received, of one department', () => ({ state: 'received' }), supervisor],
    [
      'waiting for the customer, the newest first',
      () => ({ state: 'waiting_customer', sort: '-openedAt' }),
      stand.headers,
    ],
    ['in progress and overdue, of one department', () => ({ state: 'in_progress', dueBefore: now() }), supervisor],
    ['in progress, of one owner', () => ({ owner: agent(), state: 'in_progress' }), stand.headers],
    ['of one owner, the newest first', () => ({ owner: agent(), sort: '-openedAt' }), stand.headers],
    ['diamond customers in progress', () => ({ level: 'diamond', state: 'in_progress' }), stand.headers],
    [
      'of one product, the newest first',
      () => ({ productId: `P-${random.int(0, 59)}`, sort: '-openedAt' }),
      stand.headers,
    ],
    ['of one customer', () => ({ customerId: random.pick(customers) }), stand.headers],
  ];
  /** @type {[string, Shares][]} */
  const results = [];
  for (const [what, query, headers] of ways) {
    const times = [];
    for (let at = 0; at < each + 3; at++) {
      const { ms } = await timed(stand, `/cases?${new URLSearchParams({ ...query(), limit: '50' })}`, { headers });
      if (at >= 3) times.push(ms);
    }
    results.push([what, percentiles(times)]);
  }
  results.push(['received, of one department, pages 2 to 41', await deep(stand, { state: 'received' }, supervisor)]);
  results.push(['all, the newest first, pages 2 to 41', await deep(stand, { sort: '-openedAt' }, stand.headers)]);
  return results;
}

/** One page behind the other. @param {Stand} stand @param {Record<string, string>} query @param {Record<string, string>} headers */
async function deep(stand, query, headers) {
  const times = [];
  for (let [page, cursor] = [1, '']; page <= 41 && cursor !== null; page++) {
    const wish = new URLSearchParams({ ...query, limit: '50', ...(cursor && { cursor }) });
    const { ms, answer } = await timed(stand, `/cases?${wish}`, { headers });
    if (page > 1) times.push(ms);
    cursor = answer.next;
  }
  return percentiles(times);
}

/** @param {Stand} stand @param {number} count @returns {Promise<[string, Shares][]>} of the case, its history, and what an agent sees at once */
export async function reads(stand, count) {
  const document = /** @type {{ paths: object }} */ (
    await (await fetch(new URL('/service-desk/openapi.json', stand.url))).json()
  );
  const paths = ['/cases/{id}', '/cases/{id}/timeline', '/cases/{id}/context'].filter((path) =>
    Object.hasOwn(document.paths, `/service-desk/v1${path}`),
  );
  const ids = await idsOf(stand, `SELECT id FROM service_case WHERE state <> 'closed' ORDER BY random() LIMIT 500`);
  /** @type {[string, Shares][]} */
  const results = [];
  for (const path of paths) {
    const times = [];
    for (let at = 0; at < count + warmUp; at++) {
      const { ms } = await timed(stand, path.replace('{id}', ids[at % ids.length] ?? ''));
      if (at >= warmUp) times.push(ms);
    }
    results.push([`GET ${path}`, percentiles(times)]);
  }
  return results;
}

/**
 * Deadlines that all pass at one second, while one process serves and works. @param {Stand} stand @param {number} count
 * @returns {Promise<number>} seconds until the last of them was told
 */
export async function dueTimers(stand, count) {
  const client = new pg.Client({ connectionString: stand.databaseUrl });
  await client.connect();
  const owners = Array.from({ length: 200 }, (_, at) => `A${at + 1}`);
  const dueAt = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 10_000);
  await armDueTimers((sql, values) => client.query(sql, values), count, dueAt, owners);
  const read = `SELECT count(*) FILTER (WHERE state = 'armed')::int AS armed, count(*) FILTER (WHERE state = 'fired')::int AS fired,
      extract(epoch FROM max(fired_at) - $1)::float AS late FROM timer WHERE kind = 'sla.clock' AND due_at = $1`;
  for (const end = performance.now() + 300_000; ;) {
    const { armed, fired, late } = (await client.query(read, [dueAt])).rows[0];
    if (armed === 0 && fired >= count) return (await client.end(), late);
    if (performance.now() > end) throw new Error(`${armed} timers did not fire`);
    await pause(250);
  }
}

/** Compares every open clock, by the command. @param {Stand} stand */
export async function reconciled(stand) {
  const start = performance.now();
  await stand.job('reconcile');
  const seconds = (performance.now() - start) / 1_000;
  const { last } = await stand.ask('GET', '/sla/reconciliation');
  return { seconds, ...last };
}

/** @param {Stand} stand @param {string} sql @returns {Promise<string[]>} */
async function idsOf(stand, sql) {
  const client = new pg.Client({ connectionString: stand.databaseUrl });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows.map(({ id }) => id);
}

/** What another policy would do to every open case, in seconds. @param {Stand} stand @returns {Promise<{ seconds: number, cases: number, changed: number }>} */
export async function policyReport(stand) {
  const { rules, longestWait, warnings } = (await timed(stand, '/sla-policies')).answer;
  for (const { targets } of rules) if (targets.resolution) targets.resolution.seconds += 3_600;
  const start = performance.now();
  let { answer } = await timed(stand, '/sla-policies/reports', { body: { rules, longestWait, warnings }, status: 202 });
  while (answer.state === 'running') {
    await pause(200);
    ({ answer } = await timed(stand, `/sla-changes/${answer.id}`));
  }
  return { seconds: (performance.now() - start) / 1_000, cases: answer.checked, changed: answer.changed };
}
