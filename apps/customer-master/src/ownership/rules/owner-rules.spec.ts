import { describe, expect, it } from '@jest/globals';
import { type CustomerTraits, firstFitting, isServed, type OwnerRule, type RuleConditions } from './owner-rules.js';

const rule = (name: string, when: RuleConditions): OwnerRule => ({
  name,
  when,
  assign: { department: name },
  reevaluate: false,
});
const mine: CustomerTraits = {
  kind: 'organisation',
  regions: ['140105', '110000'],
  industry: 'coal',
  level: 'gold',
  productCategories: ['washed-coal'],
  sources: ['erp', 'sales'],
};
const chosen = (...whens: RuleConditions[]): string | undefined =>
  firstFitting(
    whens.map((when, at) => rule(`R${at}`, when)),
    mine,
  )?.name;

describe('a rule of ownership', () => {
  it.each<RuleConditions>([
    { kind: 'organisation' },
    { regions: ['33', '14'] },
    { regions: ['1401'] },
    { industries: ['coal'] },
    { levels: ['diamond', 'gold'] },
    { productCategories: ['washed-coal'] },
    { sources: ['sales'] },
    {},
  ])('fits when each condition that is given has an entry that fits: %j', (when) => {
    expect(chosen(when)).toBe('R0');
  });

  it.each<RuleConditions>([
    { kind: 'person' },
    { regions: ['33'] },
    { industries: ['steel'] },
    { levels: ['basic'] },
    { productCategories: [] },
    { sources: ['pos'] },
    { regions: ['14'], levels: ['basic'] },
  ])('does not fit when one condition has none: %j', (when) => {
    expect(chosen(when)).toBeUndefined();
  });

  it('does not fit by a level or an industry that is not known', () => {
    const unknown = { ...mine, level: null, industry: undefined };
    expect(
      firstFitting([rule('A', { levels: ['gold'] }), rule('B', { industries: ['coal'] })], unknown),
    ).toBeUndefined();
  });

  it('wins when it is the first that fits', () => {
    expect(chosen({ kind: 'person' }, { regions: ['14'] }, {})).toBe('R1');
  });

  it('leaves a customer where it is when that is what it wants', () => {
    const served = (assign: object, candidates: string[], employeeId: string | null, department = 'north') =>
      isServed({ department: 'north', ...assign }, { employeeId, department }, candidates);
    expect([served({}, [], 'E1'), served({}, [], null), served({}, [], 'E1', 'south')]).toEqual([true, true, false]);
    const one = { employeeId: 'E1' };
    expect([served(one, ['E1'], 'E1'), served(one, ['E1'], 'E2'), served(one, ['E1'], null)]).toEqual([
      true,
      false,
      false,
    ]);
    // Where nobody is there to be chosen, the department has it.
    expect([served(one, [], null), served(one, [], 'E1')]).toEqual([true, false]);
    const turn = { roundRobin: ['E1', 'E2', 'left'] };
    expect(['E2', 'left', null].map((id) => served(turn, ['E1', 'E2'], id))).toEqual([true, false, false]);
    expect(['E3', 'left', null].map((id) => served({ leastLoaded: true }, ['E3'], id))).toEqual([true, false, false]);
  });
});
