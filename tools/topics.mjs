// npm run kafka:topics: creates the topics of the contracts that are missing, and says how those that exist differ.
//   --print          only prints the same as commands of Kafka; needs no broker
//   --apply-config   corrects wrong settings of existing topics; a partition count is never changed
// KAFKA_BROKERS (host:port, comma-separated), TOPIC_PARTITIONS (12), TOPIC_REPLICATION (3). Exit code 1 when a topic has
// wrong settings that were left alone: it could lose events.
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { partitionCounts, topicNames } from '@crm/contracts';
import { KafkaTransport, topicSettings } from '@crm/messaging';

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

async function run() {
  const { values } = parseArgs({ options: { print: { type: 'boolean' }, 'apply-config': { type: 'boolean' } } });
  const partitions = count('TOPIC_PARTITIONS', partitionCounts.production);
  const replication = count('TOPIC_REPLICATION', 3);
  if (values.print) return console.log(topicCommands(partitions, replication).join('\n'));

  const brokers = process.env.KAFKA_BROKERS?.split(',');
  if (!brokers) throw new Error('KAFKA_BROKERS is not set: host:port, comma-separated.');
  const kafka = new KafkaTransport({ brokers, clientId: 'onecustomer-topics' });
  try {
    const { created, differences } = await kafka.ensureTopics(partitions, replication, values['apply-config']);
    if (created.length > 0) console.log(`Created: ${created.join(', ')}.`);
    for (const difference of differences) console.log(sentenceOf(difference));
    console.log(`All ${topicNames.length} topics exist.`);
    if (differences.some(({ outcome }) => outcome === 'left')) process.exitCode = 1;
  } finally {
    await kafka.stop();
  }
}

function count(name, otherwise) {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1.`);
  return value;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await run().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
