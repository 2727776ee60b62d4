import { describe, expect, it } from '@jest/globals';
import { leastLoaded } from './routing.js';

const candidate = (employeeId: string, openCases: number) => ({ employeeId, department: 'service', openCases });
const team = [candidate('E3', 1), candidate('E1', 4), candidate('E2', 1)];

describe('routing', () => {
  it('chooses who has the fewest open cases, then the first id', () => {
    expect(leastLoaded(team, { barred: [] })?.employeeId).toBe('E2');
  });

  it('never chooses the person complained of, also when there is nobody else', () => {
    expect(leastLoaded(team, { barred: ['E2'] })?.employeeId).toBe('E3');
    expect(leastLoaded([candidate('E2', 0)], { barred: ['E2'] })).toBeUndefined();
  });

  it('avoids the earlier handler as long as there is somebody else', () => {
    expect(leastLoaded(team, { barred: [], avoided: ['E2', 'E3'] })?.employeeId).toBe('E1');
    expect(leastLoaded([candidate('E2', 9)], { barred: [], avoided: ['E2'] })?.employeeId).toBe('E2');
  });
});
