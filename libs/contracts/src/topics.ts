/** The topics, who writes each, and how it is kept. `crm.*` are kept without time limit: rebuilds start at the first event. */
export const topics = {
  'crm.customer.v1': { producer: 'customer-master', compacted: false },
  'crm.customer-card.v1': { producer: 'customer-master', compacted: true },
  'crm.employee-card.v1': { producer: 'customer-master', compacted: true },
  'crm.order.v1': { producer: 'customer-master', compacted: false },
  'crm.message.v1': { producer: 'customer-master', compacted: false },
  'crm.case.v1': { producer: 'service-desk', compacted: false },
  'crm.feedback.v1': { producer: 'feedback', compacted: false },
  'crm.loyalty.v1': { producer: 'loyalty', compacted: false },
  'crm.insight.v1': { producer: 'analytics', compacted: false },
  'erp.order.v1': { producer: 'erp', compacted: false },
  'oa.employee.v1': { producer: 'oa', compacted: false },
} as const satisfies Record<string, { producer: string; compacted: boolean }>;

export type Topic = keyof typeof topics;

export const topicNames = Object.keys(topics) as Topic[];
