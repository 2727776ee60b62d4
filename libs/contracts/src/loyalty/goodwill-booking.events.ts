import { defineEvent, type EventOf } from '../event.js';
import { integer, oneOf, record, uuid } from '../schema.js';

const topics = ['crm.loyalty.v1'] as const;
const thing = 'goodwill';
const aGoodwill = '01981a2b-4444-7000-8000-0000000000f1';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const example = <Data>(data: Data) => ({ customerId: aCustomer, aggregateId: aGoodwill, data });

const about = {
  goodwillId: uuid('The gesture of goodwill of the service desk.'),
  customerId: uuid('Who was to get it, as first seen.'),
};
const booked = {
  ...about,
  accountId: uuid('The account.'),
  entryId: uuid('The journal entry.'),
  points: integer('How many points, always positive.', { minimum: 1 }),
};
const theBooking = {
  goodwillId: aGoodwill,
  customerId: aCustomer,
  accountId: '01981a2b-6666-7000-8000-000000000001',
  entryId: '01981a2b-6666-7000-8000-0000000000e5',
  points: 300,
};

export const GoodwillGranted = defineEvent({
  type: 'goodwill.granted',
  version: 1,
  topics,
  thing,
  summary: 'Points that the service desk approved as goodwill are in the customer’s account.',
  data: record(booked),
  example: example(theBooking),
});
export type GoodwillGranted = EventOf<typeof GoodwillGranted>;

/** Why loyalty does not book goodwill. */
export const goodwillRefusals = ['above_most_points', 'account_full'] as const;

export const GoodwillRefused = defineEvent({
  type: 'goodwill.refused',
  version: 1,
  topics,
  thing,
  summary: 'Points that the service desk approved as goodwill were not booked, and never will be.',
  data: record({
    ...about,
    reason: oneOf(
      goodwillRefusals,
      'More than loyalty lets anybody give at once (GOODWILL_MOST_POINTS); more than an account can hold.',
    ),
  }),
  example: example({ goodwillId: aGoodwill, customerId: aCustomer, reason: 'above_most_points' as const }),
});
export type GoodwillRefused = EventOf<typeof GoodwillRefused>;

export const GoodwillRevoked = defineEvent({
  type: 'goodwill.revoked',
  version: 1,
  topics,
  thing,
  summary: 'Points of goodwill were taken back before they were spent.',
  data: record(booked),
  example: example({ ...theBooking, entryId: '01981a2b-6666-7000-8000-0000000000e6' }),
});
export type GoodwillRevoked = EventOf<typeof GoodwillRevoked>;

export const GoodwillRevocationRefused = defineEvent({
  type: 'goodwill.revocation-refused',
  version: 1,
  topics,
  thing,
  summary: 'Points of goodwill stay with the customer: they are spent, or were never given.',
  data: record({ ...about, reason: oneOf(['spent', 'not_granted'], 'Why.') }),
  example: example({ goodwillId: aGoodwill, customerId: aCustomer, reason: 'spent' as const }),
});
export type GoodwillRevocationRefused = EventOf<typeof GoodwillRevocationRefused>;
