import { type EventDefinition, eventDefinitions, type EventType, topicOf } from '@crm/contracts';

/**
 * `message.requested` asks this service for a message: its parameters hold links that are meant for the customer alone.
 * Cards are kept up by those who read the topic: whoever gets them one by one never hears that one was deleted.
 */
const isForSubscribers = ({ type, topics }: EventDefinition): boolean =>
  type !== 'message.requested' && topics.every((topic) => !topicOf(topic).passedOnBy && !topicOf(topic).compacted);

/** What one can subscribe to: every fact that a service of ours tells. None carries the name of a person. */
export const subscribableTypes = (eventDefinitions as readonly EventDefinition[])
  .filter(isForSubscribers)
  .map(({ type }) => type as EventType)
  .sort();

const prefixesOf = (type: string): string[] =>
  [...type.matchAll(/\./g)].map(({ index }) => `${type.slice(0, index)}.*`);

/** Groups of types by how their names begin (`customer.*`, `crm.order.*`), and all there are. */
export const subscribableGroups = ['*', ...new Set(subscribableTypes.flatMap(prefixesOf))].sort();

/** What a subscription may name. */
export const subscribable: readonly string[] = [...subscribableGroups, ...subscribableTypes];

/** Whether a subscription to these types and groups is one to this type. A group has types that are new, too. */
export const isSubscribed = (wished: readonly string[], type: string): boolean =>
  wished.some((wish) => wish === type || (wish.endsWith('*') && type.startsWith(wish.slice(0, -1))));
