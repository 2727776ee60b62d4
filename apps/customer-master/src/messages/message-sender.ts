import { runInTrace, startTrace, type Trace } from '@crm/messaging';
import { TransactionRunner } from '@crm/persistence';
import { type BaseConfig, CONFIG } from '@crm/platform/config';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Deliveries } from './deliveries.service.js';
import type { Message } from './message.entity.js';
import { MessageQueue } from './message-queue.js';
import { MessageProvider } from './providers/message-provider.js';

const pollMs = 500;

/**
 * Sends what is queued, outside of any transaction, and records the outcome with its event in one. A crash between the
 * two sends again: at least once, with the same Message-ID.
 */
@Injectable()
export class MessageSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(MessageSender.name);
  private stopping = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: BaseConfig,
    private readonly transactions: TransactionRunner,
    private readonly deliveries: Deliveries,
    private readonly provider: MessageProvider,
    private readonly queue: MessageQueue,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.ROLE !== 'http') this.running = this.loop();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.queue.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      const isMore = await this.sendNext().catch((error: Error) => {
        this.logger.warn(`queued messages could not be sent: ${error.message}`);
        return false;
      });
      if (!isMore && !this.stopping) await this.queue.next(pollMs);
    }
  }

  private async sendNext(): Promise<boolean> {
    const message = await this.transactions.run((tx) => this.deliveries.claim(tx));
    if (message) await runInTrace(traceOf(message), () => this.sendOne(message));
    return message !== null;
  }

  private async sendOne(message: Message): Promise<void> {
    try {
      const content = await this.transactions.run((tx) => this.deliveries.contentOf(tx, message, new Date()));
      if (!content) return;
      const { id, customerId, channel } = message;
      await this.provider.send({ id, customerId, channel: channel!, ...content });
      await this.transactions.run((tx) => this.deliveries.sent(tx, message));
    } catch (error) {
      this.logger.warn(`message ${message.id} was not taken: ${(error as Error).message}`);
      await this.transactions.run((tx) => this.deliveries.failed(tx, message, error as Error));
    }
  }
}

/** Goes on with what asked for the message, so that logs and events of its sending are found with it. */
const traceOf = ({ correlationId, causationId, traceparent }: Message): Trace =>
  startTrace({ correlationId: correlationId ?? undefined, causationId, traceparent });
