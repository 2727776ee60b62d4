import type { Event } from '@crm/contracts';

/**
 * An event as a CloudEvent in structured mode. The names of our attributes are in lower case, as on Kafka; those without
 * a value are left out.
 */
export function toCloudEvent(event: Event): Record<string, unknown> {
  const attributes = {
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    time: event.time,
    subject: event.subject,
    datacontenttype: 'application/json',
    dataversion: event.dataversion,
    customerid: event.customerId,
    aggregateid: event.aggregateId,
    aggregateversion: event.aggregateVersion,
    correlationid: event.correlationId,
    causationid: event.causationId,
    traceparent: event.traceparent,
    data: event.data,
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined));
}
