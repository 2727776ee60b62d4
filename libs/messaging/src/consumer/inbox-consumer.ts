import { TransactionRunner, type Tx } from '@crm/persistence';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type ConsumeResult, consumed } from '../messaging.metrics.js';
import { SERVICE_NAME } from '../messaging.tokens.js';
import type { ReceivedMessage } from '../transport/transport.js';
import { UnreadableEvent } from '../wire.js';
import { type Consumer, consumersOf, type RegisteredHandler } from './consumers.js';
import { DeadLetters } from './dead-letters.js';
import { type Delivery, deliveryOf, type Effective } from './delivery.js';
import { Effects } from './effects.js';
import { type Identity, Inbox } from './inbox.js';
import { isOutage } from './outage.js';
import { stretchesOf } from './stretches.js';

/** Pauses before the second, third … try; after the last the message becomes a dead letter. Far below a session timeout. */
const pausesMs = [50, 200, 800, 2_000];

type Outcome = [type: string, result: ConsumeResult];
type Unreadable = Extract<Delivery, { kind: 'unreadable' }>;

/**
 * Makes each message happen once per consumer: { inbox row, handlers, their outbox rows } commit together, then the
 * transport stores the offset. Messages go through in stretches, one transaction each; a stretch that fails is taken
 * message by message and consumer by consumer. What keeps failing becomes a dead letter of that consumer with the later
 * events of its aggregate parked behind it, and everything else goes on.
 */
@Injectable()
export class InboxConsumer {
  private readonly logger = new Logger(InboxConsumer.name);
  /** Who listens in this service; empty before `use`. */
  consumers: readonly Consumer[] = [];

  constructor(
    @Inject(SERVICE_NAME) private readonly service: string,
    @Inject(TransactionRunner) private readonly transactions: Pick<TransactionRunner, 'run'>,
    private readonly inbox: Inbox,
    private readonly deadLetters: DeadLetters,
    private readonly effects: Effects,
  ) {}

  /** The same for other handlers and in other transactions. */
  with(handlers: readonly RegisteredHandler[], transactions: Pick<TransactionRunner, 'run'>): InboxConsumer {
    const other = new InboxConsumer(this.service, transactions, this.inbox, this.deadLetters, this.effects);
    other.use(handlers);
    return other;
  }

  use(handlers: readonly RegisteredHandler[]): void {
    this.consumers = consumersOf(this.service, handlers);
  }

  /**
   * Resolves to how many messages, from the first on, had their effect or are kept as dead letters; rejects when the
   * database could do neither.
   */
  async consume(messages: readonly ReceivedMessage[], goOn: () => boolean = () => true): Promise<number> {
    const deliveries = messages.map((message) => deliveryOf(message, this.consumers));
    let done = 0;
    for (const stretch of stretchesOf(deliveries)) {
      if (done > 0 && !goOn()) break;
      try {
        await this.together(stretch);
        done += stretch.length;
      } catch (error) {
        if (isOutage(error)) throw error;
        if (stretch.length > 1) this.logger.debug(`${stretch.length} messages again, singly: ${messageOf(error)}`);
        for (const delivery of stretch) {
          if (done > 0 && !goOn()) return done;
          await this.alone(delivery);
          done++;
        }
      }
    }
    return done;
  }

  /** The effects of a whole stretch in one transaction. */
  private async together(stretch: readonly Delivery[]): Promise<void> {
    const outcomes = await this.transactions.run(async (tx) => {
      const found: Outcome[] = [];
      for (const consumer of this.consumers) {
        const wanted = stretch.filter((delivery) => isEffective(delivery) && delivery.consumers.includes(consumer));
        if (wanted.length > 0) found.push(...(await this.apply(tx, consumer, wanted as Effective[])));
      }
      for (const delivery of stretch) {
        if (delivery.kind === 'unreadable') found.push(...(await this.keepUnreadable(tx, delivery)));
        if (delivery.kind === 'unwanted')
          found.push([delivery.type, delivery.isKnown ? 'not_handled' : 'unknown_type']);
      }
      return found;
    });
    for (const [type, result] of outcomes) consumed(type, result);
  }

  /** One message, a transaction per consumer, so that the failure of one keeps nobody else from its effect. */
  private async alone(delivery: Delivery): Promise<void> {
    if (!isEffective(delivery)) return this.together([delivery]);
    for (const consumer of delivery.consumers) {
      const outcomes = await this.withRetries(consumer, delivery);
      for (const [type, result] of outcomes) consumed(type, result);
    }
  }

