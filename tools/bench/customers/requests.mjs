// @ts-check
import pg from 'pg';
import { pinyin } from 'pinyin-pro';
import { Random } from '../../samples/random.mjs';
import { percentiles } from '../percentiles.mjs';
import { make, isDuplicate } from './generator.mjs';

/** @typedef {import('../service-stand.mjs').Stand} Stand */
/** @typedef {{ p50: number, p95: number, p99: number }} Shares milliseconds */

/** The body of a registration. @param {import('./generator.mjs').Row} row @param {string} id */
export function bodyOf(row, id) {
  const { familyName, givenName, birthDate } = row;
  const isPerson = row.kind === 'person';
  const names = [
    ...(row.name ? [{ type: 'legal', text: row.name }] : []),
    ...(row.shortName ? [{ type: 'short', text: row.shortName }] : []),
  ];
  const given = (/** @type {Record<string, string | undefined>} */ fields) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
  return {
    kind: row.kind,
    ...(isPerson ? { person: given({ familyName, givenName, birthDate }) } : { names }),
    ...(row.uscc && { identifiers: [{ type: 'uscc', value: row.uscc }] }),
    contactPoints: [
      ...(row.phone ? [{ type: 'phone', value: row.phone }] : []),
      ...(row.email ? [{ type: 'email', value: row.email }] : []),
    ],
    addresses: [
      {
        type: 'postal',
        ...given({ street: row.street, locality: row.locality, region: row.region, postalCode: row.postalCode }),
      },
    ],
    source: { system: 'pos', id, observedAt: new Date().toISOString() },
  };
}

/**
 * Registrations one after the other, half of them of somebody who is known already: each is compared with all. The time
 * is that of the whole request.
 * @param {Stand} stand @param {number} base rows that are there @param {number} count
 */
export async function registrations(stand, base, count) {
  const random = new Random(`bench registrations ${base}`);
  const run = Date.now().toString(36);
  /** @type {Record<'known' | 'fresh', number[]>} */
  const times = { known: [], fresh: [] };
  let found = 0;
  for (let at = 0; at < count + warmUp; at++) {
    const isKnown = at % 2 === 0;
    const row = isKnown ? knownRow(random, base) : newRow();
    const { ms, status } = await timed(stand, '/customers', bodyOf(row, `${run}-${at}`));
    if (status !== 201 && status !== 409) throw new Error(`POST /customers answered ${status}`);
    if (isKnown && status === 409) found++;
    if (at >= warmUp) times[isKnown ? 'known' : 'fresh'].push(ms);
  }
  return { known: percentiles(times.known), fresh: percentiles(times.fresh), found: found / (count + warmUp) / 0.5 };
}

/** Requests that are not counted: a process and a database that have just started read everything from the disk. */
const warmUp = 500;

/** One of the base, word for word. @param {Random} random @param {number} base */
const knownRow = (random, base) => make(random.int(0, base - 1)).row;

let lastNew = Date.now() * 1_000;

/** Somebody who was never there. */
export function newRow() {
  do lastNew++;
  while (isDuplicate(lastNew));
  return make(lastNew).row;
}

/** Searches of each kind that are not counted, likewise. */
const warmSearches = 20;

/**
 * Searches as people type them. @param {Stand} stand @param {number} base @param {number} each
 * @returns {Promise<[what: string, Shares][]>}
 */
