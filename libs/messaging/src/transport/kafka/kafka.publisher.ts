import { type ICustomPartitioner, type IHeaders, Partitioners, type Producer } from 'kafkajs';
import { assertSendable, bytesOf, largestMessageBytes } from '../message-limits.js';
import { within } from '../patience.js';
import { UnsendableMessage, type WireMessage } from '../transport.js';
import type { KafkaConnection } from './kafka.connection.js';

/** What the record format adds to a message, in bytes, roughly and rather too much. */
const framingBytes = 200;
const sendTimeoutMs = 20_000;

/**
 * Answers of the broker that another try cannot change. INVALID_TIMESTAMP is none: it speaks of this machine's clock,
 * not of the message, and the same message goes through from another one.
 */
const refusals = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);

interface OpenProducer {
  producer: Producer;
  /** `topic/partition` of what the send under way must confirm. */
  expected: Set<string>;
}

/**
 * An idempotent producer that is thrown away after any failure: kafkajs gives the sequence numbers of a failed batch
 * to the next one, and a broker that had stored the failed batch after all would take the next for its repetition and
 * drop it. For the same reason one send is under way at a time.
 */
export class KafkaPublisher {
  private opened: Promise<OpenProducer> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly connection: KafkaConnection,
    private readonly maxMessageBytes: number = largestMessageBytes,
  ) {}

  publish(messages: readonly WireMessage[]): Promise<void> {
    const turn = this.last.then(() => this.sendAll(messages));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** Waits a little for the send under way, then disconnects. */
  async stop(): Promise<void> {
    await within(5_000, 'the last send', this.last).catch(() => undefined);
    this.discard();
  }

  private async sendAll(messages: readonly WireMessage[]): Promise<void> {
    for (const message of messages) assertSendable(message, this.maxMessageBytes);
    for (const some of inBatches(messages, this.maxMessageBytes)) {
      try {
        await this.send(some);
      } catch (error) {
        if (!refusals.has(typeOf(error))) throw error;
        if (some.length === 1)
          throw new UnsendableMessage(`the broker refuses a message for ${some[0]!.topic}: ${typeOf(error)}`);
        // The batch was refused for one of them, or only for its size.
        for (const message of some) await this.sendAll([message]);
      }
    }
  }

  private async send(messages: readonly WireMessage[]): Promise<void> {
    const opening = (this.opened ??= this.open());
    const sending = opening.then((opened) => this.sendBatch(opened, messages));
    try {
      await within(sendTimeoutMs, 'sending to Kafka', sending);
    } catch (error) {
      this.discard(sending);
      throw error;
    }
  }

  private async sendBatch({ producer, expected }: OpenProducer, messages: readonly WireMessage[]): Promise<void> {
    const topics = new Map<string, { key: string; value: Buffer | null; headers: IHeaders }[]>();
    for (const { topic, key, value, headers } of messages) {
      if (!topics.has(topic)) topics.set(topic, []);
      topics.get(topic)!.push({ key, value, headers });
    }
    expected.clear();
    const answers = await producer.sendBatch({
      acks: -1,
      timeout: 5_000,
      topicMessages: [...topics].map(([topic, messages]) => ({ topic, messages })),
    });
    for (const { topicName, partition } of answers) expected.delete(`${topicName}/${partition}`);
    // When a leader moves during a retry, kafkajs can forget a partition and still report success.
    if (expected.size > 0) throw new Error(`Kafka confirmed nothing for ${[...expected].join(', ')}`);
  }

  private async open(): Promise<OpenProducer> {
    const expected = new Set<string>();
    // Kafka's own partitioner, and a note of what it chose.
    const createPartitioner: ICustomPartitioner = () => {
      const choose = Partitioners.DefaultPartitioner();
      return (args) => {
        const partition = choose(args);
        expected.add(`${args.topic}/${partition}`);
        return partition;
      };
    };
    const producer = this.connection.client().producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      createPartitioner,
      retry: { initialRetryTime: 200, maxRetryTime: 1_000, retries: 5 },
    });
    await producer.connect();
    return { producer, expected };
  }

  private discard(sending: Promise<unknown> = Promise.resolve()): void {
    const discarded = this.opened;
    this.opened = undefined;
    const close = (): void => void discarded?.then(({ producer }) => producer.disconnect()).catch(() => undefined);
    close();
    // A send that was still trying has connected again meanwhile.
    sending.then(close, close);
  }
}

/** Batches that the broker takes whole even when all of a batch goes to one partition. */
function* inBatches(messages: readonly WireMessage[], maxBytes: number): Generator<WireMessage[]> {
  let batch: WireMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = bytesOf(message) + framingBytes;
    if (batch.length > 0 && bytes + size > maxBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** The protocol's name of an error, also of one that kafkajs wrapped. */
function typeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('type' in cause && typeof cause.type === 'string') return cause.type;
  }
  return '';
}
