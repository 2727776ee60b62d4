/** Everything that can be permitted, `thing:verb`. Add a line here, then give it to roles below. */
export const permissions = [
  'self:read', // who one is and what one may do; every role has it
  'customer:read',
  'customer:write',
  'customer:assign', // give a customer another owner
  'customer:merge',
  'customer:pii:read', // personal fields in clear
  'customer:import',
  'customer:export', // as a file; personal fields in clear only with pii:read
  'customer-rules:read', // whom to believe, what makes two records one
  'customer-rules:write',
  'sales:read', // contacts, follow-ups, opportunities
  'sales:read-text', // what staff wrote there, besides ids, states and amounts
  'sales:write',
  'sales:supervise', // correct what somebody else wrote down
  'employee:read',
  'employee:write',
  'consent:read',
  'consent:write',
  'message:read',
  'message:send',
  'message:report', // what became of a message at its provider
  'message-template:write',
  'subject-request:read',
  'subject-request:write',
  'audit:read',
  'integration:write', // facts of ERP and OA
  'webhook:write',
  'intake:write',
  'case:read',
  'case:read-text', // what customers and staff wrote, besides ids and states
  'case:write',
  'case:handover',
  'case:adjudicate', // decide a bounced handover
  'case:extend', // grant a case more time than its deadline
  'callback:write',
  'callback:assign', // give a call-back to somebody else
  'goodwill:propose', // points for a customer whose case went wrong
  'goodwill:approve', // what others propose, within the own limit
  'proactive:act', // tell customers before they ask
  'proactive:write', // say which customers, and why
  'problem:read', // recurring problems
  'problem:read-text', // what staff wrote there: root causes, preventive actions, evidence
  'problem:write', // analyse, plan actions, close
  'problem:act', // report a preventive action as done
  'knowledge:read',
  'knowledge:write', // drafts of articles
  'knowledge:publish', // review, publish and retire what somebody else wrote
  'desk-kpi:read', // key figures of one's own work
  'desk-kpi:read-team', // and of others: of the own department, or of all
  'desk-policy:read',
  'desk-policy:write', // SLA policies, calendars, routing
  'agent:write', // what each agent can be given, and how much
  'desk:reconcile', // compare clocks with what they come to
  'survey:read',
  'survey:write',
  'feedback:read',
  'feedback:read-text', // the words that customers wrote
  'response:write',
  'loyalty:read',
  'loyalty:read-text', // what staff wrote: notes of redemptions, reasons of adjustments
  'loyalty:redeem',
  'loyalty:adjust',
  'loyalty:reconcile', // compare the ledger with its balances
  'loyalty-program:write',
  'campaign:write',
  'analytics:read',
  'analytics:write', // definitions of scores, levels and segments
  'dead-letter:read',
  'dead-letter:replay',
] as const;

/** Something that can be permitted. */
export type Permission = (typeof permissions)[number];

/** Whose customers a user sees: those owned by the own department at the time of the query, or all. */
export type DataScope = 'department' | 'all';

/** A role as the token names it. */
export type Role = keyof typeof roles;

const serve = [
  'self:read',
  'customer:read',
  'customer:write',
  'employee:read',
  'consent:read',
  'message:read',
  'loyalty:read',
  'knowledge:read',
] as const;

/** Has a part in what keeps a problem from coming again. */
const improve = ['problem:read', 'problem:read-text', 'problem:act', 'proactive:act'] as const;

const desk = [
  'intake:write',
  'case:read',
  'case:read-text',
  'case:write',
  'case:handover',
  'callback:write',
  'goodwill:propose',
  'consent:write',
  'feedback:read',
  'feedback:read-text',
  'loyalty:read-text',
  'desk-kpi:read',
  'desk-policy:read',
  ...improve,
] as const;

const sell = ['sales:read', 'sales:read-text', 'sales:write'] as const;

interface RoleEntry {
  scope: DataScope;
  permissions: readonly Permission[];
}

