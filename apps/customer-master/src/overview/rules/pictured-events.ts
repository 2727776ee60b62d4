import type { InvitationSent, LevelChanged, ResponseReceived, ValueScored } from '@crm/contracts';
import {
  type AccountEvent,
  type CaseEvent,
  foldAccount,
  foldCase,
  foldInvitation,
  foldResponse,
  foldValue,
  type PartKind,
} from './pictures.js';
import {
  type FollowUpEvent,
  foldFollowUp,
  foldInteractions,
  foldOpportunity,
  type InteractionEvent,
  type OpportunityEvent,
} from './sales-pictures.js';

/** An event that changes the picture of something. */
export type PicturedEvent =
  | CaseEvent
  | InvitationSent
  | ResponseReceived
  | AccountEvent
  | ValueScored
  | LevelChanged
  | InteractionEvent
  | FollowUpEvent
  | OpportunityEvent;

interface Subject {
  kind: PartKind;
  id(data: never): string;
  fold(before: unknown, event: never): unknown;
}

const subject = <E extends PicturedEvent, Picture>(
  kind: PartKind,
  id: (data: E['data']) => string,
  fold: (before: Picture | undefined, event: E) => Picture,
): Subject => ({ kind, id, fold: fold as Subject['fold'] });

const ofCase = subject<CaseEvent, ReturnType<typeof foldCase>>('case', ({ caseId }) => caseId, foldCase);
const ofAccount = subject<AccountEvent, ReturnType<typeof foldAccount>>(
  'account',
  ({ accountId }) => accountId,
  foldAccount,
);
const ofValue = subject<ValueScored | LevelChanged, ReturnType<typeof foldValue>>(
  'value',
  ({ customerId }) => customerId,
  foldValue,
);

/** One picture for all contacts of an id: a customer may have very many. */
const ofContacts = subject<InteractionEvent, ReturnType<typeof foldInteractions>>(
  'interactions',
  ({ customerId }) => customerId,
  foldInteractions,
);
const ofFollowUp = subject<FollowUpEvent, ReturnType<typeof foldFollowUp>>(
  'follow_up',
  ({ followUpId }) => followUpId,
  foldFollowUp,
);
const ofOpportunity = subject<OpportunityEvent, ReturnType<typeof foldOpportunity>>(
  'opportunity',
  ({ opportunityId }) => opportunityId,
  foldOpportunity,
);

const subjects: Record<PicturedEvent['type'], Subject> = {
  'case.opened': ofCase,
  'case.acknowledged': ofCase,
  'case.responded': ofCase,
  'case.waiting': ofCase,
  'case.resumed': ofCase,
  'case.handover-accepted': ofCase,
  'case.resolved': ofCase,
  'case.closed': ofCase,
  'case.reopened': ofCase,
  'case.customer-linked': ofCase,
  'case.withdrawn': ofCase,
  'case.merged': ofCase,
  'case.absorbed': ofCase,
  'case.kind-changed': ofCase,
  'sla.breached': ofCase,
  'sla.rescheduled': ofCase,
  'invitation.sent': subject('invitation', ({ invitationId }: InvitationSent['data']) => invitationId, foldInvitation),
  'response.received': subject('response', ({ responseId }: ResponseReceived['data']) => responseId, foldResponse),
  'account.opened': ofAccount,
  'points.accrued': ofAccount,
  'points.redeemed': ofAccount,
  'points.reversed': ofAccount,
  'points.adjusted': ofAccount,
  'value.scored': ofValue,
  'level.changed': ofValue,
  'interaction.recorded': ofContacts,
  'interaction.corrected': ofContacts,
  'follow-up.opened': ofFollowUp,
  'follow-up.overdue': ofFollowUp,
  'follow-up.postponed': ofFollowUp,
  'follow-up.completed': ofFollowUp,
  'follow-up.cancelled': ofFollowUp,
  'opportunity.opened': ofOpportunity,
  'opportunity.stage-changed': ofOpportunity,
  'opportunity.won': ofOpportunity,
  'opportunity.lost': ofOpportunity,
  'opportunity.corrected': ofOpportunity,
  'opportunity.stalled': ofOpportunity,
  'opportunity.resumed': ofOpportunity,
};

export const picturedTypes = Object.keys(subjects) as PicturedEvent['type'][];

export const isPictured = (event: { type: string }): event is PicturedEvent => event.type in subjects;

/** Which thing in another service an event tells of. */
export function subjectOf({ type, data }: PicturedEvent): { kind: PartKind; id: string } {
  const { kind, id } = subjects[type];
  return { kind, id: id(data as never) };
}

/** The picture after these events of one thing, in their order. */
export const pictureAfter = (before: unknown, events: readonly PicturedEvent[]): unknown =>
  events.reduce((picture, event) => subjects[event.type].fold(picture, event as never), before);
