import { TransactionRunner } from '@crm/persistence';
import { type BaseConfig, CONFIG } from '@crm/platform/config';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Claim } from './delivery-queue.repository.js';
import { DeliveryQueue } from './delivery-queue.service.js';
import { WebhookClient } from './webhook-client.js';
import { attempted } from './webhooks.metrics.js';

/** Webhooks that one process sends to at the same time. A slow one takes a place, and neither a connection nor a lock of the database. */
const mostAtOnce = 32;
/** So long a webhook keeps its place while others wait. */
const turnMs = 5_000;
const pollMs = 500;

/**
 * Sends what waits for webhooks: claims one for a while, then sends its deliveries one after the other outside of any
 * transaction, and notes each in one. A crash between sending and noting sends again, with the same `webhook-id`.
 */
@Injectable()
export class WebhookSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(WebhookSender.name);
  private readonly turns = new Set<Promise<void>>();
  private stopping = false;
  private wake: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: BaseConfig,
    private readonly transactions: TransactionRunner,
    private readonly queue: DeliveryQueue,
    private readonly client: WebhookClient,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.ROLE !== 'http') this.running = this.loop();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
    await Promise.all(this.turns);
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      const claim = this.turns.size < mostAtOnce ? await this.claim() : undefined;
      if (claim) this.begin(claim);
      else await this.pause();
    }
  }

  private claim(): Promise<Claim | undefined> {
    return this.transactions
      .run((tx) => this.queue.claim(tx))
      .catch((error: Error) => {
        this.logger.warn(`no webhook could be claimed: ${error.message}`);
        return undefined;
      });
  }

  private begin(claim: Claim): void {
    const turn = this.turnOf(claim)
      .catch((error: Error) => this.logger.warn(`webhook ${claim.webhookId}: ${error.message}`))
      .finally(() => {
        this.turns.delete(turn);
        this.wake();
      });
    this.turns.add(turn);
  }

  /** In order, one at a time; ends when one fails, so that the later ones wait behind it. */
  private async turnOf(claim: Claim): Promise<void> {
    const end = Date.now() + turnMs;
    while (!this.stopping && Date.now() < end) {
      const next = await this.transactions.run((tx) => this.queue.next(tx, claim));
      if (!next) break;
      const attempt = await this.client.post(next.posting);
      const noted = await this.transactions.run((tx) => this.queue.note(tx, claim, next.head, attempt, new Date()));
      if (noted) attempted(noted.kind);
      if (noted?.kind !== 'delivered') break;
    }
    await this.transactions.run((tx) => this.queue.release(tx, claim));
  }

  /** Until a turn has ended, or the time to look again. */
  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), pollMs);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = () => undefined;
        resolve();
      };
    });
  }
}
