import { definitionOf, type Event, topicOf } from '@crm/contracts';
import { readingFaultsOf, textOf } from '../event-schema.js';
import type { ReceivedMessage } from '../transport/transport.js';
import { fromWire, isStorable, UnreadableEvent } from '../wire.js';
import { type Consumer, handlersOf, tombstoneHandlersOf } from './consumers.js';

/** A message as the consumers see it. */
export type Delivery =
  | { kind: 'event'; message: ReceivedMessage; aggregateId: string; event: Event; consumers: Consumer[] }
  /** The key was deleted. */
  | { kind: 'tombstone'; message: ReceivedMessage; aggregateId: string; event?: undefined; consumers: Consumer[] }
  /** A retry cannot help. `event` is there when at least its envelope could be read. */
  | { kind: 'unreadable'; message: ReceivedMessage; error: Error; event?: Event; consumers: Consumer[] }
  /** Nobody here wants it. */
  | { kind: 'unwanted'; message: ReceivedMessage; type: string; isKnown: boolean };

/** A message that has an effect. */
export type Effective = Extract<Delivery, { kind: 'event' | 'tombstone' }>;

/** Reads a message for these consumers: its form, who wants it, and whether its data is what its contract says. */
export function deliveryOf(message: ReceivedMessage, all: readonly Consumer[]): Delivery {
  if (message.value === null) return tombstoneOf(message, all);
  let event: Event;
  try {
    event = fromWire(message);
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    return { kind: 'unreadable', message, error, consumers: [] };
  }
  const definition = definitionOf(event.type);
  const consumers = all.filter((consumer) => handlersOf(consumer, event.type).length > 0);
  if (!definition || consumers.length === 0) {
    return { kind: 'unwanted', message, type: event.type, isKnown: definition !== undefined };
  }
  const faults = readingFaultsOf(event);
  if (faults.length === 0) return { kind: 'event', message, aggregateId: event.aggregateId, event, consumers };
  const error = new UnreadableEvent(`the data breaks its contract: ${textOf(faults)}`);
  return { kind: 'unreadable', message, error, event, consumers };
}

/** Only a compacted topic knows deletions; elsewhere a record without a value is a fact that nobody can read. */
function tombstoneOf(message: ReceivedMessage, all: readonly Consumer[]): Delivery {
  const consumers = all.filter((consumer) => tombstoneHandlersOf(consumer, message.topic).length > 0);
  const unreadable = (why: string): Delivery => {
    return { kind: 'unreadable', message, error: new UnreadableEvent(why), consumers: [] };
  };
  if (!topicOf(message.topic).compacted)
    return unreadable('a record without a value, on a topic that is not compacted');
  if (consumers.length === 0) return { kind: 'unwanted', message, type: 'tombstone', isKnown: true };
  if (!isStorable(message.key)) return unreadable('the key can be no name');
  return { kind: 'tombstone', message, aggregateId: message.key, consumers };
}
