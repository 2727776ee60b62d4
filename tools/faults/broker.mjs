// @ts-check
import { join } from 'node:path';
import { freePort } from '../postgres.mjs';
import { startKafka } from '../kafka/kafka.mjs';
import { goneWithin } from '../postgres/leftover.mjs';
import { Database } from './database.mjs';
import { freeze } from './frozen.mjs';
import { KafkaTopics } from './topics-of-kafka.mjs';
import { EventLogTopics } from './topics-of-event-log.mjs';

/**
 * What carries the events, as the faults see it: a Kafka broker, or the PostgreSQL server of the embedded event log.
 * @typedef {object} Broker
 * @property {'kafka' | 'embedded'} kind
 * @property {Record<string, string>} env what a service needs to reach it, through the proxy
 * @property {any} proxy
 * @property {import('./topics-of-kafka.mjs').Topics} topics the same events, read without our transport
 * @property {() => Promise<void>} restart an orderly end, and a start
 * @property {() => Promise<void>} crash `kill -9`, and a start
 * @property {() => Promise<() => void>} freeze stops it without a word until the result is called
 * @property {(group: string) => Promise<() => void>} freezeGroup at least what stores the group's offsets
 * @property {() => Promise<void>} stop
 */

/** @param {{ parent: string, TcpProxy: any }} options @returns {Promise<Broker>} */
export async function startEventLog({ parent, TcpProxy }) {
  const database = await Database.start({ name: 'log', parent, TcpProxy });
  return {
    kind: 'embedded',
    env: { TRANSPORT: 'embedded', EVENT_LOG_URL: database.url },
    proxy: database.proxy,
    topics: new EventLogTopics(database),
    restart: () => database.restart('fast'),
    crash: () => database.restart('immediate'),
    freeze: () => database.freeze(),
    freezeGroup: async (group) => {
      const rows = await database.query('SELECT pid FROM pg_stat_activity WHERE application_name = $1', [
        `event-log-${group}`,
      ]);
      return freeze(rows.map(({ pid }) => pid));
    },
    stop: () => database.stop(),
  };
}

/** @param {{ parent: string, TcpProxy: any, KafkaTransport: any }} options @returns {Promise<Broker>} */
export async function startBroker({ parent, TcpProxy, KafkaTransport }) {
  const port = await freePort();
  const proxy = await TcpProxy.to({ port });
  const directory = join(parent, 'kafka');
  const up = () => startKafka({ directory, port, advertisedPort: proxy.port });
  let broker = await up();
  const brokers = [`127.0.0.1:${proxy.port}`];
  const setUp = new KafkaTransport({ brokers, clientId: 'faults' });
  await setUp.ensureTopics(6, 1);
  await setUp.stop();
  return {
    kind: 'kafka',
    env: { TRANSPORT: 'kafka', KAFKA_BROKERS: brokers[0] ?? '' },
    proxy,
    topics: new KafkaTopics(brokers),
    restart: async () => {
      await broker.stop();
      broker = await up();
    },
    crash: async () => {
      process.kill(broker.pid, 'SIGKILL');
      await goneWithin(broker.pid, 10_000);
      await broker.stop();
      broker = await up();
    },
    freeze: async () => freeze([broker.pid]),
    freezeGroup: async () => freeze([broker.pid]),
    stop: async () => {
      await proxy.stop();
      await broker.stop();
    },
  };
}
