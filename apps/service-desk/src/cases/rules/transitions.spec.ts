import { caseKinds, type CaseKind, type CaseState, caseStates } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import { allowedIn, type CaseAction, caseActions, isEnded, needsCallback, stateAfter } from './transitions.js';

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

  it('have no dead end but one: what was merged goes on elsewhere', () => {
    for (const state of caseStates.filter((one) => one !== 'merged'))
      expect(allowedIn(state).some((action) => action !== 'assess')).toBe(true);
    expect(allowedIn('merged')).toEqual([]);
  });

  it('can be assessed, which moves nothing, unless it came to nothing', () => {
    for (const state of caseStates) {
      expect(allowedIn(state).includes('assess')).toBe(state !== 'merged' && state !== 'withdrawn');
      expect(stateAfter(state, 'assess', 'complaint')).toBe(state);
    }
  });

  it('let a case be withdrawn or merged until its outcome is known, and take in another one while it is handled', () => {
    const states = (action: CaseAction) => caseStates.filter((state) => allowedIn(state).includes(action));
    const handled = caseStates.filter((state) => allowedIn(state).includes('resolve'));
    expect(states('withdraw').sort()).toEqual([...handled, 'callback_pending'].sort());
    expect(states('merge')).toEqual(states('withdraw'));
    expect(states('absorb')).toEqual(handled);
    expect(walk('complaint', 'withdraw', 'reopen')).toBe('reopened');
  });

  it('leave nothing to do but to reopen where a case has ended', () => {
    for (const state of caseStates.filter(isEnded))
      for (const action of caseActions.filter((one) => one !== 'reopen' && one !== 'assess'))
        expect(allowedIn(state)).not.toContain(action);
  });

  it('do not let a resolved case be handed on, or an open one be reopened', () => {
    expect(walk('complaint', 'resolve', 'handover')).toBeUndefined();
    expect(walk('complaint', 'acknowledge', 'reopen')).toBeUndefined();
    expect(walk('complaint', 'acknowledge', 'acknowledge')).toBeUndefined();
  });
});
