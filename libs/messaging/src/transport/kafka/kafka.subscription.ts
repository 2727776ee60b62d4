import { Logger } from '@nestjs/common';
import { backOffMs, within } from '../patience.js';
import type { SubscribeOptions, Subscription } from '../transport.js';
import type { KafkaConnection } from './kafka.connection.js';
import { KafkaMember } from './kafka.member.js';
import { PartitionWork } from './partition-work.js';

/** What a broken member may take to finish the messages in hand before a new one begins beside it. */
const finishMs = 30_000;

/** A seat in a group. Whoever sits in it is replaced when it crashes or falls silent, until we stop. */
export class KafkaSubscription implements Subscription {
  private readonly logger = new Logger('KafkaTransport');
  private readonly work: PartitionWork;
  private readonly running: Promise<void>;
  private readonly stopCalled: Promise<void>;
  private callStop: () => void = () => undefined;
  private stopping = false;
  private member: KafkaMember | undefined;

  constructor(
    private readonly options: SubscribeOptions,
    private readonly connection: KafkaConnection,
    private readonly sessionTimeoutMs: number,
  ) {
    this.work = new PartitionWork(options.group, options.handler);
    this.stopCalled = new Promise((resolve) => (this.callStop = resolve));
    this.running = this.run();
  }

  joined(): boolean {
    return !this.stopping && (this.member?.joined ?? false);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.callStop();
    await this.running;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      const member = new KafkaMember(this.options, this.connection, this.work, this.sessionTimeoutMs);
      this.member = member;
      try {
        await Promise.race([member.start().then(() => member.broken), member.broken, this.stopCalled]);
      } catch (error) {
        failures = member.joinedOnce ? 1 : failures + 1;
        this.logger.warn(`group ${this.options.group}: ${(error as Error).message}; starts again`);
      }
      await this.dismiss(member);
      if (!this.stopping) await this.pause(backOffMs(Math.min(failures, 6)));
    }
  }

  /** At the end we wait for the message in hand, however long; a broken member gets a limit, since its seat is needed. */
  private async dismiss(member: KafkaMember): Promise<void> {
    const finished = member.finish();
    const patience = Promise.race([finished, this.stopCalled]);
    if (!this.stopping) await within(finishMs, 'the message in hand', patience).catch(() => undefined);
    if (this.stopping) await finished;
    await member.leave();
  }

  private async pause(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([this.stopCalled, new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
    clearTimeout(timer);
  }
}
