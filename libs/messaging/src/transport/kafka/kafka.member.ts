import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import { within } from '../patience.js';
import type { SubscribeOptions } from '../transport.js';
import type { KafkaConnection } from './kafka.connection.js';
import type { PartitionWork } from './partition-work.js';

/** Errors of the protocol after which kafkajs joins the group again by itself. */
const rejoins = new Set([
  'REBALANCE_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
]);

/**
 * One life of a consumer in its group. kafkajs can end a consumer for good after some errors, and there are faults
 * after which it does nothing and says nothing; so its own restart is off, and `broken` rejects for all of them.
 */
export class KafkaMember {
  /** Rejects when this life is over. */
  readonly broken: Promise<never>;
  /** Whether it has its partitions (or a share of none). */
  joined = false;
  /** Whether it ever had. */
  joinedOnce = false;
  private readonly consumer: Consumer;
  private readonly inHand = new Set<Promise<void>>();
  private readonly watchdog: NodeJS.Timeout;
  private fail: (error: Error) => void = () => undefined;
  private starting: Promise<void> = Promise.resolve();
  private finishing = false;
  /** Grows with every assignment: what was fetched under an older one must not be finished under a newer. */
  private assignment = 0;
  private lastSign = performance.now();

  constructor(
    private readonly options: SubscribeOptions,
    private readonly connection: KafkaConnection,
    private readonly work: PartitionWork,
    private readonly sessionTimeoutMs: number,
  ) {
    this.broken = new Promise((_, reject) => (this.fail = reject));
    this.broken.catch(() => (this.joined = false));
    this.consumer = connection.client().consumer({
      groupId: options.group,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: 2 * sessionTimeoutMs,
      heartbeatInterval: this.heartbeatMs,
      // Short waits: a pause that ends and a stop are noticed in that time.
      maxWaitTimeInMs: 500,
      // All partitions of a fetch wait for the slowest; small fetches keep that short.
      maxBytesPerPartition: 512 * 1024,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5, restartOnFailure: async () => false },
    });
    this.listen();
    this.watchdog = setInterval(() => this.watch(), 1_000);
  }

  start(): Promise<void> {
    return (this.starting = this.begin());
  }

  /** Takes no more messages; resolves when those in hand are done and their offsets stored. */
  async finish(): Promise<void> {
    this.finishing = true;
    clearInterval(this.watchdog);
    await Promise.allSettled(this.inHand);
  }

  async leave(): Promise<void> {
    this.joined = false;
    // Disconnecting does not stop a consumer that is about to start.
    await within(10_000, 'starting', this.starting).catch(() => undefined);
    await within(10_000, 'leaving the group', this.consumer.disconnect()).catch(() => undefined);
  }

  private async begin(): Promise<void> {
    const { topics, from, concurrency } = this.options;
    await this.consumer.connect();
    if (this.finishing) return;
    await this.consumer.subscribe({ topics: [...topics], fromBeginning: from === 'beginning' });
    if (this.finishing) return;
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: concurrency,
      eachBatch: (batch) => this.take(batch),
    });
  }

  private get heartbeatMs(): number {
    return this.sessionTimeoutMs / 10;
  }

  private listen(): void {
    const { GROUP_JOIN, HEARTBEAT, CRASH, STOP, DISCONNECT } = this.consumer.events;
    const over = (): void => this.fail(new Error('the consumer stopped'));
    this.consumer.on(GROUP_JOIN, (event) => this.assigned(event));
    this.consumer.on(HEARTBEAT, () => void (this.lastSign = performance.now()));
    this.consumer.on(CRASH, ({ payload }) => this.fail(payload.error));
    this.consumer.on(STOP, over);
    this.consumer.on(DISCONNECT, over);
  }

  /** A healthy member has a heartbeat while it fetches, while it waits and while it works; only a rebalance takes longer. */
  private watch(): void {
    const silentMs = Math.round(performance.now() - this.lastSign);
    if (silentMs > 4 * this.sessionTimeoutMs) this.fail(new Error(`no sign of life for ${silentMs} ms`));
  }

  private async assigned({ payload }: ConsumerGroupJoinEvent): Promise<void> {
    this.lastSign = performance.now();
    const assignment = ++this.assignment;
    try {
      if (this.options.from === 'end')
        await this.fixStart(payload.memberAssignment, () => assignment === this.assignment);
      if (assignment === this.assignment) this.joined = this.joinedOnce = true;
    } catch (error) {
      if (assignment === this.assignment) this.fail(error as Error);
    }
  }

  /**
   * Stores where a group that begins at the end begins. Without it every rebalance before the first commit would mean
   * "the end" anew, and what came meanwhile would never be read.
   */
  private async fixStart(assigned: Record<string, number[]>, current: () => boolean): Promise<void> {
    const topics = Object.keys(assigned);
    const starts = await this.connection.ask(async (admin) => {
      const found: { topic: string; partition: number; offset: string }[] = [];
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId: this.options.group, topics })) {
        const unknown = partitions.filter(
          ({ partition, offset }) => offset === '-1' && assigned[topic]!.includes(partition),
        );
        const ends = unknown.length > 0 ? await admin.fetchTopicOffsets(topic) : [];
        for (const { partition } of unknown) {
          found.push({ topic, partition, offset: ends.find((end) => end.partition === partition)!.high });
        }
      }
      return found;
    });
    if (starts.length === 0 || !current()) return;
    for (const start of starts) this.consumer.seek(start);
    await this.consumer.commitOffsets(starts);
  }

  private async take(batch: EachBatchPayload): Promise<void> {
    const assignment = this.assignment;
    const current = (): boolean =>
      !this.finishing && assignment === this.assignment && batch.isRunning() && !batch.isStale();
    const working = this.work.take(batch, {
      current,
      assigned: () => assignment === this.assignment,
      heartbeatMs: this.heartbeatMs,
    });
    this.inHand.add(working);
    try {
      await working;
    } catch (error) {
      // After a rebalance kafkajs reads the stored offsets anew; after anything else it would go on without storing ours.
      if (!rejoins.has((error as { type?: string }).type ?? '')) this.fail(error as Error);
      throw error;
    } finally {
      this.inHand.delete(working);
    }
  }
}
