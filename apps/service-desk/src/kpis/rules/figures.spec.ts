import { describe, expect, it } from '@jest/globals';
import { figuresOf, nothing, tallyOf, totalOf } from './figures.js';

describe('the figures of a group', () => {
  it('of nothing are not zero where nothing can be said', () => {
    const { counts, clocks, reopenRate, callbacks, waitingShare, holding } = figuresOf(nothing());
    expect(counts.received).toBe(0);
    expect([clocks, reopenRate.share, callbacks.satisfied.share, waitingShare]).toEqual([[], null, null, null]);
    expect(holding).toEqual({ n: 0, events: 0, censored: 0, p50Seconds: null, p90Seconds: null });
  });

  it('count what is decided, and take what goes on as lasting until now', () => {
    const group = nothing();
    Object.assign(tallyOf(group, 'resolution'), {
      ...{ met: 2, breached: 1, running: 3, cancelled: 0, active: 600, waited: 200 },
      ended: [100, 200],
      open: [50, 60, 90, 100],
    });
    const [resolution] = figuresOf(group).clocks;
    expect(resolution).toMatchObject({ met: 2, breached: 1, running: 3, attainment: 2 / 3 });
    // S(100) = 2/3, of three that last until then; S(200) = 0.
    expect(resolution!.time).toEqual({ n: 6, events: 2, censored: 4, p50Seconds: 200, p90Seconds: 200 });
    expect(figuresOf(group).waitingShare).toBe(0.25);
  });

  it('add up to those of the whole', () => {
    const [a, b] = [nothing(), nothing()];
    a.counts.received = 2;
    b.counts.received = 3;
    a.held.push(5);
    Object.assign(tallyOf(a, 'acknowledge'), { met: 1, ended: [10], active: 10 });
    Object.assign(tallyOf(b, 'acknowledge'), { running: 1, open: [20], active: 20 });
    const total = totalOf([a, b]);
    expect(total.counts.received).toBe(5);
    expect(total.held).toEqual([5]);
    expect(tallyOf(total, 'acknowledge')).toMatchObject({ met: 1, running: 1, ended: [10], open: [20], active: 30 });
  });
});
