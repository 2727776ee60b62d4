import type { Topic } from '@crm/contracts';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { assertSendable, largestMessageBytes } from '../message-limits.js';
import { within } from '../patience.js';
import type { SubscribeOptions, Subscription, Transport, WireMessage } from '../transport.js';
import { EmbeddedSubscription } from './embedded.subscription.js';
import { EventLog } from './event-log.js';
import { WakeUp } from './wake-up.js';

/** How the event log in PostgreSQL is reached. */
export interface EmbeddedTransportOptions {
  /** URL of the database that `eventLogMigrations` made; a direct connection, not a pooler's. */
  databaseUrl: string;
  /** Partitions of a topic that does not exist yet, at least 1. Default 6. An existing topic keeps its count. */
  partitions?: number;
  /** Largest message in bytes (key, value and headers). Default 1,000,000, as on Kafka. */
  maxMessageBytes?: number;
  /** Pause between two compactions in milliseconds; 0 for none but those asked for. Default 600,000. */
  compactionIntervalMs?: number;
}

const messagesPerTransaction = 500;
const publisherConnections = 4;

/**
 * The event log in PostgreSQL: for one machine, with Node alone. Offsets are contiguous and in commit order; several
 * processes share a group's partitions by taking turns. It outlives a restart of the database by itself.
 */
export class EmbeddedTransport implements Transport {
  private readonly logger = new Logger(EmbeddedTransport.name);
  private readonly pool: pg.Pool;
  private readonly log: EventLog;
  private readonly wakeUp: WakeUp;
  private readonly subscriptions = new Set<Subscription>();
  private readonly compaction: NodeJS.Timeout | undefined;
  private stopped: Promise<void> | undefined;

  constructor(private readonly options: EmbeddedTransportOptions) {
    this.pool = this.openPool(publisherConnections, 'event-log');
    this.log = new EventLog(this.pool, options.partitions ?? 6);
    this.wakeUp = new WakeUp(options.databaseUrl);
    const interval = options.compactionIntervalMs ?? 600_000;
    if (interval > 0) this.compaction = setInterval(() => void this.compactInBackground(), interval).unref();
  }

  async publish(messages: readonly WireMessage[]): Promise<void> {
    for (const message of messages) assertSendable(message, this.options.maxMessageBytes ?? largestMessageBytes);
    for (let at = 0; at < messages.length; at += messagesPerTransaction) {
      const some = messages.slice(at, at + messagesPerTransaction);
      await this.log.append(some);
      this.wakeUp.announce(new Set(some.map((message) => message.topic)));
    }
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const pool = this.openPool(options.concurrency, `event-log-${options.group}`);
    const subscription = new EmbeddedSubscription(options, this.log, pool, this.wakeUp);
    this.subscriptions.add(subscription);
    return subscription;
  }

  lag(group: string, topics: readonly Topic[]): Promise<number> {
    return this.log.lag(group, topics);
  }

  reset(group: string, topics: readonly Topic[], to: 'beginning' | 'end'): Promise<void> {
    return this.log.reset(group, topics, to);
  }

  forget(group: string): Promise<void> {
    return this.log.forget(group);
  }

  async ping(timeoutMs: number): Promise<void> {
    const query = { text: 'SELECT FROM event_partition LIMIT 1', query_timeout: timeoutMs };
    await within(timeoutMs, 'the event log', this.pool.query(query));
  }

  /**
   * Removes replaced messages and deleted keys from the compacted topics now; in the background it happens by itself.
   * A tombstone goes one compaction after the values it deleted.
   * @returns how many messages went; 0 while another process compacts
   */
  compact(): Promise<number> {
    return this.log.compact();
  }

  stop(): Promise<void> {
    return (this.stopped ??= this.end());
  }

  private async end(): Promise<void> {
    clearInterval(this.compaction);
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
    await this.wakeUp.stop();
    await this.pool.end();
  }

  private async compactInBackground(): Promise<void> {
    try {
      const removed = await this.compact();
      if (removed > 0) this.logger.debug(`compaction removed ${removed} messages`);
    } catch (error) {
      this.logger.warn(`compaction failed, comes again: ${(error as Error).message}`);
    }
  }

  private openPool(max: number, name: string): pg.Pool {
    const pool = new pg.Pool({
      connectionString: this.options.databaseUrl,
      application_name: name.slice(0, 63),
      max,
      connectionTimeoutMillis: 5_000,
      // A cut without a word must not keep us waiting for ever, and a frozen member must not keep its partition.
      query_timeout: 20_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
    });
    // Without listeners an idle or borrowed connection that breaks would end the process.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  }
}
