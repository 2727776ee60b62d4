import { describe, expect, it } from '@jest/globals';
import { defaultProblemRules, isRecurring, ruleFor, verificationEnd, windowBegin } from './recurrence.js';

const rule = { cases: 3, windowDays: 7, verificationDays: 14, toleratedPercent: 0 };

describe('the rules of problems', () => {
  it('are those of the cause where it has its own, else the default', () => {
    const rules = { ...defaultProblemRules, byCause: [{ ...rule, causeId: 'a' }] };
    expect(ruleFor(rules, 'a')).toMatchObject(rule);
    expect(ruleFor(rules, 'b')).toEqual({ cases: 5, windowDays: 30, verificationDays: 30, toleratedPercent: 20 });
  });

  it('make the N-th case within the window a problem, not one before', () => {
    expect([2, 3, 4].map((counted) => isRecurring(rule, counted))).toEqual([false, true, true]);
  });

  it('count days of 24 hours, back from now and on from the action', () => {
    expect(windowBegin(rule, new Date('2026-01-15T02:00:00Z'))).toEqual(new Date('2026-01-08T02:00:00Z'));
    expect(verificationEnd(rule, new Date('2026-02-20T08:30:00Z'))).toEqual(new Date('2026-03-06T08:30:00Z'));
  });
});
