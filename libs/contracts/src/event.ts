import type { Static, TObject } from '@sinclair/typebox';
import { type Topic, topics as topicTable } from './topics.js';

/** The five services of OneCustomer and the two kinds of outside systems that send events. */
export type Source = 'customer-master' | 'service-desk' | 'feedback' | 'loyalty' | 'analytics' | (string & {});

/**
 * The envelope: CloudEvents 1.0 attributes plus our extensions. On Kafka the attributes travel as `ce_*` headers in
 * lower case and `data` is the record's value.
 */
export interface Event<Type extends string = string, Version extends number = number, Data = unknown> {
  /** UUIDv7 of an event of ours, any non-empty string of an outside system; unique per `source`; the same on every delivery and replay. */
  id: string;
  /** Who says so: a service's name, or the outside system's (`erp`, `oa`). */
  source: Source;
  /** Stable name of the fact in the past tense, for example `customer.registered`. */
  type: Type;
  /** When it happened, RFC 3339 in UTC. Not when it was delivered. */
  time: string;
  /** What it is about, as `<thing>/<id>`. */
  subject: string;
  /** Version of the data's shape; rises only by additive changes. */
  dataversion: Version;
  /** The customer id that the producer first saw, never rewritten by a merge; null where the fact has no customer. */
  customerId: string | null;
  /** The thing whose events keep their order: dead letters park by it. */
  aggregateId: string;
  /** Version of the aggregate after the fact; rises within one aggregate; 0 where the outside system has none. */
  aggregateVersion: number;
  /** One id for everything that one request set in motion. */
  correlationId: string;
  /** The id of the event that caused this one; null for a request's own event. */
  causationId: string | null;
  /** W3C trace context of the span that published the event. */
  traceparent: string | null;
  data: Data;
}

/** What business code says of an event; the outbox adds id, source, correlation and trace. */
export interface EventDraft<Type extends string = string, Version extends number = number, Data = unknown> {
  type: Type;
  dataversion: Version;
  /** Left out: the database's clock at append. */
  time?: Date;
  customerId: string | null;
  aggregateId: string;
  aggregateVersion: number;
  data: Data;
}

/** Everything that is known of one event type; the source of docs, validation and types. */
export interface EventDefinition<
  Type extends string = string,
  Version extends number = number,
  DataSchema extends TObject = TObject,
> {
  type: Type;
  version: Version;
  /** The topics that carry it: one, unless several services publish the same type (`message.requested`). */
  topics: readonly [Topic, ...Topic[]];
  /** The thing in `subject`, for example `customer`. */
  thing: string;
  /** One sentence: what has happened when one reads this. */
  summary: string;
  /** Set where no service reads it: what somebody outside can do with it. */
  forOutside?: string;
  /** JSON Schema 2020-12 of `data`. */
  data: DataSchema;
  example: Event<Type, Version, Static<DataSchema>>;
  /** Builds the draft that a use case hands to the outbox. */
  draft(
    fact: Omit<EventDraft<Type, Version, Static<DataSchema>>, 'type' | 'dataversion'>,
  ): EventDraft<Type, Version, Static<DataSchema>>;
}

/** The event type of a definition: `EventOf<typeof CustomerRegistered>`. */
export type EventOf<D> =
  D extends EventDefinition<infer Type, infer Version, infer DataSchema>
    ? Event<Type, Version, Static<DataSchema>>
    : never;

interface Description<Type extends string, Version extends number, DataSchema extends TObject> {
  type: Type;
  version: Version;
  topics: readonly [Topic, ...Topic[]];
  thing: string;
  summary: string;
  forOutside?: string;
  data: DataSchema;
  example: { customerId?: string | null; aggregateId: string; data: Static<DataSchema> };
}

export function defineEvent<Type extends string, Version extends number, DataSchema extends TObject>(
  description: Description<Type, Version, DataSchema>,
): EventDefinition<Type, Version, DataSchema> {
  const { type, version, topics, thing, summary, forOutside, data, example } = description;
  return {
    type,
    version,
    topics,
    thing,
    summary,
    ...(forOutside === undefined ? {} : { forOutside }),
    data,
    example: {
      id: '01981a2b-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
      source: topicTable[topics[0]].producer,
      type,
      time: '2026-01-05T02:00:00.000Z',
      subject: `${thing}/${example.aggregateId}`,
      dataversion: version,
      customerId: example.customerId ?? null,
      aggregateId: example.aggregateId,
      aggregateVersion: 1,
      correlationId: '01981a2b-0000-7000-8000-000000000001',
      causationId: null,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      data: example.data,
    },
    draft: (fact) => ({ type, dataversion: version, ...fact }),
  };
}
