import { eventDefinitions } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import type { ReceivedMessage } from './transport/transport.js';
import { fromWire, toWire, UnreadableEvent } from './wire.js';

const received = (change: Partial<ReceivedMessage> = {}): ReceivedMessage => ({
  ...toWire('crm.customer.v1', eventDefinitions[0].example),
  partition: 0,
  offset: '0',
  publishedAt: new Date(),
  ...change,
});

describe('an event on the wire', () => {
  it('comes back as it went, every kind of it', () => {
    for (const { example, topics } of eventDefinitions) {
      const message = toWire(topics[0]!, example);
      expect(fromWire({ ...message, partition: 1, offset: '7', publishedAt: new Date() })).toEqual(example);
    }
  });

  it('keeps its order by the customer, else by what it is about', () => {
    const [{ example }] = eventDefinitions;
    expect(toWire('crm.customer.v1', { ...example, customerId: 'c-1' }).key).toBe('c-1');
    expect(toWire('crm.customer.v1', { ...example, customerId: null }).key).toBe(example.aggregateId);
  });

  it('needs no more than the attributes of CloudEvents from an outside producer', () => {
    const headers = {
      ce_id: 'e-1',
      ce_source: 'erp',
      ce_type: 'erp.order.paid',
      ce_time: '2026-01-05T10:00:00+08:00',
      ce_subject: 'order/SO-1',
    };
    expect(fromWire(received({ headers }))).toMatchObject({
      dataversion: 1,
      aggregateId: 'SO-1',
      aggregateVersion: 0,
      customerId: null,
      correlationId: 'e-1',
    });
  });

  it.each(['id', 'source', 'type', 'time'])('cannot be read without ce_%s', (name) => {
    const { headers } = received();
    delete headers[`ce_${name}`];
    expect(() => fromWire(received({ headers }))).toThrow(UnreadableEvent);
  });

  it.each([
    ['a time that is none', { ce_time: 'yesterday' }],
    ['a version that is none', { ce_dataversion: 'two' }],
    ['an aggregate version that is none', { ce_aggregateversion: '-1' }],
    ['an id that is too long', { ce_id: 'x'.repeat(421) }],
    ['a NUL in the source', { ce_source: 'erp\0' }],
  ])('cannot be read with %s', (_, change) => {
    const { headers } = received();
    expect(() => fromWire(received({ headers: { ...headers, ...(change as Record<string, string>) } }))).toThrow(
      UnreadableEvent,
    );
  });

  it.each([Buffer.from('{"half'), Buffer.alloc(0), Buffer.from([0x7b, 0xff, 0x7d])])(
    'cannot be read when %p is its value',
    (value) => {
      expect(() => fromWire(received({ value }))).toThrow('JSON');
    },
  );
});
