import { describe, expect, it } from '@jest/globals';
import { daysOf, periodOf } from './period.js';

describe('the period of figures', () => {
  it('is the present month where nothing is said', () => {
    expect(periodOf({}, '2026-06-08')).toEqual({ from: '2026-06-01', to: '2026-06-08' });
    expect(periodOf({ to: '2026-02-28' }, '2026-06-08')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(periodOf({ from: '2026-05-01' }, '2026-06-08')).toEqual({ from: '2026-05-01', to: '2026-06-08' });
  });

  it('has both its first and its last day', () => {
    expect(daysOf({ from: '2026-02-28', to: '2026-03-01' })).toBe(2);
    expect(daysOf({ from: '2026-03-01', to: '2026-02-28' })).toBe(0);
  });
});
