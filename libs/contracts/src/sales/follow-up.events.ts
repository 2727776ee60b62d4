import { defineEvent, type EventOf } from '../event.js';
import { instant, integer, nullable, oneOf, record, text, uuid } from '../schema.js';
import {
  followUpKinds,
  followUpListeners,
  followUpOutcomes,
  followUpPriorities,
  reassignmentCauses,
  visitPurposes,
} from './sales.values.js';

const topics = ['crm.customer.v1'] as const;
const thing = 'follow-up';
const aFollowUp = '01981a2b-aaaa-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const forStaff = 'For a system that notifies staff: it tells whom to remind of what, by ids.';

/** What every fact of a follow-up says; nothing of what is to be done. */
const task = {
  followUpId: uuid('The follow-up.'),
  customerId: uuid('The customer.'),
  kind: oneOf(followUpKinds, 'What is to be done.'),
  dueAt: instant('By when.'),
  priority: oneOf(followUpPriorities, 'How urgent it is.'),
  assignee: nullable(text('Who has to do it; null: the department as a whole.')),
  department: text('The department that has to see to it.'),
};
const example = {
  followUpId: aFollowUp,
  customerId: aCustomer,
  kind: 'call' as const,
  dueAt: '2026-01-07T02:00:00.000Z',
  priority: 'normal' as const,
  assignee: 'E1031',
  department: 'sales-north',
};
const about = { customerId: aCustomer, aggregateId: aFollowUp };

const told = {
  ...task,
  to: nullable(text('Who is told; null: the department as a whole.')),
  as: oneOf(followUpListeners, 'As what.'),
};

export const FollowUpOpened = defineEvent({
  type: 'follow-up.opened',
  version: 1,
  topics,
  thing,
  summary: 'Something is to be done for a customer by a certain time.',
  data: record({
    ...task,
    interactionId: nullable(uuid('The contact in which it was agreed; null: in none.')),
    opportunityId: nullable(uuid('The opportunity that it serves; null: none.')),
    visit: nullable(
      record(
        {
          plannedFrom: instant('Begin.'),
          plannedTo: instant('End.'),
          purpose: oneOf(visitPurposes, 'What for.'),
        },
        'When the visit is planned; null: it is no visit.',
      ),
    ),
  }),
  example: { ...about, data: { ...example, interactionId: null, opportunityId: null, visit: null } },
});
export type FollowUpOpened = EventOf<typeof FollowUpOpened>;

export const FollowUpReminded = defineEvent({
  type: 'follow-up.reminded',
  version: 1,
  topics,
  thing,
  summary: 'The time has come to be reminded of a follow-up; once for each time that was asked for.',
  forOutside: forStaff,
  data: record(told),
  example: { ...about, data: { ...example, to: 'E1031', as: 'assignee' } },
});
export type FollowUpReminded = EventOf<typeof FollowUpReminded>;

export const FollowUpOverdue = defineEvent({
  type: 'follow-up.overdue',
  version: 1,
  topics,
  thing,
  summary: 'A follow-up was not done in time; once for each due time, at that time.',
  data: record(told),
  example: { ...about, data: { ...example, to: 'E1031', as: 'assignee' } },
});
export type FollowUpOverdue = EventOf<typeof FollowUpOverdue>;

export const FollowUpEscalated = defineEvent({
  type: 'follow-up.escalated',
  version: 1,
  topics,
  thing,
  summary: 'A follow-up is overdue for so long that somebody above is told.',
  forOutside: forStaff,
  data: record(told),
  example: { ...about, data: { ...example, to: 'E1000', as: 'supervisor' } },
});
export type FollowUpEscalated = EventOf<typeof FollowUpEscalated>;

export const FollowUpPostponed = defineEvent({
  type: 'follow-up.postponed',
  version: 1,
  topics,
  thing,
  summary: 'A follow-up is to be done at another time than before.',
  data: record({
    ...task,
    previousDueAt: instant('By when it had to be done before.'),
    postponed: integer('How often that happened, with this time.', { minimum: 1 }),
  }),
  example: { ...about, data: { ...example, previousDueAt: '2026-01-06T02:00:00.000Z', postponed: 1 } },
});
export type FollowUpPostponed = EventOf<typeof FollowUpPostponed>;

export const FollowUpReassigned = defineEvent({
  type: 'follow-up.reassigned',
  version: 1,
  topics,
  thing,
  summary: 'Somebody else has to do a follow-up from now on.',
  forOutside: forStaff,
  data: record({
    ...task,
    previousAssignee: nullable(text('Who had to do it before; null: the department as a whole.')),
    because: oneOf(reassignmentCauses, 'Why.'),
  }),
  example: { ...about, data: { ...example, previousAssignee: 'E1032', because: 'leaver' } },
});
export type FollowUpReassigned = EventOf<typeof FollowUpReassigned>;

export const FollowUpCompleted = defineEvent({
  type: 'follow-up.completed',
  version: 1,
  topics,
  thing,
  summary: 'A follow-up was done.',
  data: record({
    ...task,
    outcome: oneOf(followUpOutcomes, 'What came of it.'),
    completedBy: text('Who did it.'),
    nextFollowUpId: nullable(uuid('The next step that was agreed; null: none.')),
  }),
  example: { ...about, data: { ...example, outcome: 'done', completedBy: 'E1031', nextFollowUpId: null } },
});
export type FollowUpCompleted = EventOf<typeof FollowUpCompleted>;

export const FollowUpCancelled = defineEvent({
  type: 'follow-up.cancelled',
  version: 1,
  topics,
  thing,
  summary: 'A follow-up need not be done any more.',
  data: record({ ...task, cancelledBy: text('Who said so.') }),
  example: { ...about, data: { ...example, cancelledBy: 'E1031' } },
});
export type FollowUpCancelled = EventOf<typeof FollowUpCancelled>;
