import { describe, expect, it } from '@jest/globals';
import { defaultStatusRules, lostAt, looksAfter } from './lost.js';

const rules = { ...defaultStatusRules, lostAfterDays: 100, lostAfterDaysByIndustry: { coal: 300 } };
const day = (date: string): Date => new Date(`${date}T00:00:00Z`);
const active = {
  industry: undefined,
  lastPurchaseAt: day('2026-01-01'),
  statusRule: 'purchase' as const,
  activeSince: day('2025-01-01'),
};

describe('an active customer is lost', () => {
  it('so many days after its last purchase, in its industry', () => {
    expect(lostAt(rules, active)).toEqual(day('2026-04-11'));
    expect(lostAt(rules, { ...active, industry: 'coal' })).toEqual(day('2026-10-28'));
    expect(lostAt(rules, { ...active, industry: 'constructor' })).toEqual(day('2026-04-11'));
  });

  it('so many days after it became active, where no purchase is known', () => {
    expect(lostAt(rules, { ...active, lastPurchaseAt: null })).toEqual(day('2025-04-11'));
  });

  it('not before what a person said is as old', () => {
    const said = { ...active, statusRule: 'by_hand' as const };
    expect(lostAt(rules, { ...said, activeSince: day('2026-02-01') })).toEqual(day('2026-05-12'));
    expect(lostAt(rules, { ...said, activeSince: day('2025-12-01') })).toEqual(day('2026-04-11'));
    // A merge says nothing new: the purchases of both count.
    expect(lostAt(rules, { ...active, statusRule: 'merge', activeSince: day('2026-02-01') })).toEqual(
      day('2026-04-11'),
    );
  });
});

describe('somebody looks', () => {
  const now = day('2026-01-01');
  const later = day('2026-04-11');
  const lookBy = (byIndustry: boolean, status: string, ...facts: { type: string; data: object }[]) =>
    Object.fromEntries(looksAfter(facts, { id: 'C', status }, now, { lostAfterDays: 100, byIndustry }));
  const look = (status: string, ...facts: { type: string; data: object }[]) => lookBy(false, status, ...facts);
  const changed = (to: string) => ({ type: 'customer.status-changed', data: { to } });

  it('at who became active, when the time is up', () => {
    expect(look('active', changed('active'))).toEqual({ C: later });
    expect(look('active', { type: 'customer.registered', data: {} })).toEqual({ C: later });
  });

  it('at once at who was united or parted, also at the one that lives again', () => {
    expect(look('active', { type: 'customer.merged', data: {} }, changed('active'))).toEqual({ C: now });
    expect(look('active', { type: 'customer.unmerged', data: { restoredId: 'R' } })).toEqual({ C: now, R: now });
    expect(look('potential', { type: 'customer.unmerged', data: { restoredId: 'R' } })).toEqual({ R: now });
  });

  it('at once at whose attributes are others, where the time depends on the industry', () => {
    const corrected = (...fields: string[]) => ({ type: 'customer.corrected', data: { fields } });
    expect(lookBy(true, 'active', corrected('names', 'attributes'))).toEqual({ C: now });
    expect(lookBy(true, 'active', corrected('names'))).toEqual({});
    expect(lookBy(true, 'potential', corrected('attributes'))).toEqual({});
    expect(lookBy(false, 'active', corrected('attributes'))).toEqual({});
  });

  it('at nobody else', () => {
    expect(look('lost', changed('lost'))).toEqual({});
    expect(look('potential', { type: 'customer.registered', data: {} })).toEqual({});
    expect(look('active', { type: 'customer.corrected', data: {} })).toEqual({});
  });
});
