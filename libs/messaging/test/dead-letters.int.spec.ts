import { randomUUID } from 'node:crypto';
import { CustomerRegistered, type CustomerRegistered as Registered, type Event } from '@crm/contracts';
import { FieldCipher, TransactionRunner, type Tx } from '@crm/persistence';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { register } from 'prom-client';
import type { DataSource } from 'typeorm';
import { DeadLetters } from '../src/consumer/dead-letters.js';
import { consumerLock } from '../src/consumer/inbox.js';
import { Decisions, Letters, Project, React, type Replay, Replays, UnreadableEvent } from '../src/index.js';
import { toWire } from '../src/wire.js';
import { DeliveryStage } from './delivery.stage.js';

/** What the handlers do with the events of a customer: fail, or wait. */
const faults = new Map<string, (event: Registered) => void | Promise<void>>();
/** A fault that a retry cannot cure: dead at once. */
const broken = (): never => {
  throw new UnreadableEvent('the welcome mat is gone');
};

@Controller()
class Consumer {
  @React('customer.registered', { withinDays: 30 })
  async welcome(tx: Tx, event: Registered): Promise<void> {
    await note(tx, 'welcomed', event);
    await faults.get(event.data.customerId)?.(event);
  }

  @Project('customer.registered', { readModel: { name: 'known-customers@1', tables: [] } })
  know(tx: Tx, event: Registered): Promise<void> {
    return note(tx, 'known', event);
  }
}

const note = async (tx: Tx, what: string, { id, data }: Registered): Promise<void> => {
  await tx.query(`INSERT INTO effect (what, customer_id, event_id) VALUES ($1, $2, $3)`, [what, data.customerId, id]);
};

@Module({ controllers: [Consumer] })
class ConsumerModule {}

const by = { decidedBy: 'admin-1', decidedAt: new Date('2026-03-02T01:00:00Z') };

