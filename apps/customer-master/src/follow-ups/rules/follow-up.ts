import type {
  EventDraft,
  FollowUpKind,
  FollowUpOutcome,
  FollowUpPriority,
  ReassignmentCause,
  VisitPurpose,
} from '@crm/contracts';
import {
  cancellationFact,
  completionFact,
  openingFact,
  postponementFact,
  reassignmentFact,
} from './follow-up-facts.js';

/** What people write of a follow-up; it may name somebody. */
export interface FollowUpWords {
  subject: string;
  /** Where a visit takes place. */
  place: string | null;
  /** What was written when it was done or cancelled. */
  note: string | null;
}

/** When a visit is planned, and what for. */
export interface PlannedVisit {
  plannedFrom: Date;
  plannedTo: Date;
  purpose: VisitPurpose;
}

export type FollowUpState = 'open' | 'done' | 'cancelled';
export const followUpStates: readonly FollowUpState[] = ['open', 'done', 'cancelled'];

export interface FollowUp {
  id: string;
  /** Counts the facts that were told of it. */
  version: number;
  /** As first written; whose id it is today is looked up when somebody reads. */
  customerId: string;
  kind: FollowUpKind;
  /** Null of a customer who was erased. */
  words: FollowUpWords | null;
  dueAt: Date;
  /** In their order, all before it is due. */
  remindAt: Date[];
  /** Null: the department as a whole. */
  assignee: string | null;
  department: string;
  priority: FollowUpPriority;
  opportunityId: string | null;
  interactionId: string | null;
  visit: PlannedVisit | null;
  state: FollowUpState;
  /** How often it was postponed. */
  postponed: number;
  outcome: FollowUpOutcome | null;
  closedBy: string | null;
  closedAt: Date | null;
  /** The last reminder that was given. */
  remindedAt: Date | null;
  overdueAt: Date | null;
  escalatedAt: Date | null;
  /** Who was told of it besides the assignee; null: nobody. */
  broughtTo: string | null;
  /** Counts how often its steps began anew. */
  epoch: number;
  madeBy: string;
  madeAt: Date;
  changedAt: Date;
}

export type NewFollowUp = Pick<
  FollowUp,
  | 'id'
  | 'customerId'
  | 'kind'
  | 'words'
  | 'dueAt'
  | 'remindAt'
  | 'assignee'
  | 'department'
  | 'priority'
  | 'opportunityId'
  | 'interactionId'
  | 'visit'
>;

/** Of steps that begin: nothing was told yet. */
const untold = { remindedAt: null, overdueAt: null, escalatedAt: null, broughtTo: null } as const;

export function opened(wish: NewFollowUp, by: string, now: Date): [FollowUp, EventDraft] {
  const followUp: FollowUp = {
    ...wish,
    ...untold,
    version: 1,
    state: 'open',
    postponed: 0,
    outcome: null,
    closedBy: null,
    closedAt: null,
    epoch: 1,
    madeBy: by,
    madeAt: now,
    changedAt: now,
  };
  return [followUp, openingFact(followUp)];
}

interface Closing {
  note: string | null;
  by: string;
  now: Date;
}

/** @param nextId the next step that was agreed; null: none */
export function completed(
  before: FollowUp,
  outcome: FollowUpOutcome,
  nextId: string | null,
  closing: Closing,
): [FollowUp, EventDraft] {
  const next: FollowUp = { ...closed(before, closing), state: 'done', outcome };
  return [next, completionFact(next, nextId)];
}

export function cancelled(before: FollowUp, closing: Closing): [FollowUp, EventDraft] {
  const next: FollowUp = { ...closed(before, closing), state: 'cancelled' };
  return [next, cancellationFact(next)];
}

const closed = (before: FollowUp, { note, by, now }: Closing): FollowUp => ({
  ...before,
  version: before.version + 1,
  words: before.words && { ...before.words, note },
  closedBy: by,
  closedAt: now,
  epoch: before.epoch + 1,
  changedAt: now,
});

/** To another time; a visit with its new plan. Its reminders begin anew. */
export function postponed(
  before: FollowUp,
  { dueAt, remindAt, visit }: Pick<FollowUp, 'dueAt' | 'remindAt' | 'visit'>,
  now: Date,
): [FollowUp, EventDraft] {
  const next: FollowUp = {
    ...before,
    ...untold,
    version: before.version + 1,
    dueAt,
    remindAt,
    visit,
    postponed: before.postponed + 1,
    epoch: before.epoch + 1,
    changedAt: now,
  };
  return [next, postponementFact(next, before.dueAt)];
}

/** To somebody else, who is told at the next step. */
export function reassigned(
  before: FollowUp,
  { assignee, department }: Pick<FollowUp, 'assignee' | 'department'>,
  because: ReassignmentCause,
  now: Date,
): [FollowUp, EventDraft] {
  const next: FollowUp = {
    ...before,
    version: before.version + 1,
    assignee,
    department,
    broughtTo: null,
    changedAt: now,
  };
  return [next, reassignmentFact(next, before.assignee, because)];
}

/** In their order, each once, those that are not too late. */
export const usableReminders = (remindAt: readonly Date[], dueAt: Date): Date[] =>
  [...new Set(remindAt.map((at) => at.getTime()))]
    .filter((at) => at < dueAt.getTime())
    .sort((a, b) => a - b)
    .map((at) => new Date(at));
