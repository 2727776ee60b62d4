import { createTestDatabase, TcpProxy, type TestDatabase, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { isOutage } from '../src/consumer/outage.js';

describe('an outage', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let healthy: DataSource;
  const opened: DataSource[] = [];
  const open = async (url: string, extra: object = {}): Promise<DataSource> => {
    const source = await new DataSource({ type: 'postgres', url, extra: { max: 1, ...extra } }).initialize();
    opened.push(source);
    return source;
  };
  /** By way of the proxy. */
  const distant = (): string => Object.assign(new URL(database.url), { port: String(proxy.port) }).href;
  const errorOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'none',
      (error: unknown) => error,
    );
  const cut = (source: DataSource): Promise<unknown> =>
    healthy.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
      (source.options as { extra: { application_name?: string } }).extra.application_name,
    ]);

  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await TcpProxy.to({ port: Number(new URL(database.url).port) });
    healthy = await open(database.url);
  });
  afterAll(async () => {
    for (const source of opened) if (source.isInitialized) await source.destroy().catch(() => undefined);
    await proxy.stop();
    await database.drop();
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'a connection that the server ends',
      async () => {
        const source = await open(database.url, { application_name: 'doomed' });
        const asking = errorOf(source.query('SELECT pg_sleep(20)'));
        await waitFor(async () => {
          const sql = `SELECT FROM pg_stat_activity WHERE application_name = 'doomed' AND wait_event = 'PgSleep'`;
          return (await healthy.query<unknown[]>(sql)).length > 0;
        });
        await cut(source);
        return asking;
      },
    ],
    [
      'a connection that the network cuts',
      async () => {
        const source = await open(distant());
        const asking = errorOf(source.query('SELECT pg_sleep(20)'));
        await new Promise((sent) => setImmediate(sent));
        proxy.drop();
        return asking;
      },
    ],
    [
      'nobody at the port',
      () => errorOf(new DataSource({ type: 'postgres', url: 'postgres://x@127.0.0.1:1/x' }).initialize()),
    ],
    [
      'an answer that does not come in time',
      async () => errorOf((await open(database.url, { query_timeout: 100 })).query('SELECT pg_sleep(2)')),
    ],
    [
      'a pool without a free connection',
      async () => {
        const source = await open(database.url, { connectionTimeoutMillis: 100 });
        return source.transaction(() => errorOf(source.query('SELECT 1')));
      },
    ],
    [
      'a session that stood still for too long',
      async () => {
        const source = await open(database.url, { idle_in_transaction_session_timeout: 50 });
        return errorOf(
          source.transaction(async (tx) => {
            const [{ pid }] = await tx.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
            const alive = 'SELECT FROM pg_stat_activity WHERE pid = $1';
            await waitFor(async () => (await healthy.query<unknown[]>(alive, [pid])).length === 0);
            await tx.query('SELECT 1');
          }),
        );
      },
    ],
    [
      'a pool that was closed',
      async () => {
        const source = await open(database.url);
        await source.destroy();
        return errorOf(source.query('SELECT 1'));
      },
    ],
  ])('is %s', async (_, happen) => {
    const error = (await happen()) as Error;
    expect([error.message, isOutage(error)]).toEqual([error.message, true]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a value that fits no type, whatever it says', () => errorOf(healthy.query(`SELECT 'connection'::uuid`))],
    ['an error of the database about the data', () => errorOf(healthy.query('SELECT 1 / 0'))],
    ['what a handler says of connections', async () => new Error('no connection of the kind "read timeout"')],
    ['what a handler says with a number', async () => Object.assign(new Error('x'), { code: 53 })],
  ])('is not %s', async (_, happen) => {
    const error = (await happen()) as Error;
    expect([error.message, isOutage(error)]).toEqual([error.message, false]);
  });
});
