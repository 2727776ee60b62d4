import type {
  FollowUpCancelled,
  FollowUpCompleted,
  FollowUpOpened,
  FollowUpOverdue,
  FollowUpPostponed,
  InteractionChannel,
  InteractionCorrected,
  InteractionDirection,
  InteractionOutcome,
  InteractionRecorded,
  OpportunityCorrected,
  OpportunityLost,
  OpportunityOpened,
  OpportunityResumed,
  OpportunityStage,
  OpportunityStageChanged,
  OpportunityStalled,
  OpportunityWon,
} from '@crm/contracts';

/** What the overview knows of the work of sales. As in `pictures`: in any order, and as often as they come. */

export type InteractionEvent = InteractionRecorded | InteractionCorrected;

export interface KnownInteraction {
  interactionId: string;
  channel: InteractionChannel;
  direction: InteractionDirection;
  outcome: InteractionOutcome;
  at: string;
  version: number;
}

/** The newest contacts under one customer id. */
export interface InteractionsPicture {
  latest: KnownInteraction[];
}

/** More than are shown, so that a few may turn out to be older than was said. */
const mostKept = 10;

export function foldInteractions(
  before: InteractionsPicture | undefined,
  { data, aggregateVersion: version }: InteractionEvent,
): InteractionsPicture {
  const { interactionId, channel, direction, outcome, occurredAt: at } = data;
  const known = before?.latest ?? [];
  const same = known.find((one) => one.interactionId === interactionId);
  if (same && same.version >= version) return { latest: known };
  const others = known.filter((one) => one !== same);
  const latest = [...others, { interactionId, channel, direction, outcome, at, version }].sort(byTime);
  return { latest: latest.slice(0, mostKept) };
}

/** The newest first. */
export const byTime = (a: KnownInteraction, b: KnownInteraction): number =>
  Date.parse(b.at) - Date.parse(a.at) || (a.interactionId < b.interactionId ? 1 : -1);

export type FollowUpEvent =
  FollowUpOpened | FollowUpOverdue | FollowUpPostponed | FollowUpCompleted | FollowUpCancelled;

export interface FollowUpPicture {
  dueAt: string;
  dueVersion: number;
  /** Closed ones stay closed. */
  isOpen: boolean;
  /** When it was last told to be overdue, and last put off: whichever is newer holds. */
  overdueVersion: number;
  postponedVersion: number;
}

export function foldFollowUp(before: FollowUpPicture | undefined, event: FollowUpEvent): FollowUpPicture {
  const { aggregateVersion: version, type, data } = event;
  const start = { dueAt: data.dueAt, dueVersion: -1, isOpen: true, overdueVersion: -1, postponedVersion: -1 };
  const next: FollowUpPicture = { ...(before ?? start) };
  if (version > next.dueVersion) Object.assign(next, { dueAt: data.dueAt, dueVersion: version });
  if (type === 'follow-up.completed' || type === 'follow-up.cancelled') next.isOpen = false;
  if (type === 'follow-up.overdue') next.overdueVersion = Math.max(next.overdueVersion, version);
  if (type === 'follow-up.postponed') next.postponedVersion = Math.max(next.postponedVersion, version);
  return next;
}

export type OpportunityEvent =
  | OpportunityOpened
  | OpportunityStageChanged
  | OpportunityWon
  | OpportunityLost
  | OpportunityCorrected
  | OpportunityStalled
  | OpportunityResumed;

export interface OpportunityPicture {
  stage: OpportunityStage;
  amountMinor: number;
  currency: string;
  probability: number;
  expectedCloseOn: string | null;
  version: number;
  /** When it was last told to be stalled, and last moved: whichever is newer holds. */
  stalledVersion: number;
  movedVersion: number;
}

export function foldOpportunity(before: OpportunityPicture | undefined, event: OpportunityEvent): OpportunityPicture {
  const { aggregateVersion: version, type, data } = event;
  const { amountMinor, currency, probability, expectedCloseOn } = data;
  const deal = { stage: stageAfter(event), amountMinor, currency, probability, expectedCloseOn };
  const next: OpportunityPicture = {
    ...(before ?? { ...deal, version, stalledVersion: -1, movedVersion: -1 }),
  };
  if (version > next.version) Object.assign(next, deal, { version });
  if (type === 'opportunity.stalled') next.stalledVersion = Math.max(next.stalledVersion, version);
  else if (type !== 'opportunity.corrected') next.movedVersion = Math.max(next.movedVersion, version);
  return next;
}

function stageAfter(event: OpportunityEvent): OpportunityStage {
  if (event.type === 'opportunity.won') return 'won';
  if (event.type === 'opportunity.lost') return 'lost';
  return event.type === 'opportunity.stage-changed' ? event.data.to : event.data.stage;
}
