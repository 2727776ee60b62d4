import { definitionOf, type Event } from '@crm/contracts';
import { sqlState, TransactionRunner, type Tx } from '@crm/persistence';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { readingFaultsOf } from '../event-schema.js';
import { consumed } from '../messaging.metrics.js';
import { SERVICE_NAME } from '../messaging.tokens.js';
import { runInTrace, startTrace } from '../trace/trace.js';
import type { ReceivedMessage } from '../transport/transport.js';
import { fromWire, UnreadableEvent } from '../wire.js';
import { DeadLetters } from './dead-letters.js';
import type { HandlerTraits } from './decorators.js';
import { Inbox } from './inbox.js';

export interface RegisteredHandler extends HandlerTraits {
  call(tx: Tx, subject: Event | string): Promise<void>;
}

/** Pauses before the second, third … try; after the last the message becomes a dead letter. Far below a session timeout. */
const pausesMs = [50, 200, 800, 2_000];
const day = 86_400_000;

/**
 * Makes each message happen once: { inbox row, handlers, their outbox rows } commit together, then the transport stores
 * the offset. A message that keeps failing becomes a dead letter with the later events of its aggregate parked behind
 * it, and every other aggregate goes on.
 */
@Injectable()
export class InboxConsumer {
  private readonly logger = new Logger(InboxConsumer.name);
  private readonly handlersOf = new Map<string, RegisteredHandler[]>();

  constructor(
    @Inject(SERVICE_NAME) private readonly service: string,
    private readonly transactions: TransactionRunner,
    private readonly inbox: Inbox,
    private readonly deadLetters: DeadLetters,
  ) {}

  /** Read models first, then reactions, each in the order of declaration. */
  use(handlers: RegisteredHandler[]): void {
    const ordered = [...handlers].sort((a, b) => Number(a.kind === 'react') - Number(b.kind === 'react'));
    for (const handler of ordered) {
      for (const name of handler.on) this.handlersOf.set(name, [...(this.handlersOf.get(name) ?? []), handler]);
    }
  }

  /** Resolves when the message had its effect or is kept as a dead letter; rejects when the database could do neither. */
  async consume(message: ReceivedMessage): Promise<void> {
    if (message.value === null) return this.delete(message);
    let event: Event;
    try {
      event = fromWire(message);
      const handlers = this.handlersOf.get(event.type);
      if (!handlers) return consumed(event.type, definitionOf(event.type) ? 'not_handled' : 'unknown_type');
      const faults = readingFaultsOf(event);
      if (faults.length > 0) throw new UnreadableEvent(`the data breaks its contract: ${JSON.stringify(faults)}`);
      const trace = startTrace({ ...event, causationId: event.id });
      await runInTrace(trace, () =>
        this.withRetries(message, event, (tx) => this.handle(tx, message, event, handlers)),
      );
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      await this.transactions.run((tx) => this.deadLetters.keep(tx, message, error, 1));
      consumed(message.headers['ce_type'] ?? 'unreadable', 'dead_letter');
    }
  }

  private async delete(message: ReceivedMessage): Promise<void> {
    const handlers = this.handlersOf.get(message.topic) ?? [];
    await this.transactions.run(async (tx) => {
      for (const handler of handlers) await handler.call(tx, message.key);
    });
  }

  private async handle(tx: Tx, message: ReceivedMessage, event: Event, handlers: RegisteredHandler[]): Promise<void> {
    if (await this.deadLetters.isBlocked(tx, message.topic, event.aggregateId)) {
      if (await this.inbox.insert(tx, this.service, event)) await this.deadLetters.park(tx, message, event);
      return consumed(event.type, 'parked');
    }
    let effects = 0;
    for (const [consumer, group] of groupByConsumer(this.service, handlers)) {
      if (!(await this.inbox.insert(tx, consumer, event))) continue;
      for (const handler of group) {
        if (isBeyondHorizon(handler, event)) {
          consumed(event.type, 'beyond_horizon');
          continue;
        }
        if (handler.kind === 'react') this.inbox.refuseForgotten(message);
        await handler.call(tx, event);
        effects++;
      }
    }
    consumed(event.type, effects > 0 ? 'handled' : 'seen_before');
  }

  private async withRetries(message: ReceivedMessage, event: Event, work: (tx: Tx) => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.transactions.run(work);
      } catch (error) {
        if (isOutage(error)) throw error;
        const pause = pausesMs[attempt - 1];
        if (pause === undefined || error instanceof UnreadableEvent)
          return this.giveUp(message, event, error as Error, attempt);
        this.logger.warn(`${event.type} ${event.id} failed (attempt ${attempt}): ${(error as Error).message}`);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  private async giveUp(message: ReceivedMessage, event: Event, error: Error, attempts: number): Promise<void> {
    await this.transactions.run(async (tx) => {
      if (await this.inbox.insert(tx, this.service, event))
        await this.deadLetters.keep(tx, message, error, attempts, event);
    });
    this.logger.error(`${event.type} ${event.id} became a dead letter after ${attempts} attempts: ${error.message}`);
    consumed(event.type, 'dead_letter');
  }
}

/** Each read model and the reactions as a whole remember for themselves what they have seen. */
function groupByConsumer(service: string, handlers: RegisteredHandler[]): Map<string, RegisteredHandler[]> {
  const groups = new Map<string, RegisteredHandler[]>();
  for (const handler of handlers) {
    const consumer = handler.readModel ?? service;
    groups.set(consumer, [...(groups.get(consumer) ?? []), handler]);
  }
  return groups;
}

const isBeyondHorizon = (handler: RegisteredHandler, event: Event): boolean =>
  handler.withinDays !== null && Date.now() - Date.parse(event.time) > handler.withinDays * day;

/** The database is away or full: not the message's fault, so it is delivered again instead of given up. */
function isOutage(error: unknown): boolean {
  const code = sqlState(error) ?? (error as { code?: string }).code ?? '';
  return (
    /^(08|53|57P|58)/.test(code) ||
    /^E[A-Z]+$/.test(code) ||
    /connection|timeout exceeded/i.test((error as Error).message)
  );
}
