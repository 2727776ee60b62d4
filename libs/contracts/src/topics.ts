/** Who writes a topic, and how it is kept. */
export interface TopicDefinition {
  /** Whose facts it carries: the only writer, `source` of the events, and the Kafka principal. */
  producer: string;
  /** A service that writes it as well: it passes on what the outside producer sends over HTTP instead of Kafka. */
  passedOnBy?: string;
  /** What it carries, as one sentence. */
  summary: string;
  /** True: only the latest record of each key is kept, and a record without a value deletes its key. */
  compacted: boolean;
  /** How long a record is kept: without limit, since rebuilds start at the first event, or as the cluster is set up. */
  kept: 'forever' | 'cluster_default';
}

const forever = { compacted: false, kept: 'forever' } as const;
const latest = { compacted: true, kept: 'forever' } as const;
const outside = { compacted: false, kept: 'cluster_default', passedOnBy: 'customer-master' } as const;

/** The topics. */
export const topics = {
  'crm.customer.v1': {
    producer: 'customer-master',
    summary:
      'What happens to the record of a customer (registered, corrected, merged, related, another owner, consent) and with the customer: contacts, follow-ups, opportunities.',
    ...forever,
  },
  'crm.customer-card.v1': {
    producer: 'customer-master',
    summary: 'What every service may know of a customer, as it is now: no name of a person, no address.',
    ...latest,
  },
  'crm.employee-card.v1': {
    producer: 'customer-master',
    summary: 'What every service may know of an employee, as it is now: no name.',
    ...latest,
  },
  'crm.order.v1': {
    producer: 'customer-master',
    summary: 'Orders with the customer identified; made from `erp.order.v1`, which nobody else reads.',
    ...forever,
  },
  'crm.message.v1': {
    producer: 'customer-master',
    summary: 'What became of messages that a service asked for.',
    ...forever,
  },
  'crm.case.v1': {
    producer: 'service-desk',
    summary: 'Contacts, cases, hand-overs, deadlines, call-backs, recurring problems and knowledge.',
    ...forever,
  },
  'crm.feedback.v1': {
    producer: 'feedback',
    summary: 'Survey invitations, answers without their words, and follow-ups of bad ones.',
    ...forever,
  },
  'crm.loyalty.v1': { producer: 'loyalty', summary: 'Accounts and every movement of points.', ...forever },
  'crm.insight.v1': { producer: 'analytics', summary: 'The value and the level of customers.', ...forever },
  'erp.order.v1': { producer: 'erp', summary: "Orders in the ERP's own ids.", ...outside },
  'oa.employee.v1': { producer: 'oa', summary: 'Employees and departments as the OA knows them.', ...outside },
} as const satisfies Record<string, TopicDefinition>;

export type Topic = keyof typeof topics;

export const topicNames = Object.keys(topics) as Topic[];

/** A topic as any other: its own type names only the values that this one has. */
export const topicOf = (topic: Topic): TopicDefinition => topics[topic];

/** Partitions of every topic. Never changed afterwards: keys would move to other partitions and lose their order. */
export const partitionCounts = { production: 12, oneMachine: 6 } as const;
