import { defineEvent, type EventOf } from '../event.js';
import { day, list, nullable, oneOf, record, uuid } from '../schema.js';
import { relationshipTypes } from './customer.values.js';

const topics = ['crm.customer.v1'] as const;
const thing = 'relationship';
const forOutside =
  'For a system that mirrors groups, sites, dealers or contact persons: the facts of one relationship come in order, each with the whole period.';

const aRelationship = '01981a2b-8888-7000-8000-000000000001';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const itsGroup = '01981a2b-1111-7000-8000-00000000c009';

/** What every fact of a relationship says: whose it is, and when it holds. Nothing of what a contact person does there. */
const period = {
  relationshipId: uuid('The relationship.'),
  type: oneOf(relationshipTypes, 'What the customer is to the other one.'),
  customerId: uuid('The member, site, dealer, end user or contact person.'),
  relatedId: uuid('The group, legal entity, principal, dealer or organisation.'),
  validFrom: day('First day on which it holds; may lie ahead.'),
};
const example = {
  relationshipId: aRelationship,
  type: 'group_member' as const,
  customerId: aCustomer,
  relatedId: itsGroup,
  validFrom: '2026-01-01',
};
const about = { customerId: aCustomer, aggregateId: aRelationship };
const lastDay = 'First day on which it does not hold any more; the first day itself: it never held.';

export const CustomerRelated = defineEvent({
  type: 'customer.related',
  version: 1,
  topics,
  thing,
  summary: 'One customer is related to another: member of a group, site, dealer, end user or contact person.',
  forOutside,
  data: record({ ...period, validTo: nullable(day(`${lastDay} Null: without an end.`)) }),
  example: { ...about, data: { ...example, validTo: null } },
});
export type CustomerRelated = EventOf<typeof CustomerRelated>;

export const CustomerRelationEnded = defineEvent({
  type: 'customer.relation-ended',
  version: 1,
  topics,
  thing,
  summary: 'A relationship that had no end has one; the day may lie ahead or be long past.',
  forOutside,
  data: record({ ...period, validTo: day(lastDay) }),
  example: { ...about, data: { ...example, validTo: '2026-07-01' } },
});
export type CustomerRelationEnded = EventOf<typeof CustomerRelationEnded>;

export const CustomerRelationCorrected = defineEvent({
  type: 'customer.relation-corrected',
  version: 1,
  topics,
  thing,
  summary: 'What was said of a relationship was wrong: its days, or what a contact person does there.',
  forOutside,
  data: record({
    ...period,
    validTo: nullable(day(`${lastDay} Null: without an end.`)),
    fields: list(oneOf(['validFrom', 'validTo', 'details'], 'A field.'), 'What is different now.'),
  }),
  example: { ...about, data: { ...example, validFrom: '2025-07-01', validTo: null, fields: ['validFrom'] } },
});
export type CustomerRelationCorrected = EventOf<typeof CustomerRelationCorrected>;
