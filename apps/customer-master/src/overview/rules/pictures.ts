import type {
  AccountOpened,
  CaseAbsorbed,
  CaseAcknowledged,
  CaseClosed,
  CaseCustomerLinked,
  CaseHandoverAccepted,
  CaseKindChanged,
  CaseKind,
  CaseMerged,
  CaseOpened,
  CaseReopened,
  CaseResolved,
  CaseResponded,
  CaseResumed,
  CaseWaiting,
  CaseSeverity,
  CaseWithdrawn,
  InvitationSent,
  LevelChanged,
  PointsAccrued,
  PointsAdjusted,
  PointsRedeemed,
  PointsReversed,
  ResponseReceived,
  SlaBreached,
  SlaRescheduled,
  ValueLevel,
  ValueScored,
} from '@crm/contracts';

/**
 * What the overview knows of one thing in another service. Each fold takes events in any order and as often as they come:
 * every group of fields remembers the version or cycle it was taken from, and an older one does not overwrite it.
 */

export type PartKind =
  'case' | 'invitation' | 'response' | 'account' | 'value' | 'interactions' | 'follow_up' | 'opportunity';

/** The picture of one thing, under the customer id that its service first saw. */
export interface Part<Picture = unknown> {
  kind: PartKind;
  customerId: string;
  picture: Picture;
  asOf: Date;
}

/** What events tell of a case; a call-back that is due shows as `resolved`. */
export const shownCaseStates = [
  'received',
  'acknowledged',
  'in_progress',
  'waiting',
  'resolved',
  'reopened',
  'closed',
  'merged',
  'withdrawn',
] as const;
export type ShownCaseState = (typeof shownCaseStates)[number];

/** Cases of which nothing is left to be done. */
export const endedCaseStates: readonly ShownCaseState[] = ['closed', 'merged', 'withdrawn'];

export interface CasePicture {
  caseId: string;
  /** Whose case it is, once somebody said so later or corrected it; absent where the first word still stands. */
  linkedTo?: string;
  linkedVersion?: number;
  number: string | null;
  kind: CaseKind | null;
  /** Of the last word on the kind; absent: what it was opened as still stands. */
  kindVersion?: number;
  severity: CaseSeverity | null;
  openedAt: string | null;
  /** Of the last case that was merged into it, which said how bad both are; absent: none was. */
  severityVersion?: number;
  state: ShownCaseState;
  stateVersion: number;
  owner: { employeeId: string; department: string } | null;
  ownerVersion: number;
  cycle: number;
  dueAt: string | null;
  dueCycle: number;
  dueVersion: number;
  /** The latest cycle whose deadline was missed; 0 for none. */
  breachedCycle: number;
}

export type CaseEvent =
  | CaseOpened
  | CaseAcknowledged
  | CaseResponded
  | CaseWaiting
  | CaseResumed
  | CaseHandoverAccepted
  | CaseResolved
  | CaseClosed
  | CaseReopened
  | CaseCustomerLinked
  | CaseWithdrawn
  | CaseMerged
  | CaseAbsorbed
  | CaseKindChanged
  | SlaBreached
  | SlaRescheduled;

const stateAfter: Partial<Record<CaseEvent['type'], ShownCaseState>> = {
  'case.opened': 'received',
  'case.acknowledged': 'acknowledged',
  'case.responded': 'in_progress',
  'case.waiting': 'waiting',
  'case.resumed': 'in_progress',
  'case.resolved': 'resolved',
  'case.closed': 'closed',
  'case.reopened': 'reopened',
  'case.withdrawn': 'withdrawn',
  'case.merged': 'merged',
};

const unknownCase = (caseId: string): CasePicture => ({
  caseId,
  number: null,
  kind: null,
  severity: null,
  openedAt: null,
  state: 'received',
  stateVersion: -1,
  owner: null,
  ownerVersion: -1,
  cycle: 1,
  dueAt: null,
  dueCycle: 0,
  dueVersion: -1,
  breachedCycle: 0,
});

