// @ts-check
import { join } from 'node:path';
import { freePort } from '../postgres.mjs';
import { newClusterId, startKafka } from './kafka.mjs';

/**
 * One broker of several, which can be away for a while.
 * @typedef {{ stop: () => Promise<void>, start: () => Promise<void> }} ClusterNode `stop` is an orderly end (SIGTERM)
 */

/**
 * Starts several brokers that know each other, as in production but on one machine; every topic of their own has a copy
 * on each, and one of them may be away.
 * @param {{ directory: string, size?: number }} options `directory` keeps what they store
 * @returns {Promise<{ brokers: string[], nodes: ClusterNode[], stop: () => Promise<void> }>}
 */
export async function startKafkaCluster({ directory, size = 3 }) {
  const each = Array.from({ length: size }, (_, at) => at + 1);
  const id = newClusterId();
  // One after another: a port that is only looked for is not taken yet.
  /** @type {number[]} */
  const ports = [];
  for (let port = 0; port < 2 * size; port++) ports.push(await freePort());
  const controllers = ports.splice(size);
  const nodes = each.map((node) => {
    /** @type {Awaited<ReturnType<typeof startKafka>> | undefined} */
    let running;
    const place = { directory: join(directory, `kafka-${node}`), port: ports[node - 1] };
    return {
      start: async () => void (running = await startKafka({ ...place, cluster: { id, node, controllers } })),
      stop: async () => {
        await running?.stop();
        running = undefined;
      },
    };
  });
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())));
  // All at once: none of them answers before most of them are there.
  const started = await Promise.allSettled(nodes.map((node) => node.start()));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { brokers: ports.map((port) => `127.0.0.1:${port}`), nodes, stop };
}
