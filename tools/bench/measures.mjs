// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { draft, message } from './events-of.mjs';
import { percentiles } from './percentiles.mjs';

const topics = ['crm.loyalty.v1'];
const group = 'analytics';

/** @typedef {import('./stand.mjs').Stand} Stand */

/** Seconds that `work` takes. @param {() => Promise<unknown>} work */
async function secondsOf(work) {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1_000;
}

/**
 * Single inserts of a row like an outbox row, each in a transaction of its own, on so many connections: what the same
 * database does without us. @param {string} url @param {number} connections @returns {Promise<number>} rows per second
 */
export async function singleInserts(url, connections) {
  const seconds = 5;
  const clients = await Promise.all(Array.from({ length: connections }, () => connected(url)));
  await clients[0]?.query(
    'CREATE TABLE IF NOT EXISTS baseline (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text)',
  );
  const payload = 'x'.repeat(400);
  const end = performance.now() + seconds * 1_000;
  let rows = 0;
  await Promise.all(
    clients.map(async (client) => {
      for (; performance.now() < end; rows++)
        await client.query('INSERT INTO baseline (payload) VALUES ($1)', [payload]);
      await client.end();
    }),
  );
  return rows / seconds;
}

/** A relay with a backlog in its outbox. @param {Stand} stand @param {string} url @param {number} events @returns {Promise<number>} events per second */
export async function relay(stand, url, events) {
  const client = await connected(url);
  for (let at = 0; at < events; at += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, events - at) }, (_, i) => message(stand, at + i));
    await client.query(
      `INSERT INTO outbox (event_id, topic, key, aggregate_id, headers, payload)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $3::text[], $4::jsonb[], $5::text[])`,
      [
        rows.map(({ headers }) => headers.ce_id),
        rows.map(({ topic }) => topic),
        rows.map(({ key }) => key),
        rows.map(({ headers }) => JSON.stringify(headers)),
        rows.map(({ value }) => value.toString()),
      ],
    );
  }
  const sent = async () =>
    (await client.query('SELECT count(*)::int AS n FROM outbox WHERE published_at IS NOT NULL')).rows[0].n;
  const before = await sent();
  const reader = await stand.reader(url, 'none');
  // The start of the process is not the relay's speed: the clock runs from the first batch on.
  let first = 0;
  while ((first = await sent()) === before) await pause(5);
  const seconds = await secondsOf(async () => {
    while ((await sent()) < before + events) await pause(20);
  });
  await reader.end();
  await client.end();
  return (before + events - first) / seconds;
}

/**
 * Commit in one service to committed effect in another: first as fast as it goes with at most `window` events under way,
 * then at 30 % of that rate.
 * @param {Stand} stand @param {string} writerUrl @param {string} readerUrl
 */
export async function latency(stand, writerUrl, readerUrl) {
  /** @type {number[]} */ let seen = [];
  const reader = await stand.reader(readerUrl, 'single', (some) => void seen.push(...some));
  const relayer = await stand.reader(writerUrl, 'none');
  const writer = await openWriter(stand, writerUrl);
  let n = 0;
  const write = async () => void (await writer.append(draft(stand.contracts, n++, new Date())));
  const arrived = async (/** @type {number} */ count) => {
    for (const end = performance.now() + 60_000; seen.length < count && performance.now() < end;) await pause(5);
    if (seen.length < count) throw new Error(`only ${seen.length} of ${count} events arrived`);
  };
  for (let i = 0; i < 200; i++) await write();
  await arrived(200);

  seen = [];
  const [start, window, begin] = [n, 200, performance.now()];
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (performance.now() - begin < 10_000) {
        if (n - start - seen.length < window) await write();
        else await pause(1);
      }
    }),
  );
  await arrived(n - start);
  const saturated = { rate: (n - start) / ((performance.now() - begin) / 1_000), ...percentiles(seen) };

  seen = [];
  const [count, rate] = [Math.round(saturated.rate * 0.3 * 15), saturated.rate * 0.3];
  const paced = performance.now();
  const writing = [];
  for (let i = 0; i < count; i++) {
    const due = paced + (i * 1_000) / rate;
    if (due > performance.now()) await pause(due - performance.now());
    writing.push(write());
  }
  await Promise.all(writing);
  await arrived(count);
  const calm = { rate, ...percentiles(seen) };
  await writer.close();
  await relayer.end();
  await reader.end();
  return { saturated, calm };
}

/**
 * A consumer with a backlog. @param {Stand} stand @param {string} url @param {'single' | 'batch'} handler @param {number} events
 * @returns {Promise<{ rate: number, growth: number }>} events per second; growth of its memory over the run, in bytes
 */
export async function catchUp(stand, url, handler, events) {
  for (let at = 0; at < events; at += 500)
    await stand.transport.publish(Array.from({ length: Math.min(500, events - at) }, (_, i) => message(stand, at + i)));
  const reader = await stand.reader(url, handler);
  const lag = () => stand.transport.lag(group, topics);
  let left = await lag();
  while (left > events * 0.95) left = await (await pause(5), lag());
  const measured = left;
  /** @type {number[]} */ const memory = [];
  const seconds = await secondsOf(async () => {
    for (; left > 0; left = await lag()) {
      memory.push(await reader.memory());
      await pause(Math.min(250, left / 50));
    }
  });
  await reader.end();
  // The first fifth fills caches and pools.
  const settled = memory.slice(Math.floor(memory.length / 5));
  return { rate: measured / seconds, growth: Math.max(...settled) - (settled[0] ?? 0) };
}

/** The database of a service with our tables. @param {Stand} stand @param {string} name */
export async function serviceDatabase(stand, name) {
  const url = await stand.database(name);
  const { runMigrations, persistenceMigrations } = stand.persistence;
  const migrations = [...persistenceMigrations, ...stand.messaging.messagingMigrations];
  await runMigrations({ service: name, url, poolSize: 2, entities: [], migrations });
  return url;
}

/** The outbox of a service whose relay is another process. @param {Stand} stand @param {string} url */
async function openWriter({ persistence, messaging, transport, environment }, url) {
  const keys = { masterKeyFile: environment.MASTER_KEY_FILE, contactKeyFile: environment.CONTACT_KEY_FILE };
  const database = { service: 'loyalty', url, poolSize: 16, entities: [], migrations: [], fireTimers: false, ...keys };
  const app = await NestFactory.createApplicationContext(
    {
      module: class Writer {},
      imports: [
        persistence.PersistenceModule.forRoot(database),
        messaging.MessagingModule.forRoot({
          service: 'loyalty',
          databaseUrl: url,
          // The bench ends its transport itself.
          transport: () => ({ ...transport, stop: async () => undefined }),
          worker: false,
        }),
      ],
    },
    { logger: false },
  );
  const [transactions, outbox] = [app.get(persistence.TransactionRunner), app.get(messaging.Outbox)];
  return {
    append: (/** @type {any} */ event) => transactions.run((/** @type {any} */ tx) => outbox.append(tx, event)),
    close: () => app.close(),
  };
}

/** @param {string} url */
async function connected(url) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
