import {
  type EventDraft,
  FollowUpCancelled,
  FollowUpCompleted,
  FollowUpEscalated,
  type FollowUpListener,
  FollowUpOpened,
  FollowUpOverdue,
  FollowUpPostponed,
  FollowUpReassigned,
  FollowUpReminded,
  type ReassignmentCause,
} from '@crm/contracts';
import type { FollowUp } from './follow-up.js';
import type { StepKind } from './steps.js';

/** What is told of a follow-up, from its state after the fact. Nothing of what is to be done. */

export function openingFact(followUp: FollowUp): EventDraft {
  const { interactionId, opportunityId, visit } = followUp;
  const planned = visit && {
    plannedFrom: visit.plannedFrom.toISOString(),
    plannedTo: visit.plannedTo.toISOString(),
    purpose: visit.purpose,
  };
  const data = { ...taskOf(followUp), interactionId, opportunityId, visit: planned };
  return FollowUpOpened.draft({ ...aboutOf(followUp), data });
}

export const completionFact = (followUp: FollowUp, nextFollowUpId: string | null): EventDraft =>
  FollowUpCompleted.draft({
    ...aboutOf(followUp),
    data: { ...taskOf(followUp), outcome: followUp.outcome!, completedBy: followUp.closedBy!, nextFollowUpId },
  });

export const cancellationFact = (followUp: FollowUp): EventDraft =>
  FollowUpCancelled.draft({
    ...aboutOf(followUp),
    data: { ...taskOf(followUp), cancelledBy: followUp.closedBy! },
  });

export const postponementFact = (followUp: FollowUp, previousDueAt: Date): EventDraft =>
  FollowUpPostponed.draft({
    ...aboutOf(followUp),
    data: { ...taskOf(followUp), previousDueAt: previousDueAt.toISOString(), postponed: followUp.postponed },
  });

export const reassignmentFact = (
  followUp: FollowUp,
  previousAssignee: string | null,
  because: ReassignmentCause,
): EventDraft =>
  FollowUpReassigned.draft({
    ...aboutOf(followUp),
    data: { ...taskOf(followUp), previousAssignee, because },
  });

const stepEvents = { remind: FollowUpReminded, overdue: FollowUpOverdue, escalate: FollowUpEscalated } as const;

/** @param at when it happened: of a follow-up that is overdue when it was due, however late that is found out */
export function stepFact(
  kind: StepKind,
  followUp: FollowUp,
  listener: { employeeId: string | null; as: FollowUpListener },
  at: Date,
): EventDraft {
  const data = { ...taskOf(followUp), to: listener.employeeId, as: listener.as };
  return stepEvents[kind].draft({ ...aboutOf(followUp), time: at, data });
}

const aboutOf = ({ id, version, customerId, changedAt }: FollowUp) => ({
  time: changedAt,
  customerId,
  aggregateId: id,
  aggregateVersion: version,
});

const taskOf = ({ id, customerId, kind, dueAt, priority, assignee, department }: FollowUp) => ({
  followUpId: id,
  customerId,
  kind,
  dueAt: dueAt.toISOString(),
  priority,
  assignee,
  department,
});
