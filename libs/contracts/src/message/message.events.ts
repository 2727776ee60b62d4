import { messageChannels, messagePurposes } from '../customer/customer.values.js';
import { defineEvent, type EventOf } from '../event.js';
import { integer, nullable, oneOf, record, text, textMap, uuid } from '../schema.js';

const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const aMessage = '01981a2b-3333-7000-8000-000000000001';
const topics = ['crm.message.v1'] as const;

/** Messages that customer-master has a text for, in zh and en. */
export const messageTemplates = ['survey_invitation', 'case_update', 'case_reply', 'points_statement'] as const;
export type MessageTemplate = (typeof messageTemplates)[number];

/** Published by whoever wants to write to a customer; only customer-master knows the address, the consent and the cap. */
export const MessageRequested = defineEvent({
  type: 'message.requested',
  version: 1,
  topics: ['crm.feedback.v1', 'crm.case.v1', 'crm.loyalty.v1'],
  thing: 'message',
  summary: 'A service asks customer-master to write to a customer.',
  data: record({
    messageId: uuid('Chosen by the asking service; one message leaves per id.'),
    customerId: uuid('The customer as the asking service knows it.'),
    purpose: oneOf(messagePurposes, 'What the message is for; consent and cap depend on it.'),
    template: oneOf(messageTemplates, 'Which text.'),
    parameters: textMap('What the text is filled with; no personal data.'),
    preferredChannel: nullable(oneOf(messageChannels, 'The way to try first.')),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aMessage,
    data: {
      messageId: aMessage,
      customerId: aCustomer,
      purpose: 'survey',
      template: 'survey_invitation',
      parameters: { link: 'http://localhost:3000/feedback/v1/answers/example-token' },
      preferredChannel: null,
    },
  },
});
export type MessageRequested = EventOf<typeof MessageRequested>;

export const suppressionReasons = ['no_consent', 'no_address', 'frequency_cap', 'customer_unknown'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export const MessageSent = defineEvent({
  type: 'message.sent',
  version: 1,
  topics,
  thing: 'message',
  summary: 'The provider took the message.',
  data: record({
    messageId: uuid('The id that the asking service chose.'),
    customerId: uuid('The customer as the asking service knows it.'),
    requestedBy: text('The service that asked.'),
    channel: oneOf(messageChannels, 'The way it took.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aMessage,
    data: { messageId: aMessage, customerId: aCustomer, requestedBy: 'feedback', channel: 'email' },
  },
});
export type MessageSent = EventOf<typeof MessageSent>;

export const MessageSuppressed = defineEvent({
  type: 'message.suppressed',
  version: 1,
  topics,
  thing: 'message',
  summary: 'The message was not sent, on purpose.',
  data: record({
    messageId: uuid('The id that the asking service chose.'),
    customerId: uuid('The customer as the asking service knows it.'),
    requestedBy: text('The service that asked.'),
    reason: oneOf(suppressionReasons, 'Why not.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aMessage,
    data: { messageId: aMessage, customerId: aCustomer, requestedBy: 'feedback', reason: 'no_consent' },
  },
});
export type MessageSuppressed = EventOf<typeof MessageSuppressed>;

export const MessageBounced = defineEvent({
  type: 'message.bounced',
  version: 1,
  topics,
  thing: 'message',
  summary: 'The provider refused the message for good.',
  data: record({
    messageId: uuid('The id that the asking service chose.'),
    customerId: uuid('The customer as the asking service knows it.'),
    requestedBy: text('The service that asked.'),
    channel: oneOf(messageChannels, 'The way it tried.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aMessage,
    data: { messageId: aMessage, customerId: aCustomer, requestedBy: 'feedback', channel: 'email' },
  },
});
export type MessageBounced = EventOf<typeof MessageBounced>;

export const MessageTemplateChanged = defineEvent({
  type: 'message-template.changed',
  version: 1,
  topics,
  thing: 'message-template',
  summary: 'What messages of one kind say was changed.',
  forOutside: 'For whoever has to know what the firm writes to its customers, such as its compliance.',
  data: record({
    template: oneOf(messageTemplates, 'Which text.'),
    version: integer('Its version from now on; 0 is what the product comes with.', { minimum: 1 }),
  }),
  example: { customerId: null, aggregateId: 'survey_invitation', data: { template: 'survey_invitation', version: 1 } },
});
export type MessageTemplateChanged = EventOf<typeof MessageTemplateChanged>;
