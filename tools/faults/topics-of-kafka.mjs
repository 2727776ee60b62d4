// @ts-check
import { createRequire } from 'node:module';

const { Kafka, logLevel } = createRequire(import.meta.url)('kafkajs');

/**
 * The topics, read as a third party would: without a line of the transport under test.
 * @typedef {object} Topics
 * @property {(group: string, topics: string[]) => Promise<number>} lag messages that the group has not finished
 * @property {(topic: string, see: (record: import('./wire.mjs').WireRecord) => void) => Promise<void>} read everything
 *   that is there now, each partition in its order
 * @property {(topic: string) => Promise<number>} prune takes the topic's events away
 * @property {() => Promise<void>} stop
 */

/** @implements {Topics} */
export class KafkaTopics {
  #reads = 0;

  /** @param {string[]} brokers */
  constructor(brokers) {
    this.kafka = new Kafka({
      brokers,
      clientId: 'faults-oracle',
      logLevel: logLevel.NOTHING,
      requestTimeout: 5_000,
      retry: { retries: 3, initialRetryTime: 200, maxRetryTime: 1_000 },
    });
  }

  /** @param {string} group @param {string[]} topics */
  lag(group, topics) {
    return this.#ask(async (admin) => {
      let lag = 0;
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group, topics })) {
        for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
          const stored = partitions.find((/** @type {any} */ one) => one.partition === partition)?.offset ?? '-1';
          lag += Number(high) - Math.max(0, Number(stored));
        }
      }
      return lag;
    });
  }

  /** @param {string} topic @param {(record: import('./wire.mjs').WireRecord) => void} see */
  async read(topic, see) {
    const ends = await this.#ask((admin) => admin.fetchTopicOffsets(topic));
    const left = new Map(
      ends
        .filter((/** @type {any} */ e) => Number(e.high) > 0)
        .map((/** @type {any} */ e) => [e.partition, Number(e.high)]),
    );
    if (left.size === 0) return;
    const consumer = this.kafka.consumer({ groupId: `faults-oracle-${process.pid}-${++this.#reads}` });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await new Promise((done, fail) => {
      consumer.on(consumer.events.CRASH, (/** @type {any} */ { payload }) => fail(payload.error));
      consumer
        .run({
          autoCommit: false,
          eachBatch: async (/** @type {any} */ { batch }) => {
            const end = left.get(batch.partition);
            if (end === undefined) return;
            for (const { key, value, headers, offset } of batch.messages) {
              if (Number(offset) >= end) break;
              const texts = Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]);
              see({ key: String(key), value, headers: Object.fromEntries(texts) });
            }
            if (Number(batch.lastOffset()) + 1 >= end) left.delete(batch.partition);
            if (left.size === 0) done(undefined);
          },
        })
        .catch(fail);
    });
    await consumer.disconnect();
  }

  /** Whether every copy of every partition has everything. @returns {Promise<boolean>} */
  inSync() {
    return this.#ask(async (admin) => {
      // The groups' offsets are a topic as well, which is only described by name.
      const names = [...(await admin.listTopics()), '__consumer_offsets'];
      const { topics } = await admin.fetchTopicMetadata({ topics: names });
      const partitions = topics.flatMap((/** @type {any} */ topic) => topic.partitions);
      return partitions.every((/** @type {any} */ { replicas, isr }) => isr.length === replicas.length);
    });
  }

  /** @returns {Promise<number>} */
  prune() {
    throw new Error('Kafka prunes by itself');
  }

  async stop() {}

  /** @template Answer @param {(admin: any) => Promise<Answer>} question @returns {Promise<Answer>} */
  async #ask(question) {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      return await question(admin);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}
