import { defineEvent, type EventOf } from '../event.js';
import { instant, integer, nullable, oneOf, record, text, uuid } from '../schema.js';

const topics = ['crm.case.v1'] as const;
const thing = 'problem';
const aProblem = '01981a2b-4444-7000-8000-0000000000d1';
const example = <Data>(data: Data) => ({ aggregateId: aProblem, data });

const about = {
  problemId: uuid('The problem.'),
  productId: nullable(text('The product in the ERP; null: cases that name none.', 100)),
  causeId: uuid('What its cases have in common: an entry of the list of causes.'),
  causeCode: text('Code of the cause when the problem was opened, for example `packaging_damage`.', 60),
};
const thisOne = {
  problemId: aProblem,
  productId: 'P-7',
  causeId: '01981a2b-4444-7000-8000-0000000000ca',
  causeCode: 'packaging_damage',
};

const responsible = record(
  {
    employeeId: text("The responsible employee's id."),
    department: text("The responsible department's id."),
  },
  'Who answers for the problem.',
);
const theResponsible = { employeeId: 'E1001', department: 'service' };

const action = {
  ...about,
  actionId: uuid('The preventive action.'),
  owner: text('Id of the employee who carries it out.'),
  dueAt: instant('By when.'),
  responsible,
};
const thisAction = {
  ...thisOne,
  actionId: '01981a2b-4444-7000-8000-0000000000d2',
  owner: 'E1011',
  dueAt: '2026-02-15T10:00:00.000Z',
  responsible: theResponsible,
};

const period = (description: string) =>
  record(
    {
      from: instant('Begin, included.'),
      until: instant('End, not included.'),
      cases: integer('Cases of the problem whose first contact was received in between.', { minimum: 0 }),
    },
    description,
  );
const verified = {
  ...about,
  responsible,
  round: integer('Which verification of the problem: 1 for the first.', { minimum: 1 }),
  before: period('Before the action: from the begin of the window in which the problem was found.'),
  after: period('The verification window, from the moment when the last action was done.'),
  toleratedPercent: integer('How many percent of the weekly rate before the rate after may be.', {
    minimum: 0,
    maximum: 99,
  }),
};
const anActionDone = '2026-02-12T08:00:00.000Z';
const before = { from: '2026-01-02T02:00:00.000Z', until: anActionDone, cases: 8 };
const after = { from: anActionDone, until: '2026-03-14T08:00:00.000Z', cases: 0 };
const thisVerification = { ...thisOne, responsible: theResponsible, round: 1, toleratedPercent: 20, before };

export const ProblemOpened = defineEvent({
  type: 'problem.opened',
  version: 1,
  topics,
  thing,
  summary: 'So many cases of one product have the same cause that something has to be done about it.',
  forOutside: 'For product and ERP teams: a product has a recurring fault.',
  data: record({
    ...about,
    cases: integer('Cases that it was opened with.', { minimum: 1 }),
    windowDays: integer('Days in which they were received.', { minimum: 1, maximum: 365 }),
    earlierProblemId: nullable(uuid('The last problem of the same product and cause, which is closed; null: none.')),
  }),
  example: example({ ...thisOne, cases: 5, windowDays: 30, earlierProblemId: null }),
});
export type ProblemOpened = EventOf<typeof ProblemOpened>;

export const ProblemAnalysed = defineEvent({
  type: 'problem.analysed',
  version: 1,
  topics,
  thing,
  summary: 'The root cause of a problem is known, and who answers for it; also told when either is corrected.',
  forOutside: 'For the tools of the responsible department, which learns of its problem by it. The words stay here.',
  data: record({ ...about, responsible }),
  example: example({ ...thisOne, responsible: theResponsible }),
});
export type ProblemAnalysed = EventOf<typeof ProblemAnalysed>;

export const PreventiveActionPlanned = defineEvent({
  type: 'preventive-action.planned',
  version: 1,
  topics,
  thing,
  summary: 'Somebody is to do something by a certain time so that a problem does not come again.',
  forOutside: 'For task lists of product and ERP teams. What is to be done is read with `GET /problems/{id}`.',
  data: record(action),
  example: example(thisAction),
});
export type PreventiveActionPlanned = EventOf<typeof PreventiveActionPlanned>;

export const PreventiveActionOverdue = defineEvent({
  type: 'preventive-action.overdue',
  version: 1,
  topics,
  thing,
  summary: 'A preventive action was not done in time; told once for each.',
  forOutside: 'For whoever reminds the owner of the action or tells the head of the department.',
  data: record(action),
  example: example(thisAction),
});
export type PreventiveActionOverdue = EventOf<typeof PreventiveActionOverdue>;

export const PreventiveActionDone = defineEvent({
  type: 'preventive-action.done',
  version: 1,
  topics,
  thing,
  summary: 'A preventive action was carried out.',
  forOutside: 'For product and ERP teams: from then on the product should show the fault no more.',
  data: record({
    ...action,
    doneAt: instant('When it was carried out.'),
    verifiedAt: nullable(
      instant('End of the verification, which begins with it; null: other actions are not done yet.'),
    ),
  }),
  example: example({ ...thisAction, doneAt: anActionDone, verifiedAt: after.until }),
});
export type PreventiveActionDone = EventOf<typeof PreventiveActionDone>;

export const ProblemClosed = defineEvent({
  type: 'problem.closed',
  version: 1,
  topics,
  thing,
  summary: 'The preventive actions were effective: the cases did not recur, or not more often than tolerated.',
  forOutside: 'For product and ERP teams that follow a recurring fault to its end.',
  data: record({ ...verified, outcome: oneOf(['effective'], 'How it ended.') }),
  example: example({ ...thisVerification, after, outcome: 'effective' as const }),
});
export type ProblemClosed = EventOf<typeof ProblemClosed>;

export const ProblemRecurred = defineEvent({
  type: 'problem.recurred',
  version: 1,
  topics,
  thing,
  summary: 'The preventive actions were not effective: the problem is open again and needs others.',
  forOutside: 'For product and ERP teams: the fault is still there.',
  data: record(verified),
  example: example({ ...thisVerification, after: { ...after, cases: 4 } }),
});
export type ProblemRecurred = EventOf<typeof ProblemRecurred>;
