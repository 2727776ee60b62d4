import { Type } from '@sinclair/typebox';
import { optional } from './schema.js';

const header = (description: string, more: { format?: string; pattern?: string; const?: string } = {}) =>
  Type.String({ description, ...more });

/**
 * The envelope as it travels on Kafka: CloudEvents 1.0 in binary mode. One record header per attribute, UTF-8, names in
 * lower case; an attribute that is null is left out. Services send all of them; of an outside system the required ones
 * are enough.
 */
export const wireHeaders = Type.Object(
  {
    'content-type': optional(header("Media type of the record's value.", { const: 'application/json' })),
    ce_specversion: optional(header('Version of CloudEvents.', { const: '1.0' })),
    ce_id: header('Unique per source; the same on every delivery and replay. A UUIDv7 in events of our services.'),
    ce_source: header("Who says so: the service's name, or the outside system's, for example `erp`."),
    ce_type: header('Name of the fact, stable.'),
    ce_time: header('When it happened, RFC 3339, UTC. Not when it was delivered.', { format: 'date-time' }),
    ce_subject: optional(header('What it is about, as `<thing>/<id>`.')),
    ce_dataversion: optional(
      header("Version of the value's shape, a whole number from 1; left out: 1.", { pattern: '^[1-9][0-9]*$' }),
    ),
    ce_customerid: optional(
      header(
        'The customer as the producer first saw it, never rewritten by a merge; left out where the fact has none.',
        { format: 'uuid' },
      ),
    ),
    ce_aggregateid: optional(
      header(
        "The thing whose events keep their order; left out: the last part of `ce_subject`, else the record's key.",
      ),
    ),
    ce_aggregateversion: optional(
      header('Version of that thing after the fact; rises within one thing; 0 where the outside system has none.', {
        pattern: '^[0-9]+$',
      }),
    ),
    ce_correlationid: optional(header('One id for everything that one request set in motion; left out: `ce_id`.')),
    ce_causationid: optional(header("The event that caused this one; left out for a request's own event.")),
    ce_traceparent: optional(header('W3C trace context of the span that published it.')),
  },
  { additionalProperties: true },
);
