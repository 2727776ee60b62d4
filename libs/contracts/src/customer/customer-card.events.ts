import { defineEvent, type EventOf } from '../event.js';
import { flag, integer, list, nullable, oneOf, optional, record, text, uuid } from '../schema.js';
import { ownership } from './customer.events.js';
import {
  contactPointTypes,
  customerKinds,
  customerStatuses,
  messageChannels,
  messagePurposes,
  valueLevels,
} from './customer.values.js';

const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

/** What every service needs to know of a customer, latest state only; keyed by the customer's own id, also when it is retired. */
export const CustomerCard = defineEvent({
  type: 'customer.card',
  version: 1,
  topics: ['crm.customer-card.v1'],
  thing: 'customer',
  summary: 'The latest card of one customer id. A null value deletes the card (erasure).',
  data: record({
    customerId: uuid('The id this card is of, never rewritten.'),
    version: integer('Rises with every card of this id; a reader applies only what is newer.', { minimum: 1 }),
    kind: oneOf(customerKinds, 'Person or organisation.'),
    displayName: nullable(
      text("An organisation's name; null for a person: names of persons never leave customer-master."),
    ),
    status: oneOf(customerStatuses, 'Status of the relation.'),
    owner: ownership('Who owns the customer'),
    level: nullable(oneOf(valueLevels, 'Value level that analytics gave; null before the first scoring.')),
    contactKeys: list(
      record({
        type: oneOf(contactPointTypes, 'Kind of contact point.'),
        key: text('HMAC-SHA-256 of the normalised value under the deployment-wide contact key, base64url.', 60),
      }),
      'By these a caller is recognised without knowing the number.',
    ),
    contactable: list(
      record({ channel: oneOf(messageChannels, 'The way.'), purpose: oneOf(messagePurposes, 'What for.') }),
      'Where a message may go now: there is an address and no withdrawn or missing consent.',
    ),
    mergedInto: nullable(
      uuid('The customer that this retired id redirects to; null while it is a customer of its own.'),
    ),
    withdrawn: optional(
      flag(
        'True: the id stands for nobody any more, since all that was known of it was taken back; left out otherwise.',
      ),
    ),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCustomer,
    data: {
      customerId: aCustomer,
      version: 3,
      kind: 'organisation',
      displayName: '山西煤业有限公司',
      status: 'active',
      owner: { employeeId: 'E1001', department: 'sales-north' },
      level: 'gold',
      contactKeys: [{ type: 'phone', key: 'pA0s5x0m8GJvO1n3bqk2Hn0yqv7w7r3nX4m5o6p7q8r' }],
      contactable: [{ channel: 'email', purpose: 'survey' }],
      mergedInto: null,
    },
  },
});
export type CustomerCard = EventOf<typeof CustomerCard>;
