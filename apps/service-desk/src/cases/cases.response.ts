import { can, type User } from '@crm/platform/auth';
import type { ReadableIntake } from '../intakes/intakes.service.js';
import type { CaseEntry } from './case-entry.entity.js';
import type { CaseFile } from './case-files.service.js';
import type { CaseResponse } from './case.dto.js';
import { toClockResponse } from './clock.dto.js';
import type { IntakeResponse, TimelineEntryResponse } from './case-detail.dto.js';
import { masked } from './rules/mask.js';
import { allowedIn } from './rules/transitions.js';

export const toResponse = ({ kase, clock, subject }: CaseFile, now: Date): CaseResponse => ({
  id: kase.id,
  number: kase.number,
  version: kase.version,
  customerId: kase.customerToday,
  customerKnown: kase.customerKnown,
  level: kase.level,
  kind: kase.kind,
  kindTold: kase.kindTold,
  severity: kase.severity,
  state: kase.state,
  allowed: [...allowedIn(kase.state)],
  cycle: kase.cycle,
  origin: kase.origin,
  followUpId: kase.followUpId,
  earlierCaseId: kase.earlierCaseId,
  owner: kase.owner,
  ownerReason: kase.ownerReason,
  queueId: kase.queueId,
  complainedOf: kase.complainedOf,
  orderId: kase.orderId,
  product: kase.productId === null ? null : { id: kase.productId },
  causeId: kase.causeId,
  subject,
  openedAt: kase.openedAt.toISOString(),
  dueAt: kase.dueAt.toISOString(),
  sla: toClockResponse(clock, now),
  acknowledgedAt: kase.acknowledgedAt?.toISOString() ?? null,
  firstRespondedAt: kase.firstRespondedAt?.toISOString() ?? null,
  resolvedAt: kase.resolvedAt?.toISOString() ?? null,
  handler: kase.handler,
  outcome: kase.outcome,
  closedAt: kase.closedAt?.toISOString() ?? null,
  mergedIntoId: kase.mergedIntoId,
  withdrawal:
    kase.withdrawalReason === null
      ? null
      : { reason: kase.withdrawalReason, at: kase.withdrawnAt!.toISOString(), by: kase.withdrawnBy! },
});

export function toIntakeResponse(intake: ReadableIntake, viewer: User): IntakeResponse {
  const readsText = can(viewer, 'case:read-text');
  const { contactType, contactValue } = intake;
  const shown =
    contactType && contactValue && !can(viewer, 'customer:pii:read') ? masked(contactType, contactValue) : contactValue;
  return {
    id: intake.id,
    caseId: intake.caseId,
    channel: intake.channel,
    externalId: intake.externalId,
    receivedAt: intake.receivedAt.toISOString(),
    decision: intake.decision,
    contact: contactType === null ? null : { type: contactType, value: shown },
    subject: readsText ? intake.subject : null,
    text: readsText ? intake.words : null,
    orderId: intake.orderId,
    product: intake.productId === null ? null : { id: intake.productId },
    complainedOf: intake.complainedOf,
  };
}

export const toEntryResponse = ({
  entry,
  words,
}: {
  entry: CaseEntry;
  words: string | null;
}): TimelineEntryResponse => ({
  id: entry.id,
  caseId: entry.caseId,
  type: entry.type,
  at: entry.at.toISOString(),
  by: entry.byEmployeeId === null ? null : { employeeId: entry.byEmployeeId, department: entry.byDepartment! },
  details: entry.details,
  text: words,
});
