import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { ConsumeResult } from '../messaging.metrics.js';
import { runInTrace, startTrace } from '../trace/trace.js';
import { type Consumer, handlersOf, type RegisteredHandler, takesMany, tombstoneHandlersOf } from './consumers.js';
import { DeadLetters } from './dead-letters.js';
import type { Effective } from './delivery.js';
import { inboxKeptDays, isForgotten } from './inbox.js';

const day = 86_400_000;

/** Runs the handlers of one consumer. */
@Injectable()
export class Effects {
  constructor(private readonly deadLetters: DeadLetters) {}

  /**
   * Gives each delivery its effect, in order. Returns what became of each.
   * @param firstTriedAt for what waited as a dead letter: horizons count as of then, and the memory of the inbox does not
   *   matter, since somebody decided that it shall have its effect now
   */
  async have(
    tx: Tx,
    consumer: Consumer,
    deliveries: readonly Effective[],
    firstTriedAt?: Date,
  ): Promise<ConsumeResult[]> {
    const batch = consumer.handlers.find(takesMany);
    const now = firstTriedAt?.getTime() ?? Date.now();
    const results: ConsumeResult[] = [];
    let gathered: Effective[] = [];
    const flush = async (): Promise<void> => {
      const events = gathered.map(({ event }) => event!);
      gathered = [];
      if (events.length > 0) await batch!.call(tx, events);
    };
    for (const delivery of deliveries) {
      if (batch && delivery.kind === 'event') {
        const isDue = !isBeyondHorizon(batch, delivery.event.time, now);
        if (isDue) gathered.push(delivery);
        results.push(isDue ? 'handled' : 'beyond_horizon');
        continue;
      }
      await flush();
      results.push(await this.single(tx, consumer, delivery, firstTriedAt));
    }
    await flush();
    return results;
  }

  private async single(
    tx: Tx,
    consumer: Consumer,
    delivery: Effective,
    firstTriedAt: Date | undefined,
  ): Promise<ConsumeResult> {
    const { message, event } = delivery;
    if (!event) {
      for (const handler of tombstoneHandlersOf(consumer, message.topic)) await handler.call(tx, message.key);
      return 'handled';
    }
    const now = firstTriedAt?.getTime() ?? Date.now();
    const due = handlersOf(consumer, event.type).filter((handler) => !isBeyondHorizon(handler, event.time, now));
    if (due.length === 0) return 'beyond_horizon';
    if (consumer.isReaction && !firstTriedAt && isForgotten(message)) {
      const error = new Error(`published longer ago than the inbox remembers (${inboxKeptDays} days)`);
      await this.deadLetters.keep(tx, consumer.name, delivery, error, 1);
      return 'dead_letter';
    }
    const trace = startTrace({ ...event, causationId: event.id });
    await runInTrace(trace, async () => {
      for (const handler of due) await handler.call(tx, event);
    });
    return 'handled';
  }
}

const isBeyondHorizon = ({ withinDays }: RegisteredHandler, time: string, now: number): boolean =>
  withinDays !== null && now - Date.parse(time) > withinDays * day;
