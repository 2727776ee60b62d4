import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase, waitFor } from '@crm/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { eventLogMigrations } from '../src/transport/embedded/event-log.migrations.js';
import { EmbeddedTransport } from '../src/transport/embedded/embedded.transport.js';
import { WakeUp } from '../src/transport/embedded/wake-up.js';
import { describeTransport } from './transport.conformance.js';
import { Listener, Run, topic } from './transport.fixture.js';

let database: TestDatabase;
let client: pg.Client;

async function createEventLog(): Promise<TestDatabase> {
  const created = await createTestDatabase();
  const dataSource = new DataSource({ type: 'postgres', url: created.url, migrations: eventLogMigrations });
  await dataSource.initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
  return created;
}

beforeAll(async () => {
  database = await createEventLog();
  client = new pg.Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describeTransport('the embedded transport', async () => ({
  make: async () => new EmbeddedTransport({ databaseUrl: database.url }),
  recipe: () => ({ embedded: { databaseUrl: database.url } }),
  unreachable: () => new EmbeddedTransport({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing' }),
  resetOfRunningGroup: 'obeyed',
}));

describe('the event log in PostgreSQL', () => {
  const made: EmbeddedTransport[] = [];
  const make = (): EmbeddedTransport => {
    const transport = new EmbeddedTransport({ databaseUrl: database.url, compactionIntervalMs: 0 });
    made.push(transport);
    return transport;
  };
  afterEach(async () => {
    await Promise.all(made.splice(0).map((transport) => transport.stop()));
  });

  const offsets = async (ofTopic: string): Promise<Map<number, string[]>> => {
    const { rows } = await client.query<{ partition: number; offsets: string[] }>(
      'SELECT partition, array_agg("offset" ORDER BY "offset") AS offsets FROM event_log WHERE topic = $1 GROUP BY partition',
      [ofTopic],
    );
    return new Map(rows.map((row) => [row.partition, row.offsets]));
  };

  it('numbers without a gap and without a deadlock when many publish to all partitions in any order', async () => {
    const run = new Run();
    const publishers = Array.from({ length: 4 }, make);
    await Promise.all(
      publishers.map(async (publisher, who) => {
        for (let round = 0; round < 40; round++) {
          const keys = Array.from({ length: 12 }, (_, i) =>
            run.message(i, 'x', { topic: i % 2 ? 'crm.order.v1' : 'crm.message.v1' }),
          );
          await publisher.publish(who % 2 ? keys : keys.reverse());
        }
      }),
    );
    for (const ofTopic of ['crm.order.v1', 'crm.message.v1']) {
      for (const [partition, found] of await offsets(ofTopic)) {
        expect([partition, found]).toEqual([partition, found.map((_, i) => String(i))]);
      }
    }
  });

  it('shows a reader no event before all earlier ones of its partition', async () => {
    const run = new Run();
    const publishers = Array.from({ length: 4 }, make);
    const listener = await new Listener(make(), run, { topics: ['crm.insight.v1'] }).joined();
    await Promise.all(
      publishers.map(async (publisher) => {
        for (let i = 0; i < 100; i++) await publisher.publish([run.message(i % 12, 'x', { topic: 'crm.insight.v1' })]);
      }),
    );
    await listener.has(400);
    const next = new Map<number, number>();
    for (const { partition, offset } of listener.messages) {
      expect(Number(offset)).toBe(next.get(partition) ?? 0);
      next.set(partition, Number(offset) + 1);
    }
  });

  it('keeps the number of partitions that a topic was made with', async () => {
    const run = new Run();
    await make().publish([run.message('k', 'x')]);
    const other = new EmbeddedTransport({ databaseUrl: database.url, partitions: 12 });
    made.push(other);
    await other.publish([run.message('k', 'y')]);
    const listener = await new Listener(other, run).has(2);
    expect(new Set(listener.messages.map((message) => message.partition)).size).toBe(1);
  });

  it('lets a member that comes later take part in a backlog', async () => {
    const run = new Run();
    const [one, other] = [make(), make()];
    await one.publish(Array.from({ length: 3_000 }, (_, i) => run.message(i, String(i))));
    const slowly = (): Promise<void> => new Promise((done) => setTimeout(done, 3));
    const early = await new Listener(one, run, { concurrency: 6, handler: slowly }).has(100);
    const late = new Listener(other, run, { concurrency: 1 });
    await waitFor(() => late.messages.length > 0, { what: 'the later member to get something' });
    expect(early.messages.length).toBeLessThan(2_900);
  });

  it('goes on by itself after all its connections were cut', async () => {
    const run = new Run();
    const transport = make();
    const cut = () =>
      client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
    const listener = await new Listener(transport, run, {
      handler: async ({ value }) => {
        if (String(value) === '20' && listener.textsOf('k').filter((text) => text === '20').length === 1) await cut();
      },
    }).joined();
    await transport.publish(Array.from({ length: 40 }, (_, i) => run.message('k', String(i))));
    await waitFor(() => listener.texts.includes('39'), { timeoutMs: 20_000, what: 'the last message' });
    await cut();
    await waitFor(() => transport.publish([run.message('k', 'after')]).then(() => true));
    await waitFor(() => listener.texts.includes('after'), { timeoutMs: 20_000 });
    // Redelivered as a whole, never skipped: behind each number comes its successor or an earlier one.
    const numbers = listener.texts.filter((text) => text !== 'after').map(Number);
    for (const [i, number] of numbers.entries()) expect(number).toBeLessThanOrEqual((numbers[i - 1] ?? -1) + 1);
    await waitFor(async () => (await transport.lag(run.group(), [topic])) === 0);
  });

  it('wakes a reader in another process as soon as an event is committed', async () => {
    const heard: (string | undefined)[] = [];
    const [here, there] = [new WakeUp(database.url), new WakeUp(database.url)];
    there.onNews((news) => heard.push(news));
    await waitFor(() => heard.length === 1, { what: 'the first connection' });
    here.announce(['crm.case.v1', 'crm.order.v1']);
    await waitFor(() => heard.length === 3);
    expect(heard.slice(1).sort()).toEqual(['crm.case.v1', 'crm.order.v1']);
    await Promise.all([here.stop(), there.stop()]);
  });

  describe('compaction', () => {
    const card = 'crm.customer-card.v1';
    const stored = async (run: Run) =>
      (
        await client.query<{ key: string; value: Buffer | null }>(
          'SELECT key, value FROM event_log WHERE topic = $1 AND key LIKE $2 ORDER BY key, "offset"',
          [card, `${run.id}-%`],
        )
      ).rows.map(({ key, value }) => [key.slice(run.id.length + 1), value?.toString() ?? null]);

    it('keeps the latest of each key, and offsets stay', async () => {
      const run = new Run();
      const transport = make();
      await transport.publish(
        ['1', '2', '3'].flatMap((text) => ['a', 'b'].map((key) => run.message(key, text, { topic: card }))),
      );
      const before = await new Listener(transport, run, { topics: [card], group: run.group('before') }).has(6);
      await transport.compact();
      expect(await stored(run)).toEqual([
        ['a', '3'],
        ['b', '3'],
      ]);
      const after = await new Listener(transport, run, { topics: [card], group: run.group('after') }).has(2);
      const last = (listener: Listener) =>
        new Map(listener.messages.map((message) => [message.key, message.offset] as const));
      expect(last(after)).toEqual(last(before));
    });

    it('leaves topics that are not compacted alone', async () => {
      const run = new Run();
      const transport = make();
      await transport.publish([run.message('k', '1'), run.message('k', '2')]);
      await transport.compact();
      expect((await new Listener(transport, run).has(2)).texts).toEqual(['1', '2']);
    });

    it('removes what another system sent when every group has read it and a week is over', async () => {
      const run = new Run();
      const transport = make();
      const topic = 'erp.order.v1';
      const group = run.group();
      const age = (days: number) =>
        client.query(`UPDATE event_log SET published_at = now() - make_interval(days => $1) WHERE topic = $2`, [
          days,
          topic,
        ]);
      const texts = async () =>
        (
          await client.query<{ value: Buffer }>('SELECT value FROM event_log WHERE topic = $1 AND key = $2', [
            topic,
            run.message('order', '').key,
          ])
        ).rows.map(({ value }) => value.toString());
      await client.query('DELETE FROM consumer_offset WHERE topic = $1', [topic]);
      await transport.publish([run.message('order', 'read', { topic })]);
      const reader = await new Listener(transport, run, { topics: [topic], group }).has(1);
      await waitFor(async () => (await transport.lag(group, [topic])) === 0);
      await reader.stop();
      await transport.publish([run.message('order', 'unread', { topic })]);
      await age(6);
      await transport.compact();
      expect(await texts()).toEqual(['read', 'unread']);

      await age(8);
      await transport.compact();
      expect(await texts()).toEqual(['unread']);
    });

    it('removes a tombstone only when no group has yet to read it', async () => {
      const run = new Run();
      const transport = make();
      const group = run.group();
      await transport.publish([run.message('k', 'value', { topic: card })]);
      const reader = await new Listener(transport, run, { topics: [card], group }).has(1);
      await waitFor(async () => (await transport.lag(group, [card])) === 0);
      await reader.stop();
      await transport.publish([run.message('k', null, { topic: card })]);
      for (let times = 0; times < 3; times++) await transport.compact();
      expect(await stored(run)).toEqual([['k', null]]);

      const again = await new Listener(transport, run, { topics: [card], group }).has(1);
      expect(again.texts).toEqual([null]);
      // Every group of this database must have passed it.
      await client.query('DELETE FROM consumer_offset WHERE topic = $1 AND "group" <> $2', [card, group]);
      await waitFor(async () => (await transport.lag(group, [card])) === 0);
      await transport.compact();
      expect(await stored(run)).toEqual([]);
    });

    it('leaves no lag where the end of a partition was compacted away', async () => {
      const run = new Run();
      const transport = make();
      await client.query('DELETE FROM consumer_offset WHERE topic = $1', [card]);
      await transport.publish([
        run.message('gone', 'value', { topic: card }),
        run.message('gone', null, { topic: card }),
      ]);
      await transport.compact();
      await transport.compact();
      expect(await stored(run)).toEqual([]);
      const group = run.group();
      await new Listener(transport, run, { topics: [card], group }).joined();
      await waitFor(async () => (await transport.lag(group, [card])) === 0, { what: 'no lag' });
    });
  });
});
