import { defineEvent, type EventOf } from '../event.js';
import { instant, oneOf, record, text, uuid } from '../schema.js';
import { caseStates } from './case.values.js';

const topics = ['crm.case.v1'] as const;
const thing = 'case';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const another = '01981a2b-4444-7000-8000-000000000002';
const anIntake = '01981a2b-4444-7000-8000-000000000009';
const anEmployee = { employeeId: 'E1001', department: 'service' };
const example = <Data>(data: Data) => ({
  customerId: '01981a2b-1111-7000-8000-00000000c001',
  aggregateId: aCase,
  data,
});

const caseId = uuid('The case.');
const intakeId = uuid('The contact.');
const openedAt = instant('When the first contact that the case still has was received: its clocks count from then.');
const person = (description: string) =>
  record(
    { employeeId: text("The employee's id."), department: text("The department's id, for which the person acts.") },
    description,
  );
const by = person('Who decided so.');

export const CaseIntakeAttached = defineEvent({
  type: 'case.intake-attached',
  version: 1,
  topics,
  thing,
  summary: 'A contact of another case belongs to this one now.',
  forOutside: 'For a desktop or a warehouse that shows contacts under their cases.',
  data: record({ caseId, intakeId, fromCaseId: uuid('The case that it belonged to.'), openedAt, by }),
  example: example({
    caseId: aCase,
    intakeId: anIntake,
    fromCaseId: another,
    openedAt: '2026-01-05T02:00:00.000Z',
    by: anEmployee,
  }),
});
export type CaseIntakeAttached = EventOf<typeof CaseIntakeAttached>;

export const CaseIntakeDetached = defineEvent({
  type: 'case.intake-detached',
  version: 1,
  topics,
  thing,
  summary: 'A contact of this case belongs to another one now.',
  forOutside: 'For a desktop or a warehouse that shows contacts under their cases.',
  data: record({ caseId, intakeId, toCaseId: uuid('The case that it belongs to now.'), openedAt, by }),
  example: example({
    caseId: aCase,
    intakeId: anIntake,
    toCaseId: another,
    openedAt: '2026-01-05T02:00:00.000Z',
    by: anEmployee,
  }),
});
export type CaseIntakeDetached = EventOf<typeof CaseIntakeDetached>;

export const CaseCustomerReplied = defineEvent({
  type: 'case.customer-replied',
  version: 1,
  topics,
  thing,
  summary: 'The customer answered a message of the case, or was heard again after its resolution.',
  forOutside: 'For a desktop or messenger that tells the owner; whether the case is reopened is a decision of people.',
  data: record({
    caseId,
    intakeId,
    owner: person('Who answers for the case.'),
    state: oneOf(caseStates, 'State of the case.'),
  }),
  example: example({
    caseId: aCase,
    intakeId: anIntake,
    owner: anEmployee,
    state: 'callback_pending' as const,
  }),
});
export type CaseCustomerReplied = EventOf<typeof CaseCustomerReplied>;
