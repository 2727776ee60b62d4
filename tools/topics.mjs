// npm run kafka:topics: creates the topics of the contracts that are missing, and says how those that exist differ.
//   --print          only prints the same as commands of Kafka; needs no broker
//   --apply-config   corrects wrong settings of existing topics; a partition count is never changed
// KAFKA_BROKERS (host:port, comma-separated) and the other KAFKA_* variables of the services, TOPIC_PARTITIONS (12),
// TOPIC_REPLICATION (3). Exit code 1 when a topic has wrong settings that were left alone: it could lose events.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { partitionCounts, topicNames } from '@crm/contracts';
import { KafkaTransport, topicSettings } from '@crm/messaging';
import { defineConfig, readConfig } from '@crm/platform/config';

/**
 * The commands that create all topics, for somebody who keeps them another way.
 * @param {number} partitions
 * @param {number} replication
 */
export function topicCommands(partitions, replication) {
  return topicNames.map((topic) => {
    const settings = Object.entries(topicSettings(topic, replication)).map(
      ([name, value]) => `--config ${name}=${value}`,
    );
    return [
      `kafka-topics.sh --bootstrap-server "$KAFKA_BROKERS" --create --if-not-exists --topic ${topic}`,
      `  --partitions ${partitions} --replication-factor ${replication}`,
      `  ${settings.join(' ')}`,
    ].join(' \\\n');
  });
}

/**
 * One line per difference.
 * @param {import('@crm/messaging').TopicDifference} difference
 */
export function sentenceOf({ topic, name, actual, wanted, outcome }) {
  if (outcome === 'corrected') return `${topic}: ${name} was ${actual || 'not set'}, is now ${wanted}.`;
  const hint = outcome === 'left' ? 'corrected by --apply-config' : 'never changed on a topic that holds events';
  return `${topic}: ${name} is ${actual || 'not set'}, should be ${wanted}; ${hint}.`;
}

/** The services' own variables about Kafka, without those that this job does not need. */
const variables = Object.fromEntries(
  Object.entries(defineConfig().variables).filter(([name]) => /^(KAFKA_.*|TRANSPORT|NODE_ENV)$/.test(name)),
);

/**
 * How the cluster is reached, by the same variables as the services'.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {import('@crm/messaging').KafkaOptions}
 * @throws with a sentence for each variable that is missing or wrong
 */
export function kafkaOptionsOf(environment) {
  const schema = { variables, keys: [], requiredKeys: [] };
  const config = readConfig(schema, { ...environment, TRANSPORT: 'kafka' });
  const read = (file) => (file === undefined ? undefined : readFileSync(file));
  return {
    brokers: [...config.KAFKA_BROKERS],
    clientId: 'onecustomer-topics',
    ssl: config.KAFKA_SSL && {
      ca: read(config.KAFKA_CA_FILE),
      cert: read(config.KAFKA_CERTIFICATE_FILE),
      key: read(config.KAFKA_KEY_FILE),
    },
    sasl:
      config.KAFKA_SASL_MECHANISM === 'none'
        ? undefined
        : {
            mechanism: config.KAFKA_SASL_MECHANISM,
            username: config.KAFKA_SASL_USERNAME,
            password: config.KAFKA_SASL_PASSWORD,
          },
  };
}

/**
 * Makes the topics that are missing.
 * @param {NodeJS.ProcessEnv} environment
 * @param {boolean} [applyConfig] whether wrong settings of the others are corrected
 * @returns {Promise<import('@crm/messaging').TopicsReport>}
 */
export async function makeTopics(environment, applyConfig = false) {
  const partitions = count(environment, 'TOPIC_PARTITIONS', partitionCounts.production);
  const replication = count(environment, 'TOPIC_REPLICATION', 3);
  const kafka = new KafkaTransport(kafkaOptionsOf(environment));
  try {
    return await kafka.ensureTopics(partitions, replication, applyConfig);
  } finally {
    await kafka.stop();
  }
}

async function run() {
  const { values } = parseArgs({ options: { print: { type: 'boolean' }, 'apply-config': { type: 'boolean' } } });
  if (values.print) {
    const partitions = count(process.env, 'TOPIC_PARTITIONS', partitionCounts.production);
    return console.log(topicCommands(partitions, count(process.env, 'TOPIC_REPLICATION', 3)).join('\n'));
  }
  const { created, differences } = await makeTopics(process.env, values['apply-config']);
  if (created.length > 0) console.log(`Created: ${created.join(', ')}.`);
  for (const difference of differences) console.log(sentenceOf(difference));
  console.log(`All ${topicNames.length} topics exist.`);
  if (differences.some(({ outcome }) => outcome === 'left')) process.exitCode = 1;
}

function count(environment, name, otherwise) {
  const value = Number(environment[name] ?? otherwise);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1.`);
  return value;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await run().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
