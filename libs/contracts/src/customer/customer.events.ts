import { defineEvent, type EventOf } from '../event.js';
import { list, nullable, oneOf, optional, record, text, uuid } from '../schema.js';
import {
  customerKinds,
  customerStatuses,
  messageChannels,
  messagePurposes,
  ownershipCauses,
  statusCauses,
} from './customer.values.js';

const topics = ['crm.customer.v1'] as const;
const thing = 'customer';
const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const anotherCustomer = '01981a2b-1111-7000-8000-00000000c002';

export const ownership = (description: string) =>
  record(
    {
      employeeId: nullable(text(`${description}: the employee's id; null while only a department is known.`)),
      department: text(`${description}: the department's id.`),
    },
    `${description}.`,
  );

const sourceRecords = (description: string) =>
  list(
    record({
      system: text('The system that knows the customer, for example `erp`.'),
      id: text("The customer's id there."),
    }),
    description,
  );

export const CustomerRegistered = defineEvent({
  type: 'customer.registered',
  version: 1,
  topics,
  thing,
  summary: 'A customer that was not known before has its id.',
  data: record({ customerId: uuid('The new customer.'), kind: oneOf(customerKinds, 'Person or organisation.') }),
  example: { customerId: aCustomer, aggregateId: aCustomer, data: { customerId: aCustomer, kind: 'organisation' } },
});
export type CustomerRegistered = EventOf<typeof CustomerRegistered>;

export const CustomerCorrected = defineEvent({
  type: 'customer.corrected',
  version: 1,
  topics,
  thing,
  summary: 'Fields of the golden record changed: by an edit or by a newer source record.',
  forOutside: 'For a system that keeps a copy of the golden record: it tells when to fetch the record again over HTTP.',
  data: record({
    customerId: uuid('The customer.'),
    fields: list(text('A field group, for example `names`.'), 'The field groups that changed; never their values.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCustomer,
    data: { customerId: aCustomer, fields: ['names', 'contactPoints'] },
  },
});
export type CustomerCorrected = EventOf<typeof CustomerCorrected>;

export const CustomerStatusChanged = defineEvent({
  type: 'customer.status-changed',
  version: 1,
  topics,
  thing,
  summary: 'The customer moved between potential, target, active, lost and undesirable.',
  data: record({
    customerId: uuid('The customer.'),
    from: oneOf(customerStatuses, 'Status before.'),
    to: oneOf(customerStatuses, 'Status after.'),
    because: optional(oneOf(statusCauses, 'Why; left out in events before this was told.')),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCustomer,
    data: { customerId: aCustomer, from: 'potential', to: 'active', because: 'purchase' },
  },
});
export type CustomerStatusChanged = EventOf<typeof CustomerStatusChanged>;

export const CustomerOwnerChanged = defineEvent({
  type: 'customer.owner-changed',
  version: 1,
  topics,
  thing,
  summary: 'Another employee or department owns the customer from now on.',
  data: record({
    customerId: uuid('The customer.'),
    owner: ownership('The new owner'),
    previous: ownership('The owner before'),
    because: optional(oneOf(ownershipCauses, 'Why; left out in events before this was told.')),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCustomer,
    data: {
      customerId: aCustomer,
      owner: { employeeId: 'E1001', department: 'sales-north' },
      previous: { employeeId: null, department: 'service' },
      because: 'handed_over',
    },
  },
});
export type CustomerOwnerChanged = EventOf<typeof CustomerOwnerChanged>;

export const CustomerMerged = defineEvent({
  type: 'customer.merged',
  version: 1,
  topics,
  thing,
  summary:
    'Two ids turned out to be one customer. For people and timelines: identity itself is taken from the card of the retired id.',
  data: record({
    mergeId: uuid('Names this merge; an unmerge refers to it.'),
    customerId: uuid('The id that survives.'),
    retiredId: uuid('The id that redirects from now on.'),
    survivorSources: sourceRecords('Source records that the survivor had before.'),
    retiredSources: sourceRecords('Source records that came over from the retired id.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCustomer,
    data: {
      mergeId: '01981a2b-2222-7000-8000-000000000001',
      customerId: aCustomer,
      retiredId: anotherCustomer,
      survivorSources: [{ system: 'erp', id: 'K-1001' }],
      retiredSources: [{ system: 'sales', id: 'S-1001' }],
    },
  },
});
export type CustomerMerged = EventOf<typeof CustomerMerged>;

export const CustomerUnmerged = defineEvent({
  type: 'customer.unmerged',
  version: 1,
  topics,
  thing,
  summary: 'A merge was taken back: the retired id is a customer of its own again.',
  data: record({
    mergeId: uuid('The merge that was taken back.'),
    customerId: uuid('The id that had survived.'),
    restoredId: uuid('The id that is a customer of its own again.'),
    restoredSources: sourceRecords('Source records that went back with it.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCustomer,
    data: {
      mergeId: '01981a2b-2222-7000-8000-000000000001',
      customerId: aCustomer,
      restoredId: anotherCustomer,
      restoredSources: [{ system: 'sales', id: 'S-1001' }],
    },
  },
});
export type CustomerUnmerged = EventOf<typeof CustomerUnmerged>;

export const CustomerWithdrawn = defineEvent({
  type: 'customer.withdrawn',
  version: 1,
  topics,
  thing,
  summary:
    'All that was known of the customer came by an import that was taken back: the id stands for nobody any more.',
  forOutside:
    'For a system that keeps a copy of customers: the id is not found any more and comes back under another one.',
  data: record({
    customerId: uuid('The customer.'),
    importId: uuid('The import that was taken back.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCustomer,
    data: { customerId: aCustomer, importId: '01981a2b-7777-7000-8000-000000000001' },
  },
});
export type CustomerWithdrawn = EventOf<typeof CustomerWithdrawn>;

export const CustomerConsentChanged = defineEvent({
  type: 'customer.consent-changed',
  version: 1,
  topics,
  thing,
  summary: 'The customer gave or withdrew consent for one purpose on one channel.',
  data: record({
    customerId: uuid('The customer.'),
    purpose: oneOf(messagePurposes, 'What messages are for.'),
    channel: oneOf(messageChannels, 'The way they take.'),
    state: oneOf(['granted', 'withdrawn'], 'What was said.'),
  }),
  example: {
    customerId: aCustomer,
    aggregateId: aCustomer,
    data: { customerId: aCustomer, purpose: 'survey', channel: 'sms', state: 'withdrawn' },
  },
});
export type CustomerConsentChanged = EventOf<typeof CustomerConsentChanged>;