/** Who may do what: the one table for all services. */
export const roles = {
  /** Serves customers of the own department; sees personal fields masked. */
  agent: {
    scope: 'department',
    permissions: [...serve, ...desk, ...sell, 'message:send', 'loyalty:redeem'],
  },
  /** Leads agents of one department. */
  supervisor: {
    scope: 'department',
    permissions: [
      ...serve,
      ...desk,
      ...sell,
      'sales:supervise',
      'desk-kpi:read-team',
      'customer:pii:read',
      'customer:assign',
      'message:send',
      'loyalty:redeem',
      'loyalty:adjust',
      'callback:assign',
      'goodwill:approve',
      'proactive:write',
      'problem:write',
      'knowledge:write',
      'knowledge:publish',
      'agent:write',
      'analytics:read',
    ],
  },
  /** Writes articles, besides what the person's other roles are for; somebody else publishes them. */
  'knowledge-author': {
    scope: 'department',
    permissions: ['self:read', 'knowledge:read', 'knowledge:write'],
  },
  /** Answers for complaints of the whole company. */
  'complaint-centre': {
    scope: 'all',
    permissions: [
      ...serve,
      ...desk,
      'sales:read',
      'sales:read-text',
      'customer:pii:read',
      'message:send',
      'case:adjudicate',
      'desk-kpi:read-team',
      'callback:assign',
      'goodwill:approve',
      'case:extend',
      'proactive:write',
      'problem:write',
      'knowledge:write',
      'knowledge:publish',
      'desk-policy:write',
      'agent:write',
      'desk:reconcile',
      'loyalty:adjust',
      'analytics:read',
    ],
  },
  /** Owns the relation to the department's customers. */
  sales: {
    scope: 'department',
    permissions: [
      ...serve,
      ...sell,
      ...improve,
      'customer:pii:read',
      'consent:write',
      'intake:write',
      'case:read',
      'case:read-text',
      'feedback:read',
      'feedback:read-text',
      'loyalty:read-text',
      'analytics:read',
    ],
  },
  /** Plans surveys and campaigns; sees no personal field. */
  marketer: {
    scope: 'all',
    permissions: [
      'self:read',
      'customer:read',
      'customer:export',
      'sales:read',
      'consent:read',
      'message:read',
      'message-template:write',
      'survey:read',
      'survey:write',
      'feedback:read',
      'loyalty:read',
      'loyalty:adjust',
      'loyalty-program:write',
      'campaign:write',
      'analytics:read',
    ],
  },
  /** Keeps the customer record clean. */
  steward: {
    scope: 'all',
    permissions: [
      'self:read',
      'customer:read',
      'customer:write',
      'customer:assign',
      'customer:merge',
      'customer:pii:read',
      'customer:import',
      'customer:export',
      'customer-rules:read',
      'customer-rules:write',
      'employee:read',
      'consent:read',
    ],
  },
  /** Reads figures and defines scores; sees no personal field. */
  analyst: {
    scope: 'all',
    permissions: [
      'self:read',
      'customer:read',
      'customer:export',
      'sales:read',
      'survey:read',
      'feedback:read',
      'loyalty:read',
      'loyalty:reconcile',
      'case:read',
      'desk-kpi:read',
      'desk-kpi:read-team',
      'problem:read',
      'analytics:read',
      'analytics:write',
      'customer-rules:read',
    ],
  },
  /** Heads of departments: reads everything, decides exceptions. */
  manager: {
    scope: 'all',
    permissions: [
      ...serve,
      ...improve,
      'sales:read',
      'customer:assign',
      'customer-rules:read',
      'case:read',
      'case:adjudicate',
      'desk-kpi:read',
      'desk-kpi:read-team',
      'goodwill:approve',
      'case:extend',
      'proactive:write',
      'desk-policy:read',
      'survey:read',
      'feedback:read',
      'loyalty:adjust',
      'analytics:read',
    ],
  },
  /** Handles requests of data subjects. */
  'privacy-officer': {
    scope: 'all',
    permissions: [
      'self:read',
      'customer:read',
      'customer:pii:read',
      'customer:export',
      'consent:read',
      'consent:write',
      'message:read',
      'subject-request:read',
      'subject-request:write',
      'audit:read',
    ],
  },
  /** Runs the system; may do everything, so it is given to few and every token of it is short. */
  admin: {
    scope: 'all',
    permissions,
  },
  /** ERP, OA and other programs. */
  integration: {
    scope: 'all',
    permissions: [
      'self:read',
      'integration:write',
      'customer:read',
      'customer:write',
      'sales:read',
      'sales:write',
      'message:report',
      'employee:read',
      'intake:write',
      'response:write',
    ],
  },
} satisfies Record<string, RoleEntry>;

const known = new Set<string>(permissions);

/** Whether a word (a scope of a service client's token) is a permission. */
export const isPermission = (word: string): word is Permission => known.has(word);

/** Whether a word in a token is a role. */
export const isRole = (word: string): word is Role => Object.hasOwn(roles, word);
