import { describe, expect, it } from '@jest/globals';
import type { FollowUp } from './follow-up.js';
import { usableReminders } from './follow-up.js';
import { after, nextStep } from './steps.js';

const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 5, hour));
const open = {
  state: 'open',
  dueAt: at(12),
  remindAt: [at(8), at(10)],
  remindedAt: null,
  overdueAt: null,
  escalatedAt: null,
  version: 1,
} as unknown as FollowUp;

/** All steps of a follow-up that nobody does, when somebody looks at these hours. */
function stepsOf(followUp: FollowUp, hours: readonly number[]): string[] {
  const steps: string[] = [];
  let current = followUp;
  for (const hour of hours) {
    for (let step = nextStep(current, 24, at(hour)); step && step.at <= at(hour);) {
      steps.push(`${hour}: ${step.kind} ${step.at.getUTCHours()}`);
      current = after(current, step);
      step = nextStep(current, 24, at(hour));
    }
  }
  return steps;
}

describe('what happens to a follow-up that nobody does', () => {
  it('is each reminder, then it is overdue, then somebody above is told', () => {
    expect(stepsOf(open, [7, 8, 9, 10, 11, 12, 13, 35, 36, 99])).toEqual([
      '8: remind 8',
      '10: remind 10',
      '12: overdue 12',
      '36: escalate 12',
    ]);
  });

  it('is one reminder for those that were missed, and none once it is due', () => {
    expect(stepsOf(open, [11])).toEqual(['11: remind 10']);
    expect(stepsOf(open, [20])).toEqual(['20: overdue 12']);
    expect(stepsOf(open, [40])).toEqual(['40: overdue 12', '40: escalate 12']);
  });

  it('is nothing once it is closed', () => {
    for (const state of ['done', 'cancelled'] as const)
      expect(nextStep({ ...open, state }, 24, at(99))).toBeUndefined();
  });

  it('counts every step as a fact', () => {
    expect(after(open, { kind: 'overdue', at: at(12) })).toMatchObject({ version: 2, overdueAt: at(12) });
  });
});

describe('reminders', () => {
  it('are in order, each once, and not after it is due', () => {
    expect(usableReminders([at(10), at(8), at(10), at(12), at(13)], at(12))).toEqual([at(8), at(10)]);
  });
});
