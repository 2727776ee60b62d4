import { type Topic, topicNames, topics as catalogue } from '@crm/contracts';
import { Logger } from '@nestjs/common';
import type { Admin } from 'kafkajs';

/** The protocol's number for a topic; Node sees no such name in kafkajs' module. */
const topicResource = 2;
const servedWithinMs = 60_000;
const logger = new Logger('KafkaTransport');

/**
 * How a topic is kept. `crm.*` are kept without time limit, since rebuilds start at the first event; compacted ones
 * keep the latest message per key; topics of other systems follow the cluster's default.
 */
export function settingsOf(topic: Topic): Record<string, string> {
  if (catalogue[topic].compacted) return { 'cleanup.policy': 'compact' };
  if (topic.startsWith('crm.')) return { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
  return {};
}

/**
 * Creates the topics that are missing, and waits until they can be written to; one that exists is left as it is, and
 * reported when it would lose events.
 */
export async function ensureTopics(admin: Admin, partitions: number, replicationFactor: number): Promise<void> {
  const present = new Set(await admin.listTopics());
  const missing = topicNames.filter((topic) => !present.has(topic));
  await warnOfWrongSettings(
    admin,
    topicNames.filter((topic) => present.has(topic)),
  );
  if (missing.length > 0) await createTopics(admin, missing, partitions, replicationFactor);
  const deadline = performance.now() + servedWithinMs;
  for (const topic of topicNames) await untilServed(admin, topic, deadline);
}

async function createTopics(admin: Admin, missing: readonly Topic[], partitions: number, replicationFactor: number) {
  // An acknowledged event is on so many brokers that the loss of one does not lose it.
  const inSync = String(Math.max(1, replicationFactor - 1));
  await admin.createTopics({
    timeout: 15_000,
    waitForLeaders: true,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: partitions,
      replicationFactor,
      configEntries: Object.entries({ ...settingsOf(topic), 'min.insync.replicas': inSync }).map(([name, value]) => ({
        name,
        value,
      })),
    })),
  });
}

/** A topic is announced before its leaders have opened their logs; on a busy machine that takes seconds. */
async function untilServed(admin: Admin, topic: Topic, deadline: number): Promise<void> {
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function warnOfWrongSettings(admin: Admin, present: readonly Topic[]): Promise<void> {
  if (present.length === 0) return;
  const resources = present.map((name) => ({ type: topicResource, name }));
  const described = await admin.describeConfigs({ resources, includeSynonyms: false });
  for (const { resourceName, configEntries } of described.resources) {
    const actual = new Map(configEntries.map((entry) => [entry.configName, entry.configValue]));
    for (const [name, wanted] of Object.entries(settingsOf(resourceName as Topic))) {
      if (actual.get(name) !== wanted) {
        logger.warn(`topic ${resourceName} has ${name}=${actual.get(name)}, should be ${wanted}: events may be lost`);
      }
    }
  }
}
