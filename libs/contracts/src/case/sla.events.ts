import { defineEvent, type EventOf } from '../event.js';
import { instant, integer, list, oneOf, record, text, uuid } from '../schema.js';
import { rescheduleReasons, slaMetrics } from './case.values.js';

const topics = ['crm.case.v1'] as const;
const thing = 'case';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const example = <Data>(data: Data) => ({ customerId: aCustomer, aggregateId: aCase, data });

const caseId = uuid('The case.');
const cycle = integer('1 for the first handling; one more with every reopening.', { minimum: 1 });

const clock = {
  caseId,
  cycle,
  metric: oneOf(
    slaMetrics,
    'What is measured: the time to the acknowledgement, the first answer, the next answer, the resolution, the call-back after it, or the answer of who was offered the case.',
  ),
  dueAt: instant('The deadline by the calendar.'),
};

export const SlaBreached = defineEvent({
  type: 'sla.breached',
  version: 1,
  topics,
  thing,
  summary: 'A deadline passed unmet; told once per clock.',
  data: record({ ...clock, breachedAt: instant('The deadline itself, whenever it was noticed.') }),
  example: example({
    caseId: aCase,
    cycle: 1,
    metric: 'resolution' as const,
    dueAt: '2026-01-06T02:00:00.000Z',
    breachedAt: '2026-01-06T02:00:00.000Z',
  }),
});
export type SlaBreached = EventOf<typeof SlaBreached>;

export const SlaMet = defineEvent({
  type: 'sla.met',
  version: 1,
  topics,
  thing,
  summary: 'A deadline was kept.',
  forOutside:
    "For a data warehouse that counts kept deadlines beside `sla.breached`; our own figures count from the case's events.",
  data: record({ ...clock, metAt: instant('When it was reached.') }),
  example: example({
    caseId: aCase,
    cycle: 1,
    metric: 'resolution' as const,
    dueAt: '2026-01-06T02:00:00.000Z',
    metAt: '2026-01-05T08:00:00.000Z',
  }),
});
export type SlaMet = EventOf<typeof SlaMet>;

export const SlaRescheduled = defineEvent({
  type: 'sla.rescheduled',
  version: 1,
  topics,
  thing,
  summary: 'A clock that runs has another deadline than before.',
  data: record({
    caseId,
    cycle,
    metric: clock.metric,
    dueAt: instant('The deadline from now on; while the case waits, the latest that it can become.'),
    before: instant('The deadline before.'),
    reason: oneOf(rescheduleReasons, 'Why.'),
  }),
  example: example({
    caseId: aCase,
    cycle: 1,
    metric: 'resolution' as const,
    dueAt: '2026-01-08T02:00:00.000Z',
    before: '2026-01-06T02:00:00.000Z',
    reason: 'waiting' as const,
  }),
});
export type SlaRescheduled = EventOf<typeof SlaRescheduled>;

export const SlaWarned = defineEvent({
  type: 'sla.warned',
  version: 1,
  topics,
  thing,
  summary: 'So much of the time that a clock allows is used up; somebody is to be told.',
  forOutside: 'For OA and messengers, which tell the people named; told once per clock and share.',
  data: record({
    ...clock,
    percent: integer('Share of the allowed time that is used up; 100 is the deadline itself.', {
      minimum: 1,
      maximum: 100,
    }),
    warnedAt: instant('When that was so, whenever it was noticed.'),
    to: list(text("An employee's id."), 'Who is to be told, each once.', 10),
  }),
  example: example({
    caseId: aCase,
    cycle: 1,
    metric: 'resolution' as const,
    dueAt: '2026-01-06T02:00:00.000Z',
    percent: 80,
    warnedAt: '2026-01-05T08:24:00.000Z',
    to: ['E1001', 'E1030'],
  }),
});
export type SlaWarned = EventOf<typeof SlaWarned>;
