import { describe, expect, it } from '@jest/globals';
import { anotherTimeFrom, callbackDueAt, isScoreOf, politeMoment, resultOf } from './attempts.js';

/** A moment of a day of June by the clocks of Shanghai. */
const at = (text: string, day = 5): Date => new Date(`2026-06-${String(day).padStart(2, '0')}T${text}:00+08:00`);
const shanghai = 'Asia/Shanghai';

describe('a call-back', () => {
  it('is due within 24 hours of the resolution, weekend or not', () => {
    expect(callbackDueAt(at('16:00'))).toEqual(at('16:00', 6));
  });

  it('ends with what the customer says, at whichever attempt', () => {
    for (const number of [1, 2, 3]) {
      expect(resultOf('satisfied', number)).toBe('satisfied');
      expect(resultOf('unsatisfied', number)).toBe('unsatisfied');
    }
  });

  it('ends unconfirmed, never satisfied, when the third attempt reaches nobody, or the wrong person', () => {
    expect([1, 2, 3].map((number) => resultOf('unreached', number))).toEqual([null, null, 'unconfirmed']);
    expect([1, 2, 3].map((number) => resultOf('wrong_number', number))).toEqual([null, null, 'unconfirmed']);
  });

  it('ends unconfirmed at once when the customer does not want to say', () => {
    expect(resultOf('refused', 1)).toBe('unconfirmed');
  });

  it('has a score that fits what the customer says', () => {
    const fitting = (outcome: 'satisfied' | 'unsatisfied' | 'unreached'): number[] =>
      [1, 2, 3, 4, 5].filter((score) => isScoreOf(outcome, score));
    expect([fitting('satisfied'), fitting('unsatisfied'), fitting('unreached')]).toEqual([[3, 4, 5], [1, 2, 3], []]);
  });
});

describe('another time', () => {
  const next = (text: string): Date => anotherTimeFrom(at(text), shanghai);

  it('is another part of the day', () => {
    expect(next('09:30')).toEqual(at('12:00'));
    expect(next('16:00')).toEqual(at('18:00'));
  });

  it('is an hour later at least, also where another part of the day begins before', () => {
    expect(next('11:59')).toEqual(at('12:59'));
    expect(next('23:30')).toEqual(at('00:30', 6));
  });

  it('is four hours later in any case', () => {
    expect(next('12:00')).toEqual(at('16:00'));
    expect(next('18:00')).toEqual(at('22:00'));
  });

  it('is told by the wall clock of the zone, in summer as in winter', () => {
    const berlin = (text: string): Date => anotherTimeFrom(new Date(text), 'Europe/Berlin');
    expect(berlin('2026-07-01T10:30:00+02:00')).toEqual(new Date('2026-07-01T12:00:00+02:00'));
    expect(berlin('2026-01-05T10:30:00+01:00')).toEqual(new Date('2026-01-05T12:00:00+01:00'));
  });
});

describe('the moment that a call is planned for', () => {
  it('is between nine in the morning and nine in the evening', () => {
    const planned = (text: string): Date => politeMoment(at(text), shanghai);
    expect(planned('07:59')).toEqual(at('09:00'));
    expect(planned('09:00')).toEqual(at('09:00'));
    expect(planned('20:59')).toEqual(at('20:59'));
    expect(planned('21:00')).toEqual(at('09:00', 6));
  });
});
