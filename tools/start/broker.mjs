// @ts-check
import { startKafkaInDocker } from '../kafka/docker.mjs';
import { findKafka, startKafka } from '../kafka/kafka.mjs';
import { PlainError } from './options.mjs';

/**
 * A Kafka to work with: the one of KAFKA_BROKERS, else one of our own on Java and Maven, else in Docker; with all topics.
 * @param {string} directory
 * @returns {Promise<{ brokers: string, stop: () => Promise<void> }>}
 */
export async function startBroker(directory) {
  const broker = await foundOrStarted(directory);
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

/** @param {string} directory */
async function foundOrStarted(directory) {
  const found = await findKafka();
  switch (found.kind) {
    case 'brokers':
      return { brokers: found.brokers, stop: async () => undefined };
    case 'java':
      return startKafka({ directory });
    case 'docker':
      return startKafkaInDocker({ directory });
    default:
      throw new PlainError(found.advice);
  }
}
