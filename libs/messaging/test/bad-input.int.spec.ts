import { randomInt, randomUUID } from 'node:crypto';
import { CustomerCard as Card, type CustomerCard, CustomerRegistered, type Event } from '@crm/contracts';
import { TransactionRunner, type Tx } from '@crm/persistence';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { register } from 'prom-client';
import type { DataSource } from 'typeorm';
import { InboxConsumer } from '../src/consumer/inbox-consumer.js';
import { EmbeddedTransport, Letters, Project, ProjectTombstone, React, Replays } from '../src/index.js';
import type { ReceivedMessage, WireMessage } from '../src/index.js';
import { toWire } from '../src/wire.js';
import { DeliveryStage } from './delivery.stage.js';

/** What the reaction throws for an aggregate. */
const faults = new Map<string, Error>();

@Controller()
class Consumer {
  @React('customer.registered', { withinDays: 30 })
  async welcome(tx: Tx, event: Event): Promise<void> {
    await note(tx, 'welcomed', event);
    const fault = faults.get(event.aggregateId);
    if (fault) throw fault;
  }

  @Project('customer.registered', { readModel: { name: 'known-customers@1', tables: [] } })
  know(tx: Tx, event: Event): Promise<void> {
    return note(tx, 'known', event);
  }

  @Project('customer.card', { readModel: { name: 'cards@1', tables: [] } })
  card(tx: Tx, event: CustomerCard): Promise<void> {
    return note(tx, 'card', event);
  }

  @ProjectTombstone('crm.customer-card.v1', { readModel: { name: 'cards@1', tables: [] } })
  async forget(tx: Tx, key: string): Promise<void> {
    await tx.query(`DELETE FROM effect WHERE what = 'card' AND aggregate_id = $1`, [key]);
  }

  /** Takes in cards and has no use for their deletion. */
  @Project('employee.card', { readModel: { name: 'colleagues@1', tables: [] } })
  employee(tx: Tx, event: Event): Promise<void> {
    return note(tx, 'colleague', event);
  }
}

const note = async (tx: Tx, what: string, { source, id, aggregateId }: Event): Promise<void> => {
  const values = [what, source, id, aggregateId];
  await tx.query(`INSERT INTO effect (what, source, event_id, aggregate_id) VALUES ($1, $2, $3, $4)`, values);
};

@Module({ controllers: [Consumer] })
class ConsumerModule {}

const topics = ['crm.customer.v1', 'crm.customer-card.v1', 'crm.employee-card.v1'] as const;

