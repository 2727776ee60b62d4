import { describe, expect, it } from '@jest/globals';
import { aggregateOf, readCloudEvent } from './cloud-event.js';

const event = {
  specversion: '1.0',
  id: 'e-1',
  source: 'erp',
  type: 'erp.order.paid',
  time: '2026-01-05T10:00:00+08:00',
  subject: 'order/SO-1',
  data: { orderId: 'SO-1' },
};

describe('a CloudEvent', () => {
  it('is read with version 1 where none is named', () => {
    expect(readCloudEvent(event)).toEqual({
      event: {
        id: 'e-1',
        source: 'erp',
        type: 'erp.order.paid',
        time: '2026-01-05T10:00:00+08:00',
        subject: 'order/SO-1',
        dataversion: 1,
        data: { orderId: 'SO-1' },
      },
      faults: [],
    });
  });

  it.each([
    ['specversion', { specversion: '0.3' }],
    ['id', { id: '' }],
    ['id', { id: 7 }],
    ['source', { source: undefined }],
    ['time', { time: '2026-01-05' }],
    ['time', { time: '2026-13-05T10:00:00Z' }],
    ['time', { time: 'yesterday' }],
    ['dataversion', { dataversion: 0 }],
    ['datacontenttype', { datacontenttype: 'text/xml' }],
    ['data', { data: undefined }],
    ['subject', { subject: '' }],
  ])('is refused for its %s: %j', (name, change) => {
    expect(readCloudEvent({ ...event, ...change }).faults.map(({ pointer }) => pointer)).toEqual([`/${name}`]);
  });

  it('is refused as a whole when it is no object', () => {
    for (const value of [null, 'text', 7, [event]]) expect(readCloudEvent(value).faults.length).toBeGreaterThan(4);
  });

  it('keeps its order by what it is about', () => {
    expect(aggregateOf(readCloudEvent(event).event)).toBe('SO-1');
    expect(
      aggregateOf({ ...readCloudEvent(event).event, type: 'oa.employee.changed', data: { employeeId: 'E1' } }),
    ).toBe('E1');
  });
});
