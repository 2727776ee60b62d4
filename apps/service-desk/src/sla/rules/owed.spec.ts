import { describe, expect, it } from '@jest/globals';
import { owedNow, type Stage } from './owed.js';

const at = (hour: number): Date => new Date(Date.UTC(2026, 5, 1, hour));
const owed = (wish: Partial<Stage>): string[] =>
  owedNow({
    ...{
      state: 'received',
      cycleBeganAt: at(1),
      answeredAt: null,
      resolvedAt: null,
      isCallOwed: false,
      offeredAt: null,
    },
    ...wish,
  }).map(({ metric, since }) => `${metric} ${since.getUTCHours()}`);

describe('what is owed to a case', () => {
  it('is to be seen and answered, from the beginning of the cycle on', () => {
    expect(owed({})).toEqual(['acknowledge 1', 'first_response 1']);
    expect(owed({ state: 'reopened', resolvedAt: at(0) })).toEqual(['acknowledge 1', 'first_response 1']);
    expect(owed({ state: 'acknowledged' })).toEqual(['first_response 1']);
    expect(owed({ state: 'waiting_third_party' })).toEqual(['first_response 1']);
  });

  it('is the next answer, from the last one on', () => {
    expect(owed({ state: 'in_progress', answeredAt: at(3) })).toEqual(['next_update 3']);
    expect(owed({ state: 'waiting_customer', answeredAt: at(3) })).toEqual(['next_update 3']);
  });

  it('is a call after the resolution, until the first one was made', () => {
    const resolved = { state: 'callback_pending', answeredAt: at(3), resolvedAt: at(4) } as const;
    expect(owed({ ...resolved, isCallOwed: true })).toEqual(['callback 4']);
    expect(owed(resolved)).toEqual([]);
  });

  it('is a decision about its offer', () => {
    expect(owed({ state: 'acknowledged', offeredAt: at(2) })).toEqual(['first_response 1', 'handover 2']);
  });

  it('is nothing once it is resolved or over', () => {
    for (const state of ['resolved', 'closed', 'withdrawn', 'merged'] as const) {
      expect(owed({ state, answeredAt: at(3), resolvedAt: at(4), offeredAt: at(2) })).toEqual([]);
    }
  });
});
