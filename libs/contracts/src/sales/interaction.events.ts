import { defineEvent, type EventOf } from '../event.js';
import { instant, integer, list, nullable, oneOf, record, text, uuid } from '../schema.js';
import { interactionChannels, interactionDirections, interactionFields, interactionOutcomes } from './sales.values.js';

const topics = ['crm.customer.v1'] as const;
const thing = 'interaction';
const anInteraction = '01981a2b-9999-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

/** What every fact of a contact says; nothing of what was talked about. */
const contact = {
  interactionId: uuid('The contact.'),
  customerId: uuid('The customer.'),
  channel: oneOf(interactionChannels, 'The way it took.'),
  direction: oneOf(interactionDirections, 'Who began it: in, the customer; out, we.'),
  occurredAt: instant('When it took place.'),
  employeeId: text('Who talked to the customer.'),
  durationSeconds: nullable(integer('How long it took, in seconds; null: not known.', { minimum: 0 })),
  outcome: oneOf(interactionOutcomes, 'What came of it.'),
};
const example = {
  interactionId: anInteraction,
  customerId: aCustomer,
  channel: 'phone' as const,
  direction: 'out' as const,
  occurredAt: '2026-01-05T01:30:00.000Z',
  employeeId: 'E1031',
  durationSeconds: 240,
  outcome: 'interested' as const,
};
const about = { customerId: aCustomer, aggregateId: anInteraction };

export const InteractionRecorded = defineEvent({
  type: 'interaction.recorded',
  version: 1,
  topics,
  thing,
  summary: 'Somebody of ours was in contact with a customer, or tried to be.',
  data: record({
    ...contact,
    followUpId: nullable(uuid('The next step that was agreed; null: none.')),
    source: nullable(text('The system that told of it, for example `call-centre`; null: written down by hand.')),
  }),
  example: { ...about, data: { ...example, followUpId: null, source: null } },
});
export type InteractionRecorded = EventOf<typeof InteractionRecorded>;

export const InteractionCorrected = defineEvent({
  type: 'interaction.corrected',
  version: 1,
  topics,
  thing,
  summary: 'What was written down of a contact was wrong; this is how it was.',
  data: record({
    ...contact,
    fields: list(oneOf(interactionFields, 'A field.'), 'What is different now.'),
  }),
  example: { ...about, data: { ...example, fields: ['outcome'] } },
});
export type InteractionCorrected = EventOf<typeof InteractionCorrected>;
