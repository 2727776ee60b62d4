import { type AnyEvent, CaseClosed, type EventOf } from '@crm/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { DeliveryQueue } from '../src/webhooks/delivery-queue.service.js';
import type { Attempt } from '../src/webhooks/rules/attempts.js';
import { WebhookEventsConsumer } from '../src/webhooks/webhook-events.consumer.js';
import { WebhookSweep } from '../src/webhooks/webhook-sweep.js';
import { WebhooksService } from '../src/webhooks/webhooks.service.js';
import { type CustomerMasterApp, startCustomerMaster } from './customer-master-app.js';

let app: CustomerMasterApp;
let queue: DeliveryQueue;

beforeAll(async () => {
  // Nobody sends here but the test.
  app = await startCustomerMaster({ role: 'http' });
  queue = app.app.get(DeliveryQueue);
});
afterAll(() => app.close());
beforeEach(() => app.run((tx) => tx.query('DELETE FROM webhook')));

const taken: Attempt = { status: 200, failure: null, retryAfterSeconds: null };
const failed: Attempt = { status: 500, failure: null, retryAfterSeconds: null };

async function subscribe(eventTypes: string[] = ['*'], active = true): Promise<string> {
  const wish = { url: 'https://erp.example.invalid/', eventTypes, description: null, active };
  const by = { id: 'E1' } as never;
  return app.run(async (tx) => (await app.app.get(WebhooksService).subscribe(tx, wish, by, new Date())).webhook.id);
}
const closed = (): EventOf<typeof CaseClosed> => ({
  ...CaseClosed.example,
  id: newId(),
  time: new Date().toISOString(),
});
const forward = (events: readonly AnyEvent[]) =>
  app.run((tx) => app.app.get(WebhookEventsConsumer).forward(tx, events));
const rows = (webhookId: string) =>
  app.run((tx) =>
    tx.query<{ event_id: string; state: string; attempts: number }[]>(
      'SELECT event_id, state, attempts FROM webhook_delivery WHERE webhook_id = $1 ORDER BY position',
      [webhookId],
    ),
  );
const claim = async () => (await app.run((tx) => queue.claim(tx)))!;
const next = (held: Awaited<ReturnType<typeof claim>>) => app.run((tx) => queue.next(tx, held));
const lapse = () => app.run((tx) => tx.query(`UPDATE webhook SET leased_until = now() - interval '1 second'`));

describe('an event', () => {
  it('is one row for each active webhook that wants it, also when it comes again', async () => {
    const [all, some, others, off] = [
      await subscribe(),
      await subscribe(['case.*', 'case.closed']),
      await subscribe(['level.changed']),
      await subscribe(['*'], false),
    ];
    const events = Array.from({ length: 50 }, closed);
    await forward(events);
    await forward(events.slice(10, 20));
    const ids = events.map(({ id }) => id);
    for (const id of [all, some]) expect((await rows(id)).map((row) => row.event_id)).toEqual(ids);
    for (const id of [others, off]) expect(await rows(id)).toEqual([]);
  });
});

describe('the queue of a webhook', () => {
  it('has one sender at a time; what was not noted is sent again by the next one', async () => {
    const id = await subscribe();
    const events = [closed(), closed()];
    await forward(events);
    const first = await claim();
    expect(await claim()).toBeUndefined();
    const sent = (await next(first))!;
    expect(sent.posting).toMatchObject({ messageId: events[0]!.id, url: 'https://erp.example.invalid/' });

    await lapse();
    const second = await claim();
    const again = (await next(second))!;
    expect(again.head).toEqual(sent.head);
    expect(await app.run((tx) => queue.note(tx, first, sent.head, failed, new Date()))).toBeUndefined();
    expect(await next(first)).toBeUndefined();
    await app.run((tx) => queue.release(tx, first));
    await app.run((tx) => queue.note(tx, second, again.head, taken, new Date()));
    expect((await next(second))!.posting.messageId).toBe(events[1]!.id);
    expect(await rows(id)).toEqual([
      { event_id: events[0]!.id, state: 'delivered', attempts: 1 },
      { event_id: events[1]!.id, state: 'pending', attempts: 0 },
    ]);
  });

  it('is empty for who holds it while the webhook is switched off or its pause lasts', async () => {
    const id = await subscribe();
    await forward([closed()]);
    const held = await claim();
    const { head } = (await next(held))!;
    expect(await app.run((tx) => queue.note(tx, held, head, failed, new Date()))).toMatchObject({ kind: 'later' });
    expect(await next(held)).toBeUndefined();
    await app.run((tx) => tx.query('UPDATE webhook SET next_try_at = now(), active = false WHERE id = $1', [id]));
    expect(await next(held)).toBeUndefined();
    await app.run((tx) => queue.release(tx, held));
    expect(await claim()).toBeUndefined();
  });

  it('goes to senders in turns: who waited longest comes first', async () => {
    const ids = [await subscribe(), await subscribe()];
    await forward([closed(), closed()]);
    const first = await claim();
    await app.run((tx) => queue.release(tx, first));
    const second = await claim();
    expect([first.webhookId, second.webhookId].sort()).toEqual(ids.sort());
  });

  it('of two claims at once is given to one', async () => {
    await subscribe();
    await forward([closed()]);
    const claims = await Promise.all(Array.from({ length: 8 }, claim));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('ends with its webhook, whoever is sending', async () => {
    const id = await subscribe();
    await forward([closed()]);
    const held = await claim();
    const { head } = (await next(held))!;
    await app.run((tx) => app.app.get(WebhooksService).unsubscribe(tx, id, 1));
    expect(await app.run((tx) => queue.note(tx, held, head, taken, new Date()))).toBeUndefined();
    expect(await rows(id)).toEqual([]);
  });
});

it('old deliveries are swept, by how they ended', async () => {
  const id = await subscribe();
  await forward(Array.from({ length: 6 }, closed));
  const all = (await rows(id)).map((row) => row.event_id);
  const age = (at: number, days: number, state: string) =>
    app.run((tx) =>
      tx.query(
        `UPDATE webhook_delivery SET state = $2, created_at = now() - make_interval(days => $3) WHERE event_id = $1`,
        [all[at], state, days],
      ),
    );
  await age(0, 15, 'delivered');
  await age(1, 13, 'delivered');
  await age(2, 89, 'dead');
  await age(3, 91, 'dead');
  await age(4, 91, 'pending');
  const timer = { id: newId(), kind: 'webhook.sweep', aggregateId: 'all', epoch: 1, attempts: 0, dueAt: new Date() };
  await app.run((tx) => app.app.get(WebhookSweep).sweep(tx, timer));
  expect((await rows(id)).map((row) => row.event_id)).toEqual([all[1], all[2], all[5]]);
});
