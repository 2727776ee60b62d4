import { valueLevels } from '../customer/customer.values.js';
import { defineEvent, type EventOf } from '../event.js';
import { flag, integer, list, nullable, oneOf, record, text } from '../schema.js';
import { caseKinds } from './case.values.js';

export const AgentChanged = defineEvent({
  type: 'agent.changed',
  version: 1,
  topics: ['crm.case.v1'],
  thing: 'agent',
  summary: 'What an employee of the service desk can be given, and how much of it; the whole present state.',
  forOutside: 'For workforce planning, which compares what can be done with what comes in.',
  data: record({
    employeeId: text("The employee's id."),
    active: flag('False: is given nothing.'),
    capacity: integer('Open cases up to which more is given.', { minimum: 1 }),
    kinds: list(oneOf(caseKinds, 'A kind of case.'), 'Kinds of cases; empty: every one.', 10),
    products: list(
      text('A product in the ERP, or, with a * at its end, every product whose id begins so.', 101),
      'Products; empty: every one.',
      500,
    ),
    languages: list(text('A language, as `zh`.', 20), 'Languages; empty: every one.', 20),
    regions: list(text('A region.', 60), 'Regions that are preferred; empty: none more than another.', 50),
    levels: list(oneOf(valueLevels, 'A value level.'), 'Value levels of customers; empty: every one.', 10),
    calendarId: nullable(text('Business calendar of the working hours; null: around the clock.', 40)),
  }),
  example: {
    aggregateId: 'E1002',
    data: {
      employeeId: 'E1002',
      active: true,
      capacity: 20,
      kinds: ['repair' as const, 'technical' as const],
      products: ['PUMP-*'],
      languages: ['zh', 'en'],
      regions: ['shanxi'],
      levels: ['diamond' as const],
      calendarId: 'default',
    },
  },
});
export type AgentChanged = EventOf<typeof AgentChanged>;

export const QueueChanged = defineEvent({
  type: 'queue.changed',
  version: 1,
  topics: ['crm.case.v1'],
  thing: 'queue',
  summary: 'Where cases wait until somebody takes them, and for which cases that is; the whole present state.',
  forOutside: 'For a wall board or a desktop that names the queues.',
  data: record({
    queueId: text('The queue.', 40),
    department: text('Department whose people take cases from it.'),
    dutyOwner: text('Employee or post who answers for a case until somebody takes it.'),
    kinds: list(oneOf(caseKinds, 'A kind of case.'), 'Kinds of cases that it is for; empty: every one.', 10),
    levels: list(oneOf(valueLevels, 'A value level.'), 'Value levels that it is for; empty: every one.', 10),
    products: list(
      text('A product in the ERP, or, with a * at its end, every product whose id begins so.', 101),
      'Products that it is for; empty: every one.',
      500,
    ),
    active: flag('False: no case comes into it any more.'),
  }),
  example: {
    aggregateId: 'repairs',
    data: {
      queueId: 'repairs',
      department: 'service',
      dutyOwner: 'E1001',
      kinds: ['repair' as const],
      levels: [],
      products: [],
      active: true,
    },
  },
});
export type QueueChanged = EventOf<typeof QueueChanged>;
