import { describe, expect, it } from '@jest/globals';
import { badScoreOf } from './bad-score.js';

describe('a bad score', () => {
  it.each([0, 3, 6])('is a recommendation of %i', (nps) => {
    expect(badScoreOf({ nps, csat: 5 })).toEqual({ reason: 'detractor', score: nps });
  });

  it.each([1, 2])('is a satisfaction of %i', (csat) => {
    expect(badScoreOf({ nps: null, csat })).toEqual({ reason: 'low_csat', score: csat });
    expect(badScoreOf({ nps: 9, csat })).toEqual({ reason: 'low_csat', score: csat });
  });

  it('has one reason even when both are bad: the recommendation', () => {
    expect(badScoreOf({ nps: 2, csat: 1 })).toEqual({ reason: 'detractor', score: 2 });
  });

  it.each([
    { nps: 7, csat: 3 },
    { nps: 10, csat: null },
    { nps: null, csat: 3 },
  ])('is none of %p', (answer) => {
    expect(badScoreOf(answer)).toBeNull();
  });
});
