import { describe, expect, it } from '@jest/globals';
import type { CustomerFacts } from '../customer.shape.js';
import type { LegalBasis } from '../personal.shape.js';
import { normalise } from './normalise.js';
import { joinContent, splitContent } from './sealing.js';
import type { Statement } from './statement.js';
import { deriveGolden } from './survivorship.js';
import { defaultRules, withAllGroups } from './trust.js';

const legalBasis: LegalBasis = { basis: 'consent', evidence: ' C-1 ', obtainedAt: '2026-01-05T10:00:00+08:00' };
const pointers = (facts: CustomerFacts): string[] => normalise(facts).faults.map(({ pointer }) => pointer);

describe('family and income', () => {
  it('are kept with their legal basis, in one form', () => {
    const { facts, faults } = normalise<CustomerFacts>({
      kind: 'person',
      family: { maritalStatus: 'married', children: 0, legalBasis },
      income: { band: '100_200', legalBasis },
    });
    const kept = { basis: 'consent', evidence: 'C-1', obtainedAt: '2026-01-05T02:00:00.000Z' };
    expect(faults).toEqual([]);
    expect(facts.family).toEqual({ maritalStatus: 'married', children: 0, legalBasis: kept });
    expect(facts.income).toEqual({ band: '100_200', legalBasis: kept });
  });

  it('are refused without one, or with one that proves nothing, or of an organisation', () => {
    const bare = { children: 2 } as NonNullable<CustomerFacts['family']>;
    expect(pointers({ kind: 'person', family: bare })).toEqual(['/family/legalBasis']);
    expect(normalise({ kind: 'person', family: bare }).facts).toEqual({ kind: 'person' });
    const blank = { band: 'under_50' as const, legalBasis: { ...legalBasis, evidence: '　' } };
    expect(pointers({ kind: 'person', income: blank })).toEqual(['/income/legalBasis']);
    expect(pointers({ kind: 'organisation', income: { ...blank, legalBasis } })).toEqual(['/income']);
  });

  it('come from one record as a whole: a legal basis covers nothing else', () => {
    const says = (source: string, family: CustomerFacts['family']): Statement => ({
      recordId: source,
      source,
      sourceId: source,
      observedAt: new Date('2026-01-01'),
      facts: { kind: 'person', family: family! },
    });
    const statements = [
      says('sales', { household: 'couple', children: 1, legalBasis: { ...legalBasis, evidence: 'S' } }),
      says('erp', { maritalStatus: 'married', legalBasis: { ...legalBasis, evidence: 'E' } }),
    ];
    const { golden } = deriveGolden(statements, { rules: defaultRules, now: new Date('2026-06-01') });
    expect(golden.family).toEqual({ maritalStatus: 'married', legalBasis: { ...legalBasis, evidence: 'E' } });
    expect(golden.income).toBeUndefined();
  });
});

describe('preferences', () => {
  it('are folded, without blanks and doubles; a window that ends before it begins is a fault', () => {
    const times = [
      { days: ['mon', 'mon', 'tue'] as const, from: '09:00', to: '11:30' },
      { days: ['sun'] as const, from: '22:00', to: '06:00' },
    ].map((time) => ({ ...time, days: [...time.days] }));
    const given: CustomerFacts = { kind: 'organisation', preferences: { times, avoid: ['价格', ' 价格 ', '　'] } };
    const { facts, faults } = normalise(given);
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/preferences/times/1/to']);
    expect(facts.preferences).toEqual({
      times: [{ days: ['mon', 'tue'], from: '09:00', to: '11:30' }],
      avoid: ['价格'],
    });
  });

  it('survive one by one, and an edit may empty a list', () => {
    const says = (source: string, preferences: CustomerFacts['preferences']): Statement => ({
      recordId: source,
      source,
      sourceId: source,
      observedAt: new Date('2026-01-01'),
      facts: { kind: 'organisation', preferences: preferences! },
    });
    const erp = says('erp', { channel: 'phone', avoid: ['价格'] });
    const web = says('web', { channel: 'email', style: 'brief', avoid: [] });
    const grounds = { rules: defaultRules, now: new Date('2026-06-01') };
    expect(deriveGolden([web, erp], grounds).golden.preferences).toEqual({
      avoid: ['价格'],
      channel: 'phone',
      style: 'brief',
    });
    const edit = says('mdm', { avoid: [] });
    expect(deriveGolden([web, erp, edit], grounds).golden.preferences.avoid).toEqual([]);
  });
});

describe('what lies in clear', () => {
  const content = {
    names: [{ type: 'legal' as const, text: '甲' }],
    attributes: { industry: 'coal', hobby: '钓鱼' },
    preferences: { avoid: ['价格'] },
  };

  it('is nothing of a person, and of an organisation neither preferences nor personal attributes', () => {
    expect(splitContent('person', content, new Set())).toEqual({ plain: {}, personal: content });
    const split = splitContent('organisation', content, new Set(['hobby']));
    expect(split.plain).toEqual({ names: content.names, attributes: { industry: 'coal' } });
    expect(split.personal).toEqual({ preferences: content.preferences, attributes: { hobby: '钓鱼' } });
    expect(joinContent(split.plain, split.personal)).toEqual(content);
  });
});

describe('rules of trust from before there were these groups', () => {
  it('are filled in with what is usual', () => {
    const { preferences: _, family: __, income: ___, ...old } = { ...defaultRules.halfLifeDays, names: 7 };
    const { halfLifeDays } = withAllGroups({ ...defaultRules, halfLifeDays: old as never });
    expect(halfLifeDays).toEqual({ ...defaultRules.halfLifeDays, names: 7 });
  });
});
