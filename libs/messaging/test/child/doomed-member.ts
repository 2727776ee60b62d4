import type { Topic } from '@crm/contracts';
import { EmbeddedTransport, type EmbeddedTransportOptions } from '../../src/transport/embedded/embedded.transport.js';
import type { KafkaOptions } from '../../src/transport/kafka/kafka.connection.js';
import { KafkaTransport } from '../../src/transport/kafka/kafka.transport.js';

/** What the test hands over as JSON in the first argument. */
export interface DoomedMember {
  transport: { embedded: EmbeddedTransportOptions } | { kafka: KafkaOptions };
  group: string;
  topic: Topic;
  /** It handles everything until a message with this key, and never comes back from that one. */
  hangsAt: string;
}

const { transport: how, group, topic, hangsAt } = JSON.parse(process.argv[2]!) as DoomedMember;
const transport = 'kafka' in how ? new KafkaTransport(how.kafka) : new EmbeddedTransport(how.embedded);
await transport.subscribe({
  group,
  topics: [topic],
  from: 'beginning',
  concurrency: 1,
  handler: async (messages) => {
    if (!messages.some(({ key }) => key === hangsAt)) return messages.length;
    process.stdout.write('in hand\n');
    return new Promise(() => undefined);
  },
});
