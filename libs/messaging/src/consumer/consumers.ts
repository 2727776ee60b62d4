import type { Event, Topic } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { HandlerTraits } from './decorators.js';

/** A declared method, as the server calls it. */
export interface RegisteredHandler extends HandlerTraits {
  /** `subject` is an event; for a batch handler events, for a tombstone handler a key. */
  call(tx: Tx, subject: Event | readonly Event[] | string): Promise<void>;
}

/**
 * One who remembers for himself what he has seen, and has dead letters of his own: a read model (`name@version`), a
 * forwarder (`service/name`), or the reactions of the service as a whole (the service's name).
 */
export interface Consumer {
  name: string;
  isReaction: boolean;
  handlers: RegisteredHandler[];
}

/** Read models first, then the reactions; handlers in the order of their declaration. */
export function consumersOf(service: string, handlers: readonly RegisteredHandler[]): Consumer[] {
  const byName = new Map<string, Consumer>();
  for (const handler of handlers) {
    const name = handler.readModel ?? (handler.forwarder === null ? service : `${service}/${handler.forwarder}`);
    const consumer = byName.get(name) ?? { name, isReaction: handler.kind === 'react', handlers: [] };
    byName.set(name, consumer);
    consumer.handlers.push(handler);
  }
  const consumers = [...byName.values()];
  for (const { name, handlers: declared } of consumers) {
    const readers = declared.filter(({ kind }) => kind !== 'tombstone');
    if (readers.length > 1 && readers.some(takesMany)) {
      throw new Error(`${name}: a batch handler must be the only handler of events, so that none overtakes another`);
    }
  }
  return consumers.sort((a, b) => Number(a.isReaction) - Number(b.isReaction));
}

/** Whether one call of the handler gets many events. */
export const takesMany = ({ kind }: RegisteredHandler): boolean => kind === 'project-batch' || kind === 'forward';

/** The handlers of an event type. */
export const handlersOf = ({ handlers }: Consumer, type: string): RegisteredHandler[] =>
  handlers.filter(({ kind, on }) => kind !== 'tombstone' && on.includes(type));

/** The handlers of tombstones on a topic. */
export const tombstoneHandlersOf = ({ handlers }: Consumer, topic: Topic): RegisteredHandler[] =>
  handlers.filter(({ kind, on }) => kind === 'tombstone' && on.includes(topic));
