import { randomUUID } from 'node:crypto';
import { CustomerRegistered, type CustomerRegistered as Registered } from '@crm/contracts';
import { React, UnreadableEvent } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { waitFor } from '@crm/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import request from 'supertest';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { defineService } from '../src/bootstrap/index.js';
import { defineConfig } from '../src/config/index.js';
import { EventProbe, startTestApp, type TestApp } from '../src/testing/index.js';
import { startTasksApp, type TasksApp } from './tasks-app.js';

/** Customers whose events cannot be handled now. */
const broken = new Set<string>();

@Controller()
class GreetingsConsumer {
  @React('customer.registered', { withinDays: 30 })
  async greet(tx: Tx, { id, data }: Registered): Promise<void> {
    await tx.query('INSERT INTO greeting (customer_id, event_id) VALUES ($1, $2)', [data.customerId, id]);
    if (broken.has(data.customerId)) throw new UnreadableEvent('nobody is at the door');
  }
}

@Module({ controllers: [GreetingsConsumer] })
class GreetingsModule {}

class CreateGreetings1764000009002 implements MigrationInterface {
  readonly name = 'CreateGreetings1764000009002';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE greeting (n bigint GENERATED ALWAYS AS IDENTITY, customer_id uuid, event_id text)',
    );
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE greeting');
  }
}

const service = defineService({
  name: 'greetings',
  title: 'Greetings',
  description: 'Only for tests.',
  module: GreetingsModule,
  config: defineConfig({}),
  entities: [],
  migrations: [CreateGreetings1764000009002],
});

interface Letter {
  id: string;
  aggregateId: string;
  [name: string]: unknown;
}