// The list of docs/messaging.md, "Bad input". Two processes consume, and the healthy event that comes last of each test
// shows that nobody is held up.
describe('what should not have come', () => {
  let stage: DeliveryStage;
  let dataSource: DataSource;
  let transactions: TransactionRunner;
  /** Somebody whose broker takes larger messages than ours are allowed to be. */
  let lavish: EmbeddedTransport;

  beforeAll(async () => {
    stage = await DeliveryStage.open(ConsumerModule);
    await stage.database(
      `CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, what text, source text, event_id text, aggregate_id text)`,
    );
    await stage.start({ worker: true });
    await stage.start({ worker: true });
    dataSource = stage.dataSource;
    transactions = stage.first.get(TransactionRunner);
    lavish = stage.transport({ maxMessageBytes: 5_000_000 });
  });
  afterAll(async () => {
    await lavish?.stop();
    await stage?.close();
  });
  beforeEach(() => faults.clear());

  const eventOf = (aggregateId: string, more: Partial<Event> = {}): Event => ({
    ...CustomerRegistered.example,
    id: randomUUID(),
    time: new Date().toISOString(),
    customerId: aggregateId,
    aggregateId,
    data: { customerId: aggregateId, kind: 'person' },
    ...more,
  });
  const wired = (event: Event): WireMessage => toWire('crm.customer.v1', event);
  const publish = (...messages: WireMessage[]) => lavish.publish(messages);
  const drained = () =>
    waitFor(async () => (await stage.wire.lag('customer-master', topics)) === 0, { timeoutMs: 60_000, what: 'no lag' });
  const effects = async (aggregateId: string): Promise<string[]> => {
    const sql = 'SELECT what FROM effect WHERE aggregate_id = $1 ORDER BY id';
    return (await dataSource.query<{ what: string }[]>(sql, [aggregateId])).map(({ what }) => what);
  };
  const letters = (key: string) =>
    dataSource.query<{ id: string; consumer: string; state: string; error: string | null }[]>(
      'SELECT id, consumer, state, error FROM dead_letter WHERE key = $1 ORDER BY position',
      [key],
    );
  const whoKeeps = async (key: string) => (await letters(key)).map(({ consumer, state }) => [consumer, state]).sort();
  const all = ['known', 'welcomed'];

  /** What only a producer of Kafka can send: our event log cannot even hold it. */
  let offset = 1_000_000;
  const received = (message: WireMessage): ReceivedMessage => ({
    ...message,
    partition: 0,
    offset: String(offset++),
    publishedAt: new Date(),
  });
  const consume = (...messages: WireMessage[]) => stage.first.get(InboxConsumer).consume(messages.map(received));

  it('a later version is read when it only adds; one that lacks what readers need is dead, and its aggregate waits', async () => {
    const [added, broken, next] = [randomUUID(), randomUUID(), randomUUID()];
    const more = { customerId: added, kind: 'cooperative', founded: 1987, seats: [{ place: '太原' }] };
    await publish(
      wired(eventOf(added, { dataversion: 7, data: more })),
      wired(eventOf(broken, { dataversion: 2, data: { customer: { id: broken } } })),
      wired(eventOf(broken)),
      wired(eventOf(next)),
    );
    await drained();
    expect(await effects(added)).toEqual(all);
    expect(await whoKeeps(broken)).toEqual([
      ['customer-master', 'dead'],
      ['customer-master', 'parked'],
      ['known-customers@1', 'dead'],
      ['known-customers@1', 'parked'],
    ]);
    expect((await letters(broken))[0]!.error).toMatch(/breaks its contract.*customerId/);
    expect(await effects(broken)).toEqual([]);
    expect(await effects(next)).toEqual(all);
  });

  it('2 MB are taken in where they can be read, else kept whole', async () => {
    const [readable, broken, next] = [randomUUID(), randomUUID(), randomUUID()];
    const long = '煤'.repeat(700_000);
    const half = Buffer.from(`{"note":"${long}`);
    await publish(
      wired(eventOf(readable, { data: { customerId: readable, kind: 'person', note: long } })),
      { ...wired(eventOf(broken)), value: half },
      wired(eventOf(next)),
    );
    await drained();
    expect(await effects(readable)).toEqual(all);
    const [letter, ...others] = await letters(broken);
    expect([letter!.state, letter!.error, others]).toEqual(['dead', 'the value is not JSON in UTF-8', []]);
    const kept = await transactions.run(async (tx) => {
      const found = stage.first.get(Letters);
      return found.open(tx, (await found.find(tx, letter!.id))!);
    });
    expect(kept!.value!.equals(half)).toBe(true);
    expect(await effects(next)).toEqual(all);
  });

  it('no value at all is a deletion on a compacted topic only; elsewhere it is dead, and stays so when it is replayed', async () => {
    const [id, next] = [randomUUID(), randomUUID()];
    await publish({ ...wired(eventOf(id)), value: null }, wired(eventOf(next)));
    await drained();
    const error = 'a record without a value, on a topic that is not compacted';
    const [letter] = await letters(id);
    expect(await letters(id)).toEqual([{ ...letter, consumer: 'customer-master', state: 'dead', error }]);
    const by = { decidedBy: 'admin-1', decidedAt: new Date() };
    const replay = await transactions.run((tx) => stage.first.get(Replays).replay(tx, letter!.id, by));
    expect(replay).toMatchObject({ outcomes: [{ outcome: 'failed', error }] });
    expect(await effects(next)).toEqual(all);
  });

  it('a deletion that nobody here wants to hear of is passed over', async () => {
    const [id, next] = [randomUUID(), randomUUID()];
    await publish({ topic: 'crm.employee-card.v1', key: id, value: null, headers: {} }, wired(eventOf(next)));
    await drained();
    expect(await letters(id)).toEqual([]);
    expect(await effects(next)).toEqual(all);
  });

  it('no customer and no key: the order of the thing that the subject names is kept, and it happens once', async () => {
    const id = randomUUID();
    const { headers, value } = wired(eventOf(id));
    for (const name of ['ce_customerid', 'ce_aggregateid']) delete headers[name];
    const keyless = { topic: 'crm.customer.v1', key: '', value, headers: { ...headers, ce_subject: `customer/${id}` } };
    const broken = { ...keyless, headers: { ...keyless.headers, ce_id: randomUUID() }, value: Buffer.from('{}') };
    const later = { ...keyless, headers: { ...keyless.headers, ce_id: randomUUID() } };
    await publish(...([keyless, keyless, broken, later] as WireMessage[]));
    await drained();
    expect(await effects(id)).toEqual(all);
    const kept = 'SELECT state FROM dead_letter WHERE aggregate_id = $1 AND consumer = $2 ORDER BY position';
    expect(await dataSource.query(kept, [id, 'customer-master'])).toEqual([{ state: 'dead' }, { state: 'parked' }]);
  });

  it('one id of two sources is two events, also side by side and where the names run into each other', async () => {
    const [id, next] = [randomUUID(), randomUUID()];
    const told = [
      { source: 'erp', id: `${id} 1` },
      { source: `erp ${id}`, id: '1' },
      { source: 'oa', id: `${id} 1` },
    ];
    await publish(...told.map((identity) => wired(eventOf(id, identity))), wired(eventOf(next)));
    await drained();
    expect((await effects(id)).sort()).toEqual(['known', 'known', 'known', 'welcomed', 'welcomed', 'welcomed']);
    expect(await effects(next)).toEqual(all);
  });

  it('an id that no index could hold, or a NUL, in whichever part, is dead, with as much as can be kept', async () => {
    const next = randomUUID();
    // Of signs that take three bytes each and cannot be compressed.
    const signs = (length: number): string =>
      String.fromCharCode(...Array.from({ length }, () => randomInt(0x4e00, 0x9fa5)));
    const [longest, endless] = [signs(420), signs(421)];
    const { data } = CustomerRegistered.example;
    const just = { source: signs(420), id: signs(420), subject: `order/${longest.slice(6)}`, data };
    const strange: Record<string, string>[] = [
      { ce_id: endless },
      { ce_source: endless },
      { ce_aggregateid: endless },
      { ce_id: 'a\0b' },
      { ce_aggregateid: 'a\0b' },
      { 'x-note': 'a\0b' },
    ];
    const keys = strange.map(() => randomUUID());
    const messages = strange.map((headers, at): WireMessage => {
      const message = wired(eventOf(keys[at]!));
      return { ...message, headers: { ...message.headers, ...headers } };
    });
    const nulKey = { ...wired(eventOf('x')), key: `${keys[0]}\0`, value: Buffer.from('{"half') };
    const total = messages.length + 3;
    expect(await consume(...messages, nulKey, wired(eventOf(longest, just)), wired(eventOf(next)))).toBe(total);
    for (const key of keys.slice(0, 5)) expect(await whoKeeps(key)).toEqual([['customer-master', 'dead']]);
    // A header that nobody reads keeps nobody from the event.
    expect([await whoKeeps(keys[5]!), await effects(keys[5]!)]).toEqual([[], all]);
    expect(await whoKeeps(`${keys[0]}\uFFFD`)).toEqual([['customer-master', 'dead']]);
    expect([await effects(longest), await effects(next)]).toEqual([all, all]);
  });

  it('what a handler says of it is not taken for a lost connection, nor can it keep the letter from being kept', async () => {
    const [connected, nul, next] = [randomUUID(), randomUUID(), randomUUID()];
    faults.set(connected, new Error('there is no connection of the kind "timeout exceeded"'));
    faults.set(nul, new Error('no such order: a\0b'));
    await publish(wired(eventOf(connected)), wired(eventOf(nul)), wired(eventOf(next)));
    await drained();
    expect(await letters(connected)).toMatchObject([{ consumer: 'customer-master', state: 'dead' }]);
    expect(await letters(nul)).toMatchObject([{ state: 'dead', error: 'no such order: a\uFFFDb' }]);
    const by = { decidedBy: 'admin-1', decidedAt: new Date() };
    const [letter] = await letters(nul);
    const replay = await transactions.run((tx) => stage.first.get(Replays).replay(tx, letter!.id, by));
    expect(replay).toMatchObject({ outcomes: [{ outcome: 'failed' }] });
    expect(await effects(next)).toEqual(all);
  });

  const cardOf = (id: string): WireMessage =>
    toWire('crm.customer-card.v1', {
      ...Card.example,
      ...{ id: randomUUID(), customerId: id, aggregateId: id, data: { ...Card.example.data, customerId: id } },
    });

  /** How often a consumer was given an event that it had seen. */
  const heardAgain = async (): Promise<number> => {
    const { values } = await register.getSingleMetric('events_consumed_total')!.get();
    const found = values.filter(({ labels }) => labels['result'] === 'seen_before');
    return found.reduce((sum, { value }) => sum + value, 0);
  };

  it('a group that is reset while its members run hears everything again, and nothing has a second effect', async () => {
    const ids = Array.from({ length: 120 }, () => randomUUID());
    const [gone, back] = [randomUUID(), randomUUID()];
    const deleted = (key: string): WireMessage => ({ topic: 'crm.customer-card.v1', key, value: null, headers: {} });
    await publish(cardOf(gone), cardOf(back), deleted(gone), deleted(back), cardOf(back));
    await publish(...ids.slice(0, 60).map((id) => wired(eventOf(id))));
    const before = await dataSource.query<{ count: string }[]>(`SELECT count(*) FROM dead_letter`);
    const reset = () => stage.wire.reset('customer-master', topics, 'beginning');
    const seenBefore = await heardAgain();
    await reset();
    await publish(...ids.slice(60).map((id) => wired(eventOf(id))));
    await reset();
    await drained();
    await reset();
    await drained();
    const sql = `SELECT what, count(*)::int, count(DISTINCT event_id)::int AS events FROM effect
                 WHERE aggregate_id = ANY ($1) GROUP BY what ORDER BY what`;
    // By the read model and by the reactions.
    expect((await heardAgain()) - seenBefore).toBeGreaterThanOrEqual(2 * ids.length);
    expect(await dataSource.query(sql, [ids])).toEqual(all.map((what) => ({ what, count: 120, events: 120 })));
    expect([await effects(gone), await effects(back)]).toEqual([[], ['card']]);
    expect(await dataSource.query(`SELECT count(*) FROM dead_letter`)).toEqual(before);
  }, 120_000);
});
