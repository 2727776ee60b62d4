import { type Role, roles } from '@crm/platform/auth';
import type { TokenClaims } from '@crm/testing';
import { services } from '../start/services.mjs';
import { type CustomerThings, owningDepartment } from './customer-things.js';
import type { Operation } from './openapi-documents.js';

type Ids = Record<string, string>;

/**
 * Whose the things below a path are, for every path that goes on with an id: a customer's, with the ids of one to ask
 * for; or nobody's, with the reason.
 */
const owned: Record<string, ((things: CustomerThings) => Ids) | string> = {
  '/customer-master/v1/customers/': ({ customerId }) => ({ id: customerId }),
  '/customer-master/v1/customers/by-source/': ({ sourceId }) => ({ source: 'erp', sourceId }),
  '/customer-master/v1/relationships/': ({ relationshipId }) => ({ id: relationshipId }),
  '/customer-master/v1/hand-overs/': ({ customerHandOverId }) => ({ id: customerHandOverId }),
  '/customer-master/v1/hand-overs/bulk/':
    'of the department whose customers are handed over; the route looks at it itself',
  '/customer-master/v1/ownership-rules/runs/': 'of stewards, who see all customers',
  '/customer-master/v1/interactions/': ({ interactionId }) => ({ id: interactionId }),
  '/customer-master/v1/follow-ups/': ({ followUpId }) => ({ id: followUpId }),
  '/customer-master/v1/opportunities/': ({ opportunityId }) => ({ id: opportunityId }),
  '/customer-master/v1/orders/': ({ orderId }) => ({ source: 'erp', orderId }),
  '/customer-master/v1/employees/': 'the company’s',
  '/customer-master/v1/departments/': 'the company’s',
  '/customer-master/v1/imports/': 'of whoever imports, and these see all customers',
  '/customer-master/v1/imports/mappings/': 'the company’s',
  '/customer-master/v1/message-templates/': 'the company’s',
  '/customer-master/v1/messages/':
    'of the provider that took the message, which knows its id; its answer names no customer’s data',
  '/customer-master/v1/survivorship/runs/': 'of stewards, who see all customers',
  '/customer-master/v1/match-runs/': 'of stewards, who see all customers',
  '/customer-master/v1/match-models/': 'of stewards, who see all customers',
  '/customer-master/v1/matches/': 'of stewards, who see all customers',
  '/customer-master/v1/webhooks/': 'of whoever connects other systems; only administrators may, and these see all',
  '/customer-master/v1/attribute-definitions/': 'the company’s',
  '/service-desk/v1/cases/': ({ caseId, attachmentId }) => ({ id: caseId, attachmentId }),
  '/service-desk/v1/inbound/': 'a channel, whose messages are signed',
  '/service-desk/v1/handovers/': ({ handoverId }) => ({ id: handoverId }),
  '/service-desk/v1/callbacks/': 'of every department: somebody other than the handler has to call',
  '/service-desk/v1/agents/':
    'of employees, not of customers; limited to the own department and those whom a user leads',
  '/service-desk/v1/queues/': 'of departments; limited to the own one, and told with numbers only',
  '/service-desk/v1/goodwill/': ({ goodwillId }) => ({ id: goodwillId }),
  '/service-desk/v1/proactive-actions/': ({ proactiveActionId }) => ({ id: proactiveActionId }),
  '/service-desk/v1/proactive-tasks/': ({ proactiveTaskId }) => ({ id: proactiveTaskId }),
  '/service-desk/v1/articles/': 'the company’s',
  '/service-desk/v1/calendars/': 'the company’s',
  '/service-desk/v1/causes/': 'the company’s',
  '/service-desk/v1/sla-changes/': 'of who decides about policy and calendars, and these see all cases',
  '/service-desk/v1/sla-policies/presets/': 'the company’s',
  '/service-desk/v1/notices/': 'of the employee whom it is for; the route looks at it itself',
  '/service-desk/v1/replies/': 'of whoever holds the link',
  '/service-desk/v1/problems/': ({ problemId, actionId }) => ({ id: problemId, actionId }),
  '/feedback/v1/responses/': ({ responseId }) => ({ id: responseId }),
  '/feedback/v1/customers/': ({ customerId }) => ({ id: customerId }),
  '/feedback/v1/answers/': 'of whoever holds the link',
  '/loyalty/v1/accounts/': ({ customerId }) => ({ customerId }),
  '/loyalty/v1/redemptions/': ({ redemptionId }) => ({ id: redemptionId }),
  '/loyalty/v1/programs/': 'the company’s',
  '/analytics/v1/customers/': ({ customerId }) => ({ customerId }),
  '/analytics/v1/kpis/': 'figures',
  '/analytics/v1/charts/': 'figures',
  ...Object.fromEntries(
    services.flatMap(({ name }) =>
      ['dead-letters', 'outbox/parked'].map((path) => [`/${name}/v1/${path}/`, 'of whoever operates the service']),
    ),
  ),
};

const prefixOf = ({ path }: Operation): string => path.slice(0, path.indexOf('{'));

/** Whether it is decided whose the things of a path are; of a path without an id there is nothing to decide. */
export const isDecided = (operation: Operation): boolean =>
  !operation.path.includes('{') || owned[prefixOf(operation)] !== undefined;

/** The ids that lead an operation to the customer's things; undefined where it is about nobody's. */
export function idsOf(operation: Operation, things: CustomerThings): Ids | undefined {
  const rule = owned[prefixOf(operation)];
  return typeof rule === 'function' ? rule(things) : undefined;
}

/** Lists that show every department's things on purpose. */
const shownToAll: Record<string, string> = {
  '/service-desk/v1/callbacks': 'somebody other than the handler has to call; ids and the kind of the case only',
};

/** Whether an operation answers with a list that is limited to what the user may see. */
export const isLimitedList = ({ method, path }: Operation): boolean =>
  method === 'GET' && !path.includes('{') && shownToAll[path] === undefined;

/** What asks a list for the customer's things, as far as it knows the words: nothing but a long page, the id, the name. */
export function questionsOf({ path, parameters = [] }: Operation, { customerId, name }: CustomerThings): Ids[] {
  const known = parameters.map((parameter) => parameter.name);
  const page: Ids = known.includes('limit') ? { limit: '100' } : {};
  const words = { customerId, ...(path.endsWith('/customers') && { id: customerId, query: name }) };
  const asked = Object.entries(words).filter(([word]) => known.includes(word));
  return [page, ...asked.map(([word, value]) => ({ ...page, [word]: value }))];
}

/** People who see a department's customers only and have the operation's permission: of the owning one, and others. */
export function peopleFor({ 'x-permission': permission }: Operation): {
  insiders: TokenClaims[];
  outsiders: TokenClaims[];
} {
  const held = (Object.keys(roles) as Role[]).filter(
    (role) =>
      roles[role].scope === 'department' && (roles[role].permissions as readonly string[]).includes(permission ?? ''),
  );
  return {
    insiders: held.map((role) => ({ sub: 'E1003', roles: [role], department: owningDepartment })),
    outsiders: held.flatMap((role) => [
      { sub: 'E9001', roles: [role], department: 'sales-south' },
      { sub: 'E9002', roles: [role] },
    ]),
  };
}
