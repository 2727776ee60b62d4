import { describe, expect, it } from '@jest/globals';
import { FollowUp } from './follow-up.entity.js';

const now = new Date('2026-01-07T02:00:00Z');
const about = { responseId: 'r1', customerId: 'c1', caseId: 'k1' };
const requested = (): FollowUp => FollowUp.request(about, { reason: 'detractor', score: 3 }, 'f1', now)[0];
const closing = (cycle: number, outcome: 'satisfied' | 'unconfirmed' | 'not_required') => ({
  cycle,
  outcome,
  closedAt: now,
});

describe('a follow-up', () => {
  it('asks service-desk for a case with the reason and the score', () => {
    const [followUp, event] = FollowUp.request(about, { reason: 'low_csat', score: 2 }, 'f1', now);
    expect(followUp).toMatchObject({ state: 'requested', version: 1, followUpCaseId: null });
    expect(event).toMatchObject({
      type: 'followup.requested',
      customerId: 'c1',
      aggregateId: 'f1',
      data: { followUpId: 'f1', responseId: 'r1', customerId: 'c1', caseId: 'k1', reason: 'low_csat', score: 2 },
    });
  });

  it('takes the first case that was opened for it and no other', () => {
    const followUp = requested();
    expect(followUp.caseOpened('case-1')).toBe(true);
    expect(followUp.caseOpened('case-2')).toBe(false);
    expect(followUp).toMatchObject({ state: 'case_opened', followUpCaseId: 'case-1', version: 2 });
  });

  it.each([
    ['satisfied', 'recovered'],
    ['unconfirmed', 'not_recovered'],
    ['not_required', 'not_recovered'],
  ] as const)('whose case ends %s is %s', (outcome, state) => {
    const followUp = requested();
    followUp.caseOpened('case-1');
    followUp.caseClosed(closing(1, outcome));
    expect(followUp.state).toBe(state);
  });

  it('believes the last ending of a case that was reopened, whatever order the news arrives in', () => {
    const followUp = requested();
    followUp.caseOpened('case-1');
    expect(followUp.caseClosed(closing(2, 'satisfied'))).toBe(true);
    expect(followUp.caseClosed(closing(1, 'unconfirmed'))).toBe(false);
    expect(followUp.state).toBe('recovered');
  });

  it('whose case was merged waits for the end of the one in which it goes on', () => {
    const followUp = requested();
    followUp.caseOpened('case-1');
    followUp.caseClosed(closing(2, 'unconfirmed'));
    followUp.caseMerged('case-2');
    expect(followUp).toMatchObject({ state: 'case_opened', followUpCaseId: 'case-2', closedAt: null });
    expect(followUp.caseClosed(closing(1, 'satisfied'))).toBe(true);
    expect(followUp.state).toBe('recovered');
  });
});
