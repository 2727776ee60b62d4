import { findKafka, startKafka } from '../../../tools/kafka/kafka.mjs';

/** One broker for the whole run; KAFKA_BROKERS names one that is already there. */
export default async function startTestKafka() {
  const kafka = await findKafka();
  if (kafka.kind === 'brokers') return;
  if (kafka.kind !== 'java') throw new Error(kafka.advice ?? 'Start Kafka with Docker Compose and set KAFKA_BROKERS.');
  const broker = await startKafka();
  process.env.KAFKA_BROKERS = broker.brokers.join(',');
  globalThis.stopTestKafka = broker.stop;
}

export async function teardown() {
  const stop = globalThis.stopTestKafka;
  globalThis.stopTestKafka = undefined;
  if (!stop) return;
  delete process.env.KAFKA_BROKERS;
  await stop();
}
