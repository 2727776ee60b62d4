import { describe, expect, it } from '@jest/globals';
import { restAfter } from './rest.js';

describe('the rest after a round over everybody', () => {
  it('is as told where the round was short', () => {
    expect(restAfter(3, 20_000)).toBe(20_000);
  });

  it('grows with the round, so that the rounds never take more than two hundredths of the time', () => {
    expect(restAfter(1_200.4, 20_000)).toBe(60_020);
  });
});
