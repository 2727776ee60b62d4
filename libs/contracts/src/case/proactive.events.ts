import { defineEvent, type EventOf } from '../event.js';
import { instant, integer, nullable, oneOf, record, text, uuid } from '../schema.js';

const topics = ['crm.case.v1'] as const;
const anAction = '01981a2b-4444-7000-8000-0000000000e1';
const aTask = '01981a2b-4444-7000-8000-0000000000e2';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

/** What happened in the market that customers are to hear of from us. */
export const proactiveEventKinds = [
  'recall',
  'price_change',
  'outage',
  'weather',
  'season',
  'policy',
  'competitor',
  'other',
] as const;
export type ProactiveEventKind = (typeof proactiveEventKinds)[number];

const action = {
  actionId: uuid('The action.'),
  kind: oneOf(proactiveEventKinds, 'What happened.'),
};

export const ProactiveActionStarted = defineEvent({
  type: 'proactive-action.started',
  version: 1,
  topics,
  thing: 'proactive-action',
  summary: 'Customers whom something concerns are to be told before they ask: a task is made for each of them.',
  forOutside: 'For OA and planning tools that follow such actions. The words are at the service desk.',
  data: record({
    ...action,
    matched: integer('Customers that fitted when it was started.', { minimum: 0 }),
    startedBy: text("The employee's id."),
  }),
  example: { aggregateId: anAction, data: { actionId: anAction, kind: 'recall', matched: 2000, startedBy: 'E1030' } },
});
export type ProactiveActionStarted = EventOf<typeof ProactiveActionStarted>;

export const ProactiveActionFinished = defineEvent({
  type: 'proactive-action.finished',
  version: 1,
  topics,
  thing: 'proactive-action',
  summary:
    'Every customer has a task, or the action was cancelled, perhaps after that: then what was open is called off.',
  forOutside: 'For OA and planning tools that follow such actions.',
  data: record({
    ...action,
    outcome: oneOf(['done', 'cancelled'], 'Cancelled: tasks that were open are open no more.'),
    tasks: integer('Tasks that were made.', { minimum: 0 }),
  }),
  example: { aggregateId: anAction, data: { actionId: anAction, kind: 'recall', outcome: 'done', tasks: 2000 } },
});
export type ProactiveActionFinished = EventOf<typeof ProactiveActionFinished>;

const task = {
  taskId: uuid('The task.'),
  actionId: uuid('The action that it belongs to.'),
  customerId: uuid('The customer whom it is about.'),
};
const thisTask = { taskId: aTask, actionId: anAction, customerId: aCustomer };

export const ProactiveTaskOpened = defineEvent({
  type: 'proactive-task.opened',
  version: 1,
  topics,
  thing: 'proactive-task',
  summary: 'Somebody is to speak with a customer about something that happened.',
  forOutside: 'For task lists of OA and messengers. What is to be done is read with `GET /proactive-tasks`.',
  data: record({
    ...task,
    assignee: record(
      {
        employeeId: text("Who is to do it: the employee's id."),
        department: text("Who is to do it: the department's id."),
      },
      'Who is to do it.',
    ),
    dueAt: instant('By when.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aTask,
    data: {
      ...thisTask,
      assignee: { employeeId: 'E1030', department: 'sales-north' },
      dueAt: '2026-01-12T10:00:00.000Z',
    },
  },
});
export type ProactiveTaskOpened = EventOf<typeof ProactiveTaskOpened>;

export const ProactiveTaskClosed = defineEvent({
  type: 'proactive-task.closed',
  version: 1,
  topics,
  thing: 'proactive-task',
  summary: 'A task about something that happened is open no more.',
  forOutside: 'For task lists of OA and messengers.',
  data: record({
    ...task,
    outcome: oneOf(['done', 'skipped', 'cancelled'], 'How it ended; cancelled: its action was.'),
    caseId: nullable(uuid('The case that came of it; null: none.')),
    by: text("Who says so: the employee's id."),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aTask,
    data: { ...thisTask, outcome: 'done', caseId: null, by: 'E1030' },
  },
});
export type ProactiveTaskClosed = EventOf<typeof ProactiveTaskClosed>;

const assignee = record(
  {
    employeeId: text("Who is to do it: the employee's id."),
    department: text("Who is to do it: the department's id."),
  },
  'Who is to do it.',
);
const dueAt = instant('By when.');

export const ProactiveTaskAssigned = defineEvent({
  type: 'proactive-task.assigned',
  version: 1,
  topics,
  thing: 'proactive-task',
  summary: 'Somebody else is to do a task: who was to do it has left or is away, or somebody gave it to another one.',
  forOutside: 'For task lists of OA and messengers.',
  data: record({ ...task, before: text("Who was to do it: the employee's id."), assignee, dueAt }),
  example: {
    customerId: aCustomer,
    aggregateId: aTask,
    data: {
      ...thisTask,
      before: 'E1001',
      assignee: { employeeId: 'E1030', department: 'sales-north' },
      dueAt: '2026-01-12T10:00:00.000Z',
    },
  },
});
export type ProactiveTaskAssigned = EventOf<typeof ProactiveTaskAssigned>;

export const ProactiveTaskDue = defineEvent({
  type: 'proactive-task.due',
  version: 1,
  topics,
  thing: 'proactive-task',
  summary: 'A task is due soon, and open still; told once.',
  forOutside: 'For OA and messengers, which remind who is to do it.',
  data: record({ ...task, assignee, dueAt }),
  example: {
    customerId: aCustomer,
    aggregateId: aTask,
    data: {
      ...thisTask,
      assignee: { employeeId: 'E1030', department: 'sales-north' },
      dueAt: '2026-01-12T10:00:00.000Z',
    },
  },
});
export type ProactiveTaskDue = EventOf<typeof ProactiveTaskDue>;
