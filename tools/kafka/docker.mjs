import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../postgres.mjs';
import { untilItAnswers } from './kafka.mjs';

const run = promisify(execFile);
const image = 'apache/kafka:4.1.0';

/**
 * Starts one Kafka broker in a container and waits until it answers; for a machine with Docker but without Java. What it
 * stores stays in a volume of its own for each `directory`.
 * @param {object} options
 * @param {string} options.directory only names the container and its volume
 * @param {NodeJS.ProcessEnv} [options.environment] where `docker` is looked up
 * @returns {Promise<{ brokers: string[], stop: () => Promise<void> }>} `stop` resolves when it has ended
 */
export async function startKafkaInDocker({ directory, environment = process.env }) {
  const name = `onecustomer-kafka-${createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 12)}`;
  const port = await freePort();
  const docker = (/** @type {string[]} */ ...args) => run('docker', args, { env: environment });
  // One that a killed start left behind would hold the volume.
  await docker('rm', '--force', name).catch(() => undefined);
  const settings = Object.entries(settingsOf(port)).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  const places = ['--publish', `127.0.0.1:${port}:9092`, '--volume', `${name}:/var/lib/kafka/data`];
  await docker('run', '--detach', '--rm', '--name', name, ...places, ...settings, image);
  const stop = async () => void (await docker('stop', '--time', '30', name).catch(() => undefined));
  try {
    await untilItAnswers(port, new Promise(() => undefined));
  } catch (error) {
    const { stdout, stderr } = await docker('logs', '--tail', '15', name).catch(() => ({ stdout: '', stderr: '' }));
    await stop();
    throw new Error(`Kafka did not start in Docker: ${error.message}\n${stdout}${stderr}`);
  }
  return { brokers: [`127.0.0.1:${port}`], stop };
}

/** @param {number} port where clients on this machine find it */
const settingsOf = (port) => ({
  KAFKA_NODE_ID: '1',
  KAFKA_PROCESS_ROLES: 'broker,controller',
  KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
  KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
  KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
  KAFKA_LOG_DIRS: '/var/lib/kafka/data',
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
  KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
});
