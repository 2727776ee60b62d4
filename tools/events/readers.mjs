// @ts-check
import { definitionOf, topicOf } from '@crm/contracts';
import { topicsOf } from '@crm/messaging';

/** @typedef {import('@crm/messaging').HandlerTraits} HandlerTraits */
/** @typedef {import('@crm/contracts').Topic} Topic */

/**
 * What each service reads, as its code declares it.
 * @typedef {ReadonlyMap<string, readonly HandlerTraits[]>} Consumption
 */

/**
 * One who reads an event type.
 * @typedef {object} Reader
 * @property {string} service also the name of its consumer group
 * @property {string | null} readModel `name@version`; null: a reaction of the service
 * @property {string} handler `Class.method`
 * @property {number | null} withinDays a reaction ignores what happened longer ago; null: never too old
 */

/**
 * Who in the services makes something of it; a forwarder only hands it on.
 * @param {string} type
 * @param {Consumption} consumption
 * @returns {Reader[]}
 */
export const readersOf = (type, consumption) =>
  readers(consumption, ({ kind, on }) => !['tombstone', 'forward'].includes(kind) && on.includes(type));

/**
 * Whether subscribers outside can have it by HTTP.
 * @param {string} type
 * @param {Consumption} consumption
 */
export const isForwarded = (type, consumption) =>
  readers(consumption, ({ kind, on }) => kind === 'forward' && on.includes(type)).length > 0;

/**
 * Who deletes what it knows of a key when a record of a compacted topic comes without a value.
 * @param {Topic} topic
 * @param {Consumption} consumption
 * @returns {Reader[]}
 */
export const deletersOf = (topic, consumption) =>
  readers(consumption, ({ kind, on }) => kind === 'tombstone' && on.includes(topic));

/**
 * The topics that a service subscribes to, sorted.
 * @param {readonly HandlerTraits[]} handlers of the service
 * @returns {Topic[]}
 */
export const topicsRead = (handlers) => [...new Set(handlers.flatMap(topicsOf))].sort();

/**
 * The topics that somebody writes, sorted: those of its own, and those on which it passes on what an outside system told.
 * @param {string} name of a service or of an outside system
 * @param {readonly Topic[]} topics all there are
 * @returns {Topic[]}
 */
export const topicsWritten = (name, topics) =>
  topics.filter((topic) => topicOf(topic).producer === name || topicOf(topic).passedOnBy === name).sort();

/**
 * The services that read a topic, sorted.
 * @param {Topic} topic
 * @param {Consumption} consumption
 */
export const servicesReading = (topic, consumption) =>
  [...consumption].filter(([, handlers]) => topicsRead(handlers).includes(topic)).map(([service]) => service);

/**
 * The types on a topic that a service reads.
 * @param {Topic} topic
 * @param {readonly HandlerTraits[]} handlers of the service
 */
export const typesRead = (topic, handlers) =>
  [...new Set(handlers.filter(({ kind }) => kind !== 'tombstone').flatMap(({ on }) => on))].filter((type) =>
    definitionOf(type)?.topics.includes(topic),
  );

/**
 * @param {Consumption} consumption
 * @param {(handler: HandlerTraits) => boolean} wanted
 * @returns {Reader[]}
 */
function readers(consumption, wanted) {
  return [...consumption].flatMap(([service, handlers]) =>
    handlers
      .filter(wanted)
      .map(({ readModel, name, withinDays }) => ({ service, readModel, handler: name, withinDays })),
  );
}
