import { randomUUID } from 'node:crypto';
import {
  CustomerCard as Card,
  type CustomerCard,
  CustomerCorrected,
  CustomerRegistered,
  type CustomerRegistered as Registered,
  type Event,
} from '@crm/contracts';
import { persistenceMigrations, PersistenceModule, runMigrations, TransactionRunner, type Tx } from '@crm/persistence';
import { createTestDatabase, keyFiles, type TestDatabase, waitFor } from '@crm/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import {
  EmbeddedTransport,
  eventLogMigrations,
  EventServer,
  messagingMigrations,
  MessagingModule,
  Outbox,
  Project,
  ProjectBatch,
  ProjectTombstone,
  React,
} from '../src/index.js';
import { toWire } from '../src/wire.js';

/** What the handlers below do on purpose with the next events, by customer id. */
const faults = new Map<string, { fail: number }>();

@Controller()
class Consumer {
  constructor(private readonly outbox: Outbox) {}

  // Declared before the projection, and still run after it.
  @React('customer.registered', { withinDays: 30 })
  async welcome(tx: Tx, event: Registered): Promise<void> {
    await tx.query(`INSERT INTO effect (what, customer_id, event_id) VALUES ('welcomed', $1, $2)`, [
      event.data.customerId,
      event.id,
    ]);
    const { customerId } = event.data;
    await this.outbox.append(
      tx,
      CustomerCorrected.draft({
        customerId,
        aggregateId: customerId,
        aggregateVersion: 1,
        data: { customerId, fields: ['names'] },
      }),
    );
    const fault = faults.get(customerId);
    if (fault && fault.fail-- > 0) throw new Error('the welcome mat is gone');
  }

  @Project('customer.registered', { readModel: { name: 'known-customers@1', tables: [] } })
  async know(tx: Tx, event: Registered): Promise<void> {
    await tx.query(`INSERT INTO effect (what, customer_id, event_id) VALUES ('known', $1, $2)`, [
      event.data.customerId,
      event.id,
    ]);
  }

  @React('customer.corrected', { withinDays: 30 })
  async note(tx: Tx, event: Event): Promise<void> {
    await tx.query(`INSERT INTO effect (what, customer_id, event_id, causation) VALUES ('noted', $1, $2, $3)`, [
      event.customerId,
      event.id,
      `${event.correlationId} ${event.causationId}`,
    ]);
  }

  @ProjectBatch('customer.card', { readModel: { name: 'cards@1', tables: [] } })
  async card(tx: Tx, events: readonly CustomerCard[]): Promise<void> {
    await tx.query(`INSERT INTO batch (size) VALUES ($1)`, [events.length]);
    for (const { id, data } of events) {
      await tx.query(`INSERT INTO effect (what, customer_id, event_id) VALUES ('card', $1, $2)`, [data.customerId, id]);
      const fault = faults.get(data.customerId);
      if (fault && fault.fail-- > 0) throw new Error('the card is torn');
    }
  }

  @ProjectTombstone('crm.customer-card.v1', { readModel: { name: 'cards@1', tables: [] } })
  async forget(tx: Tx, key: string): Promise<void> {
    await tx.query(`DELETE FROM effect WHERE what = 'card' AND customer_id = $1`, [key]);
  }
}

@Module({ controllers: [Consumer] })
class ConsumerModule {}

