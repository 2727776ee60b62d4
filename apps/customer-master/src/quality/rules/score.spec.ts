import { describe, expect, it } from '@jest/globals';
import type { FieldValue, QualityFacts } from './facts.js';
import { defaultQualityRules, dimensions, type QualityRulesData } from './quality-rules.js';
import { score } from './score.js';

const now = new Date('2026-06-01T00:00:00Z');
const dayMs = 86_400_000;
const daysAgo = (days: number): Date => new Date(now.getTime() - days * dayMs);
const said = (field: string, value: object, lastAt = daysAgo(10)): FieldValue => ({
  field,
  value,
  lastAt,
  verifiedAt: null,
});

const legal = said('/names/legal', { type: 'legal', text: '山西煤业有限公司' });
const uscc = said('/identifiers/uscc', { type: 'uscc', value: '91350100M000100Y43' });
const phone = said('/contactPoints/phone', { type: 'phone', value: '+8613800008469' });
const email = said('/contactPoints/email', { type: 'email', value: 'info@coal.example' });
const address = said('/addresses/registered', { type: 'registered', text: '太原市小店区', region: '140105' });
const industry = said('/attributes/industry', { industry: 'coal' });
const everything = [legal, uscc, phone, email, address, industry];

const firm = (values: FieldValue[], more: Partial<QualityFacts> = {}): QualityFacts => ({
  kind: 'organisation',
  values,
  contested: [],
  pairs: 0,
  bouncedAt: null,
  ...more,
});
const judge = (facts: QualityFacts, rules: Partial<QualityRulesData> = {}) =>
  score(facts, { ...defaultQualityRules, ...rules }, now);
const codes = (facts: QualityFacts) => judge(facts).reasons.map(({ code, field }) => `${code} ${field}`);

describe('the score', () => {
  it('is 100 for a record that has everything, right, fresh and alone', () => {
    expect(judge(firm(everything))).toMatchObject({
      score: 100,
      dimensions: { completeness: 100, validity: 100, freshness: 100, uniqueness: 100 },
      reasons: [],
    });
  });

  it('is what nobody else can take away from a record that says nothing', () => {
    const { score: points, dimensions: parts } = judge(firm([]));
    expect([points, parts.completeness, parts.validity, parts.freshness]).toEqual([10, 0, 0, 0]);
  });

  it('is the weighted mean of the dimensions, and the reasons add up to the rest', () => {
    const old = { ...phone, lastAt: daysAgo(400) };
    const wrong = said('/contactPoints/email', { type: 'email', value: 'test@coal.example' });
    const { score: points, dimensions: parts, reasons } = judge(firm([legal, old, wrong, address], { pairs: 1 }));
    const mean = dimensions.reduce((sum, name) => sum + parts[name] * defaultQualityRules.weights[name], 0) / 100;
    expect(Math.abs(points - mean)).toBeLessThan(0.11);
    const lost = reasons.reduce((sum, reason) => sum + reason.lost, 0);
    expect(Math.abs(100 - points - lost)).toBeLessThan(0.3);
    // 14 is the sum of the weights: missing are uscc 3 and industry 2, wrong is the e-mail 1, stale the phone 3.
    expect(parts).toEqual({ completeness: 64.3, validity: 57.1, freshness: 42.9, uniqueness: 50 });
  });

  it('names what costs most first', () => {
    expect(codes(firm([legal, phone, email, address]))).toEqual([
      'missing /identifiers/uscc',
      'missing /attributes/industry',
    ]);
  });

  it('never falls when a gap is filled with something right, stale or not', () => {
    const steps = everything.map((_, at) => judge(firm(everything.slice(0, at))).score);
    expect([...steps].sort((a, b) => a - b)).toEqual(steps);
    const before = judge(firm([legal, uscc])).score;
    expect(judge(firm([legal, uscc, { ...phone, lastAt: daysAgo(5_000) }])).score).toBeGreaterThan(before);
  });

  it('takes half of uniqueness for one possible twin, two thirds for two', () => {
    expect([1, 2].map((pairs) => judge(firm(everything, { pairs })).dimensions.uniqueness)).toEqual([50, 33.3]);
    expect(codes(firm(everything, { pairs: 2 }))).toEqual(['possible_duplicate null']);
  });

  it('takes a number that another customer holds for a fault and for a twin', () => {
    expect(codes(firm(everything, { contested: ['org_code'] }))).toEqual([
      'possible_duplicate null',
      'identifier_contested /identifiers/uscc',
    ]);
  });

  it('counts the share of several values that is right', () => {
    const bad = said('/contactPoints/phone', { type: 'phone', value: '+8613888888888' });
    const [state] = judge(firm([phone, bad])).fields.filter(({ field }) => field === '/contactPoints/phone');
    expect(state).toMatchObject({ present: true, valid: 0.5, faults: ['phone_placeholder'] });
  });

  it('counts faults of fields that nobody expects, and nothing else of them', () => {
    const fax = (value: string) => said('/contactPoints/fax', { type: 'fax', value }, daysAgo(9_000));
    expect(judge(firm([...everything, fax('+863517650000')])).score).toBe(100);
    const { score: points, reasons } = judge(firm([...everything, fax('+8613888888888')]));
    expect([points, reasons]).toEqual([98, [{ code: 'phone_placeholder', field: '/contactPoints/fax', lost: 2 }]]);
  });
});

describe('time', () => {
  it('makes a value stale when it is as old as its group may be', () => {
    const at = (age: number) => judge(firm([{ ...phone, lastAt: daysAgo(age) }])).fields[2]!.fresh;
    expect([at(364.99), at(365)]).toEqual([true, false]);
  });

  it('is named for the next value that becomes stale', () => {
    const { staleAt } = judge(firm(everything));
    expect(staleAt).toEqual(new Date(daysAgo(10).getTime() + 365 * dayMs));
    expect(score(firm(everything), defaultQualityRules, staleAt!).score).toBeLessThan(100);
    expect(score(firm(everything), defaultQualityRules, new Date(staleAt!.getTime() - 1)).score).toBe(100);
  });

  it('passes by what does not age, and what is stale already', () => {
    const facts: QualityFacts = { ...firm([said('/person/gender', { gender: 'male' })]), kind: 'person' };
    expect(judge(facts).staleAt).toBeNull();
    expect(judge(firm([{ ...phone, lastAt: daysAgo(400) }])).staleAt).toBeNull();
  });
});

describe('the rules', () => {
  it('of an industry replace and join those of the kind', () => {
    const industries = [
      {
        industry: 'coal',
        kind: 'organisation' as const,
        fields: [
          { field: '/contactPoints/email', weight: 0 },
          { field: '/attributes/licence', weight: 5 },
        ],
      },
    ];
    const expected = (values: FieldValue[]) => judge(firm(values), { industries }).fields.map(({ field }) => field);
    expect(expected([industry])).not.toContain('/contactPoints/email');
    expect(expected([industry])).toContain('/attributes/licence');
    expect(expected([said('/attributes/industry', { industry: 'retail' })])).toContain('/contactPoints/email');
  });

  it('that take nothing are off', () => {
    const facts = firm([...everything], { contested: ['uscc'] });
    const faults = { ...defaultQualityRules.faults, identifier_contested: 0 };
    expect(judge(facts, { faults }).reasons.map(({ code }) => code)).toEqual(['possible_duplicate']);
  });

  it('count in proportion', () => {
    const weights = { completeness: 4, validity: 3, freshness: 2, uniqueness: 1 };
    const facts = firm([legal, phone], { pairs: 1 });
    expect(judge(facts, { weights })).toEqual(judge(facts));
  });
});
