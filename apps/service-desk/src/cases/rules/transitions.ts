import type { CaseKind, CaseState } from '@crm/contracts';

/**
 * What can be done with a case. `callback` is the end of a call-back, `handover` the offer to somebody else; `merge` ends the
 * case in another one, which for its part does `absorb`.
 */
export const caseActions = [
  'acknowledge',
  'respond',
  'wait',
  'resume',
  'handover',
  'resolve',
  'callback',
  'close',
  'reopen',
  'assess',
  'withdraw',
  'merge',
  'absorb',
] as const;
export type CaseAction = (typeof caseActions)[number];

/**
 * received → acknowledged → in_progress ⇄ waiting_… → callback_pending → resolved → closed; reopened begins the next cycle.
 * An answer, or the customer's next contact, ends the waiting.
 * A response or a resolution shows that the case was seen, so both are also possible before the acknowledgement.
 * `callback_pending` ends only by a call-back, so nothing that needs one comes to `resolved`, and from there to an end,
 * without it.
 * Before its resolution counts, a case may also end `withdrawn`, from where it can be reopened, or, for good, `merged` into
 * another one that is still handled. In `resolved` nothing is left but to close it: its outcome is not taken back.
 */
const table: Record<CaseState, readonly CaseAction[]> = {
  received: ['acknowledge', 'respond', 'handover', 'resolve', 'withdraw', 'merge', 'absorb'],
  acknowledged: ['respond', 'wait', 'handover', 'resolve', 'withdraw', 'merge', 'absorb'],
  in_progress: ['respond', 'wait', 'handover', 'resolve', 'withdraw', 'merge', 'absorb'],
  waiting_customer: ['respond', 'resume', 'handover', 'resolve', 'withdraw', 'merge', 'absorb'],
  waiting_third_party: ['respond', 'resume', 'handover', 'resolve', 'withdraw', 'merge', 'absorb'],
  reopened: ['acknowledge', 'respond', 'handover', 'resolve', 'withdraw', 'merge', 'absorb'],
  callback_pending: ['callback', 'reopen', 'withdraw', 'merge'],
  resolved: ['close', 'reopen'],
  closed: ['reopen'],
  withdrawn: ['reopen'],
  merged: [],
};

/** What caused a case is often known only when it is over, so it can be assessed unless it came to nothing. */
export const allowedIn = (state: CaseState): readonly CaseAction[] =>
  state === 'merged' || state === 'withdrawn' ? table[state] : [...table[state], 'assess'];

/** States in which nobody owes anything. In SQL: `state NOT IN ('closed', 'merged', 'withdrawn')` is an open case. */
export const isEnded = (state: CaseState): boolean => state === 'closed' || state === 'merged' || state === 'withdrawn';

/** Kinds after whose resolution the customer is called back (回访). */
const calledBack: readonly CaseKind[] = ['complaint', 'repair', 'technical'];

export const needsCallback = (kind: CaseKind): boolean => calledBack.includes(kind);

export const isWaiting = (state: CaseState): boolean => state === 'waiting_customer' || state === 'waiting_third_party';

/** The state after an action that is allowed. An offered handover, an assessment and taking in another case change none; whom it waits for is the caller's to say. */
export function stateAfter(state: CaseState, action: CaseAction, kind: CaseKind): CaseState {
  switch (action) {
    case 'acknowledge':
      return 'acknowledged';
    case 'respond':
      return 'in_progress';
    case 'wait':
      return 'waiting_customer';
    case 'resume':
      return 'in_progress';
    case 'handover':
    case 'assess':
    case 'absorb':
      return state;
    case 'resolve':
      return needsCallback(kind) ? 'callback_pending' : 'resolved';
    case 'callback':
      return 'resolved';
    case 'close':
      return 'closed';
    case 'reopen':
      return 'reopened';
    case 'withdraw':
      return 'withdrawn';
    case 'merge':
      return 'merged';
  }
}
