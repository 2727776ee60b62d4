import { defineEvent, type EventOf } from '../event.js';
import { day, instant, integer, list, nullable, oneOf, optional, record, text, uuid } from '../schema.js';
import {
  lossReasons,
  openStages,
  opportunityFields,
  opportunitySources,
  opportunityStages,
  reassignmentCauses,
  stageReasons,
  winReasons,
} from './sales.values.js';

const topics = ['crm.customer.v1'] as const;
const thing = 'opportunity';
const anOpportunity = '01981a2b-bbbb-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const forFigures = 'For a forecast or a data warehouse: every fact carries amount, currency, stage and days in stage.';

/** What every fact of an opportunity says: enough for figures without looking anything up. Nothing that names people. */
const deal = {
  opportunityId: uuid('The opportunity.'),
  customerId: uuid('The customer.'),
  amountMinor: integer('What it is worth if it is won, in minor units; 0: not known yet.', { minimum: 0 }),
  currency: text('ISO 4217 code.', 3),
  probability: integer('How likely it is to be won, in percent.', { minimum: 0, maximum: 100 }),
  expectedCloseOn: nullable(day('When a decision is expected; null: not known.')),
  source: oneOf(opportunitySources, 'Where it came from.'),
  owner: text('Who pursues it.'),
  department: text('The department that pursues it.'),
};
const example = {
  opportunityId: anOpportunity,
  customerId: aCustomer,
  amountMinor: 128_000_00,
  currency: 'CNY',
  probability: 50,
  expectedCloseOn: '2026-03-31',
  source: 'inbound' as const,
  owner: 'E1031',
  department: 'sales-north',
};
const about = { customerId: aCustomer, aggregateId: anOpportunity };
const daysInStage = integer('Whole days that it spent in the stage that it left.', { minimum: 0 });

export const OpportunityOpened = defineEvent({
  type: 'opportunity.opened',
  version: 1,
  topics,
  thing,
  summary: 'There is something to be won with a customer.',
  data: record({ ...deal, stage: oneOf(openStages, 'The stage in which it begins.') }),
  example: { ...about, data: { ...example, stage: 'lead', probability: 10 } },
});
export type OpportunityOpened = EventOf<typeof OpportunityOpened>;

export const OpportunityStageChanged = defineEvent({
  type: 'opportunity.stage-changed',
  version: 1,
  topics,
  thing,
  summary: 'An opportunity is in another open stage; from `lost`: it was taken up again.',
  data: record({
    ...deal,
    from: oneOf(opportunityStages, 'Stage before.'),
    to: oneOf(openStages, 'Stage after.'),
    daysInStage,
    reason: nullable(oneOf(stageReasons, 'Why; null: not said, on the way forward.')),
  }),
  example: { ...about, data: { ...example, from: 'qualified', to: 'proposal', daysInStage: 6, reason: null } },
});
export type OpportunityStageChanged = EventOf<typeof OpportunityStageChanged>;

export const OpportunityWon = defineEvent({
  type: 'opportunity.won',
  version: 1,
  topics,
  thing,
  summary: 'An opportunity was won; its order may come later.',
  data: record({
    ...deal,
    from: oneOf(openStages, 'Stage before.'),
    daysInStage,
    daysOpen: integer('Whole days from its beginning to now.', { minimum: 0 }),
    reason: oneOf(winReasons, 'Why.'),
    orderId: optional(text('The order that it became, in the id of the ERP.')),
  }),
  example: {
    ...about,
    data: { ...example, probability: 100, from: 'negotiation', daysInStage: 9, daysOpen: 41, reason: 'quality' },
  },
});
export type OpportunityWon = EventOf<typeof OpportunityWon>;

export const OpportunityLost = defineEvent({
  type: 'opportunity.lost',
  version: 1,
  topics,
  thing,
  summary: 'An opportunity was lost, or given up.',
  data: record({
    ...deal,
    from: oneOf(openStages, 'Stage before.'),
    daysInStage,
    daysOpen: integer('Whole days from its beginning to now.', { minimum: 0 }),
    reason: oneOf(lossReasons, 'Why.'),
  }),
  example: {
    ...about,
    data: { ...example, probability: 0, from: 'proposal', daysInStage: 20, daysOpen: 33, reason: 'price' },
  },
});
export type OpportunityLost = EventOf<typeof OpportunityLost>;

export const OpportunityCorrected = defineEvent({
  type: 'opportunity.corrected',
  version: 1,
  topics,
  thing,
  summary: 'What is known of an opportunity is different, its stage aside.',
  data: record({
    ...deal,
    stage: oneOf(opportunityStages, 'Its stage.'),
    fields: list(oneOf(opportunityFields, 'A field.'), 'What is different now.'),
    previousOwner: optional(text('Who pursued it before; of one that was handed on by the service itself.')),
    because: optional(oneOf(reassignmentCauses, 'Why it has another owner; left out: somebody said so.')),
  }),
  example: { ...about, data: { ...example, stage: 'proposal', fields: ['amount'] } },
});
export type OpportunityCorrected = EventOf<typeof OpportunityCorrected>;

export const OpportunityStalled = defineEvent({
  type: 'opportunity.stalled',
  version: 1,
  topics,
  thing,
  summary: 'Nothing happened with an open opportunity for longer than its stage allows.',
  data: record({
    ...deal,
    stage: oneOf(openStages, 'Its stage.'),
    lastMovedAt: instant('When it last changed its stage, or the customer was last reached.'),
    daysInStage: integer('Whole days that it has been in its stage.', { minimum: 0 }),
  }),
  example: {
    ...about,
    data: { ...example, stage: 'proposal', lastMovedAt: '2025-12-22T02:00:00.000Z', daysInStage: 20 },
  },
});
export type OpportunityStalled = EventOf<typeof OpportunityStalled>;

export const OpportunityResumed = defineEvent({
  type: 'opportunity.resumed',
  version: 1,
  topics,
  thing,
  summary: 'A stalled opportunity moves again without another stage: the customer was reached.',
  data: record({ ...deal, stage: oneOf(openStages, 'Its stage.'), interactionId: uuid('The contact.') }),
  example: {
    ...about,
    data: { ...example, stage: 'proposal', interactionId: '01981a2b-9999-7000-8000-000000000001' },
  },
});
export type OpportunityResumed = EventOf<typeof OpportunityResumed>;

export const OpportunityCloseOverdue = defineEvent({
  type: 'opportunity.close-overdue',
  version: 1,
  topics,
  thing,
  summary: 'An opportunity is open still after the day on which a decision was expected.',
  forOutside: forFigures,
  data: record({ ...deal, stage: oneOf(openStages, 'Its stage.') }),
  example: { ...about, data: { ...example, stage: 'negotiation', expectedCloseOn: '2026-01-04' } },
});
export type OpportunityCloseOverdue = EventOf<typeof OpportunityCloseOverdue>;
