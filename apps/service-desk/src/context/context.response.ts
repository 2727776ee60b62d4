import { toResponse } from '../cases/cases.response.js';
import type { ContextCustomerResponse, ContextResponse } from './context.dto.js';
import type { Context, ReadText } from './context.service.js';
import type { Score } from './rules/care.js';

/** The context as a client sees it. */
export const toContextResponse = (context: Context): ContextResponse => ({
  case: toResponse(context.file, context.now),
  customer: context.customer && toCustomer(context.customer),
  handleWithCare: context.cares,
  otherCases: context.others.cases.map(({ ownerEmployeeId, ownerDepartment, ...other }) => ({
    ...other,
    subject: context.subjects.get(other.id) ?? null,
    openedAt: inUtc(other.openedAt),
    dueAt: inUtc(other.dueAt),
    closedAt: other.closedAt && inUtc(other.closedAt),
    owner: { employeeId: ownerEmployeeId, department: ownerDepartment },
  })),
  hasMoreCases: context.others.isMore,
  problems: context.problems.map((problem) => ({ ...problem, openedAt: problem.openedAt.toISOString() })),
  intakes: context.intakes.map(({ id, at, channel, text }) => ({
    ...{ id, channel: channel!, text },
    receivedAt: at!.toISOString(),
  })),
  notes: context.notes.map(toText),
  replies: context.replies.map((reply) => ({ ...toText(reply), delivery: reply.delivery!, answers: reply.answers! })),
  articles: `/service-desk/v1/cases/${context.file.kase.id}/articles`,
});

const toCustomer = (customer: NonNullable<Context['customer']>): ContextCustomerResponse => ({
  id: customer.customerId,
  kind: customer.kind,
  displayName: customer.displayName,
  status: customer.status,
  level: customer.level,
  owner:
    customer.ownerDepartment === null
      ? null
      : { employeeId: customer.ownerEmployeeId, department: customer.ownerDepartment },
  contactable: customer.contactable ?? [],
  nps: toScore(customer.recommendation),
  csat: toScore(customer.satisfaction),
});

const toScore = (given: Score | null) => given && { score: given.score, at: given.at.toISOString() };
const toText = ({ id, at, byEmployeeId, byDepartment, text }: ReadText) => ({
  id,
  at: at!.toISOString(),
  by: { employeeId: byEmployeeId!, department: byDepartment! },
  text,
});
const inUtc = (text: string): string => new Date(text).toISOString();
