import { randomUUID } from 'node:crypto';
import { CustomerCard } from '@crm/contracts';
import { persistenceMigrations, runMigrations } from '@crm/persistence';
import { createTestDatabase, type TestDatabase, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { EmbeddedTransport, eventLogMigrations, messagingMigrations } from '../src/index.js';
import { Relay } from '../src/outbox/relay.js';
import { toWire } from '../src/wire.js';

describe('a relay that stands still between looking and sending', () => {
  let database: TestDatabase;
  let log: TestDatabase;
  let source: DataSource;
  let logSource: DataSource;
  const transports: EmbeddedTransport[] = [];
  const relays: Relay[] = [];

  beforeAll(async () => {
    [database, log] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const base = { service: 'customer-master', poolSize: 2, entities: [] };
    await runMigrations({ ...base, url: database.url, migrations: [...persistenceMigrations, ...messagingMigrations] });
    await runMigrations({ ...base, url: log.url, migrations: eventLogMigrations });
    source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    logSource = await new DataSource({ type: 'postgres', url: log.url }).initialize();
  });

  afterAll(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    await Promise.all(transports.map((transport) => transport.stop()));
    await Promise.all([source.destroy(), logSource.destroy()]);
    await Promise.all([database.drop(), log.drop()]);
  });

  /** Starts a relay; `sending` runs before each batch goes to the topic. */
  const startRelay = (sending: () => Promise<void> = async () => undefined) => {
    const transport = new EmbeddedTransport({ databaseUrl: log.url });
    const publish = transport.publish.bind(transport);
    transport.publish = (messages) => sending().then(() => publish(messages));
    const relay = new Relay('customer-master', database.url, transport);
    transports.push(transport);
    relays.push(relay);
    relay.onApplicationBootstrap();
  };

  const writeCard = async (customerId: string, version: number) => {
    const { topic, key, headers, value } = toWire('crm.customer-card.v1', {
      ...CustomerCard.example,
      id: `${customerId}-${version}`,
      customerId,
      aggregateId: customerId,
      aggregateVersion: version,
    });
    await source.query(
      'INSERT INTO outbox (event_id, topic, key, aggregate_id, headers, payload) VALUES ($1, $2, $3, $3, $4, $5)',
      [`${customerId}-${version}`, topic, key, JSON.stringify(headers), value!.toString('utf8')],
    );
  };
  const sentVersions = async (key: string): Promise<number[]> => {
    const rows = await logSource.query<{ version: number }[]>(
      `SELECT (headers->>'ce_aggregateversion')::int AS version FROM event_log WHERE key = $1 ORDER BY partition, "offset"`,
      [key],
    );
    return rows.map(({ version }) => version);
  };

  it('sends the newest card once more when its stale one arrived after it', async () => {
    const [customerId, untouched] = [randomUUID(), randomUUID()];
    let thaw = () => {};
    let isFrozen = false;
    const frozen = new Promise<void>((resolve) => (thaw = resolve));
    await writeCard(customerId, 1);
    startRelay(() => {
      isFrozen = true;
      return frozen;
    });
    await waitFor(() => isFrozen);
    await source.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'customer-master-relay'`,
    );
    startRelay();
    await writeCard(customerId, 2);
    await writeCard(untouched, 1);
    await waitFor(async () => (await sentVersions(customerId)).includes(2));
    expect(await sentVersions(customerId)).toEqual([1, 2]);

    thaw();
    await waitFor(async () => (await sentVersions(customerId)).length >= 4);
    expect(await sentVersions(customerId)).toEqual([1, 2, 1, 2]);
    expect(await sentVersions(untouched)).toEqual([1]);
  });
});
