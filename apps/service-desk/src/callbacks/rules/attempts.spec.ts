import { describe, expect, it } from '@jest/globals';
import { callbackDueAt, nextAttemptFrom, resultOf } from './attempts.js';

const at = (text: string): Date => new Date(`2026-06-05T${text}:00Z`);

describe('a call-back', () => {
  it('is due within 24 hours of the resolution, weekend or not', () => {
    expect(callbackDueAt(at('08:00'))).toEqual(new Date('2026-06-06T08:00:00Z'));
  });

  it('ends with what the customer says, at whichever attempt', () => {
    for (const number of [1, 2, 3]) {
      expect(resultOf('satisfied', number)).toBe('satisfied');
      expect(resultOf('unsatisfied', number)).toBe('unsatisfied');
    }
  });

  it('ends unconfirmed, never satisfied, when the third attempt reaches nobody', () => {
    expect([1, 2, 3].map((number) => resultOf('unreached', number))).toEqual([null, null, 'unconfirmed']);
  });

  it('is tried again two hours after the last attempt, not earlier', () => {
    expect(nextAttemptFrom([])).toBeNull();
    expect(nextAttemptFrom([{ at: at('06:00') }, { at: at('08:30') }])).toEqual(at('10:30'));
  });
});
