import { opportunityStages } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import { defaultStageRules, moveFault, probabilityIn, stalledAt, wholeDays } from './stages.js';

describe('an opportunity', () => {
  it('moves forward without a reason, back and up again with one', () => {
    expect(moveFault('lead', 'negotiation', null)).toBeUndefined();
    expect(moveFault('lead', 'qualified', 'requirement_changed')).toBeUndefined();
    expect(moveFault('negotiation', 'lead', null)).toBe('reason_missing');
    expect(moveFault('negotiation', 'lead', 'budget_changed')).toBeUndefined();
    expect(moveFault('lost', 'proposal', null)).toBe('reason_missing');
    expect(moveFault('lost', 'proposal', 'customer_returned')).toBeUndefined();
  });

  it('is won or lost from any open stage, for a reason of that', () => {
    for (const from of ['lead', 'qualified', 'proposal', 'negotiation'] as const) {
      expect(moveFault(from, 'won', 'quality')).toBeUndefined();
      expect(moveFault(from, 'lost', 'no_budget')).toBeUndefined();
      expect([moveFault(from, 'won', null), moveFault(from, 'lost', null)]).toEqual([
        'reason_missing',
        'reason_missing',
      ]);
    }
    expect(moveFault('lead', 'won', 'no_budget')).toBe('reason_other');
    expect(moveFault('lead', 'lost', 'quality')).toBe('reason_other');
    expect(moveFault('lead', 'qualified', 'competitor')).toBe('reason_other');
  });

  it('stays where it is, won once and for all, and not lost after that', () => {
    for (const stage of opportunityStages) expect(moveFault(stage, stage, 'other')).toBe('not_from_here');
    for (const to of opportunityStages) expect(moveFault('won', to, 'other')).toBe('not_from_here');
    expect(moveFault('lost', 'won', 'other')).toBe('not_from_here');
  });

  it('is as likely as its stage says', () => {
    const likely = opportunityStages.map((stage) => probabilityIn(stage, defaultStageRules));
    expect(likely).toEqual([10, 25, 50, 75, 100, 0]);
  });

  it('stalls so many days after it last moved, and days are counted when they are full', () => {
    const moved = new Date('2026-01-01T08:00:00Z');
    expect(stalledAt('qualified', moved, defaultStageRules)).toEqual(new Date('2026-01-22T08:00:00Z'));
    expect(wholeDays(moved, new Date('2026-01-03T07:59:59Z'))).toBe(1);
    expect(wholeDays(moved, new Date('2025-12-31T08:00:00Z'))).toBe(0);
  });
});
