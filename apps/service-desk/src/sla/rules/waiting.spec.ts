import { describe, expect, it } from '@jest/globals';
import { countedPauses } from './waiting.js';

const at = (time: string): Date => new Date(`2026-06-${time}Z`);
const pause = (from: string, to: string | null) => ({ from: at(from), to: to === null ? null : at(to) });
const hour = 3600;

describe('waiting', () => {
  it('counts until the cap is used up, the earliest first', () => {
    const pauses = [
      pause('01T00:00:00', '01T02:00:00'),
      pause('01T05:00:00', '01T06:00:00'),
      pause('02T00:00:00', null),
    ];
    expect(countedPauses(pauses, 4 * hour)).toEqual([
      pause('01T00:00:00', '01T02:00:00'),
      pause('01T05:00:00', '01T06:00:00'),
      pause('02T00:00:00', '02T01:00:00'),
    ]);
    expect(countedPauses(pauses, 2.5 * hour)).toEqual([
      pause('01T00:00:00', '01T02:00:00'),
      pause('01T05:00:00', '01T05:30:00'),
    ]);
    expect(countedPauses(pauses, 0)).toEqual([]);
  });
});
