import { describe, expect, it } from '@jest/globals';
import { groupsToHide, isSmall } from './suppression.js';

describe('small groups', () => {
  it('are those of one to four', () => {
    expect([0, 1, 4, 5].map(isSmall)).toEqual([false, true, true, false]);
  });

  it('are hidden, and nothing else where there are several', () => {
    expect(groupsToHide([3, 50, 4, 60])).toEqual([true, false, true, false]);
    expect(groupsToHide([50, 60, 0])).toEqual([false, false, false]);
  });

  it('take the next larger one with them where the whole would give a single one away', () => {
    expect(groupsToHide([3, 50, 8, 0])).toEqual([true, false, true, false]);
  });

  it('stay alone where there is no other', () => {
    expect(groupsToHide([3, 0, 0])).toEqual([true, false, false]);
  });
});
