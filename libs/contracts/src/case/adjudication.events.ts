import { defineEvent, type EventOf } from '../event.js';
import { integer, record, text, uuid } from '../schema.js';

const topics = ['crm.case.v1'] as const;
const thing = 'case';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const anOffer = '01981a2b-4444-7000-8000-0000000000a1';
const example = <Data>(data: Data) => ({
  customerId: '01981a2b-1111-7000-8000-00000000c001',
  aggregateId: aCase,
  data,
});

const person = (description: string) =>
  record(
    {
      employeeId: text(`${description}: the employee's id.`),
      department: text(`${description}: the department's id.`),
    },
    `${description}.`,
  );

export const CaseAdjudicationNeeded = defineEvent({
  type: 'case.adjudication-needed',
  version: 1,
  topics,
  thing,
  summary: 'A case was bounced for the second time: the complaint centre decides who answers for it.',
  forOutside: 'For a messenger that tells the complaint centre.',
  data: record({
    caseId: uuid('The case.'),
    handoverId: uuid('The offer that is to be decided on.'),
    owner: person('The owner, unchanged until the decision'),
    bounces: integer('How often the case was bounced in this cycle.', { minimum: 2 }),
  }),
  example: example({
    caseId: aCase,
    handoverId: anOffer,
    owner: { employeeId: 'E1002', department: 'service' },
    bounces: 2,
  }),
});
export type CaseAdjudicationNeeded = EventOf<typeof CaseAdjudicationNeeded>;

export const CaseAdjudicated = defineEvent({
  type: 'case.adjudicated',
  version: 1,
  topics,
  thing,
  summary: 'The complaint centre decided who answers for a bounced case; nobody can decline that.',
  forOutside: 'For a messenger that tells both sides; where the owner is another one, case.handover-accepted tells it.',
  data: record({
    caseId: uuid('The case.'),
    handoverId: uuid('The offer that was decided on.'),
    owner: person('Who answers for it from now on, perhaps the same as before'),
    by: person('Who decided'),
  }),
  example: example({
    caseId: aCase,
    handoverId: anOffer,
    owner: { employeeId: 'E3001', department: 'logistics' },
    by: { employeeId: 'E1021', department: 'complaint-centre' },
  }),
});
export type CaseAdjudicated = EventOf<typeof CaseAdjudicated>;
