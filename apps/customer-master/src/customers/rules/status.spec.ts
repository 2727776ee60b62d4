import { describe, expect, it } from '@jest/globals';
import { reviewDueAt, standingAfterPurchase, unitedStanding } from './status.js';

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

describe('a review', () => {
  const since = { createdAt: new Date('2025-01-01T00:00:00Z'), statusAt: new Date('2026-01-01T00:00:00Z') };

  it('is due some time after somebody said that the customer is undesirable', () => {
    expect(reviewDueAt({ status: 'undesirable', ...since }, 10)).toEqual(new Date('2026-01-11T00:00:00Z'));
    expect(reviewDueAt({ status: 'undesirable', ...since, statusAt: null }, 10)).toEqual(
      new Date('2025-01-11T00:00:00Z'),
    );
    expect(reviewDueAt({ status: 'active', ...since }, 10)).toBeNull();
  });
});
