import { describe, expect, it } from '@jest/globals';
import { Schedule } from '../../calendars/rules/schedule.js';
import { earliestOwed, termUntil } from './joining.js';
import { bind, type Term } from './terms.js';

/** Monday to Friday, nine to five, in UTC. */
const office = new Schedule({
  timeZone: 'UTC',
  weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => (day <= 5 ? [{ fromMinute: 540, toMinute: 1020 }] : [])),
  holidays: new Set(),
  workingDays: new Map(),
});
const at = (text: string) => new Date(`2026-01-${text}Z`);
const hour = 3600;

/** What a clock comes to that began on Monday the 5th at nine and is given another case's deadline at `now`. */
function joined(dueAt: Date, now: Date): Date {
  const startedAt = at('05T09:00:00');
  const first: Term = {
    ...{
      from: startedAt,
      seconds: 40 * hour,
      extra: 0,
      rule: '',
      calendarId: 'office',
      calendarVersion: 1,
      longestWait: 0,
    },
    measured: { kind: 'complaint', severity: 'normal', level: null, productId: null },
  };
  const terms = [first, { ...first, ...termUntil(dueAt, startedAt, office, now) }];
  return bind(terms, [], null, () => office, now).evaluation.dueAt;
}

describe('a deadline that is taken over from another case', () => {
  it('is kept to the second', () => {
    expect(joined(at('06T10:00:00'), at('05T12:00:00'))).toEqual(at('06T10:00:00'));
    expect(joined(at('06T17:00:00'), at('05T12:00:00.700'))).toEqual(at('06T17:00:00'));
  });

  it('ends with the last work before it where nobody works at that time', () => {
    expect(joined(at('06T22:00:00'), at('05T12:00:00'))).toEqual(at('06T17:00:00'));
  });

  it('has passed when it had passed', () => {
    expect(joined(at('05T10:00:00'), at('07T12:00:00'))).toEqual(at('05T10:00:00'));
  });

  it('passed no sooner than the clock began', () => {
    expect(joined(at('01T10:00:00'), at('07T12:00:00'))).toEqual(at('05T09:00:01'));
  });

  it('is the earliest of those of the same kind; a first answer is the next one where there was one', () => {
    const owed = [
      { metric: 'resolution' as const, dueAt: at('09T10:00:00') },
      { metric: 'first_response' as const, dueAt: at('05T10:00:00') },
      { metric: 'callback' as const, dueAt: at('01T10:00:00') },
    ];
    expect(earliestOwed('resolution', owed)).toEqual(at('09T10:00:00'));
    expect(earliestOwed('next_update', owed)).toEqual(at('05T10:00:00'));
    expect(earliestOwed('acknowledge', owed)).toBeNull();
    expect(earliestOwed('callback', owed)).toBeNull();
  });
});
