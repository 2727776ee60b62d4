import { describe, expect, it } from '@jest/globals';
import { fixedClock } from './fixed-clock.js';

describe('a fixed clock', () => {
  it('stands still, also when a caller changes the date it was given', () => {
    const clock = fixedClock('2026-01-05T02:00:00Z');
    clock.now().setFullYear(1999);
    expect(clock.now()).toEqual(new Date('2026-01-05T02:00:00Z'));
  });

  it('moves only when told', () => {
    const clock = fixedClock('2026-01-05T02:00:00Z');
    clock.advance(90_000);
    expect(clock.now().toISOString()).toBe('2026-01-05T02:01:30.000Z');
    clock.set('2027-01-01T00:00:00Z');
    expect(clock.now().getUTCFullYear()).toBe(2027);
  });

  it('refuses what is no moment', () => {
    expect(() => fixedClock('tomorrow')).toThrow('Not a moment: tomorrow');
  });
});
