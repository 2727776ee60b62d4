import type { Topic } from '@crm/contracts';
import { within } from '../patience.js';
import type { SubscribeOptions, Subscription, Transport, WireMessage } from '../transport.js';
import { KafkaConnection, type KafkaOptions } from './kafka.connection.js';
import { KafkaPublisher } from './kafka.publisher.js';
import { KafkaSubscription } from './kafka.subscription.js';
import { ensureTopics, type TopicsReport } from './kafka.topics.js';

/** The backbone in production. Topics must exist: see `ensureTopics`. It outlives restarts of the brokers by itself. */
export class KafkaTransport implements Transport {
  private readonly connection: KafkaConnection;
  private readonly publisher: KafkaPublisher;
  private readonly subscriptions = new Set<Subscription>();
  private stopped: Promise<void> | undefined;

  constructor(private readonly options: KafkaOptions) {
    this.connection = new KafkaConnection(options);
    this.publisher = new KafkaPublisher(this.connection, options.maxMessageBytes);
  }

  /**
   * Creates the topics of the contracts that are missing, and says how those that exist differ from what they should be.
   * @param partitions of each new one; never changed afterwards, since keys would move: 12 in production, 6 on one machine
   * @param replicationFactor brokers that hold a copy of each new one: 3 in production, 1 on one broker
   * @param applySettings whether wrong settings are corrected
   */
  ensureTopics(partitions: number, replicationFactor: number, applySettings = false): Promise<TopicsReport> {
    return this.connection.ask((admin) => ensureTopics(admin, { partitions, replicationFactor, applySettings }));
  }

  publish(messages: readonly WireMessage[]): Promise<void> {
    return this.publisher.publish(messages);
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const subscription = new KafkaSubscription(options, this.connection, this.options.sessionTimeoutMs ?? 30_000);
    this.subscriptions.add(subscription);
    return subscription;
  }

  async lag(group: string, topics: readonly Topic[]): Promise<number> {
    return this.connection.ask(async (admin) => {
      let lag = 0;
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group, topics: [...topics] })) {
        const ends = await admin.fetchTopicOffsets(topic);
        for (const { partition, offset } of partitions) {
          const end = ends.find((candidate) => candidate.partition === partition)!;
          const next = offset === '-1' ? end.low : offset;
          lag += Math.max(0, Number(BigInt(end.high) - BigInt(next)));
        }
      }
      return lag;
    });
  }

  async reset(group: string, topics: readonly Topic[], to: 'beginning' | 'end'): Promise<void> {
    await this.connection.ask(async (admin) => {
      for (const topic of topics) {
        const ends = await admin.fetchTopicOffsets(topic);
        const partitions = ends.map(({ partition, low, high }) => ({ partition, offset: to === 'end' ? high : low }));
        await admin.setOffsets({ groupId: group, topic, partitions });
      }
    });
  }

  async forget(group: string): Promise<void> {
    await this.connection.ask((admin) => admin.deleteGroups([group]));
  }

  async ping(timeoutMs: number): Promise<void> {
    await within(
      timeoutMs,
      'Kafka',
      this.connection.ask((admin) => admin.describeCluster()),
    );
  }

  stop(): Promise<void> {
    return (this.stopped ??= this.end());
  }

  private async end(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
    await this.publisher.stop();
    await this.connection.stop();
  }
}