export async function searches(stand, base, each) {
  const random = new Random(`bench searches ${base}`);
  const firm = () => rowWhere(random, base, ({ kind, shortName }) => kind === 'organisation' && Boolean(shortName));
  const person = () => rowWhere(random, base, ({ kind }) => kind === 'person');
  const sound = (/** @type {string} */ text) => pinyin(text, { toneType: 'none', type: 'array' }).join('');
  /** @type {[string, () => Record<string, string>][]} */
  const ways = [
    ['two characters of a firm’s name', () => ({ query: firm().shortName?.slice(0, 2) ?? '' })],
    ['a firm’s short name', () => ({ query: firm().shortName ?? '' })],
    ['a firm’s whole name', () => ({ query: firm().name ?? '' })],
    ['pinyin', () => ({ query: sound(firm().shortName ?? '') })],
    ['initials', () => ({ query: initials(firm().shortName ?? '') })],
    ['one character wrong', () => ({ query: typo(random, firm().name ?? '') })],
    ['a person’s name', () => ({ query: fullName(person()) })],
    ['the last four digits of a telephone', () => ({ query: person().phone?.slice(-4) || '0000' })],
    ['an id of the ERP', () => ({ query: `B-${random.int(0, base - 1)}` })],
    ['nothing, newest first, of one status', () => ({ status: 'potential', sort: '-createdAt' })],
    [
      'two characters and a kind, by last change',
      () => ({ query: firm().shortName?.slice(0, 2) ?? '', kind: 'organisation', sort: '-updatedAt' }),
    ],
    ['a short name that nobody has', () => ({ query: `饕餮${random.int(1_000, 9_999)}` })],
  ];
  /** @type {[string, Shares][]} */
  const results = [];
  for (const [what, query] of ways) {
    const times = [];
    for (let at = 0; at < each + warmSearches; at++) {
      const { ms } = await timed(stand, `/customers?${new URLSearchParams(query())}`, undefined, 200);
      if (at >= warmSearches) times.push(ms);
    }
    results.push([what, percentiles(times)]);
  }
  return results;
}

/** @param {Random} random @param {number} base @param {(row: import('./generator.mjs').Row) => boolean} suits */
function rowWhere(random, base, suits) {
  for (;;) {
    const { row } = make(random.int(0, base - 1));
    if (suits(row)) return row;
  }
}

const initials = (/** @type {string} */ text) =>
  pinyin(text, { pattern: 'first', toneType: 'none', type: 'array' }).join('');
const fullName = (/** @type {import('./generator.mjs').Row} */ { familyName = '', givenName = '' }) =>
  familyName + givenName;

/** @param {Random} random @param {string} text */
function typo(random, text) {
  const at = random.int(2, Math.max(2, text.length - 3));
  return `${text.slice(0, at)}某${text.slice(at + 1)}`;
}

/**
 * The whole page of a customer beside its row alone, by HTTP, and that row read by its primary key on one connection.
 * @param {Stand} stand @param {number} count
 */
export async function overviews(stand, count) {
  const client = new pg.Client({ connectionString: stand.databaseUrl });
  await client.connect();
  /** @type {Record<'overview' | 'customer' | 'row', number[]>} */
  const times = { overview: [], customer: [], row: [] };
  try {
    const { rows } = await client.query(
      'SELECT id FROM customer WHERE merged_into IS NULL AND withdrawn_at IS NULL ORDER BY random() LIMIT $1',
      [count],
    );
    for (const { id } of rows) {
      const start = performance.now();
      await client.query({ name: 'by-key', text: 'SELECT * FROM customer WHERE id = $1', values: [id] });
      times.row.push(performance.now() - start);
      times.customer.push((await timed(stand, `/customers/${id}`, undefined, 200)).ms);
      times.overview.push((await timed(stand, `/customers/${id}/overview`, undefined, 200)).ms);
    }
  } finally {
    await client.end();
  }
  return { overview: percentiles(times.overview), customer: percentiles(times.customer), row: percentiles(times.row) };
}

/** @param {Stand} stand @param {string} path @param {unknown} [body] @param {number} [status] that is expected */
async function timed(stand, path, body, status) {
  const start = performance.now();
  const answer = await fetch(`${stand.url}${path}`, {
    headers: { ...stand.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const ms = performance.now() - start;
  if (status !== undefined && answer.status !== status) throw new Error(`${path} answered ${answer.status}: ${text}`);
  if (answer.status >= 500) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return { ms, status: answer.status };
}
