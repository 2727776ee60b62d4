import { randomUUID } from 'node:crypto';
import { CustomerRegistered } from '@crm/contracts';
import { TransactionRunner } from '@crm/persistence';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Decisions, Outbox, ParkedOutbox } from '../src/index.js';
import { toWire } from '../src/wire.js';
import { DeliveryStage } from './delivery.stage.js';

@Module({})
class NoConsumers {}

const by = { decidedBy: 'admin-1', decidedAt: new Date('2026-03-02T01:00:00Z') };

describe('an event that the broker refuses for good', () => {
  let stage: DeliveryStage;
  let transactions: TransactionRunner;
  let parked: ParkedOutbox;

  beforeAll(async () => {
    stage = await DeliveryStage.open(NoConsumers);
    const worker = await stage.start({ worker: true });
    [transactions, parked] = [worker.get(TransactionRunner), worker.get(ParkedOutbox)];
  });
  afterAll(() => stage?.close());

  const rows = (customerId: string) =>
    stage.dataSource.query<{ position: number; parked: boolean; sent: boolean; discarded: boolean }[]>(
      `SELECT position, parked_at IS NOT NULL AS parked, published_at IS NOT NULL AS sent, discarded_at IS NOT NULL AS discarded
       FROM outbox WHERE aggregate_id = $1 ORDER BY position`,
      [customerId],
    );
  const fates = async (customerId: string) =>
    (await rows(customerId)).map(({ parked: isParked, sent, discarded }) =>
      discarded ? 'discarded' : sent ? 'sent' : isParked ? 'parked' : 'waiting',
    );
  /** Two events of one customer, the first of them too large for any broker. */
  const park = async (): Promise<{ customerId: string; position: number }> => {
    const customerId = randomUUID();
    const example = { ...CustomerRegistered.example, customerId, aggregateId: customerId, id: randomUUID() };
    const { key, topic, headers } = toWire('crm.customer.v1', example);
    await stage.dataSource.query(
      'INSERT INTO outbox (event_id, topic, key, aggregate_id, headers, payload) VALUES ($1, $2, $3, $3, $4, $5)',
      [randomUUID(), topic, key, headers, JSON.stringify('x'.repeat(1_100_000))],
    );
    const draft = CustomerRegistered.draft({
      customerId,
      aggregateId: customerId,
      aggregateVersion: 1,
      data: { customerId, kind: 'person' },
    });
    const outbox = stage.first.get(Outbox);
    await transactions.run((tx) => outbox.append(tx, draft));
    await waitFor(async () => (await fates(customerId)).includes('parked'));
    expect(await fates(customerId)).toEqual(['parked', 'waiting']);
    return { customerId, position: (await rows(customerId))[0]!.position };
  };
  const retry = (position: number) => transactions.run((tx) => parked.retry(tx, position, by));
  const discard = (position: number) => transactions.run((tx) => parked.discard(tx, position, 'sent by mail', by));
  const decisionsOf = (outboxPosition: number) =>
    transactions.run((tx) => stage.first.get(Decisions).of(tx, { outboxPosition }));

  it('goes when it is retried after its cause is gone, and the later ones of its aggregate follow', async () => {
    const { customerId, position } = await park();
    await stage.dataSource.query('UPDATE outbox SET payload = $2 WHERE position = $1', [position, '{}']);
    expect(await retry(position)).toMatchObject({ position, waiting: 1 });
    await waitFor(async () => (await fates(customerId)).join() === 'sent,sent');
    expect(await decisionsOf(position)).toEqual([
      { action: 'retry', outcome: 'requeued', error: null, reason: null, ...by },
    ]);
    expect(await retry(position)).toEqual({ refused: 'decided' });
  });

  it('is parked again when it is retried too early', async () => {
    const { customerId, position } = await park();
    await retry(position);
    const attempts = async () => (await transactions.run((tx) => parked.find(tx, position)))?.attempts;
    await waitFor(async () => (await attempts()) === 2);
    expect(await fates(customerId)).toEqual(['parked', 'waiting']);
    await discard(position);
  });

  it('never goes when it is discarded, by one of two at once; the later ones of its aggregate do', async () => {
    const { customerId, position } = await park();
    let second: ReturnType<typeof discard> | undefined;
    await transactions.run(async (tx) => {
      expect(await parked.discard(tx, position, 'sent by mail', by)).toMatchObject({ position });
      second = discard(position);
      await waitFor(async () => {
        const waits = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return (await stage.dataSource.query<unknown[]>(waits)).length > 0;
      });
    });
    expect(await second).toEqual({ refused: 'decided' });
    await waitFor(async () => (await fates(customerId)).join() === 'discarded,sent');
    expect(await retry(position)).toEqual({ refused: 'decided' });
    expect(await decisionsOf(position)).toHaveLength(1);
    expect(await retry(10 ** 12)).toEqual({ refused: 'absent' });
  });

  it('is found by its type, time and error, with the number of those that it holds back', async () => {
    const { position } = await park();
    const list = async (more: object) =>
      (await transactions.run((tx) => parked.list(tx, { limit: 100, ...more }))).map((event) => event.position);
    const all = { type: 'customer.registered', error: 'BYTES', from: new Date(0) };
    expect(await list(all)).toContain(position);
    for (const other of [
      { type: 'x' },
      { error: '%' },
      { from: new Date() },
      { to: new Date(0) },
      { before: position },
    ])
      expect(await list({ ...all, ...other })).not.toContain(position);
    const found = await transactions.run((tx) => parked.find(tx, position));
    expect(found).toMatchObject({ waiting: 1, attempts: 1, headers: { ce_type: 'customer.registered' } });
    await discard(position);
    expect(await list({})).not.toContain(position);
  });
});
