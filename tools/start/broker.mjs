// @ts-check
import { findKafka, startKafka } from '../kafka/kafka.mjs';
import { PlainError } from './options.mjs';

/**
 * A Kafka to work with: the one of KAFKA_BROKERS, else one of our own on Java and Maven, with all topics.
 * @param {string} directory
 * @returns {Promise<{ brokers: string, stop: () => Promise<void> }>}
 */
export async function startBroker(directory) {
  const found = await findKafka();
  const broker =
    found.kind === 'brokers'
      ? { brokers: found.brokers, stop: async () => undefined }
      : found.kind === 'java'
        ? await startKafka({ directory })
        : null;
  if (!broker) {
    const compose =
      'Start one with Docker (for example the service kafka of docker/compose.yaml) and name it: KAFKA_BROKERS=host:port.';
    throw new PlainError(found.kind === null ? found.advice : `Java 17 and Maven are not here. ${compose}`);
  }
  // Only now: the libraries are compiled by an earlier step.
  const { KafkaTransport } = await import('@crm/messaging');
  const { partitionCounts } = await import('@crm/contracts');
  const kafka = new KafkaTransport({ brokers: broker.brokers, clientId: 'onecustomer-start' });
  try {
    const { differences } = await kafka.ensureTopics(partitionCounts.oneMachine, 1);
    for (const { topic, name, actual, wanted } of differences.filter(({ outcome }) => outcome === 'left'))
      console.warn(`Topic ${topic} has ${name}=${actual}, should be ${wanted}: events may be lost.`);
  } catch (error) {
    await broker.stop();
    throw error;
  } finally {
    await kafka.stop();
  }
  return { brokers: broker.brokers.join(','), stop: broker.stop };
}
