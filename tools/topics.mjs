// Creates the topics that are missing: KAFKA_BROKERS, TOPIC_PARTITIONS (12), TOPIC_REPLICATION (3).
import { KafkaTransport } from '@crm/messaging';

const brokers = process.env.KAFKA_BROKERS?.split(',');
if (!brokers) {
  console.error('KAFKA_BROKERS is not set: host:port, comma-separated.');
  process.exit(1);
}
const kafka = new KafkaTransport({ brokers, clientId: 'onecustomer-topics' });
await kafka.ensureTopics(Number(process.env.TOPIC_PARTITIONS ?? 12), Number(process.env.TOPIC_REPLICATION ?? 3));
await kafka.stop();
console.log('All topics exist.');
