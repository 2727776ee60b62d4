import { caseKinds, type CaseKind, type CaseState, caseStates } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import { allowedIn, type CaseAction, needsCallback, stateAfter } from './transitions.js';

const walk = (kind: CaseKind, ...actions: CaseAction[]): CaseState | undefined => {
  let state: CaseState = 'received';
  for (const action of actions) {
    if (!allowedIn(state).includes(action)) return undefined;
    state = stateAfter(state, action, kind);
  }
  return state;
};

/** Every state that can be reached from `received` without the given action. */
function reachableWithout(kind: CaseKind, forbidden: CaseAction): Set<CaseState> {
  const found = new Set<CaseState>(['received']);
  for (const state of found) {
    for (const action of allowedIn(state)) if (action !== forbidden) found.add(stateAfter(state, action, kind));
  }
  return found;
}

describe('the states of a case', () => {
  it('lead a complaint over the call-back to its end', () => {
    expect(walk('complaint', 'acknowledge', 'respond', 'resolve')).toBe('callback_pending');
    expect(walk('complaint', 'acknowledge', 'respond', 'resolve', 'callback', 'close')).toBe('closed');
  });

  it('lead an enquiry there directly', () => {
    expect(walk('enquiry', 'respond', 'resolve', 'close')).toBe('closed');
  });

  it('let a case begin anew from every point after its resolution', () => {
    for (const before of [['resolve'], ['resolve', 'callback'], ['resolve', 'callback', 'close']] as CaseAction[][]) {
      expect(walk('complaint', ...before, 'reopen')).toBe('reopened');
      expect(walk('complaint', ...before, 'reopen', 'resolve')).toBe('callback_pending');
    }
  });

  it('never let what needs a call-back end without one', () => {
    for (const kind of caseKinds.filter(needsCallback))
      expect(reachableWithout(kind, 'callback')).not.toContain('closed');
  });

  it('know an end only after a resolution', () => {
    for (const kind of caseKinds) expect(reachableWithout(kind, 'resolve')).not.toContain('closed');
  });

  it('have no dead end', () => {
    for (const state of caseStates) expect(allowedIn(state).some((action) => action !== 'assess')).toBe(true);
  });

  it('can each be assessed, which moves nothing', () => {
    for (const state of caseStates) {
      expect(allowedIn(state)).toContain('assess');
      expect(stateAfter(state, 'assess', 'complaint')).toBe(state);
    }
  });

  it('do not let a resolved case be handed on, or an open one be reopened', () => {
    expect(walk('complaint', 'resolve', 'handover')).toBeUndefined();
    expect(walk('complaint', 'acknowledge', 'reopen')).toBeUndefined();
    expect(walk('complaint', 'acknowledge', 'acknowledge')).toBeUndefined();
  });
});
