import { defineEvent, type EventOf } from '../event.js';
import { flag, instant, integer, nullable, oneOf, optional, record, text, uuid } from '../schema.js';
import {
  callbackOutcomes,
  caseKinds,
  caseSeverities,
  closingOutcomes,
  intakeChannels,
  ownerChangeReasons,
  waitedFor,
} from './case.values.js';

const topics = ['crm.case.v1'] as const;
const thing = 'case';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const example = <Data>(data: Data) => ({ customerId: aCustomer, aggregateId: aCase, data });

const caseId = uuid('The case.');
const cycle = integer('1 for the first handling; one more with every reopening.', { minimum: 1 });
const person = (description: string) =>
  record(
    {
      employeeId: text(`${description}: the employee's id.`),
      department: text(`${description}: the department's id.`),
    },
    `${description}.`,
  );

export const IntakeRecorded = defineEvent({
  type: 'intake.recorded',
  version: 1,
  topics,
  thing: 'intake',
  summary: 'A contact of a customer was recorded and belongs to a case.',
  data: record({
    intakeId: uuid('The contact.'),
    caseId,
    channel: oneOf(intakeChannels, 'The way the customer took.'),
    decision: oneOf(
      ['opened', 'attached', 'suggested'],
      'Whether it opened the case or joined it; suggested: it opened it, and may well belong to another one.',
    ),
    receivedAt: instant('When the customer spoke.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: '01981a2b-4444-7000-8000-000000000009',
    data: {
      intakeId: '01981a2b-4444-7000-8000-000000000009',
      caseId: aCase,
      channel: 'phone',
      decision: 'opened',
      receivedAt: '2026-01-05T02:00:00.000Z',
    },
  },
});
export type IntakeRecorded = EventOf<typeof IntakeRecorded>;

export const CaseOpened = defineEvent({
  type: 'case.opened',
  version: 1,
  topics,
  thing,
  summary: 'A case was opened; it has an accountable owner from this moment.',
  data: record({
    caseId,
    number: text('What people call the case, for example `C-2026-000123`.', 40),
    kind: oneOf(caseKinds, 'What the customer wants.'),
    severity: oneOf(caseSeverities, 'How bad it is.'),
    owner: person('Accountable from the first second'),
    openedAt: instant('When the first contact was received.'),
    dueAt: instant('When it has to be resolved by the calendar.'),
    origin: oneOf(['intake', 'followup'], 'A contact of the customer, or a bad survey answer.'),
    followUpId: nullable(uuid('The follow-up it was opened for.')),
  }),
  example: example({
    caseId: aCase,
    number: 'C-2026-000001',
    kind: 'complaint' as const,
    severity: 'normal' as const,
    owner: { employeeId: 'E1001', department: 'service' },
    openedAt: '2026-01-05T02:00:00.000Z',
    dueAt: '2026-01-06T02:00:00.000Z',
    origin: 'intake' as const,
    followUpId: null,
  }),
});
export type CaseOpened = EventOf<typeof CaseOpened>;

export const CaseAcknowledged = defineEvent({
  type: 'case.acknowledged',
  version: 1,
  topics,
  thing,
  summary: 'The owner has seen the case.',
  data: record({ caseId, by: person('Who acknowledged it') }),
  example: example({ caseId: aCase, by: { employeeId: 'E1001', department: 'service' } }),
});
export type CaseAcknowledged = EventOf<typeof CaseAcknowledged>;

export const CaseAssessed = defineEvent({
  type: 'case.assessed',
  version: 1,
  topics,
  thing,
  summary: 'Somebody said how bad a case is, which product it is about and what caused it; a later one replaces it.',
  forOutside: 'For product and ERP teams that count cases by product and cause, also those that recur too seldom.',
  data: record({
    caseId,
    severity: oneOf(caseSeverities, 'How bad it is from now on.'),
    productId: nullable(text('The product in the ERP; null: it is about none, or none is known.', 100)),
    causeId: uuid('What caused it: an entry of the list of causes.'),
    by: person('Who assessed it'),
  }),
  example: example({
    caseId: aCase,
    severity: 'high' as const,
    productId: 'P-7',
    causeId: '01981a2b-4444-7000-8000-0000000000ca',
    by: { employeeId: 'E1001', department: 'service' },
  }),
});
export type CaseAssessed = EventOf<typeof CaseAssessed>;

export const CaseKindChanged = defineEvent({
  type: 'case.kind-changed',
  version: 1,
  topics,
  thing,
  summary:
    'What the customer wants is known, or another thing than was thought: a contact told it, or somebody assessed it.',
  data: record({
    caseId,
    kind: oneOf(caseKinds, 'What the customer wants.'),
    before: oneOf(caseKinds, 'What the case was taken for before.'),
    by: person('Who recorded the contact, or assessed the case'),
  }),
  example: example({
    caseId: aCase,
    kind: 'complaint' as const,
    before: 'enquiry' as const,
    by: { employeeId: 'E1001', department: 'service' },
  }),
});
export type CaseKindChanged = EventOf<typeof CaseKindChanged>;

export const CaseResponded = defineEvent({
  type: 'case.responded',
  version: 1,
  topics,
  thing,
  summary: 'The customer got an answer.',
  data: record({ caseId, by: person('Who answered'), first: flag('True for the first answer of the case.') }),
  example: example({ caseId: aCase, by: { employeeId: 'E1001', department: 'service' }, first: true }),
});
export type CaseResponded = EventOf<typeof CaseResponded>;

export const CaseWaiting = defineEvent({
  type: 'case.waiting',
  version: 1,
  topics,
  thing,
  summary:
    'The case waits for somebody outside; its clocks for the resolution and the next answer stand, but not for ever.',
  data: record({ caseId, cycle, for: oneOf(waitedFor, 'Whom it waits for.'), by: person('Who says so') }),
  example: example({
    caseId: aCase,
    cycle: 1,
    for: 'customer' as const,
    by: { employeeId: 'E1001', department: 'service' },
  }),
});
export type CaseWaiting = EventOf<typeof CaseWaiting>;

export const CaseResumed = defineEvent({
  type: 'case.resumed',
  version: 1,
  topics,
  thing,
  summary: 'The case waits no more.',
  data: record({
    caseId,
    cycle,
    by: nullable(person('Who says so; null when the customer spoke')),
  }),
  example: example({ caseId: aCase, cycle: 1, by: { employeeId: 'E1001', department: 'service' } }),
});
export type CaseResumed = EventOf<typeof CaseResumed>;

export const CaseHandoverOffered = defineEvent({
  type: 'case.handover-offered',
  version: 1,
  topics,
  thing,
  summary: 'The owner offered the case to somebody else and stays accountable until it is accepted.',
  forOutside: 'For a desktop or messenger that wants to show the offer to whoever is asked.',
  data: record({
    caseId,
    handoverId: uuid('The offer.'),
    from: person('Who gives'),
    to: record(
      {
        employeeId: nullable(text("Who is asked: the employee's id; null when anybody of the department may accept.")),
        department: text("Who is asked: the department's id."),
      },
      'Who is asked.',
    ),
  }),
  example: example({
    caseId: aCase,
    handoverId: '01981a2b-4444-7000-8000-0000000000a1',
    from: { employeeId: 'E1001', department: 'service' },
    to: { employeeId: 'E1021', department: 'complaint-centre' },
  }),
});
export type CaseHandoverOffered = EventOf<typeof CaseHandoverOffered>;

export const CaseHandoverAccepted = defineEvent({
  type: 'case.handover-accepted',
  version: 1,
  topics,
  thing,
  summary: 'The case has a new owner.',
  data: record({
    caseId,
    handoverId: uuid('The offer, or the record of another change of the owner.'),
    owner: person('The owner from now on'),
    reason: optional(
      oneOf(
        ownerChangeReasons,
        'Accepted, given up by the person complained of, taken from a queue, since the owner before is absent or has left, decided by the complaint centre, routed anew since the case is of another kind, or since its queue is another department’s or somebody else is on duty for it; left out: not told.',
      ),
    ),
  }),
  example: example({
    caseId: aCase,
    handoverId: '01981a2b-4444-7000-8000-0000000000a1',
    owner: { employeeId: 'E1021', department: 'complaint-centre' },
    reason: 'handover' as const,
  }),
});
export type CaseHandoverAccepted = EventOf<typeof CaseHandoverAccepted>;

export const CaseHandoverDeclined = defineEvent({
  type: 'case.handover-declined',
  version: 1,
  topics,
  thing,
  summary: 'The offer was turned down, or taken back by the giver; the giver is still the owner.',
  forOutside: 'For a desktop or messenger that wants to tell the giver.',
  data: record({ caseId, handoverId: uuid('The offer.'), owner: person('The owner, unchanged') }),
  example: example({
    caseId: aCase,
    handoverId: '01981a2b-4444-7000-8000-0000000000a1',
    owner: { employeeId: 'E1001', department: 'service' },
  }),
});
export type CaseHandoverDeclined = EventOf<typeof CaseHandoverDeclined>;

export const CaseResolved = defineEvent({
  type: 'case.resolved',
  version: 1,
  topics,
  thing,
  summary: 'The handler says that it is solved; the customer has not been asked yet.',
  data: record({ caseId, cycle, handler: person('Who solved it'), resolvedAt: instant('When.') }),
  example: example({
    caseId: aCase,
    cycle: 1,
    handler: { employeeId: 'E1021', department: 'complaint-centre' },
    resolvedAt: '2026-01-05T08:00:00.000Z',
  }),
});
export type CaseResolved = EventOf<typeof CaseResolved>;

export const CallbackCompleted = defineEvent({
  type: 'callback.completed',
  version: 1,
  topics,
  thing,
  summary: 'Somebody other than the handler asked the customer.',
  data: record({
    caseId,
    cycle,
    outcome: oneOf(
      callbackOutcomes,
      'What the last call brought. Unreached or wrong_number (after three calls) and refused end as unconfirmed.',
    ),
    by: person('Who called'),
    callbackId: optional(uuid('The task to call back.')),
    score: optional(
      nullable(integer('How satisfied the customer is, from 1 to 5; null: not said.', { minimum: 1, maximum: 5 })),
    ),
    attempts: optional(integer('Calls that it took.', { minimum: 1, maximum: 3 })),
    handler: optional(person('Who had resolved the case')),
    resolvedAt: optional(instant('When the case had been resolved.')),
    dueAt: optional(instant('Until when the customer was to be asked.')),
  }),
  example: example({
    caseId: aCase,
    cycle: 1,
    outcome: 'satisfied' as const,
    by: { employeeId: 'E1002', department: 'service' },
    callbackId: '01981a2b-4444-7000-8000-0000000000b1',
    score: 5,
    attempts: 1,
    handler: { employeeId: 'E1021', department: 'complaint-centre' },
    resolvedAt: '2026-01-05T08:00:00.000Z',
    dueAt: '2026-01-06T08:00:00.000Z',
  }),
});
export type CallbackCompleted = EventOf<typeof CallbackCompleted>;

export const CaseClosed = defineEvent({
  type: 'case.closed',
  version: 1,
  topics,
  thing,
  summary: 'The case ended.',
  data: record({
    caseId,
    cycle,
    kind: oneOf(caseKinds, 'What the customer wanted.'),
    outcome: oneOf(closingOutcomes, 'Confirmed by the customer, not reached, or no call-back needed.'),
    handler: person('Who solved it'),
    openedAt: instant('When the first contact was received.'),
    resolvedAt: instant('When it was solved for the last time.'),
    closedAt: instant('When it ended.'),
  }),
  example: example({
    caseId: aCase,
    cycle: 1,
    kind: 'complaint' as const,
    outcome: 'satisfied' as const,
    handler: { employeeId: 'E1021', department: 'complaint-centre' },
    openedAt: '2026-01-05T02:00:00.000Z',
    resolvedAt: '2026-01-05T08:00:00.000Z',
    closedAt: '2026-01-06T01:00:00.000Z',
  }),
});
export type CaseClosed = EventOf<typeof CaseClosed>;

export const CaseReopened = defineEvent({
  type: 'case.reopened',
  version: 1,
  topics,
  thing,
  summary: 'The customer was not satisfied: a new cycle with a new clock.',
  data: record({
    caseId,
    cycle,
    owner: person('Accountable for the new cycle'),
    dueAt: instant('When the new cycle has to be resolved.'),
  }),
  example: example({
    caseId: aCase,
    cycle: 2,
    owner: { employeeId: 'E1021', department: 'complaint-centre' },
    dueAt: '2026-01-08T02:00:00.000Z',
  }),
});
export type CaseReopened = EventOf<typeof CaseReopened>;
