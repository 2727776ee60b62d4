import { describe, expect, it } from '@jest/globals';
import { standingAfterPurchase, unitedStanding } from './status.js';

describe('the standing of a customer', () => {
  it('is the weightier one when two turn out to be one', () => {
    const active = { status: 'active', statusReason: null } as const;
    const potential = { status: 'potential', statusReason: null } as const;
    const undesirable = { status: 'undesirable', statusReason: 'fraud' } as const;
    expect(unitedStanding(potential, active)).toBe(active);
    expect(unitedStanding(active, potential)).toBe(active);
    expect(unitedStanding(active, undesirable)).toBe(undesirable);
  });

  it('becomes active by a purchase, except of an undesirable one', () => {
    expect(standingAfterPurchase({ status: 'lost', statusReason: null }).status).toBe('active');
    expect(standingAfterPurchase({ status: 'undesirable', statusReason: 'abuse' }).status).toBe('undesirable');
  });
});
