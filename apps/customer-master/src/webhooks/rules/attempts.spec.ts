import { describe, expect, it } from '@jest/globals';
import { type Attempt, consequenceOf, failureOf, mostAttempts, retryAfterSeconds } from './attempts.js';

const answered = (status: number, wished: number | null = null): Attempt => ({
  status,
  failure: null,
  retryAfterSeconds: wished,
});
const silent: Attempt = { status: null, failure: 'timeout', retryAfterSeconds: null };

describe('what follows from a try', () => {
  it.each([200, 202, 204, 299])('%d: delivered', (status) =>
    expect(consequenceOf(answered(status), 1, 0.5)).toEqual({ kind: 'delivered' }),
  );

  it.each([301, 307, 400, 404, 429, 500, 503])('%d: the same again after five seconds', (status) =>
    expect(consequenceOf(answered(status), 1, 0.5)).toEqual({ kind: 'later', seconds: 5 }),
  );

  it('410: nothing any more', () => expect(consequenceOf(answered(410), 1, 0.5)).toEqual({ kind: 'gone' }));

  it('no answer: the pauses grow, fifteen tries take about a day, and then it is dead', () => {
    const pauses: number[] = [];
    for (let attempts = 1; ; attempts++) {
      const then = consequenceOf(silent, attempts, 0.5);
      if (then.kind !== 'later') {
        expect(then).toEqual({ kind: 'dead', seconds: 5 });
        break;
      }
      pauses.push(then.seconds);
    }
    expect(pauses).toHaveLength(mostAttempts - 1);
    expect(mostAttempts).toBe(15);
    expect([...pauses].sort((one, other) => one - other)).toEqual(pauses);
    const hours = pauses.reduce((sum, seconds) => sum + seconds, 0) / 3600;
    expect(hours).toBeGreaterThan(22);
    expect(hours).toBeLessThan(25);
  });

  it('is spread by a fifth either way', () => {
    expect(consequenceOf(silent, 3, 0)).toEqual({ kind: 'later', seconds: 96 });
    expect(consequenceOf(silent, 3, 1)).toEqual({ kind: 'later', seconds: 144 });
  });

  it('waits as long as a busy receiver asks for, a day at most; what others ask for does not count', () => {
    expect(consequenceOf(answered(429, 600), 1, 0.5)).toEqual({ kind: 'later', seconds: 600 });
    expect(consequenceOf(answered(503, 1), 4, 0.5)).toEqual({ kind: 'later', seconds: 300 });
    expect(consequenceOf(answered(503, 10_000_000), 1, 0.5)).toEqual({ kind: 'later', seconds: 86_400 });
    expect(consequenceOf(answered(500, 600), 1, 0.5)).toEqual({ kind: 'later', seconds: 5 });
    expect(consequenceOf(answered(429, 600), 15, 0.5)).toEqual({ kind: 'dead', seconds: 600 });
  });
});

it('a failure has a name', () => {
  expect([200, 302, 404, 500].map((status) => failureOf(answered(status)))).toEqual([
    null,
    'redirect',
    'status',
    'status',
  ]);
  expect(failureOf(silent)).toBe('timeout');
});

it.each([
  ['120', 120],
  [' 7 ', 7],
  ['Fri, 05 Jun 2026 08:02:00 GMT', 120],
  ['Fri, 05 Jun 2026 07:00:00 GMT', 0],
  ['soon', null],
  ['-1', null],
  ['1.5', null],
  ['', null],
  [undefined, null],
])('Retry-After %s: %s', (header, expected) => {
  expect(retryAfterSeconds(header, new Date('2026-06-05T08:00:00Z'))).toBe(expected);
});
