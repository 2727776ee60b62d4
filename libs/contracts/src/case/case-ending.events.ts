import { defineEvent, type EventOf } from '../event.js';
import { instant, integer, oneOf, record, text, uuid } from '../schema.js';
import { caseKinds, caseSeverities, withdrawalReasons } from './case.values.js';

const topics = ['crm.case.v1'] as const;
const thing = 'case';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const anotherCase = '01981a2b-4444-7000-8000-000000000002';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const example = <Data>(aggregateId: string, data: Data) => ({ customerId: aCustomer, aggregateId, data });

const caseId = uuid('The case.');
const cycle = integer('1 for the first handling; one more with every reopening.', { minimum: 1 });
const by = record(
  { employeeId: text("The employee's id."), department: text("The department's id.") },
  'Who did it, on the word of the customer or as a matter of order.',
);
const theOne = { employeeId: 'E1001', department: 'service' };

export const CaseWithdrawn = defineEvent({
  type: 'case.withdrawn',
  version: 1,
  topics,
  thing,
  summary: 'The case ended without a resolution: nobody wants anything any more, or nobody ever did.',
  data: record({
    caseId,
    cycle,
    kind: oneOf(caseKinds, 'What the customer wanted.'),
    reason: oneOf(
      withdrawalReasons,
      'The customer takes it back, or it is handled elsewhere; or it never was a case: opened by mistake, spam, a test.',
    ),
    by,
    openedAt: instant('When the first contact was received.'),
    withdrawnAt: instant('When it ended.'),
  }),
  example: example(aCase, {
    caseId: aCase,
    cycle: 1,
    kind: 'complaint' as const,
    reason: 'customer_withdrew' as const,
    by: theOne,
    openedAt: '2026-01-05T02:00:00.000Z',
    withdrawnAt: '2026-01-05T08:00:00.000Z',
  }),
});
export type CaseWithdrawn = EventOf<typeof CaseWithdrawn>;

export const CaseMerged = defineEvent({
  type: 'case.merged',
  version: 1,
  topics,
  thing,
  summary: 'The case ended as a part of another one, which goes on for both; it is never opened again.',
  data: record({
    caseId,
    cycle,
    intoId: uuid('The case that goes on.'),
    by,
    openedAt: instant('When the first contact of the case was received.'),
    mergedAt: instant('When it ended.'),
  }),
  example: example(aCase, {
    caseId: aCase,
    cycle: 1,
    intoId: anotherCase,
    by: theOne,
    openedAt: '2026-01-05T02:00:00.000Z',
    mergedAt: '2026-01-05T08:00:00.000Z',
  }),
});
export type CaseMerged = EventOf<typeof CaseMerged>;

export const CaseAbsorbed = defineEvent({
  type: 'case.absorbed',
  version: 1,
  topics,
  thing,
  summary: 'The case goes on for another one as well, which was merged into it: as strictly as the stricter of both.',
  data: record({
    caseId,
    mergedId: uuid('The case that ended in it.'),
    severity: oneOf(caseSeverities, 'How bad it is from now on: the worse of both.'),
    openedAt: instant('When the first contact of either was received.'),
    by,
  }),
  example: example(anotherCase, {
    caseId: anotherCase,
    mergedId: aCase,
    severity: 'high' as const,
    openedAt: '2026-01-05T02:00:00.000Z',
    by: theOne,
  }),
});
export type CaseAbsorbed = EventOf<typeof CaseAbsorbed>;
