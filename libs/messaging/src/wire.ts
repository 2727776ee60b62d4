import type { Event, Topic } from '@crm/contracts';
import type { ReceivedMessage, WireMessage } from './transport/transport.js';

/** A record that is no event of ours: a retry cannot help. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/**
 * Characters of an attribute: the longest that we write, `order/<source>:<order id>`, fits, and a source and an id
 * together still fit into a row of the inbox's index, which holds 2,704 bytes.
 */
const longestAttribute = 420;

/** Whether the databases of the services can hold it as a name. */
export const isStorable = (text: string): boolean => text.length <= longestAttribute && !text.includes('\0');

/** CloudEvents binary mode: attributes as `ce_*` headers in lower case, `data` as the value; key = customer, else aggregate. */
export function toWire(topic: Topic, event: Event): WireMessage {
  const attributes: Record<string, string | null> = {
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    time: event.time,
    subject: event.subject,
    dataversion: String(event.dataversion),
    customerid: event.customerId,
    aggregateid: event.aggregateId,
    aggregateversion: String(event.aggregateVersion),
    correlationid: event.correlationId,
    causationid: event.causationId,
    traceparent: event.traceparent,
  };
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  for (const [name, value] of Object.entries(attributes)) if (value !== null) headers[`ce_${name}`] = value;
  return { topic, key: event.customerId ?? event.aggregateId, value: Buffer.from(JSON.stringify(event.data)), headers };
}

/** Reads what `toWire` wrote, or what an outside producer sent in the same form. */
export function fromWire(message: ReceivedMessage): Event {
  const attribute = (name: string): string | undefined => {
    const text = message.headers[`ce_${name}`];
    if (text !== undefined && !isStorable(text)) {
      throw new UnreadableEvent(`header ce_${name} is longer than ${longestAttribute} characters, or holds a NUL`);
    }
    return text;
  };
  const required = (name: string): string => {
    const value = attribute(name);
    if (!value) throw new UnreadableEvent(`header ce_${name} is missing`);
    return value;
  };
  const time = required('time');
  if (Number.isNaN(Date.parse(time))) throw new UnreadableEvent('header ce_time is not a time');
  const id = required('id');
  const subject = attribute('subject') ?? '';
  const aggregateId = attribute('aggregateid') ?? (subject.split('/').pop() || message.key || id);
  if (!isStorable(aggregateId)) throw new UnreadableEvent('the key can be no name');
  return {
    id,
    source: required('source'),
    type: required('type'),
    time,
    subject,
    dataversion: integer(attribute('dataversion') ?? '1', 'dataversion'),
    customerId: attribute('customerid') ?? null,
    aggregateId,
    aggregateVersion: integer(attribute('aggregateversion') ?? '0', 'aggregateversion'),
    correlationId: attribute('correlationid') ?? id,
    causationId: attribute('causationid') ?? null,
    traceparent: attribute('traceparent') ?? null,
    data: json(message.value),
  };
}

function integer(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new UnreadableEvent(`header ce_${name} is not a whole number`);
  return value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const nothing = Buffer.alloc(0);

function json(value: Buffer | null): unknown {
  try {
    return JSON.parse(utf8.decode(value ?? nothing));
  } catch {
    throw new UnreadableEvent('the value is not JSON in UTF-8');
  }
}
