import type { Topic } from '@crm/contracts';
import { TransactionRunner, type Tx } from '@crm/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { RegisteredHandler } from '../consumer/consumers.js';
import { topicsOf } from '../consumer/declared-handlers.js';
import { EventServer } from '../consumer/event-server.js';
import { consumerLock } from '../consumer/inbox.js';
import { InboxConsumer } from '../consumer/inbox-consumer.js';
import { SERVICE_NAME, TRANSPORT } from '../messaging.tokens.js';
import type { Subscription, Transport } from '../transport/transport.js';
import { Shadow } from './shadow.js';

/** What a rebuild tells while it runs. */
export interface RebuildProgress {
  /** Messages that are done, of those that there were when it began (compacted topics count what was removed). */
  done: number;
  of: number;
}

export interface RebuildResult {
  readModel: string;
  /** Whether the old rows were the same; null when the live consumer was behind, so that they could not be compared. */
  equal: boolean | null;
  /** Rows that the read model has now. */
  rows: number;
  /** Messages that it could not take in; they are among the service's dead letters now. */
  deadLetters: number;
}

/** While the live consumer waits for us, the rest is to be read in this time; otherwise it goes on and we try again. */
const catchUpMs = 20_000;
const switchAttempts = 5;

/**
 * Fills a read model anew from the first event, beside the live one, and switches in one transaction. Nothing leaves the
 * house, and readers see the old rows until the new ones are complete. Run again after a kill, it goes on where it was.
 */
@Injectable()
export class Rebuild {
  constructor(
    @Inject(SERVICE_NAME) private readonly service: string,
    @Inject(TRANSPORT) private readonly transport: Transport,
    private readonly transactions: TransactionRunner,
    private readonly events: EventServer,
    private readonly consumer: InboxConsumer,
  ) {}

  /** Names of the service's read models, as `name@version`. */
  readModels(): string[] {
    return [...new Set(this.events.registered().flatMap(({ readModel }) => readModel ?? []))].sort();
  }

  /**
   * @param name with or without the version
   * @param options.fresh begin anew, where a rebuild was left unfinished
   * @param options.onProgress called about once in a second
   * @throws when the service has no such read model, its handlers try to send events, or it is being rebuilt already
   */
  async run(
    name: string,
    options: { fresh?: boolean; onProgress?: (progress: RebuildProgress) => void } = {},
  ): Promise<RebuildResult> {
    const handlers = this.handlersOf(name);
    const { readModel, tables } = handlers[0]!;
    const shadow = new Shadow(this.transactions, { name: readModel!, tables });
    return this.alone(readModel!, async () => {
      if (options.fresh) await shadow.drop();
      const group = await shadow.open(`${this.service}-rebuild-${uuidv7()}`);
      const result = await this.fill(shadow, readModel!, group, handlers, options.onProgress ?? (() => undefined));
      await this.transport.forget(group);
      return result;
    });
  }

  /** Two rebuilds of one model would share a shadow. The lock goes with our connection. */
  private alone<Result>(readModel: string, work: () => Promise<Result>): Promise<Result> {
    return this.transactions.run(async (tx) => {
      const [lock] = await tx.query<{ got: boolean }[]>(
        `SELECT pg_try_advisory_xact_lock(hashtextextended('rebuild ' || $1, 0)) AS got`,
        [readModel],
      );
      if (!lock!.got) throw new Error(`${readModel} is being rebuilt by somebody else`);
      return work();
    });
  }

  private async fill(
    shadow: Shadow,
    readModel: string,
    group: string,
    handlers: readonly RegisteredHandler[],
    say: (progress: RebuildProgress) => void,
  ): Promise<RebuildResult> {
    const topics = [...new Set(handlers.flatMap(topicsOf))];
    const consumer = this.consumer.with(handlers, shadow);
    for (let attempt = 1; ; attempt++) {
      const subscription = await this.transport.subscribe({
        group,
        topics,
        from: 'beginning',
        concurrency: 3,
        handler: (messages, goOn) => consumer.consume(messages, goOn),
      });
      try {
        await this.readAll(group, topics, say);
        const result = await this.transactions.run((tx) =>
          this.switch(tx, shadow, readModel, group, topics, subscription),
        );
        if (result) return result;
        if (attempt === switchAttempts) throw new Error(`${readModel}: events come faster than they can be read`);
      } finally {
        await subscription.stop();
      }
    }
  }

  private async readAll(group: string, topics: Topic[], say: (progress: RebuildProgress) => void): Promise<void> {
    const of = await this.transport.lag(group, topics);
    for (let left = of; left > 0; left = await this.transport.lag(group, topics)) {
      say({ done: Math.max(0, of - left), of });
      await pause(1_000);
    }
    say({ done: of, of });
  }

  /** Undefined when the shadow could not be brought up to the newest event in time. */
  private async switch(
    tx: Tx,
    shadow: Shadow,
    readModel: string,
    group: string,
    topics: Topic[],
    subscription: Subscription,
  ): Promise<RebuildResult | undefined> {
    // From here on the live consumer waits, so what it has seen is a part of what can be read now.
    await tx.query(`SELECT pg_advisory_xact_lock(${consumerLock})`, [readModel]);
    for (const end = performance.now() + catchUpMs; (await this.transport.lag(group, topics)) > 0; await pause(50)) {
      if (performance.now() > end) return undefined;
    }
    await subscription.stop();
    const stray = await shadow.strayEvents(tx);
    if (stray > 0) throw new Error(`${readModel} is no read model: its handlers wanted to send ${stray} events`);
    const isBehind = (await this.transport.lag(this.service, topics)) > 0;
    const equal = isBehind ? null : await shadow.isEqual(tx);
    return { readModel, equal, ...(await shadow.takeOver(tx)) };
  }

  private handlersOf(name: string): RegisteredHandler[] {
    const found = this.events
      .registered()
      .filter(({ readModel }) => [readModel, readModel?.split('@')[0]].includes(name));
    if (found.length > 0) return found;
    throw new Error(`${this.service} has no read model ${name}; it has: ${this.readModels().join(', ') || 'none'}`);
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
