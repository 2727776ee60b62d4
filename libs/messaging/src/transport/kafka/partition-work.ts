import type { Topic } from '@crm/contracts';
import { Logger } from '@nestjs/common';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { backOffMs } from '../patience.js';
import { largestBatch, type ReceivedMessage, type SubscribeOptions } from '../transport.js';

/** After so long a partition lets the next fetch begin, since the others wait for it. */
const turnMs = 2_000;
/** Offsets are stored at least this often while a batch is worked on. */
const commitEveryMs = 1_000;

interface Member {
  /** Whether to go on with the next messages of this batch. */
  current(): boolean;
  /** Whether the partition is still ours under the assignment of this batch. */
  assigned(): boolean;
  heartbeatMs: number;
}

/** Hands the messages of each partition to the handler, strictly one after another, also across a member's restart. */
export class PartitionWork {
  private readonly logger = new Logger('KafkaTransport');
  private readonly lanes = new Map<string, Promise<unknown>>();
  private readonly failures = new Map<string, number>();

  constructor(
    private readonly group: string,
    private readonly handler: SubscribeOptions['handler'],
  ) {}

  async take(batch: EachBatchPayload, member: Member): Promise<void> {
    const lane = `${batch.batch.topic}/${batch.batch.partition}`;
    const turn = (this.lanes.get(lane) ?? Promise.resolve()).then(() => this.work(lane, batch, member));
    this.lanes.set(
      lane,
      turn.catch(() => undefined),
    );
    await turn;
  }

  /** What is not resolved when this returns comes again with the next fetch. */
  private async work(lane: string, batch: EachBatchPayload, member: Member): Promise<void> {
    const until = performance.now() + turnMs;
    const offsets = new StoredOffset(batch, member);
    // A slow handler must not cost us the partition. What fails here fails at the heartbeat between messages as well.
    const beating = setInterval(() => void batch.heartbeat().catch(() => undefined), member.heartbeatMs);
    const goOn = (): boolean => member.current() && performance.now() <= until;
    const { messages } = batch.batch;
    try {
      for (let at = 0; at < messages.length && goOn();) {
        const done = await this.handle(lane, batch, messages.slice(at, at + largestBatch), goOn);
        if (done === 0 || !member.assigned()) break;
        at += done;
        const { offset } = messages[at - 1]!;
        batch.resolveOffset(offset);
        await offsets.reached(offset);
        await batch.heartbeat();
      }
      await offsets.store();
    } catch (error) {
      // Most often a rebalance: what is done should not be done again by the partition's next owner.
      await offsets.store().catch(() => undefined);
      throw error;
    } finally {
      clearInterval(beating);
    }
  }

  /** @returns how many are done; 0 when the handler failed: the partition then rests for a while */
  private async handle(
    lane: string,
    batch: EachBatchPayload,
    messages: readonly KafkaMessage[],
    goOn: () => boolean,
  ): Promise<number> {
    try {
      const done = await this.handler(
        messages.map((message) => received(batch, message)),
        goOn,
      );
      if (done > 0) this.failures.delete(lane);
      return done;
    } catch (error) {
      const failures = (this.failures.get(lane) ?? 0) + 1;
      this.failures.set(lane, failures);
      const pause = backOffMs(failures);
      this.logger.warn(`group ${this.group}: ${lane} rests for ${pause} ms after: ${String(error)}`);
      const resume = batch.pause();
      setTimeout(resume, pause).unref();
      return 0;
    }
  }
}

/** Stores the offset now and then, and at the end. */
class StoredOffset {
  private next: string | undefined;
  private storedAt = performance.now();

  constructor(
    private readonly batch: EachBatchPayload,
    private readonly member: Member,
  ) {}

  async reached(offset: string): Promise<void> {
    this.next = String(BigInt(offset) + 1n);
    if (performance.now() - this.storedAt > commitEveryMs) await this.store();
  }

  async store(): Promise<void> {
    const offset = this.next;
    if (offset === undefined || !this.member.assigned()) return;
    const { topic, partition } = this.batch.batch;
    await this.batch.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
    this.next = undefined;
    this.storedAt = performance.now();
  }
}

const received = ({ batch }: EachBatchPayload, message: KafkaMessage): ReceivedMessage => ({
  topic: batch.topic as Topic,
  partition: batch.partition,
  offset: message.offset,
  key: message.key?.toString('utf8') ?? '',
  value: message.value,
  headers: headersOf(message),
  publishedAt: new Date(Number(message.timestamp)),
});

/** A loop, since this runs for every message: building the pairs first took a twentieth of a consumer's time. */
function headersOf({ headers = {} }: KafkaMessage): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    plain[name] = String(Array.isArray(value) ? value[0] : value);
  }
  return plain;
}