describe('an event between outbox and effect', () => {
  let database: TestDatabase;
  let log: TestDatabase;
  let app: INestMicroservice;
  let standby: INestMicroservice;
  let dataSource: DataSource;
  let logSource: DataSource;
  let transactions: TransactionRunner;
  let outbox: Outbox;
  let wire: EmbeddedTransport;
  const keys = keyFiles();

  const start = async (): Promise<INestMicroservice> => {
    const module = await Test.createTestingModule({
      imports: [
        PersistenceModule.forRoot({
          service: 'customer-master',
          url: database.url,
          poolSize: 10,
          entities: [],
          migrations: [],
          fireTimers: false,
          ...keys,
        }),
        MessagingModule.forRoot({
          service: 'customer-master',
          databaseUrl: database.url,
          transport: () => new EmbeddedTransport({ databaseUrl: log.url }),
          worker: true,
        }),
        ConsumerModule,
      ],
    }).compile();
    const started = module.createNestMicroservice({ strategy: module.get(EventServer), logger: false });
    await started.listen();
    return started;
  };

  beforeAll(async () => {
    [database, log] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const base = { service: 'customer-master', poolSize: 2, entities: [] };
    await runMigrations({ ...base, url: database.url, migrations: [...persistenceMigrations, ...messagingMigrations] });
    await runMigrations({ ...base, url: log.url, migrations: eventLogMigrations });
    app = await start();
    standby = await start();
    dataSource = app.get(DataSource);
    transactions = app.get(TransactionRunner);
    outbox = app.get(Outbox);
    wire = new EmbeddedTransport({ databaseUrl: log.url });
    logSource = await new DataSource({ type: 'postgres', url: log.url }).initialize();
    await dataSource.query(
      `CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, what text, customer_id uuid, event_id text, causation text);
       CREATE TABLE batch (size integer)`,
    );
  });

  afterAll(async () => {
    await wire.stop();
    await logSource.destroy();
    await app.close();
    await standby.close();
    await Promise.all([database.drop(), log.drop()]);
    keys.remove();
  });

  beforeEach(() => faults.clear());

  const registered = (customerId: string, time?: Date) =>
    CustomerRegistered.draft({
      customerId,
      aggregateId: customerId,
      aggregateVersion: 1,
      time,
      data: { customerId, kind: 'person' },
    });
  const append = (customerId: string, time?: Date) =>
    transactions.run((tx) => outbox.append(tx, registered(customerId, time)));
  const effects = async (customerId: string): Promise<string[]> => {
    const rows = await dataSource.query<{ what: string }[]>(
      'SELECT what FROM effect WHERE customer_id = $1 ORDER BY id',
      [customerId],
    );
    return rows.map((row) => row.what);
  };
  const letters = (customerId: string) =>
    dataSource.query<{ consumer: string; state: string; error: string | null; event_type: string | null }[]>(
      'SELECT consumer, state, error, event_type FROM dead_letter WHERE key = $1 ORDER BY position',
      [customerId],
    );
  const eventOf = (customerId: string, more: Partial<Event> = {}): Event => ({
    ...CustomerRegistered.example,
    id: randomUUID(),
    time: new Date().toISOString(),
    customerId,
    aggregateId: customerId,
    data: { customerId, kind: 'person' },
    ...more,
  });
  const publish = (event: Event) => wire.publish([toWire('crm.customer.v1', event)]);
  /** Every message of a partition is done before the next: when this one is seen, all before it under its key are. */
  const drained = async () =>
    waitFor(async () => (await wire.lag('customer-master', ['crm.customer.v1', 'crm.customer-card.v1'])) === 0);

  it('has its effect once, read models before reactions, and what it causes follows', async () => {
    const id = randomUUID();
    await append(id);
    await waitFor(async () => (await effects(id)).length === 3);
    expect(await effects(id)).toEqual(['known', 'welcomed', 'noted']);
  });

  it('does not leave when the transaction rolls back', async () => {
    const [gone, sent] = [randomUUID(), randomUUID()];
    const failing = transactions.run(async (tx) => {
      await outbox.append(tx, registered(gone));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await append(sent);
    await waitFor(async () => (await effects(sent)).length === 3);
    expect(await effects(gone)).toEqual([]);
  });

  it('is not lost when its transaction commits after later ones', async () => {
    const [late, early] = [randomUUID(), randomUUID()];
    await transactions.run(async (tx) => {
      await outbox.append(tx, registered(late));
      await append(early);
      await waitFor(async () => (await effects(early)).length === 3);
    });
    await waitFor(async () => (await effects(late)).length === 3);
  });

  it('must fit its schema', async () => {
    const broken = { ...registered(randomUUID()), data: { customerId: 'nobody', kind: 'ghost', age: 3 } };
    const error = await transactions.run((tx) => outbox.append(tx, broken)).catch((e: Error) => e);
    expect((error as Error).message).toMatch(/customer\.registered breaks its contract.*age.*format.*allowed values/);
  });

  it('has one effect however often it is delivered', async () => {
    const event = eventOf(randomUUID());
    await Promise.all([publish(event), publish(event), publish(event)]);
    await drained();
    await waitFor(async () => (await effects(event.customerId!)).length === 3);
    await publish(event);
    await drained();
    expect(await effects(event.customerId!)).toEqual(['known', 'welcomed', 'noted']);
  });

  it('is another event when another source uses the same id', async () => {
    const event = eventOf(randomUUID());
    await publish(event);
    await publish({ ...event, source: 'elsewhere' });
    await waitFor(async () => (await effects(event.customerId!)).filter((what) => what === 'welcomed').length === 2);
  });

  it('is tried again when a handler fails, and nothing of the failed try stays', async () => {
    const id = randomUUID();
    faults.set(id, { fail: 2 });
    await append(id);
    await waitFor(async () => (await effects(id)).length === 3);
    expect(await effects(id)).toEqual(['known', 'welcomed', 'noted']);
    expect(await letters(id)).toEqual([]);
  });

  it('becomes a dead letter of the consumer that keeps failing; its aggregate waits behind it, all else goes on', async () => {
    const [poisoned, healthy] = [randomUUID(), randomUUID()];
    faults.set(poisoned, { fail: 99 });
    await append(poisoned);
    await append(poisoned);
    await append(healthy);
    await waitFor(async () => (await effects(healthy)).length === 3, { timeoutMs: 15_000 });
    await waitFor(async () => (await letters(poisoned)).length === 2, { timeoutMs: 15_000 });
    expect(await letters(poisoned)).toEqual([
      {
        consumer: 'customer-master',
        state: 'dead',
        error: 'the welcome mat is gone',
        event_type: 'customer.registered',
      },
      { consumer: 'customer-master', state: 'parked', error: null, event_type: 'customer.registered' },
    ]);
    expect(await effects(poisoned)).toEqual(['known', 'known']);
    const [row] = await dataSource.query<{ value: string }[]>('SELECT value FROM dead_letter WHERE key = $1', [
      poisoned,
    ]);
    expect(row!.value).toMatch(/^v1\./);
  });

  it('is a dead letter at once when it cannot be read', async () => {
    const key = randomUUID();
    const { topic, headers } = toWire('crm.customer.v1', eventOf(key));
    await wire.publish([{ topic, key, headers, value: Buffer.from('{"half') }]);
    await waitFor(async () => (await letters(key)).length === 1);
    expect(await letters(key)).toEqual([
      expect.objectContaining({
        consumer: 'customer-master',
        state: 'dead',
        error: 'the value is not JSON in UTF-8',
      }),
    ]);
  });

  it('is a dead letter of each consumer when its data breaks the contract, and later ones wait behind it', async () => {
    const id = randomUUID();
    await publish(eventOf(id, { data: { customerId: id } }));
    await publish(eventOf(id));
    await waitFor(async () => (await letters(id)).length === 4);
    const found = (await letters(id)).map(({ consumer, state, error }) => [consumer, state, error?.slice(0, 27)]);
    expect(found.sort()).toEqual([
      ['customer-master', 'dead', 'the data breaks its contrac'],
      ['customer-master', 'parked', undefined],
      ['known-customers@1', 'dead', 'the data breaks its contrac'],
      ['known-customers@1', 'parked', undefined],
    ]);
    expect(await effects(id)).toEqual([]);
  });

  it('starts nothing when it was published before the memory of the inbox, yet changes read models', async () => {
    const id = randomUUID();
    const { topic, key, value, headers } = toWire('crm.customer.v1', eventOf(id));
    await logSource.query(
      `WITH taken AS (UPDATE event_partition SET next_offset = next_offset + 1 WHERE topic = $1 AND partition = 0
         RETURNING next_offset - 1 AS "offset")
       INSERT INTO event_log (topic, partition, "offset", key, value, headers, published_at)
       SELECT $1, 0, "offset", $2, $3, $4, now() - interval '31 days' FROM taken`,
      [topic, key, value, JSON.stringify(headers)],
    );
    await waitFor(async () => (await letters(id)).length === 1);
    expect(await letters(id)).toEqual([
      expect.objectContaining({
        consumer: 'customer-master',
        error: 'published longer ago than the inbox remembers (30 days)',
      }),
    ]);
    expect(await effects(id)).toEqual(['known']);
  });

  it('is read with tolerance: new fields and new enum values pass, an unknown type is acknowledged', async () => {
    const id = randomUUID();
    await publish(eventOf(id, { type: 'customer.sang', data: { song: '茉莉花' } }));
    await publish(eventOf(id, { data: { customerId: id, kind: 'robot', mood: 'fine' } }));
    await waitFor(async () => (await effects(id)).length === 3);
    expect(await letters(id)).toEqual([]);
  });

  it('changes read models but starts nothing when it happened before the horizon', async () => {
    const id = randomUUID();
    await append(id, new Date(Date.now() - 31 * 86_400_000));
    await waitFor(async () => (await effects(id)).length > 0);
    await drained();
    expect(await effects(id)).toEqual(['known']);
  });

  it('carries one correlation id through everything it causes', async () => {
    const event = eventOf(randomUUID(), { correlationId: 'order-4711' });
    await publish(event);
    await waitFor(async () => (await effects(event.customerId!)).includes('noted'));
    const [row] = await dataSource.query<{ causation: string }[]>(
      `SELECT causation FROM effect WHERE what = 'noted' AND customer_id = $1`,
      [event.customerId],
    );
    expect(row!.causation).toBe(`order-4711 ${event.id}`);
  });

  const cardOf = (id: string): Event => ({
    ...Card.example,
    id: randomUUID(),
    customerId: id,
    aggregateId: id,
    data: { ...Card.example.data, customerId: id },
  });

  it('deletes when it is a tombstone, also right behind the value', async () => {
    const [id, quick] = [randomUUID(), randomUUID()];
    await wire.publish([toWire('crm.customer-card.v1', cardOf(id))]);
    await waitFor(async () => (await effects(id)).includes('card'));
    const tombstone = (key: string) => ({ topic: 'crm.customer-card.v1' as const, key, value: null, headers: {} });
    await wire.publish([tombstone(id), toWire('crm.customer-card.v1', cardOf(quick)), tombstone(quick)]);
    await waitFor(async () => (await effects(id)).length === 0);
    await drained();
    expect(await effects(quick)).toEqual([]);
  });

  it('is handled in one call with others where a read model takes batches; a bad one keeps none of them away', async () => {
    await drained();
    await dataSource.query('DELETE FROM batch');
    const ids = Array.from({ length: 200 }, () => randomUUID());
    await wire.publish(ids.map((id) => toWire('crm.customer-card.v1', cardOf(id))));
    await drained();
    const [{ calls, cards }] = await dataSource.query<[{ calls: number; cards: number }]>(
      'SELECT count(*)::int AS calls, sum(size)::int AS cards FROM batch',
    );
    expect({ cards, fewCalls: calls < 40 }).toEqual({ cards: 200, fewCalls: true });

    const [poisoned, ...healthy] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    faults.set(poisoned!, { fail: 99 });
    await wire.publish([poisoned!, ...healthy].map((id) => toWire('crm.customer-card.v1', cardOf(id))));
    await drained();
    for (const id of healthy) expect(await effects(id)).toEqual(['card']);
    expect(await letters(poisoned!)).toEqual([
      { consumer: 'cards@1', state: 'dead', error: 'the card is torn', event_type: 'customer.card' },
    ]);
  });

  it('is sent by the stand-by when the active relay loses its connection', async () => {
    const [row] = await dataSource.query<{ pid: number }[]>(
      `SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.granted AND a.application_name = 'customer-master-relay' AND a.datname = current_database()`,
    );
    await dataSource.query('SELECT pg_terminate_backend($1)', [row!.pid]);
    const ids = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(ids.map((id) => append(id)));
    for (const id of ids) await waitFor(async () => (await effects(id)).length === 3, { timeoutMs: 15_000 });
  });

  it('is parked with the later ones of its aggregate when it can never be sent; the rest goes on', async () => {
    const [stuck, other] = [randomUUID(), randomUUID()];
    const headers = toWire('crm.customer.v1', eventOf(stuck)).headers;
    const insert = (key: string, payload: string) =>
      dataSource.query(
        'INSERT INTO outbox (event_id, topic, key, aggregate_id, headers, payload) VALUES ($1, $2, $3, $3, $4, $5)',
        [randomUUID(), 'crm.customer.v1', key, headers, payload],
      );
    await insert(stuck, JSON.stringify('x'.repeat(1_100_000)));
    await append(stuck);
    await append(other);
    await waitFor(async () => (await effects(other)).length === 3);
    const rows = await dataSource.query<{ parked: boolean; sent: boolean }[]>(
      'SELECT parked_at IS NOT NULL AS parked, published_at IS NOT NULL AS sent FROM outbox WHERE aggregate_id = $1 ORDER BY position',
      [stuck],
    );
    expect(rows).toEqual([
      { parked: true, sent: false },
      { parked: false, sent: false },
    ]);
    await dataSource.query('DELETE FROM outbox WHERE aggregate_id = $1', [stuck]);
  });
});
