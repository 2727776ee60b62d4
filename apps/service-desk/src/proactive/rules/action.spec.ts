import { describe, expect, it } from '@jest/globals';
import { isForEverybody, spread } from './action.js';

describe('tasks for a department', () => {
  it('are spread over its people, those with the fewest first', () => {
    const people = [
      { employeeId: 'E2', department: 'service', openTasks: 1 },
      { employeeId: 'E1', department: 'service', openTasks: 0 },
    ];
    expect(spread(people, 5).map(({ employeeId }) => employeeId)).toEqual(['E1', 'E1', 'E2', 'E1', 'E2']);
    expect(people[0]!.openTasks).toBe(1);
  });
});

describe('a filter', () => {
  it('without any condition is for everybody', () => {
    expect(isForEverybody({})).toBe(true);
    expect(isForEverybody({ levels: undefined })).toBe(true);
    expect(isForEverybody({ levels: ['gold'] })).toBe(false);
  });
});
