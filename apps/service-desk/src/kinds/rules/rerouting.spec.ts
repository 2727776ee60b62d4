import { describe, expect, it } from '@jest/globals';
import type { Owner, OwnerReason } from '../../cases/case.js';
import { isBetter, isOnlyRouted, keeperOf, type Routed } from './rerouting.js';

const routed = (wish: Partial<Routed> = {}): Routed => ({
  ...{ state: 'received', ownerEmployeeId: 'A1', ownerReason: 'best_fit', queueId: null },
  ...wish,
});
const to = (employeeId: string, reason: OwnerReason, queueId?: string): Owner => ({
  ...{ employeeId, department: 'service', reason },
  ...(queueId ? { queue: { id: queueId, since: new Date(0), rank: new Date(0) } } : {}),
});

describe('a case that is of another kind', () => {
  it('is routed anew only where routing alone brought it to its owner, and nobody has acknowledged it', () => {
    expect(isOnlyRouted(routed())).toBe(true);
    expect(isOnlyRouted(routed({ ownerReason: 'duty_owner' }))).toBe(true);
    expect(isOnlyRouted(routed({ ownerReason: 'kind_changed' }))).toBe(true);
    expect(isOnlyRouted(routed({ ownerReason: 'queue_changed', queueId: 'Q1' }))).toBe(true);
    for (const ownerReason of ['handover', 'recusal', 'claimed', 'absence', 'left', 'adjudication'] as const)
      expect(isOnlyRouted(routed({ ownerReason }))).toBe(false);
    for (const state of ['acknowledged', 'in_progress', 'waiting_customer', 'reopened'] as const)
      expect(isOnlyRouted(routed({ state }))).toBe(false);
  });

  it('stays with an owner whom it can be given to; a stand-in gives way', () => {
    expect(keeperOf(routed())).toBe('A1');
    expect(keeperOf(routed({ ownerReason: 'recording_user' }))).toBeUndefined();
    expect(keeperOf(routed({ ownerReason: 'kind_changed', queueId: 'Q1' }))).toBeUndefined();
  });

  it('goes to somebody who fits or to another queue, and never from one stand-in to the next', () => {
    expect(isBetter(routed(), to('A2', 'least_loaded'))).toBe(true);
    expect(isBetter(routed(), to('A1', 'least_loaded'))).toBe(false);
    expect(isBetter(routed(), to('duty-officer', 'duty_owner'))).toBe(false);
    expect(isBetter(routed(), to('duty-officer', 'queued', 'Q1'))).toBe(true);
    expect(isBetter(routed({ queueId: 'Q1' }), to('duty-officer', 'queued', 'Q1'))).toBe(false);
  });
});
