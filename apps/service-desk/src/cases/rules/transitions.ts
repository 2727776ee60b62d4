import type { CaseKind, CaseState } from '@crm/contracts';

/** What can be done with a case. `callback` is the end of a call-back, `handover` the offer to somebody else. */
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
] as const;
export type CaseAction = (typeof caseActions)[number];

/**
 * received → acknowledged → in_progress ⇄ waiting_… → callback_pending → resolved → closed; reopened begins the next cycle.
 * An answer, or the customer's next contact, ends the waiting.
 * A response or a resolution shows that the case was seen, so both are also possible before the acknowledgement.
 * `callback_pending` ends only by a call-back, so nothing that needs one comes to `resolved`, and from there to an end,
 * without it.
 */
const table: Record<CaseState, readonly CaseAction[]> = {
  received: ['acknowledge', 'respond', 'handover', 'resolve'],
  acknowledged: ['respond', 'wait', 'handover', 'resolve'],
  in_progress: ['respond', 'wait', 'handover', 'resolve'],
  waiting_customer: ['respond', 'resume', 'handover', 'resolve'],
  waiting_third_party: ['respond', 'resume', 'handover', 'resolve'],
  reopened: ['acknowledge', 'respond', 'handover', 'resolve'],
  callback_pending: ['callback', 'reopen'],
  resolved: ['close', 'reopen'],
  closed: ['reopen'],
};

/** What caused a case is often known only when it is over, so it can be assessed in every state. */
export const allowedIn = (state: CaseState): readonly CaseAction[] => [...table[state], 'assess'];

/** Kinds after whose resolution the customer is called back (回访). */
const calledBack: readonly CaseKind[] = ['complaint', 'repair', 'technical'];

export const needsCallback = (kind: CaseKind): boolean => calledBack.includes(kind);

export const isWaiting = (state: CaseState): boolean => state === 'waiting_customer' || state === 'waiting_third_party';

/** The state after an action that is allowed. An offered handover and an assessment change none; whom it waits for is the caller's to say. */
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
      return state;
    case 'resolve':
      return needsCallback(kind) ? 'callback_pending' : 'resolved';
    case 'callback':
      return 'resolved';
    case 'close':
      return 'closed';
    case 'reopen':
      return 'reopened';
  }
}