export function foldCase(before: CasePicture | undefined, event: CaseEvent): CasePicture {
  const next = { ...(before ?? unknownCase(event.data.caseId)) };
  const state = stateAfter[event.type];
  if (state && event.aggregateVersion > next.stateVersion) {
    Object.assign(next, { state, stateVersion: event.aggregateVersion });
  }
  if ('owner' in event.data && event.aggregateVersion > next.ownerVersion) {
    Object.assign(next, { owner: event.data.owner, ownerVersion: event.aggregateVersion });
  }
  const cycle = 'cycle' in event.data ? event.data.cycle : 1;
  next.cycle = Math.max(next.cycle, cycle);
  // Other clocks than that for the resolution have deadlines of their own.
  const isOfResolution = !('metric' in event.data) || event.data.metric === 'resolution';
  if ('dueAt' in event.data && isOfResolution && isLaterDeadline(cycle, event.aggregateVersion, next)) {
    Object.assign(next, { dueAt: event.data.dueAt, dueCycle: cycle, dueVersion: event.aggregateVersion });
  }
  if (event.type === 'case.customer-linked' && event.aggregateVersion > (next.linkedVersion ?? -1)) {
    Object.assign(next, { linkedTo: event.data.customerId, linkedVersion: event.aggregateVersion });
  }
  if (event.type === 'sla.breached' && isOfResolution) next.breachedCycle = Math.max(next.breachedCycle, cycle);
  if (event.type === 'case.opened') {
    const { number, kind, severity, openedAt } = event.data;
    // Told later than a case that was merged into it, it says less.
    const { severityVersion = -1 } = next;
    Object.assign(next, { number, ...(severityVersion < 0 && { severity, openedAt }) });
    if (next.kindVersion === undefined) next.kind = kind;
  }
  if (event.type === 'case.kind-changed' && event.aggregateVersion > (next.kindVersion ?? -1)) {
    Object.assign(next, { kind: event.data.kind, kindVersion: event.aggregateVersion });
  }
  if (event.type === 'case.absorbed' && event.aggregateVersion > (next.severityVersion ?? -1)) {
    const { severity, openedAt } = event.data;
    Object.assign(next, { severity, openedAt, severityVersion: event.aggregateVersion });
  }
  return next;
}

/** Of a later cycle, or told later in the same one. */
const isLaterDeadline = (cycle: number, version: number, { dueCycle, dueVersion }: CasePicture): boolean =>
  cycle > dueCycle || (cycle === dueCycle && version > (dueVersion ?? -1));

export interface AccountPicture {
  accountId: string;
  balance: number;
  debt: number;
  version: number;
}

export type AccountEvent = AccountOpened | PointsAccrued | PointsRedeemed | PointsReversed | PointsAdjusted;

export function foldAccount(before: AccountPicture | undefined, event: AccountEvent): AccountPicture {
  if (before && before.version >= event.aggregateVersion) return before;
  const { accountId } = event.data;
  const { balance, debt } = 'balance' in event.data ? event.data : { balance: 0, debt: 0 };
  return { accountId, balance, debt: debt ?? 0, version: event.aggregateVersion };
}

export interface ResponsePicture {
  nps: number | null;
  csat: number | null;
  answeredAt: string;
}

/** An answer is given once. */
export const foldResponse = (_: unknown, { data }: ResponseReceived): ResponsePicture => ({
  nps: data.nps,
  csat: data.csat,
  answeredAt: data.answeredAt,
});

export interface InvitationPicture {
  survey: string;
}

/** An invitation is sent once. */
export const foldInvitation = (_: unknown, { data }: InvitationSent): InvitationPicture => ({ survey: data.survey });

/** The figures behind a level. */
export interface ValueFigures {
  rfm: string;
  recencyDays: number | null;
  frequency: number;
  monetaryMinor: number;
}

export interface ValuePicture {
  level: ValueLevel;
  levelVersion: number;
  reasons: string[];
  /** Null while only a change of the level was told. */
  figures: ValueFigures | null;
  figuresVersion: number;
}

export function foldValue(before: ValuePicture | undefined, event: ValueScored | LevelChanged): ValuePicture {
  const { aggregateVersion: version } = event;
  const level = event.type === 'level.changed' ? event.data.to : event.data.level;
  const start = { level, levelVersion: -1, reasons: [], figures: null, figuresVersion: -1 };
  const next: ValuePicture = { ...(before ?? start) };
  if (version > next.levelVersion) Object.assign(next, { level, levelVersion: version, reasons: event.data.reasons });
  if (event.type === 'value.scored' && version > next.figuresVersion) {
    const { rfm, recencyDays, frequency, monetaryMinor } = event.data;
    Object.assign(next, { figures: { rfm, recencyDays, frequency, monetaryMinor }, figuresVersion: version });
  }
  return next;
}
