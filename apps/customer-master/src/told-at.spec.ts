import { describe, expect, it } from '@jest/globals';
import { toldAtFaults } from './told-at.js';

const now = new Date('2026-01-05T02:00:00Z');

describe('the time of what another system tells', () => {
  it.each(['2026-01-05T02:04:00Z', '2026-01-05T10:00:00+08:00', '1980-01-01T00:00:00Z'])('can be %s', (at) => {
    expect(toldAtFaults('/time', at, now)).toEqual([]);
  });

  it.each([
    ['2026-01-05T02:06:00Z', 'must not lie ahead'],
    ['2126-01-05T02:00:00Z', 'must not lie ahead'],
    ['1970-01-01T00:00:00Z', 'must not lie before 1980'],
    ['0001-01-01T00:00:00Z', 'must not lie before 1980'],
    ['2025-02-29T02:00:00Z', 'must be an RFC 3339 time with an offset that exists'],
    ['2025-12-31T23:59:60Z', 'must be an RFC 3339 time with an offset that exists'],
    ['2026-01-05T02:00:00', 'must be an RFC 3339 time with an offset that exists'],
  ])('cannot be %s', (at, fault) => {
    expect(toldAtFaults('/time', at, now)).toMatchObject([{ pointer: '/time', message: { en: fault } }]);
  });
});
