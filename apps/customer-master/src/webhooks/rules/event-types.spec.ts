import { describe, expect, it } from '@jest/globals';
import { isSubscribed, subscribable, subscribableGroups, subscribableTypes } from './event-types.js';

describe('what one can subscribe to', () => {
  it('is the facts of all five services', () => {
    for (const type of ['customer.merged', 'case.closed', 'response.received', 'points.accrued', 'level.changed'])
      expect(subscribableTypes).toContain(type);
    expect(subscribableTypes).toContain('crm.order.paid');
  });

  it('is not what outside systems send, no card, and no request for a message with links for the customer', () => {
    for (const type of ['erp.order.paid', 'oa.employee.changed', 'customer.card', 'employee.card', 'message.requested'])
      expect(subscribable).not.toContain(type);
    expect(subscribable.filter((wish) => /^(erp|oa)\b/.test(wish))).toEqual([]);
  });

  it('are groups, too', () => {
    expect(subscribableGroups).toEqual(expect.arrayContaining(['*', 'customer.*', 'crm.*', 'crm.order.*', 'case.*']));
  });
});

it.each([
  [['customer.*'], 'customer.merged', true],
  [['customer.*'], 'customer-x.merged', false],
  [['case.closed', 'points.*'], 'points.accrued', true],
  [['case.closed'], 'case.closed', true],
  [['case.closed'], 'case.closed-late', false],
  [['*'], 'anything.new', true],
  [[], 'case.closed', false],
])('a subscription to %j and %s: %s', (wished, type, expected) => {
  expect(isSubscribed(wished, type)).toBe(expected);
});
