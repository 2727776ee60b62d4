import { CustomerRegistered, type CustomerRegistered as Registered } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import { Forward, React } from '../src/index.js';
import { toWire } from '../src/wire.js';
import { DeliveryStage } from './delivery.stage.js';

let isBroken = false;
let isWanted = true;

@Controller()
class Consumer {
  @React('customer.registered', { withinDays: 30 })
  async welcome(tx: Tx, { data }: Registered): Promise<void> {
    await tx.query(`INSERT INTO effect (what, customer_id) VALUES ('welcomed', $1)`, [data.customerId]);
  }

  @Forward('customer.registered', {
    name: 'outside',
    withinDays: 30,
    wantedTypes: () => Promise.resolve(() => isWanted),
  })
  async forward(tx: Tx, events: readonly Registered[]): Promise<void> {
    await tx.query(`INSERT INTO call (size) VALUES ($1)`, [events.length]);
    for (const { data } of events)
      await tx.query(`INSERT INTO effect (what, customer_id) VALUES ('forwarded', $1)`, [data.customerId]);
    if (isBroken) throw new Error('the queue is broken');
  }
}

@Module({ controllers: [Consumer] })
class ConsumerModule {}

describe('a forwarder', () => {
  let stage: DeliveryStage;

  beforeAll(async () => {
    stage = await DeliveryStage.open(ConsumerModule);
    await stage.database(
      'CREATE TABLE effect (what text, customer_id uuid); CREATE TABLE call (at timestamptz DEFAULT now(), size integer)',
    );
    await stage.start({ worker: true });
  });
  afterAll(() => stage.close());

  const wireOf = (customerId: string, time = new Date(), id = newId()) => {
    const data = { customerId, kind: 'person' as const };
    const about = {
      id,
      time: time.toISOString(),
      subject: `customer/${customerId}`,
      customerId,
      aggregateId: customerId,
    };
    return toWire('crm.customer.v1', { ...CustomerRegistered.example, ...about, data });
  };
  const effects = async (what: string, ids: readonly string[]): Promise<number> => {
    const sql = 'SELECT count(*)::int AS n FROM effect WHERE what = $1 AND customer_id = ANY($2)';
    return (await stage.dataSource.query<{ n: number }[]>(sql, [what, ids]))[0]!.n;
  };

  it('gets each event once, leaves out what is too old, and is not held up by dead letters of others', async () => {
    const [old, fresh] = [newId(), newId()];
    const again = wireOf(fresh);
    await stage.wire.publish([wireOf(old, new Date(Date.now() - 31 * 86_400_000)), again, again]);
    await waitFor(async () => (await effects('forwarded', [fresh])) === 1);
    expect(await effects('forwarded', [old, fresh])).toBe(1);
  });

  it('has a memory and dead letters of its own: what it cannot take has its effects for the others', async () => {
    isBroken = true;
    const customerId = newId();
    await stage.wire.publish([wireOf(customerId)]);
    const letters = () =>
      stage.dataSource.query<{ consumer: string }[]>('SELECT consumer FROM dead_letter WHERE aggregate_id = $1', [
        customerId,
      ]);
    await waitFor(async () => (await letters()).length > 0, { timeoutMs: 20_000 });
    isBroken = false;
    // The others have their turn behind it.
    await waitFor(async () => (await effects('welcomed', [customerId])) === 1);
    expect(await letters()).toEqual([{ consumer: 'customer-master/outside' }]);
    expect([await effects('welcomed', [customerId]), await effects('forwarded', [customerId])]).toEqual([1, 0]);
  });

  it('notes nothing of what nobody wants', async () => {
    const noted = async (consumer: string, ids: readonly string[]): Promise<number> => {
      const sql = 'SELECT count(*)::int AS n FROM inbox WHERE consumer = $1 AND event_id = ANY($2)';
      return (await stage.dataSource.query<{ n: number }[]>(sql, [consumer, ids]))[0]!.n;
    };
    const send = async (): Promise<[string, string]> => {
      const [customerId, id] = [newId(), newId()];
      await stage.wire.publish([wireOf(customerId, new Date(), id)]);
      await waitFor(async () => (await effects('welcomed', [customerId])) === 1);
      return [customerId, id];
    };
    isWanted = false;
    const [unwanted, unwantedId] = await send();
    isWanted = true;
    const [wanted, wantedId] = await send();
    await waitFor(async () => (await effects('forwarded', [wanted])) === 1);
    expect(await effects('forwarded', [unwanted])).toBe(0);
    expect(await noted('customer-master', [unwantedId, wantedId])).toBe(2);
    expect(await noted('customer-master/outside', [unwantedId, wantedId])).toBe(1);
  });

  it('cannot look further back than the inbox', () => {
    expect(() =>
      Forward('customer.registered', {
        name: 'outside',
        withinDays: 31,
        wantedTypes: () => Promise.resolve(() => true),
      }),
    ).toThrow(/remembers 30 days/);
  });
});