  private async withRetries(consumer: Consumer, delivery: Effective): Promise<Outcome[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.transactions.run((tx) => this.apply(tx, consumer, [delivery]));
      } catch (error) {
        if (isOutage(error)) throw error;
        const name = `${typeOf(delivery)} ${delivery.event?.id ?? delivery.message.key} for ${consumer.name}`;
        const pause = pausesMs[attempt - 1];
        if (pause === undefined || error instanceof UnreadableEvent) {
          this.logger.error(`${name} became a dead letter after ${attempt} attempts: ${messageOf(error)}`);
          return this.transactions.run((tx) => this.giveUp(tx, consumer, delivery, error as Error, attempt));
        }
        this.logger.warn(`${name} failed (attempt ${attempt}): ${messageOf(error)}`);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** What one consumer makes of deliveries that it wants, in their order. */
  private async apply(tx: Tx, consumer: Consumer, all: readonly Effective[]): Promise<Outcome[]> {
    const isWanted = await this.wantedBy(tx, consumer);
    const wanted = all.filter(isWanted);
    const left = all.filter((delivery) => !isWanted(delivery));
    const outcomes = left.map((delivery): Outcome => [typeOf(delivery), 'not_handled']);
    return wanted.length > 0 ? [...outcomes, ...(await this.applyWanted(tx, consumer, wanted))] : outcomes;
  }

  /** A forwarder that nobody listens to leaves no trace of an event. */
  private async wantedBy(tx: Tx, { handlers }: Consumer): Promise<(delivery: Effective) => boolean> {
    const wantedTypes = handlers.find(({ kind }) => kind === 'forward')?.wantedTypes;
    if (!wantedTypes) return () => true;
    const isWanted = await wantedTypes(tx);
    return (delivery) => isWanted(typeOf(delivery));
  }

  private async applyWanted(tx: Tx, consumer: Consumer, wanted: readonly Effective[]): Promise<Outcome[]> {
    const fresh = await this.unseen(tx, consumer, wanted);
    const blocked = fresh.length > 0 ? await this.deadLetters.blocked(tx, consumer.name, fresh) : new Set();
    for (const delivery of fresh) if (blocked.has(delivery)) await this.deadLetters.park(tx, consumer.name, delivery);
    const due = fresh.filter((delivery) => !blocked.has(delivery));
    const results = await this.effects.have(tx, consumer, due);
    const seen = wanted.filter((delivery) => !fresh.includes(delivery));
    return [
      ...seen.map((delivery): Outcome => [typeOf(delivery), 'seen_before']),
      ...[...blocked].map((delivery): Outcome => [typeOf(delivery as Effective), 'parked']),
      ...due.map((delivery, at): Outcome => [typeOf(delivery), results[at]!]),
    ];
  }

  private async unseen(tx: Tx, { name }: Consumer, wanted: readonly Effective[]): Promise<Effective[]> {
    const identities = wanted.map(identityOf);
    const fresh = new Set(await this.inbox.insert(tx, name, identities));
    return wanted.filter((_, at) => fresh.has(identities[at]!));
  }

  private async giveUp(
    tx: Tx,
    consumer: Consumer,
    delivery: Effective,
    error: Error,
    attempts: number,
  ): Promise<Outcome[]> {
    const [fresh] = await this.unseen(tx, consumer, [delivery]);
    if (fresh) await this.deadLetters.keep(tx, consumer.name, delivery, error, attempts);
    return [[typeOf(delivery), 'dead_letter']];
  }

  /** For whom it was cannot be known when not even the envelope can be read; then the service as a whole keeps it. */
  private async keepUnreadable(tx: Tx, { message, event, error, consumers }: Unreadable): Promise<Outcome[]> {
    if (!event) await this.deadLetters.keep(tx, this.service, { message }, error, 1);
    for (const { name } of event ? consumers : []) {
      const [fresh] = await this.inbox.insert(tx, name, [event!]);
      if (fresh) await this.deadLetters.keep(tx, name, { message, event, aggregateId: event!.aggregateId }, error, 1);
    }
    return [[event?.type ?? message.headers['ce_type'] ?? 'unreadable', 'dead_letter']];
  }
}

const isEffective = (delivery: Delivery): delivery is Effective =>
  delivery.kind === 'event' || delivery.kind === 'tombstone';

/**
 * A tombstone has no id of its own, so its place is it: redelivered behind a newer value of its key, which would be seen
 * and skipped, it must not delete that value.
 */
const identityOf = ({ event, message: { topic, partition, offset } }: Effective): Identity =>
  event ?? { source: topic, id: `${partition}/${offset}` };

const typeOf = (delivery: Effective): string => delivery.event?.type ?? 'tombstone';

const messageOf = (error: unknown): string => (error as Error).message;
