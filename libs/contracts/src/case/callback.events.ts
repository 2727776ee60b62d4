import { defineEvent, type EventOf } from '../event.js';
import { instant, integer, list, nullable, oneOf, record, text, uuid } from '../schema.js';
import { callbackOutcomes } from './case.values.js';

const topics = ['crm.case.v1'] as const;
const thing = 'callback';
const aCallback = '01981a2b-4444-7000-8000-0000000000b1';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const example = <Data>(data: Data) => ({ customerId: aCustomer, aggregateId: aCallback, data });

const person = (description: string) =>
  record(
    {
      employeeId: text(`${description}: the employee's id.`),
      department: text(`${description}: the department's id.`),
    },
    `${description}.`,
  );
const task = {
  callbackId: uuid('The task to call back.'),
  caseId: uuid('The case.'),
  cycle: integer('The handling of the case that it is about.', { minimum: 1 }),
};
const assignee = nullable(person('Who is to call; null: nobody but the handler and the one complained of is there'));
const nextAttemptAt = instant('When the next call is planned for.');
const thisTask = { callbackId: aCallback, caseId: aCase, cycle: 1 };
const theAssignee = { employeeId: 'E1003', department: 'service' };

export const CallbackPlanned = defineEvent({
  type: 'callback.planned',
  version: 1,
  topics,
  thing,
  summary: 'A case was resolved, and somebody other than the handler is to ask the customer.',
  forOutside: 'For a desktop or messenger that gives callers their list, and for figures per caller.',
  data: record({ ...task, assignee, dueAt: instant('Until when the customer is to be asked.'), nextAttemptAt }),
  example: example({
    ...thisTask,
    assignee: theAssignee,
    dueAt: '2026-01-06T08:00:00.000Z',
    nextAttemptAt: '2026-01-05T09:00:00.000Z',
  }),
});
export type CallbackPlanned = EventOf<typeof CallbackPlanned>;

export const callbackAssignmentReasons = ['by_hand', 'unavailable', 'unassigned', 'recusal'] as const;
export type CallbackAssignmentReason = (typeof callbackAssignmentReasons)[number];

export const CallbackAssigned = defineEvent({
  type: 'callback.assigned',
  version: 1,
  topics,
  thing,
  summary: 'Somebody else is to call.',
  forOutside: 'For a desktop or messenger that gives callers their list.',
  data: record({
    ...task,
    assignee,
    before: nullable(person('Who was to call until then; null: nobody')),
    reason: oneOf(
      callbackAssignmentReasons,
      'Somebody decided it; who was to call is away or has left; nobody was to call; a complaint is about who was to call.',
    ),
  }),
  example: example({
    ...thisTask,
    assignee: { employeeId: 'E1004', department: 'service' },
    before: theAssignee,
    reason: 'unavailable' as const,
  }),
});
export type CallbackAssigned = EventOf<typeof CallbackAssigned>;

export const CallbackAttempted = defineEvent({
  type: 'callback.attempted',
  version: 1,
  topics,
  thing,
  summary: 'A call did not reach the customer; another one follows.',
  forOutside:
    'For figures on how often customers are reached, and at which times. The last call is in callback.completed.',
  data: record({
    ...task,
    number: integer('Which call it was.', { minimum: 1, maximum: 3 }),
    outcome: oneOf(callbackOutcomes, 'Nobody answered, or somebody else did.'),
    by: person('Who called'),
    nextAttemptAt,
  }),
  example: example({
    ...thisTask,
    number: 1,
    outcome: 'unreached' as const,
    by: theAssignee,
    nextAttemptAt: '2026-01-06T01:00:00.000Z',
  }),
});
export type CallbackAttempted = EventOf<typeof CallbackAttempted>;

export const CallbackPostponed = defineEvent({
  type: 'callback.postponed',
  version: 1,
  topics,
  thing,
  summary: 'The customer wants to be called at another time.',
  forOutside: 'For a desktop or messenger that reminds callers.',
  data: record({ ...task, by: person('Who agreed it with the customer'), nextAttemptAt }),
  example: example({ ...thisTask, by: theAssignee, nextAttemptAt: '2026-01-07T02:00:00.000Z' }),
});
export type CallbackPostponed = EventOf<typeof CallbackPostponed>;

export const CallbackCancelled = defineEvent({
  type: 'callback.cancelled',
  version: 1,
  topics,
  thing,
  summary: 'Nobody is to call any more: the case was reopened, merged or withdrawn before the customer was asked.',
  forOutside: 'For a desktop or messenger that shows callers what they are to do.',
  data: record({ ...task, assignee: nullable(person('Who was to call; null: nobody yet')) }),
  example: example({ ...thisTask, assignee: theAssignee }),
});
export type CallbackCancelled = EventOf<typeof CallbackCancelled>;

const reminder = {
  ...task,
  nextAttemptAt: instant('When the call was planned for.'),
  to: list(text("An employee's id."), 'Who is to be told, each once.', 10),
};

export const CallbackDue = defineEvent({
  type: 'callback.due',
  version: 1,
  topics,
  thing,
  summary: 'It is time for a planned call; told once for each that is not made before.',
  forOutside: 'For OA and messengers, which remind the caller.',
  data: record(reminder),
  example: example({ ...thisTask, nextAttemptAt: '2026-01-06T01:00:00.000Z', to: ['E1003'] }),
});
export type CallbackDue = EventOf<typeof CallbackDue>;

export const CallbackOverdue = defineEvent({
  type: 'callback.overdue',
  version: 1,
  topics,
  thing,
  summary: 'A second or third call, or one at a time that the customer wished, was not made in time.',
  forOutside:
    'For OA and messengers, which tell the caller and the supervisor. The first call has a clock: sla.warned.',
  data: record(reminder),
  example: example({ ...thisTask, nextAttemptAt: '2026-01-06T01:00:00.000Z', to: ['E1003', 'E1030'] }),
});
export type CallbackOverdue = EventOf<typeof CallbackOverdue>;
