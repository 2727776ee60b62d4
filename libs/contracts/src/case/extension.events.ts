import { defineEvent, type EventOf } from '../event.js';
import { integer, record, text, uuid } from '../schema.js';

const topics = ['crm.case.v1'] as const;
const thing = 'case';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const anExtension = '01981a2b-4444-7000-8000-0000000000e7';

const extension = {
  caseId: uuid('The case.'),
  extensionId: uuid('What was asked for.'),
  step: integer('The first or a further extension that the policy allows.', { minimum: 1 }),
  requestedBy: text("Who asked for it: the employee's id."),
};
const example = <Data>(data: Data) => ({ customerId: aCustomer, aggregateId: aCase, data });
const first = { caseId: aCase, extensionId: anExtension, step: 1, requestedBy: 'E1001' };

export const ExtensionRequested = defineEvent({
  type: 'extension.requested',
  version: 1,
  topics,
  thing,
  summary: 'Somebody asks for more time to resolve a case; somebody else has to approve it.',
  forOutside: 'For OA, which asks whoever may approve it.',
  data: record(extension),
  example: example(first),
});
export type ExtensionRequested = EventOf<typeof ExtensionRequested>;

export const ExtensionDeclined = defineEvent({
  type: 'extension.declined',
  version: 1,
  topics,
  thing,
  summary: 'There is no more time for a case; its deadline stays. One that is approved is told by sla.rescheduled.',
  forOutside: 'For OA, which tells who asked for it.',
  data: record({ ...extension, declinedBy: text("Who decided so: the employee's id.") }),
  example: example({ ...first, declinedBy: 'E1030' }),
});
export type ExtensionDeclined = EventOf<typeof ExtensionDeclined>;
