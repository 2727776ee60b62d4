import { defineEvent, type EventOf } from '../event.js';
import { instant, integer, nullable, oneOf, record, text, uuid } from '../schema.js';

const topics = ['crm.feedback.v1'] as const;
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const aCase = '01981a2b-4444-7000-8000-000000000001';
const anInvitation = '01981a2b-5555-7000-8000-000000000001';
const aResponse = '01981a2b-5555-7000-8000-000000000002';
const aFollowUp = '01981a2b-5555-7000-8000-000000000003';

const caseId = nullable(uuid('The case it is about; null where it is about none.'));
const customerId = uuid('The customer as first seen.');

export const invitationSuppressions = ['not_contactable', 'message_suppressed'] as const;
export type InvitationSuppression = (typeof invitationSuppressions)[number];

export const InvitationSent = defineEvent({
  type: 'invitation.sent',
  version: 1,
  topics,
  thing: 'invitation',
  summary: 'A customer was asked for an answer.',
  data: record({
    invitationId: uuid('The invitation.'),
    customerId,
    caseId,
    survey: text('The survey, for example `case_closed`.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: anInvitation,
    data: { invitationId: anInvitation, customerId: aCustomer, caseId: aCase, survey: 'case_closed' },
  },
});
export type InvitationSent = EventOf<typeof InvitationSent>;

export const InvitationSuppressed = defineEvent({
  type: 'invitation.suppressed',
  version: 1,
  topics,
  thing: 'invitation',
  summary: 'A customer was not asked, on purpose.',
  data: record({
    invitationId: uuid('The invitation.'),
    customerId,
    caseId,
    reason: oneOf(invitationSuppressions, 'No way to reach the customer for a survey, or held back on the way.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: anInvitation,
    data: { invitationId: anInvitation, customerId: aCustomer, caseId: aCase, reason: 'not_contactable' },
  },
});
export type InvitationSuppressed = EventOf<typeof InvitationSuppressed>;

export const ResponseReceived = defineEvent({
  type: 'response.received',
  version: 1,
  topics,
  thing: 'response',
  summary: 'A customer answered; the words stay in feedback.',
  data: record({
    responseId: uuid('The answer.'),
    invitationId: uuid('The invitation it answers.'),
    customerId,
    caseId,
    nps: nullable(integer('Would recommend, 0–10; null when not answered.', { minimum: 0, maximum: 10 })),
    csat: nullable(integer('Satisfaction, 1–5; null when not answered.', { minimum: 1, maximum: 5 })),
    answeredAt: instant('When.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aResponse,
    data: {
      responseId: aResponse,
      invitationId: anInvitation,
      customerId: aCustomer,
      caseId: aCase,
      nps: 3,
      csat: 2,
      answeredAt: '2026-01-07T02:00:00.000Z',
    },
  },
});
export type ResponseReceived = EventOf<typeof ResponseReceived>;

export const FollowupRequested = defineEvent({
  type: 'followup.requested',
  version: 1,
  topics,
  thing: 'follow-up',
  summary: 'A bad answer needs somebody: service-desk opens exactly one case for it.',
  data: record({
    followUpId: uuid('The follow-up; one case per id.'),
    responseId: uuid('The bad answer.'),
    customerId,
    caseId,
    reason: oneOf(['detractor', 'low_csat'], 'Recommendation 0–6, or satisfaction 1–2.'),
    score: integer('The score that gave the reason.', { minimum: 0, maximum: 10 }),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aFollowUp,
    data: {
      followUpId: aFollowUp,
      responseId: aResponse,
      customerId: aCustomer,
      caseId: aCase,
      reason: 'detractor',
      score: 3,
    },
  },
});
export type FollowupRequested = EventOf<typeof FollowupRequested>;
