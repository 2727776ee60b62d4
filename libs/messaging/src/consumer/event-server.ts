import type { Event, Topic } from '@crm/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { IS_WORKER, SERVICE_NAME, TRANSPORT } from '../messaging.tokens.js';
import type { Subscription, Transport } from '../transport/transport.js';
import type { RegisteredHandler } from './consumers.js';
import { topicsOf } from './declared-handlers.js';
import type { HandlerTraits } from './decorators.js';
import { InboxConsumer } from './inbox-consumer.js';

const partitionsAtOnce = 3;

/**
 * The strategy behind `@Project` and `@React`: hand it to `app.connectMicroservice`. It subscribes the service's group
 * to the topics of all declared types, and gives the messages to the inbox consumer, which makes each happen once.
 * In a process that only answers requests it subscribes to nothing: there the handlers serve replays of dead letters.
 */
@Injectable()
export class EventServer extends Server implements CustomTransportStrategy {
  protected override readonly logger = new Logger(EventServer.name);
  private subscription: Subscription | undefined;
  private nothingToHear = false;

  constructor(
    @Inject(SERVICE_NAME) private readonly service: string,
    @Inject(TRANSPORT) private readonly transport: Transport,
    private readonly consumer: InboxConsumer,
    @Inject(IS_WORKER) private readonly isWorker: boolean,
  ) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    const handlers = this.registered();
    this.consumer.use(handlers);
    const topics = this.topics();
    this.nothingToHear = topics.length === 0;
    if (this.nothingToHear) return callback();
    this.transport
      .subscribe({
        group: this.service,
        topics,
        from: 'beginning',
        concurrency: partitionsAtOnce,
        handler: (messages, goOn) => this.consumer.consume(messages, goOn),
      })
      .then((subscription) => {
        this.subscription = subscription;
        callback();
      }, callback);
  }

  async close(): Promise<void> {
    await this.subscription?.stop();
  }

  /** True when events flow to this process, or there is none to hear. */
  joined(): boolean {
    return this.nothingToHear || (this.subscription?.joined() ?? false);
  }

  /** Messages that the service's group has not finished. */
  async lag(): Promise<number> {
    const topics = this.topics();
    return topics.length > 0 ? this.transport.lag(this.service, topics) : 0;
  }

  on(): never {
    throw new Error('EventServer has no client events');
  }

  unwrap(): never {
    throw new Error('EventServer wraps no single client');
  }

  /** What this process subscribes to. */
  private topics(): Topic[] {
    if (!this.isWorker) return [];
    return [...new Set(this.registered().flatMap(topicsOf))];
  }

  /** The handlers that the service declares. */
  registered(): RegisteredHandler[] {
    return [...this.getHandlers().values()].map((handler) => ({
      ...(handler.extras as unknown as HandlerTraits),
      call: async (tx, subject: Event | readonly Event[] | string) => {
        const result: unknown = await handler(tx, subject);
        if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
      },
    }));
  }
}
