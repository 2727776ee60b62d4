import { defineEvent, type EventOf } from '../event.js';
import { integer, oneOf, record, text, uuid } from '../schema.js';

const topics = ['crm.case.v1'] as const;
const thing = 'goodwill';
const aGoodwill = '01981a2b-4444-7000-8000-0000000000f1';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const example = <Data>(data: Data) => ({ customerId: aCustomer, aggregateId: aGoodwill, data });

/** Why a customer gets something. */
export const goodwillReasons = [
  'late_delivery',
  'damaged_goods',
  'wrong_goods',
  'poor_service',
  'long_wait',
  'other',
] as const;
export type GoodwillReason = (typeof goodwillReasons)[number];

const goodwill = {
  goodwillId: uuid('The gesture of goodwill.'),
  caseId: uuid('The case that it is for.'),
  customerId: uuid('Who gets it, as first seen.'),
  points: integer('How many points.', { minimum: 1, maximum: 1_000_000 }),
  reason: oneOf(goodwillReasons, 'Why.'),
};
const thisOne = {
  goodwillId: aGoodwill,
  caseId: aCase,
  customerId: aCustomer,
  points: 300,
  reason: 'late_delivery' as const,
};
const employeeId = (what: string) => text(`${what}: the employee's id.`);

export const GoodwillProposed = defineEvent({
  type: 'goodwill.proposed',
  version: 1,
  topics,
  thing,
  summary: 'Somebody wants to give a customer points for what went wrong; it may need approval by somebody else.',
  forOutside: 'For OA, where those who may approve see what waits for them.',
  data: record({ ...goodwill, proposedBy: employeeId('Who proposed it') }),
  example: example({ ...thisOne, proposedBy: 'E1001' }),
});
export type GoodwillProposed = EventOf<typeof GoodwillProposed>;

export const GoodwillApproved = defineEvent({
  type: 'goodwill.approved',
  version: 1,
  topics,
  thing,
  summary:
    'The customer is to get the points; loyalty books them and answers with goodwill.granted or goodwill.refused.',
  data: record({
    ...goodwill,
    proposedBy: employeeId('Who proposed it'),
    approvedBy: employeeId('Who approved it; the proposer within the own limit'),
  }),
  example: example({ ...thisOne, proposedBy: 'E1001', approvedBy: 'E1030' }),
});
export type GoodwillApproved = EventOf<typeof GoodwillApproved>;

export const GoodwillRejected = defineEvent({
  type: 'goodwill.rejected',
  version: 1,
  topics,
  thing,
  summary: 'The customer does not get the points.',
  forOutside: 'For OA, which tells the proposer.',
  data: record({
    ...goodwill,
    proposedBy: employeeId('Who proposed it'),
    rejectedBy: employeeId('Who decided so'),
  }),
  example: example({ ...thisOne, proposedBy: 'E1001', rejectedBy: 'E1030' }),
});
export type GoodwillRejected = EventOf<typeof GoodwillRejected>;

export const GoodwillRevocationRequested = defineEvent({
  type: 'goodwill.revocation-requested',
  version: 1,
  topics,
  thing,
  summary: 'Points that were given are to be taken back, if they are still there; loyalty answers.',
  data: record({ ...goodwill, requestedBy: employeeId('Who wants it') }),
  example: example({ ...thisOne, requestedBy: 'E1030' }),
});
export type GoodwillRevocationRequested = EventOf<typeof GoodwillRevocationRequested>;
