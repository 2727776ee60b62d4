import type { Topic } from '@crm/contracts';

/** A record as it travels: the same on both transports. */
export interface WireMessage {
  topic: Topic;
  /** Same key, same partition, same order. */
  key: string;
  /** JSON in UTF-8; null is a tombstone: the key is deleted (compacted topics). */
  value: Buffer | null;
  /** `ce_*` attributes and `content-type`; UTF-8. */
  headers: Record<string, string>;
}

export interface ReceivedMessage extends WireMessage {
  partition: number;
  /** Position within the partition, a non-negative integer as a decimal string. */
  offset: string;
  /** When the transport took it (not when it happened). */
  publishedAt: Date;
}

export interface SubscribeOptions {
  /** Members of one group share the partitions; every group gets everything. */
  group: string;
  topics: readonly Topic[];
  /** Where a group starts that has no offset yet. */
  from: 'beginning' | 'end';
  /** How many partitions are worked on at the same time. */
  concurrency: number;
  /**
   * Called with messages of one partition in their order, at least 1 and at most `largestBatch`, strictly one call after
   * another. It resolves to how many of them, from the first on, are done: these are not delivered again unless the
   * process dies before the offset is stored. The others come again first: after a pause when the handler rejected
   * (which means none is done), at once otherwise. It should return early when `goOn` says no.
   */
  handler: (messages: readonly ReceivedMessage[], goOn: () => boolean) => Promise<number>;
}

/** Messages that a handler is given at once. */
export const largestBatch = 250;

export interface Subscription {
  /** True once the group has its partitions (or share of none) and messages flow. */
  joined(): boolean;
  /** Finishes the message in hand, stores the offset, leaves the group. */
  stop(): Promise<void>;
}

/** Thrown by `publish` for a message that can never be sent (too large, refused): a retry cannot help. */
export class UnsendableMessage extends Error {
  override readonly name = 'UnsendableMessage';
}

/**
 * The port between our guarantees and the broker. Promise: at least once, in order per key, to every group.
 * Both adapters pass `transport.conformance.ts`.
 */
export interface Transport {
  /** Resolves when all are stored durably, in the given order per key. Rejects: some may have been stored. */
  publish(messages: readonly WireMessage[]): Promise<void>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Messages that the group has not finished yet, over these topics. */
  lag(group: string, topics: readonly Topic[]): Promise<number>;
  /**
   * Where a group goes on, at the first or behind the last message of these topics. While it has members Kafka refuses;
   * the event log waits for what they have in hand, and then they go on from the new place.
   */
  reset(group: string, topics: readonly Topic[], to: 'beginning' | 'end'): Promise<void>;
  /** Forgets a group that has no members and will not come back. */
  forget(group: string): Promise<void>;
  /** Rejects with the reason when the broker does not answer within `timeoutMs`. */
  ping(timeoutMs: number): Promise<void>;
  /** Stops all subscriptions and closes every connection. */
  stop(): Promise<void>;
}
