import { type Topic, topicNames, topicOf } from '@crm/contracts';
import type { Admin } from 'kafkajs';

/** The protocol's numbers for a topic and for a setting of the topic's own; Node sees no such names in kafkajs' module. */
const topicResource = 2;
const topicSetting = 1;
const servedWithinMs = 60_000;

/** How topics are to be made. */
export interface TopicsOptions {
  /** Of each new topic; never changed afterwards, since keys would move: 12 in production, 6 on one machine. */
  partitions: number;
  /** Brokers that hold a copy of each new topic: 3 in production, 1 on one broker. */
  replicationFactor: number;
  /** Whether settings of existing topics are corrected. Default false: they are only reported. */
  applySettings?: boolean;
}

/** An existing topic is not as it should be. */
export interface TopicDifference {
  topic: Topic;
  /** `partitions`, `replication.factor`, or the name of a setting. */
  name: string;
  /** Empty for a setting that the broker does not know. */
  actual: string;
  wanted: string;
  /** What became of it: corrected now, left alone, or of a kind that is never changed on a living topic. */
  outcome: 'corrected' | 'left' | 'never_changed';
}

export interface TopicsReport {
  created: Topic[];
  differences: TopicDifference[];
}

/**
 * How a topic is kept. `crm.*` are kept without time limit, since rebuilds start at the first event; compacted ones
 * keep the latest message per key; how long topics of other systems are kept is the cluster's default.
 * @param replicas brokers that hold a copy
 */
export function topicSettings(topic: Topic, replicas: number): Record<string, string> {
  const { compacted, kept } = topicOf(topic);
  const limits: Record<string, string> =
    compacted || kept === 'cluster_default' ? {} : { 'retention.ms': '-1', 'retention.bytes': '-1' };
  return {
    'cleanup.policy': compacted ? 'compact' : 'delete',
    // The brokers' clock counts: by default they refuse what comes from a machine whose clock is an hour ahead.
    'message.timestamp.type': 'LogAppendTime',
    ...limits,
    // An acknowledged event is on so many brokers that the loss of one does not lose it.
    'min.insync.replicas': String(Math.max(1, replicas - 1)),
  };
}

/** Creates the topics that are missing, waits until all can be written to, and says how existing ones differ. */
export async function ensureTopics(admin: Admin, options: TopicsOptions): Promise<TopicsReport> {
  const present = new Set(await admin.listTopics());
  const created = topicNames.filter((topic) => !present.has(topic));
  const existing = topicNames.filter((topic) => present.has(topic));
  const differences = existing.length > 0 ? await differencesOf(admin, existing, options) : [];
  if (created.length > 0) await createTopics(admin, created, options);
  const deadline = performance.now() + servedWithinMs;
  for (const topic of topicNames) await untilServed(admin, topic, deadline);
  return { created, differences };
}

async function createTopics(admin: Admin, missing: readonly Topic[], options: TopicsOptions): Promise<void> {
  const { partitions, replicationFactor } = options;
  await admin.createTopics({
    timeout: 15_000,
    waitForLeaders: true,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: partitions,
      replicationFactor,
      configEntries: asEntries(topicSettings(topic, replicationFactor)),
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

async function differencesOf(
  admin: Admin,
  existing: readonly Topic[],
  { partitions, replicationFactor, applySettings = false }: TopicsOptions,
): Promise<TopicDifference[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [...existing] });
  const resources = existing.map((name) => ({ type: topicResource, name }));
  const described = await admin.describeConfigs({ resources, includeSynonyms: false });
  const found: TopicDifference[] = [];
  for (const topic of existing) {
    const layout = topics.find(({ name }) => name === topic)!.partitions;
    const replicas = layout[0]!.replicas.length;
    const entries = described.resources.find(({ resourceName }) => resourceName === topic)!.configEntries;
    const settings = settingsThatDiffer(topic, replicas, entries);
    if (settings.length > 0 && applySettings) await correct(admin, topic, replicas, entries);
    const outcome = applySettings ? 'corrected' : 'left';
    found.push(
      ...unchangeable(topic, 'partitions', layout.length, partitions),
      ...unchangeable(topic, 'replication.factor', replicas, replicationFactor),
      ...settings.map((setting) => ({ topic, ...setting, outcome }) as const),
    );
  }
  return found;
}

const unchangeable = (topic: Topic, name: string, actual: number, wanted: number): TopicDifference[] =>
  actual === wanted
    ? []
    : [{ topic, name, actual: String(actual), wanted: String(wanted), outcome: 'never_changed' as const }];

interface Entry {
  configName: string;
  configValue: string;
  configSource?: number;
}

function settingsThatDiffer(topic: Topic, replicas: number, entries: readonly Entry[]) {
  const actual = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
  return Object.entries(topicSettings(topic, replicas))
    .map(([name, wanted]) => ({ name, actual: actual.get(name) ?? '', wanted }))
    .filter((setting) => setting.actual !== setting.wanted);
}

/** The request replaces all settings of a topic, so those that somebody else made are sent along. */
async function correct(admin: Admin, topic: Topic, replicas: number, entries: readonly Entry[]): Promise<void> {
  const own = entries.filter(({ configSource }) => configSource === topicSetting);
  const kept = Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue]));
  const configEntries = asEntries({ ...kept, ...topicSettings(topic, replicas) });
  await admin.alterConfigs({ validateOnly: false, resources: [{ type: topicResource, name: topic, configEntries }] });
}

const asEntries = (settings: Record<string, string>): { name: string; value: string }[] =>
  Object.entries(settings).map(([name, value]) => ({ name, value }));
