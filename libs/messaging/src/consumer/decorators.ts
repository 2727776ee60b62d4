import type { EventByType, EventType, Topic } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { type ArgumentsHost, Catch, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import { inboxKeptDays } from './inbox.js';

/** What `EventServer` knows of one handler method. */
export interface HandlerTraits {
  kind: 'project' | 'project-batch' | 'react' | 'tombstone' | 'forward';
  /** `Class.method`, for logs and dead letters. */
  name: string;
  /** Event types, or the compacted topic of a tombstone handler. */
  on: readonly string[];
  /** Name and version of the read model; null for a reaction. */
  readModel: string | null;
  /** Who forwards, beside the service's reactions; null for all other kinds. */
  forwarder: string | null;
  /** The read model's tables; none for a reaction. */
  tables: readonly string[];
  /** Of a forwarder: which types anybody outside wants now. */
  wantedTypes: WantedTypes | null;
  /** A reaction or a forwarder ignores what happened longer ago; null: never too old. */
  withinDays: number | null;
}

/** Whether there is a receiver for events of a type, as things are now. */
export type WantedTypes = (tx: Tx) => Promise<(type: string) => boolean>;

/** Tables that are made of events alone, and can be made of them again. */
export interface ReadModel {
  /** `name@version`; a new version starts empty and is filled by a rebuild. */
  name: string;
  /** Its tables, parents before children, and the views that its handlers read. */
  tables: readonly string[];
}

/** Fits a method that takes the transaction and `Subject`. */
type HandlerDecorator<Subject> = <Method extends (tx: Tx, subject: Subject) => Promise<unknown>>(
  target: object,
  method: string,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/**
 * Folds events into a read model. No outbox, no timer, no side effect: the read model can be rebuilt from the first
 * event, and `readModel` (`name@version`) then names the new one. Runs before the service's reactions.
 */
export const Project = <T extends EventType>(
  types: T | readonly T[],
  options: { readModel: ReadModel },
): HandlerDecorator<EventByType<T>> =>
  declare({ kind: 'project', on: asList(types), ...traitsOf(options.readModel), withinDays: null });

/**
 * `@Project` for many events in one call: up to 250 in the order of their partition, of any of these types and of several
 * aggregates. It must be the read model's only handler of events, so that none of them overtakes another.
 */
export const ProjectBatch = <T extends EventType>(
  types: T | readonly T[],
  options: { readModel: ReadModel },
): HandlerDecorator<readonly EventByType<T>[]> =>
  declare({ kind: 'project-batch', on: asList(types), ...traitsOf(options.readModel), withinDays: null });

/**
 * Changes business state; may append events and arm timers; runs once per event, never in a rebuild. `withinDays` is
 * the horizon on `event.time`: imported history must not start clocks, send surveys or grant points anew.
 */
export const React = <T extends EventType>(
  types: T | readonly T[],
  options: { withinDays: number | 'unlimited' },
): HandlerDecorator<EventByType<T>> =>
  declare({
    kind: 'react',
    on: asList(types),
    readModel: null,
    forwarder: null,
    wantedTypes: null,
    tables: [],
    withinDays: options.withinDays === 'unlimited' ? null : options.withinDays,
  });

/**
 * Puts events into a queue to somebody outside: up to 250 in one call, in the order of their partition. A consumer of its
 * own (`<service>/<name>`), so that its dead letters hold back no reaction and theirs not it. It only adds rows of its
 * queue: no lock on a business row, no outbox. `withinDays` is as for `@React`, and at most what the inbox remembers.
 * What nobody wants (`wantedTypes`, asked once for many events) is not even noted as seen: it costs no row.
 */
export const Forward = <T extends EventType>(
  types: T | readonly T[],
  { name, withinDays, wantedTypes }: { name: string; withinDays: number; wantedTypes: WantedTypes },
): HandlerDecorator<readonly EventByType<T>[]> => {
  if (withinDays > inboxKeptDays) throw new Error(`${name}: the inbox remembers ${inboxKeptDays} days only`);
  const traits = { readModel: null, forwarder: name, wantedTypes, tables: [], withinDays };
  return declare({ kind: 'forward', on: asList(types), ...traits });
};

/** Called with the key of a record without a value on a compacted topic: the key's row is to be deleted. */
export const ProjectTombstone =
  (topic: Topic, options: { readModel: ReadModel }) =>
  <Method extends (tx: Tx, key: string) => Promise<unknown>>(
    target: object,
    method: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void =>
    declare({ kind: 'tombstone', on: [topic], ...traitsOf(options.readModel), withinDays: null })(
      target,
      method,
      descriptor,
    );

/** Nest's own filter turns an error into a value; ours lets it through, so that the message is retried. */
@Catch()
class RethrowFilter implements RpcExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost) {
    return throwError(() => error);
  }
}

function declare(traits: Omit<HandlerTraits, 'name'>) {
  return (target: object, method: string, descriptor: PropertyDescriptor): void => {
    const name = `${target.constructor.name}.${method}`;
    // A pattern of its own per method: Nest would chain several handlers of one pattern and go on after a failure.
    EventPattern(name, undefined as never, { ...traits, name } satisfies HandlerTraits)(target, method, descriptor);
    // Nest hands over what parameters ask for: the first is what the server calls the payload, the second its context.
    Payload()(target, method, 0);
    Ctx()(target, method, 1);
    UseFilters(new RethrowFilter())(target, method, descriptor);
  };
}

const traitsOf = ({ name, tables }: ReadModel) => ({
  readModel: name,
  forwarder: null,
  wantedTypes: null,
  tables,
});

const asList = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);
