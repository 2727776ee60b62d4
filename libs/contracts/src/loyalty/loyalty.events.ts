import { defineEvent, type EventOf } from '../event.js';
import { integer, oneOf, optional, record, text, uuid } from '../schema.js';

const topics = ['crm.loyalty.v1'] as const;
const thing = 'account';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const anAccount = '01981a2b-6666-7000-8000-000000000001';
const example = <Data>(data: Data) => ({ customerId: aCustomer, aggregateId: anAccount, data });

const account = {
  accountId: uuid('The account of this customer id; a merged customer has several, shown as one.'),
  customerId: uuid('The customer as first seen.'),
};
const booked = {
  ...account,
  entryId: uuid('The journal entry.'),
  points: integer('How many points, always positive.', { minimum: 1 }),
  balance: integer('Available points of this account after the entry.', { minimum: 0 }),
  debt: optional(
    integer(
      'Points this account owes after the entry: returned goods whose points were spent; later earnings repay it first.',
      { minimum: 0 },
    ),
  ),
};

export const AccountOpened = defineEvent({
  type: 'account.opened',
  version: 1,
  topics,
  thing,
  summary: 'A customer can collect points.',
  data: record(account),
  example: example({ accountId: anAccount, customerId: aCustomer }),
});
export type AccountOpened = EventOf<typeof AccountOpened>;

export const PointsAccrued = defineEvent({
  type: 'points.accrued',
  version: 1,
  topics,
  thing,
  summary: 'Points were earned.',
  data: record({
    ...booked,
    orderId: text('The paid order, as `<source>:<orderId>`.', 401),
    ruleVersion: integer('The version of the rule that gave them.', { minimum: 1 }),
  }),
  example: example({
    accountId: anAccount,
    customerId: aCustomer,
    entryId: '01981a2b-6666-7000-8000-0000000000e1',
    points: 1999,
    balance: 1999,
    orderId: 'erp:SO-2026-0001',
    ruleVersion: 1,
  }),
});
export type PointsAccrued = EventOf<typeof PointsAccrued>;

export const PointsRedeemed = defineEvent({
  type: 'points.redeemed',
  version: 1,
  topics,
  thing,
  summary: 'Points were spent.',
  data: record({ ...booked, redemptionId: uuid('The redemption.') }),
  example: example({
    accountId: anAccount,
    customerId: aCustomer,
    entryId: '01981a2b-6666-7000-8000-0000000000e2',
    points: 500,
    balance: 1499,
    redemptionId: '01981a2b-6666-7000-8000-0000000000d1',
  }),
});
export type PointsRedeemed = EventOf<typeof PointsRedeemed>;

export const PointsReversed = defineEvent({
  type: 'points.reversed',
  version: 1,
  topics,
  thing,
  summary: 'Points were taken back for a return or a cancelled order, or given back for a cancelled redemption.',
  data: record({
    ...booked,
    reason: oneOf(
      ['order_returned', 'order_cancelled', 'redemption_cancelled'],
      'Why; the first two take back, the last gives back.',
    ),
    reference: text('The order, as `<source>:<orderId>`, or the redemption.', 401),
  }),
  example: example({
    accountId: anAccount,
    customerId: aCustomer,
    entryId: '01981a2b-6666-7000-8000-0000000000e3',
    points: 500,
    balance: 1999,
    reason: 'redemption_cancelled' as const,
    reference: '01981a2b-6666-7000-8000-0000000000d1',
  }),
});
export type PointsReversed = EventOf<typeof PointsReversed>;

export const PointsAdjusted = defineEvent({
  type: 'points.adjusted',
  version: 1,
  topics,
  thing,
  summary: 'Somebody entitled to do so added or took points by hand.',
  data: record({
    ...booked,
    points: integer('How many points, negative where they were taken; never 0.'),
    goodwillId: optional(uuid('The gesture of goodwill of the service desk that it was for.')),
  }),
  example: example({
    accountId: anAccount,
    customerId: aCustomer,
    entryId: '01981a2b-6666-7000-8000-0000000000e4',
    points: -100,
    balance: 1899,
    debt: 0,
  }),
});
export type PointsAdjusted = EventOf<typeof PointsAdjusted>;
