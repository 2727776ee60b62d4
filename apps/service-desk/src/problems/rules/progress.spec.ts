import { describe, expect, it } from '@jest/globals';
import { allowedIn, type ProblemAction, problemStates } from './progress.js';

const statesThatAllow = (action: ProblemAction) => problemStates.filter((state) => allowedIn(state).includes(action));

describe('the states of a problem', () => {
  it('let nobody plan before the analysis, nor report what is not planned', () => {
    expect(statesThatAllow('plan_action')).toEqual(['analysed', 'action_planned', 'verifying']);
    expect(statesThatAllow('report_action')).toEqual(['action_planned']);
  });

  it('lead to the end over the verification only, and nowhere from there', () => {
    expect(statesThatAllow('close')).toEqual(['verifying']);
    expect(allowedIn('closed')).toEqual([]);
  });
});