describe('a dead letter', () => {
  let stage: DeliveryStage;
  let dataSource: DataSource;
  /** Answers requests and consumes nothing: replays happen here. */
  let http: INestMicroservice;
  let transactions: TransactionRunner;
  let replays: Replays;
  let letters: Letters;

  beforeAll(async () => {
    stage = await DeliveryStage.open(ConsumerModule);
    await stage.database(
      `CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, what text, customer_id uuid, event_id text);
       INSERT INTO dead_letter (id, consumer, topic, partition, message_offset, key, value, headers, published_at, state,
         attempts, decided_at)
       SELECT gen_random_uuid(), 'old', 'crm.customer.v1', 0, days, 'k', 'v', '{}', now(), 'replayed', 1,
         now() - make_interval(days => days) FROM unnest(ARRAY[29, 31]) AS days`,
    );
    await stage.start({ worker: true });
    http = await stage.start({ worker: false });
    dataSource = stage.dataSource;
    [transactions, replays, letters] = [http.get(TransactionRunner), http.get(Replays), http.get(Letters)];
  });
  afterAll(() => stage?.close());
  beforeEach(() => faults.clear());

  const eventOf = (customerId: string, more: Partial<Event> = {}): Event => ({
    ...CustomerRegistered.example,
    id: randomUUID(),
    time: new Date().toISOString(),
    customerId,
    aggregateId: customerId,
    data: { customerId, kind: 'person' },
    ...more,
  });
  const publish = (...events: Event[]) => stage.wire.publish(events.map((event) => toWire('crm.customer.v1', event)));
  const drained = () =>
    waitFor(async () => (await stage.wire.lag('customer-master', ['crm.customer.v1'])) === 0, { timeoutMs: 60_000 });
  /** Events of one customer, in order, kept since the first is broken. */
  const keep = async (count: number, more: Partial<Event> = {}) => {
    const customerId = randomUUID();
    const events = Array.from({ length: count }, () => eventOf(customerId, more));
    faults.set(customerId, broken);
    await publish(...events);
    await drained();
    faults.clear();
    const kept = await rows(customerId);
    expect(kept.map(({ state }) => state)).toEqual(['dead', ...Array<string>(count - 1).fill('parked')]);
    return { customerId, events, ids: kept.map(({ id }) => id) };
  };
  const rows = (customerId: string) =>
    dataSource.query<{ id: string; consumer: string; state: string; error: string | null; attempts: number }[]>(
      'SELECT id, consumer, state, error, attempts FROM dead_letter WHERE key = $1 ORDER BY position',
      [customerId],
    );
  const states = async (customerId: string) => (await rows(customerId)).map(({ state }) => state);
  const welcomed = async (customerId: string): Promise<string[]> => {
    const found = await dataSource.query<{ id: string }[]>(
      `SELECT event_id AS id FROM effect WHERE what = 'welcomed' AND customer_id = $1 ORDER BY effect.id`,
      [customerId],
    );
    return found.map(({ id }) => id);
  };
  const waitingForLocks = async (): Promise<number> => {
    const rows = await dataSource.query<unknown[]>(
      `SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database
       WHERE locktype = 'advisory' AND NOT granted AND objsubid = 1 AND datname = current_database()`,
    );
    return rows.length;
  };
  const replay = (id: string) => transactions.run((tx) => replays.replay(tx, id, by));
  const discard = (id: string) => transactions.run((tx) => replays.discard(tx, id, 'a test order', by));
  const decisionsOf = (letterId: string) => transactions.run((tx) => http.get(Decisions).of(tx, { letterId }));
  const outcomesOf = (result: object) => (result as Replay).outcomes.map(({ outcome }) => outcome);

  it('is replayed with those behind it in order and under their own ids; then the aggregate flows again', async () => {
    const { customerId, events, ids } = await keep(3);
    const result = await replay(ids[0]!);
    expect([outcomesOf(result), (result as Replay).next]).toEqual([['replayed', 'replayed', 'replayed'], null]);
    expect(await welcomed(customerId)).toEqual(events.map(({ id }) => id));
    expect(await states(customerId)).toEqual(['replayed', 'replayed', 'replayed']);
    for (const id of ids)
      expect(await decisionsOf(id)).toEqual([
        { action: 'replay', outcome: 'replayed', error: null, reason: null, ...by },
      ]);
    const [later, again] = [eventOf(customerId), events[0]!];
    await publish(later, again);
    await drained();
    expect(await welcomed(customerId)).toEqual([...events, later].map(({ id }) => id));
  });

  it('belongs to one consumer: the others, which had their effect, do not get it again', async () => {
    const { customerId, ids } = await keep(1);
    await replay(ids[0]!);
    const known = `SELECT 1 FROM effect WHERE what = 'known' AND customer_id = $1`;
    expect(await dataSource.query(known, [customerId])).toHaveLength(1);
  });

  it('has its effect once when it is replayed many times at once; the others find it decided', async () => {
    const { customerId, events, ids } = await keep(2);
    const results = await Promise.all(Array.from({ length: 5 }, () => replay(ids[0]!)));
    expect(results.filter((result) => 'outcomes' in result)).toHaveLength(1);
    expect(results.filter((result) => 'refused' in result && result.refused === 'decided')).toHaveLength(4);
    expect(await welcomed(customerId)).toEqual(events.map(({ id }) => id));
    expect(await replay(randomUUID())).toEqual({ refused: 'absent' });
  });

  it('that fails again is dead with the new error; what worked before it stays done, the rest goes on waiting', async () => {
    const { customerId, events, ids } = await keep(4);
    faults.set(customerId, ({ id }) => {
      if (id === events[2]!.id) throw new Error('still no mat');
    });
    const result = await replay(ids[0]!);
    expect([outcomesOf(result), (result as Replay).next]).toEqual([['replayed', 'replayed', 'failed'], ids[2]]);
    expect((await rows(customerId)).map(({ state, error, attempts }) => [state, error, attempts])).toEqual([
      ['replayed', 'the welcome mat is gone', 1],
      ['replayed', null, 0],
      ['dead', 'still no mat', 1],
      ['parked', null, 0],
    ]);
    // Nothing of the failed try is left either.
    expect(await welcomed(customerId)).toEqual([events[0]!.id, events[1]!.id]);
    expect(await decisionsOf(ids[2]!)).toMatchObject([{ outcome: 'failed', error: 'still no mat' }]);
    expect(await decisionsOf(ids[3]!)).toEqual([]);
    faults.clear();
    expect(outcomesOf(await replay(ids[2]!))).toEqual(['replayed', 'replayed']);
    expect(await welcomed(customerId)).toEqual(events.map(({ id }) => id));
  });

  it('that is discarded never has its effect, and those behind it go on', async () => {
    const { customerId, events, ids } = await keep(3);
    faults.set(customerId, ({ id }) => {
      if (id === events[2]!.id) throw new Error('still no mat');
    });
    expect(outcomesOf(await discard(ids[0]!))).toEqual(['discarded', 'replayed', 'failed']);
    expect(await states(customerId)).toEqual(['discarded', 'replayed', 'dead']);
    expect(await welcomed(customerId)).toEqual([events[1]!.id]);
    expect(await decisionsOf(ids[0]!)).toEqual([
      { action: 'discard', outcome: 'discarded', error: null, reason: 'a test order', ...by },
    ]);
    expect(await discard(ids[0]!)).toEqual({ refused: 'decided' });
    await publish(events[0]!);
    await drained();
    expect(await welcomed(customerId)).toEqual([events[1]!.id]);
  });

  it('that waits behind another is not replayed before it, yet can be discarded', async () => {
    const { customerId, events, ids } = await keep(3);
    expect(await replay(ids[1]!)).toEqual({ refused: 'waits', behind: ids[0] });
    expect(await discard(ids[1]!)).toMatchObject({ outcomes: [{ outcome: 'discarded' }], next: ids[0] });
    expect(await states(customerId)).toEqual(['dead', 'discarded', 'parked']);
    await replay(ids[0]!);
    expect(await welcomed(customerId)).toEqual([events[0]!.id, events[2]!.id]);
  });

  it('that nobody could read stays dead, until newer code reads it: then all its consumers get it, once', async () => {
    const event = eventOf(randomUUID());
    const { topic, headers, value } = toWire('crm.customer.v1', event);
    const unreadable = { topic, key: event.customerId!, value, headers: { ...headers, ce_time: 'yesterday' } };
    await stage.wire.publish([unreadable, unreadable]);
    await drained();
    const [letter, twin] = await rows(event.customerId!);
    expect(outcomesOf(await replay(letter!.id))).toEqual(['failed']);
    expect(await rows(event.customerId!)).toMatchObject([
      { state: 'dead', error: 'header ce_time is not a time', attempts: 2 },
      { state: 'dead', attempts: 1 },
    ]);
    await dataSource.query('UPDATE dead_letter SET headers = $2 WHERE key = $1', [event.customerId, headers]);
    const effects = 'SELECT what FROM effect WHERE event_id = $1 ORDER BY id';
    for (const { id } of [letter!, twin!]) {
      expect(outcomesOf(await replay(id))).toEqual(['replayed']);
      expect(await dataSource.query(effects, [event.id])).toEqual([{ what: 'known' }, { what: 'welcomed' }]);
    }
    await publish(event);
    await drained();
    expect(await dataSource.query(effects, [event.id])).toHaveLength(2);
  });

  it('has its effect although it waited longer than the inbox remembers and the horizon reaches', async () => {
    const { customerId, ids } = await keep(1);
    await dataSource.query(
      `UPDATE dead_letter SET published_at = now() - interval '90 days', created_at = now() - interval '90 days',
         headers = headers || jsonb_build_object('ce_time', to_char(now() - interval '100 days', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
       WHERE id = $1`,
      [ids[0]],
    );
    expect(outcomesOf(await replay(ids[0]!))).toEqual(['replayed']);
    expect(await welcomed(customerId)).toHaveLength(1);
    expect(await states(customerId)).toEqual(['replayed']);
  });

  it('whose content was erased, or whose consumer is gone, says so', async () => {
    const [erased, orphan] = [await keep(1), await keep(1)];
    await transactions.run((tx) => http.get(FieldCipher).destroySubject(tx, erased.ids[0]!));
    await dataSource.query(`UPDATE dead_letter SET consumer = 'known-customers@0' WHERE id = $1`, [orphan.ids[0]]);
    expect(await replay(erased.ids[0]!)).toMatchObject({ outcomes: [{ error: 'its content was erased' }] });
    expect(await replay(orphan.ids[0]!)).toMatchObject({ outcomes: [{ error: expect.stringMatching(/no consumer/) }] });
    for (const id of [erased.ids[0]!, orphan.ids[0]!]) expect(outcomesOf(await discard(id))).toEqual(['discarded']);
  });

  it('lets an event that comes meanwhile wait, and then pass behind it', async () => {
    const { customerId, events, ids } = await keep(2);
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    faults.set(customerId, ({ id }) => (id === events[1]!.id ? gate : undefined));
    const replaying = replay(ids[0]!);
    const late = eventOf(customerId);
    await publish(late);
    await waitFor(async () => (await waitingForLocks()) > 0);
    goOn();
    expect(outcomesOf(await replaying)).toEqual(['replayed', 'replayed']);
    await drained();
    expect(await welcomed(customerId)).toEqual([...events, late].map(({ id }) => id));
    expect(await states(customerId)).toEqual(['replayed', 'replayed']);
  });

  it('of a read model that is being replaced waits for that, and then is what the replacement made of it', async () => {
    const { customerId, ids } = await keep(1);
    let replaying: ReturnType<typeof replay> | undefined;
    await transactions.run(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(${consumerLock})`, ['customer-master']);
      replaying = replay(ids[0]!);
      await waitFor(async () => (await waitingForLocks()) > 0);
      await tx.query(`UPDATE dead_letter SET state = 'replayed' WHERE id = $1`, [ids[0]]);
    });
    expect(await replaying).toEqual({ refused: 'decided' });
    expect(await welcomed(customerId)).toEqual([]);
  });

  it('takes along what a consumer parks just before', async () => {
    const { customerId, events, ids } = await keep(1);
    const late = eventOf(customerId);
    const deadLetters = http.get(DeadLetters);
    const { topic, key, value, headers } = toWire('crm.customer.v1', late);
    const { partition } = (await transactions.run((tx) => letters.find(tx, ids[0]!)))!;
    const message = { topic, key, value, headers, partition, offset: '999999999', publishedAt: new Date() };
    let replaying: ReturnType<typeof replay> | undefined;
    await transactions.run(async (tx) => {
      const letter = { message, event: late, aggregateId: customerId };
      expect((await deadLetters.blocked(tx, 'customer-master', [letter])).size).toBe(1);
      replaying = replay(ids[0]!);
      await deadLetters.park(tx, 'customer-master', letter);
    });
    expect(outcomesOf((await replaying)!)).toEqual(['replayed', 'replayed']);
    expect(await welcomed(customerId)).toEqual([events[0]!.id, late.id]);
  });

  it('with very many behind it is replayed in portions: what comes next is dead, and so is to be decided', async () => {
    const { customerId, events, ids } = await keep(502);
    const result = (await replay(ids[0]!)) as Replay;
    expect([result.outcomes.length, result.next]).toEqual([500, ids[500]]);
    expect((await states(customerId)).slice(499)).toEqual(['replayed', 'dead', 'parked']);
    expect(outcomesOf(await replay(result.next!))).toEqual(['replayed', 'replayed']);
    expect(await welcomed(customerId)).toEqual(events.map(({ id }) => id));
  }, 120_000);

  it('is found by its consumer, type, time and error, as long as it waits; who looks sees how many wait behind it', async () => {
    const { ids } = await keep(3);
    const list = async (more: object) =>
      (await transactions.run((tx) => letters.list(tx, { state: 'dead', limit: 100, ...more }))).map(({ id }) => id);
    const [own] = ids;
    const all = { consumer: 'customer-master', type: 'customer.registered', error: 'WELCOME mat', from: new Date(0) };
    expect(await list(all)).toContain(own);
    expect(await list({ ...all, state: 'parked', error: undefined })).toEqual([ids[2], ids[1]]);
    for (const other of [{ consumer: 'x' }, { type: 'x' }, { error: '%' }, { from: new Date() }, { to: new Date(0) }])
      expect(await list({ ...all, ...other })).not.toContain(own);
    const letter = (await transactions.run((tx) => letters.find(tx, own!)))!;
    expect(letter).toMatchObject({ waiting: 2, eventType: 'customer.registered', consumer: 'customer-master' });
    expect(await list({ before: letter.position })).not.toContain(own);
    expect(await register.metrics()).toMatch(/dead_letters\{consumer="customer-master",state="parked"\} 2\n/);
    await replay(own!);
    expect(await list(all)).not.toContain(own);
    expect(await list({ state: 'replayed' })).toContain(own);
    expect(await register.metrics()).not.toMatch(/dead_letters\{consumer="customer-master",state="parked"\}/);
    expect(await register.metrics()).toMatch(/dead_letter_oldest_age_seconds \d/);
  });

  it('that was decided long ago is forgotten', async () => {
    const old = `SELECT message_offset AS days FROM dead_letter WHERE consumer = 'old'`;
    await waitFor(async () => (await dataSource.query<unknown[]>(old)).length === 1);
    expect(await dataSource.query(old)).toEqual([{ days: 29 }]);
  });
});
