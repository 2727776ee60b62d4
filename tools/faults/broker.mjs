// @ts-check
import { join } from 'node:path';
import { freePort } from '../postgres.mjs';
import { startKafkaCluster } from '../kafka/cluster.mjs';
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
 * @property {() => () => void} isolate nothing that is said from now on ever arrives, on no connection, until the result
 *   is called. Not `freeze`: a frozen broker does what is in its sockets when it thaws, also for clients that are dead
 * @property {() => Promise<void>} stop
 *
 * Three brokers, of which one may be away. They are only restarted, not cut off.
 * @typedef {Pick<Broker, 'kind' | 'env' | 'topics' | 'stop'> & { nodes: import('../kafka/cluster.mjs').ClusterNode[],
 *   inSync: () => Promise<boolean> }} Cluster `inSync`: every event is on all three
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
    isolate: () => isolate(database.proxy),
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
    isolate: () => isolate(proxy),
    stop: async () => {
      await proxy.stop();
      await broker.stop();
    },
  };
}

/** @param {{ parent: string, KafkaTransport: any }} options @returns {Promise<Cluster>} */
export async function startCluster({ parent, KafkaTransport }) {
  const { brokers, nodes, stop } = await startKafkaCluster({ directory: parent });
  const setUp = new KafkaTransport({ brokers, clientId: 'faults' });
  await setUp.ensureTopics(6, nodes.length);
  await setUp.stop();
  const topics = new KafkaTopics(brokers);
  const env = { TRANSPORT: 'kafka', KAFKA_BROKERS: brokers.join() };
  return { kind: 'kafka', env, topics, nodes, inSync: () => topics.inSync(), stop };
}

/** @param {any} proxy */
function isolate(proxy) {
  proxy.blackhole();
  return () => {
    // What the proxy has kept back would arrive after all.
    proxy.drop();
    proxy.restore();
  };
}
