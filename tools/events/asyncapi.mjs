// @ts-check
import { eventDefinitions, partitionCounts, topicNames, topicOf, wireHeaders } from '@crm/contracts';
import { toWire } from '@crm/messaging';
import { topicsRead, topicsWritten, typesRead } from './readers.mjs';

/** @typedef {import('@crm/contracts').EventDefinition} Definition */
/** @typedef {import('@crm/contracts').Topic} Topic */
/** @typedef {import('./readers.mjs').Consumption} Consumption */

const definitions = /** @type {readonly Definition[]} */ (eventDefinitions);
const bindingVersion = '0.5.0';

/**
 * An AsyncAPI 3.0 document for every service and every outside system that sends events.
 * @param {Consumption} consumption
 * @returns {Map<string, object>} by name
 */
export function asyncApiDocuments(consumption) {
  const producers = topicNames.map((topic) => topicOf(topic).producer);
  const names = [...new Set([...consumption.keys(), ...producers])].sort();
  return new Map(names.map((name) => [name, documentOf(name, consumption.get(name) ?? [])]));
}

/** @param {object} document */
export const asyncApiText = (document) => `${JSON.stringify(document, null, 2)}\n`;

/**
 * What one sends and receives. A channel shows every message that may be met on it, an operation those that concern it.
 * @param {string} name
 * @param {readonly import('./readers.mjs').HandlerTraits[]} handlers
 */
function documentOf(name, handlers) {
  const sent = topicsWritten(name, topicNames);
  const received = topicsRead(handlers);
  const topics = [...new Set([...sent, ...received])].sort();
  const messages = topics.flatMap(definitionsOn);
  return {
    asyncapi: '3.0.0',
    info: {
      title: `OneCustomer: events of ${name}`,
      version: '1.0.0',
      description:
        'What it sends and receives on Kafka: CloudEvents 1.0 in binary mode, at least once, in order per aggregate. ' +
        'The same in words, with all guarantees: docs/events.md.',
    },
    defaultContentType: 'application/json',
    channels: byName(topics, channelOf),
    operations: Object.fromEntries([
      ...sent.map((topic) => [`send-${topic}`, operation('send', topic, definitionsOn(topic).map(typeOf))]),
      ...received.map((topic) => [
        `receive-${topic}`,
        {
          ...operation('receive', topic, typesRead(topic, handlers)),
          bindings: { kafka: { groupId: { type: 'string', const: name }, bindingVersion } },
        },
      ]),
    ]),
    components: {
      messages: Object.fromEntries(messages.map((definition) => [definition.type, messageOf(definition)])),
      schemas: { envelope: plain(wireHeaders) },
    },
  };
}

/** @param {Topic} topic */
function channelOf(topic) {
  const { summary, compacted, kept } = topicOf(topic);
  const retention = compacted || kept === 'cluster_default' ? {} : { 'retention.ms': -1, 'retention.bytes': -1 };
  const topicConfiguration = { 'cleanup.policy': [compacted ? 'compact' : 'delete'], ...retention };
  return {
    address: topic,
    description: compacted ? `${summary} A record without a value deletes its key.` : summary,
    messages: byName(definitionsOn(topic).map(typeOf), (type) => ({ $ref: `#/components/messages/${type}` })),
    bindings: { kafka: { topic, partitions: partitionCounts.production, topicConfiguration, bindingVersion } },
  };
}

/**
 * @param {'send' | 'receive'} action
 * @param {Topic} topic
 * @param {string[]} types
 */
const operation = (action, topic, types) => ({
  action,
  channel: { $ref: `#/channels/${topic}` },
  messages: types.map((type) => ({ $ref: `#/channels/${topic}/messages/${type}` })),
});

/** @param {Definition} definition */
function messageOf({ type, summary, forOutside, topics, data, example }) {
  const { headers, value } = toWire(topics[0], example);
  return {
    name: type,
    title: type,
    summary,
    ...(forOutside && { description: forOutside }),
    contentType: 'application/json',
    headers: {
      allOf: [
        { $ref: '#/components/schemas/envelope' },
        { type: 'object', properties: { ce_type: { type: 'string', const: type } } },
      ],
    },
    payload: plain(data),
    examples: [{ headers, payload: JSON.parse(String(value)) }],
    bindings: {
      kafka: {
        key: { type: 'string', description: '`ce_customerid`, or `ce_aggregateid` where the fact has no customer.' },
        bindingVersion,
      },
    },
  };
}

/** @param {Topic} topic */
const definitionsOn = (topic) => definitions.filter(({ topics }) => topics.includes(topic));

/** @param {Definition} definition */
const typeOf = ({ type }) => type;

/**
 * @template {string} Name
 * @template Value
 * @param {readonly Name[]} names
 * @param {(name: Name) => Value} valueOf
 */
const byName = (names, valueOf) => Object.fromEntries(names.map((name) => [name, valueOf(name)]));

/** TypeBox marks its schemas with symbols; a document holds JSON only. */
const plain = (/** @type {object} */ schema) => JSON.parse(JSON.stringify(schema));
