import { describe, expect, it } from '@jest/globals';
import { nextCaller } from './caller.js';

const callers = (loads: Record<string, number>) =>
  Object.entries(loads).map(([employeeId, openCallbacks]) => ({ employeeId, department: 'service', openCallbacks }));
const nobody = { barred: [], avoided: [] };

describe('who calls a customer back', () => {
  it('is who has the fewest call-backs to make, then the first id', () => {
    expect(nextCaller(callers({ E1: 2, E3: 1, E2: 1 }), nobody)?.employeeId).toBe('E2');
  });

  it('is never the handler, nor who is complained of', () => {
    expect(nextCaller(callers({ E1: 0, E2: 5 }), { barred: ['E1'], avoided: [] })?.employeeId).toBe('E2');
    expect(nextCaller(callers({ E1: 0 }), { barred: ['E1'], avoided: [] })).toBeNull();
  });

  it('is the owner of the case only where nobody else is there', () => {
    expect(nextCaller(callers({ E1: 0, E2: 5 }), { barred: [], avoided: ['E1'] })?.employeeId).toBe('E2');
    expect(nextCaller(callers({ E1: 0 }), { barred: [], avoided: ['E1'] })?.employeeId).toBe('E1');
  });
});
