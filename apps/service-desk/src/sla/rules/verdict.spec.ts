import { describe, expect, it } from '@jest/globals';
import { reachedAt, stateAt } from './verdict.js';

const dueAt = new Date('2026-06-08T02:00:00Z');
const after = (milliseconds: number): Date => new Date(dueAt.getTime() + milliseconds);

describe('the verdict of a clock', () => {
  it('runs until the deadline and is breached from the deadline on while nothing is reached', () => {
    expect(stateAt({ dueAt, metAt: null, pausedUntil: null }, after(-1))).toBe('running');
    expect(stateAt({ dueAt, metAt: null, pausedUntil: null }, after(0))).toBe('breached_running');
  });

  it('is met exactly at the deadline and breached a moment later, whenever it is asked', () => {
    for (const asked of [after(-10), after(0), after(1e9)]) {
      expect(stateAt({ dueAt, metAt: after(0), pausedUntil: null }, asked)).toBe('met');
      expect(stateAt({ dueAt, metAt: after(1), pausedUntil: null }, asked)).toBe('breached_met');
    }
  });

  it('stands no longer than its pause, and no pause outlasts the deadline', () => {
    const paused = { dueAt, metAt: null, pausedUntil: after(-10) };
    expect([stateAt(paused, after(-11)), stateAt(paused, after(-10))]).toEqual(['paused', 'running']);
    expect(stateAt({ ...paused, pausedUntil: after(10) }, after(0))).toBe('breached_running');
  });

  it('never turns back once the breach was told', () => {
    expect(stateAt({ dueAt, metAt: reachedAt(dueAt, after(-5), true), pausedUntil: null }, after(1e6))).toBe(
      'breached_met',
    );
    expect(reachedAt(dueAt, after(7), true)).toEqual(after(7));
    expect(reachedAt(dueAt, after(-5), false)).toEqual(after(-5));
  });
});