describe('dead letters over HTTP, in a process that consumes no events', () => {
  let worker: TasksApp;
  let http: TestApp;
  let probe: EventProbe;
  let admin: { authorization: string };
  const base = '/greetings/v1/dead-letters';

  beforeAll(async () => {
    worker = await startTasksApp({ service, role: 'worker' });
    http = await startTestApp(service, { ...worker.options, role: 'http' });
    probe = new EventProbe(worker.options.eventLogUrl);
    admin = await worker.tokens.bearer({ sub: 'E1000', roles: ['admin'] });
  });
  afterAll(async () => {
    await probe?.stop();
    await http?.close();
    await worker?.close();
  });
  beforeEach(() => broken.clear());

  const get = (path: string) => request(http.url).get(path).set(admin);
  const post = (path: string, body?: object) => request(http.url).post(path).set(admin).send(body);
  const greeted = async (customerId: string): Promise<string[]> => {
    const rows = await http.app
      .get(DataSource)
      .query<{ id: string }[]>('SELECT event_id AS id FROM greeting WHERE customer_id = $1 ORDER BY n', [customerId]);
    return rows.map(({ id }) => id);
  };
  const list = async (query = '?limit=100') => (await get(`${base}${query}`)).body.items as Letter[];
  const publish = (customerId: string) =>
    probe.publish(
      CustomerRegistered.draft({
        customerId,
        aggregateId: customerId,
        aggregateVersion: 1,
        data: { customerId, kind: 'person' },
      }),
    );
  /** Two events of a customer that could not be handled. */
  const keep = async () => {
    const customerId = randomUUID();
    broken.add(customerId);
    const events = [await publish(customerId), await publish(customerId)];
    const mine = async (state: string) =>
      (await list(`?state=${state}&limit=100`)).filter(({ aggregateId }) => aggregateId === customerId);
    await waitFor(async () => (await mine('parked')).length === 1);
    const [letter] = await mine('dead');
    broken.clear();
    return { customerId, events: events.map(({ id }) => id), letter: letter! };
  };

  it('are listed by what they failed with, and shown with their content, those behind them and every decision', async () => {
    const { customerId, events, letter } = await keep();
    expect(letter).toMatchObject({
      consumer: 'greetings',
      state: 'dead',
      topic: 'crm.customer.v1',
      eventId: events[0],
      eventType: 'customer.registered',
      error: 'nobody is at the door',
      attempts: 1,
      waiting: 1,
      decidedAt: null,
    });
    const found = '?consumer=greetings&type=customer.registered&error=DOOR&from=2026-01-01T00:00:00Z';
    expect((await list(found)).map(({ id }) => id)).toContain(letter.id);
    for (const other of ['?consumer=x', '?type=x', '?error=window', '?to=2020-01-01T00:00:00Z'])
      expect(await list(other)).toEqual([]);
    broken.add(customerId);
    await post(`${base}/${letter.id}/replay`).expect(200);
    const { body } = await get(`${base}/${letter.id}`).expect(200);
    expect(body).toMatchObject({
      key: customerId,
      data: { customerId, kind: 'person' },
      text: null,
      erased: false,
      headers: { ce_id: events[0] },
      successors: [{ eventId: events[1], state: 'parked' }],
      decisions: [{ action: 'replay', outcome: 'failed', error: 'nobody is at the door', decidedBy: 'E1000' }],
    });
  });

  it('come page by page', async () => {
    await keep();
    await keep();
    const first = (await get(`${base}?limit=1`)).body as { items: Letter[]; next: string };
    const second = (await get(`${base}?limit=1&cursor=${first.next}`)).body as { items: Letter[] };
    expect(second.items[0]!.id).not.toBe(first.items[0]!.id);
    for (const query of ['?state=lost', '?from=yesterday', '?from=2026-02-30T00:00:00Z', '?cursor=e30'])
      await get(`${base}${query}`).expect(400);
  });

  it('have their effect once when somebody replays them twice at once, and leave the list', async () => {
    const { customerId, events, letter } = await keep();
    const answers = await Promise.all([1, 2].map(() => post(`${base}/${letter.id}/replay`)));
    const [won, lost] = answers.sort((a, b) => a.status - b.status);
    expect(won!.body).toEqual({
      outcomes: events.map((eventId) => expect.objectContaining({ eventId, outcome: 'replayed', error: null })),
      next: null,
    });
    expect([lost!.status, lost!.body.type, lost!.body.title]).toEqual([
      409,
      'urn:problem:already-decided',
      '该消息已处理，无需再作决定',
    ]);
    expect(await greeted(customerId)).toEqual(events);
    expect((await list()).map(({ id }) => id)).not.toContain(letter.id);
    expect((await list('?state=replayed')).map(({ id }) => id)).toContain(letter.id);
  });

  it('give the first answer again to the same Idempotency-Key', async () => {
    const { letter } = await keep();
    const send = () => post(`${base}/${letter.id}/replay`).set('idempotency-key', letter.id);
    const [first, again] = [await send(), await send()];
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  it('are discarded with a reason only, and those behind them go on', async () => {
    const { customerId, events, letter } = await keep();
    await post(`${base}/${letter.id}/discard`).expect(400);
    await post(`${base}/${letter.id}/discard`, { reason: ' ' }).expect(400);
    const { body } = await post(`${base}/${letter.id}/discard`, { reason: '重复推送' }).expect(200);
    expect(body.outcomes.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['discarded', 'replayed']);
    expect(await greeted(customerId)).toEqual([events[1]]);
    expect((await get(`${base}/${letter.id}`)).body.decisions).toMatchObject([
      { action: 'discard', reason: '重复推送' },
    ]);
  });

  it('that wait behind another name it', async () => {
    const { letter } = await keep();
    const { successors } = (await get(`${base}/${letter.id}`)).body as { successors: Letter[] };
    const answer = await post(`${base}/${successors[0]!.id}/replay`).set('accept-language', 'en');
    expect([answer.status, answer.body.type, answer.body.behind]).toEqual([409, 'urn:problem:waits-behind', letter.id]);
    expect(answer.body.title).toMatch(/earlier message/);
  });

  it('are nobody’s but the admin’s, and a wrong id is absent', async () => {
    const { letter } = await keep();
    const manager = await worker.tokens.bearer({ roles: ['manager'] });
    for (const path of [base, `${base}/${letter.id}`, '/greetings/v1/outbox/parked'])
      await request(http.url).get(path).set(manager).expect(403);
    await request(http.url).post(`${base}/${letter.id}/replay`).set(manager).expect(403);
    await get(`${base}/${randomUUID()}`).expect(404);
    await post(`${base}/${randomUUID()}/replay`).expect(404);
    await get(`${base}/x`).expect(400);
  });

  it('show in the metrics', async () => {
    await keep();
    const { text } = await request(http.url).get('/metrics');
    expect(text).toMatch(/dead_letters\{consumer="greetings",state="dead"\} [1-9]/);
    expect(text).toMatch(/dead_letter_oldest_age_seconds [\d.]+/);
    expect(text).toMatch(/outbox_parked 0/);
  });

  describe('and parked events of its own', () => {
    const outbox = '/greetings/v1/outbox/parked';
    /** An event that no broker takes, and a later one of its aggregate. */
    const park = async (): Promise<number> => {
      const source = http.app.get(DataSource);
      const aggregate = randomUUID();
      const insert = (payload: string) =>
        source.query<{ position: number }[]>(
          `INSERT INTO outbox (event_id, topic, key, aggregate_id, headers, payload)
           VALUES ($1, 'crm.customer.v1', $2, $2, '{"ce_type":"customer.registered"}', $3) RETURNING position`,
          [randomUUID(), aggregate, payload],
        );
      const [row] = await insert(JSON.stringify({ text: 'x'.repeat(1_100_000) }));
      await insert('{}');
      await waitFor(async () => (await get(`${outbox}/${row!.position}`)).status === 200);
      return row!.position;
    };

    it('are listed, shown, retried and discarded in the same way', async () => {
      const position = await park();
      const items = (await get(`${outbox}?type=customer.registered&error=bytes`)).body.items as { position: number }[];
      expect(items).toEqual([expect.objectContaining({ position, attempts: 1, waiting: 1 })]);
      await post(`${outbox}/${position}/retry`).expect(200);
      await waitFor(async () => (await get(`${outbox}/${position}`)).body.attempts === 2);
      const { body } = await get(`${outbox}/${position}`);
      expect(body.decisions).toMatchObject([{ action: 'retry', outcome: 'requeued', decidedBy: 'E1000' }]);
      const answers = await Promise.all(
        [1, 2].map(() => post(`${outbox}/${position}/discard`, { reason: 'too large' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect((await get(outbox)).body.items).toEqual([]);
      await get(`${outbox}/${position}`).expect(404);
      for (const wrong of ['x', '-1', '9'.repeat(30)]) await get(`${outbox}/${wrong}`).expect(400);
    });
  });
});
