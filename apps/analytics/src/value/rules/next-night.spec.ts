import { describe, expect, it } from '@jest/globals';
import { nextNight } from './next-night.js';

const next = (now: string, hour: number, zone: string) => nextNight(new Date(now), hour, zone).toISOString();

describe('the next night', () => {
  it('is today while the hour is to come, tomorrow from it on', () => {
    expect(next('2026-01-05T17:59:59Z', 2, 'Asia/Shanghai')).toBe('2026-01-05T18:00:00.000Z');
    expect(next('2026-01-05T18:00:00Z', 2, 'Asia/Shanghai')).toBe('2026-01-06T18:00:00.000Z');
  });

  it('knows zones that are not whole hours apart', () => {
    expect(next('2026-01-05T12:00:00Z', 2, 'Asia/Kathmandu')).toBe('2026-01-05T20:15:00.000Z');
  });

  it('waits for the next day where a change of the clocks skips the hour', () => {
    expect(next('2026-03-28T12:00:00Z', 2, 'Europe/Berlin')).toBe('2026-03-30T00:00:00.000Z');
  });

  it('comes at midnight too', () => {
    expect(next('2026-01-05T12:00:00Z', 0, 'Asia/Shanghai')).toBe('2026-01-05T16:00:00.000Z');
  });
});
