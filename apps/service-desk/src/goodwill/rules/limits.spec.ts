import { describe, expect, it } from '@jest/globals';
import { capFor, defaultGoodwillLimits, faultsOfLimits, type Giving, monthOf, ruleFor } from './limits.js';

const giving = (wish: Partial<Giving>): Giving => ({
  roles: ['agent'],
  department: 'service',
  level: 'basic',
  ...wish,
});
const most = (wish: Partial<Giving>): number | undefined => ruleFor(defaultGoodwillLimits, giving(wish))?.mostPoints;

describe('what somebody may give', () => {
  it('depends on the role, and on the level of the customer', () => {
    expect(most({})).toBe(500);
    expect(most({ level: 'gold' })).toBe(1_000);
    expect(most({ roles: ['supervisor'] })).toBe(5_000);
    expect(most({ roles: ['manager'] })).toBe(20_000);
    expect(most({ roles: ['marketer'] })).toBeUndefined();
  });

  it('is what the first rule says that fits one of the roles', () => {
    expect(most({ roles: ['agent', 'supervisor'] })).toBe(5_000);
  });

  it('may be said for a department', () => {
    const limits = {
      ...defaultGoodwillLimits,
      rules: [{ name: 'north', departments: ['sales-north'], mostPoints: 9, budget: 9 }],
    };
    expect(ruleFor(limits, giving({ department: 'sales-north' }))?.mostPoints).toBe(9);
    expect(ruleFor(limits, giving({ department: 'service' }))).toBeNull();
    expect(ruleFor(limits, giving({ department: null }))).toBeNull();
  });
});

describe('what a customer may get', () => {
  it('depends on the level', () => {
    expect(capFor(defaultGoodwillLimits, 'diamond').mostPoints).toBe(20_000);
    expect(capFor(defaultGoodwillLimits, 'basic').mostPoints).toBe(10_000);
  });
});

describe('limits', () => {
  it('as the product comes are right', () => {
    expect(faultsOfLimits(defaultGoodwillLimits)).toEqual([]);
  });

  it('need names that differ, budgets for one gesture at least, and a cap for everybody', () => {
    const rule = { name: 'a', mostPoints: 10, budget: 9 };
    const pointers = faultsOfLimits({ rules: [rule, rule], customerCaps: [] }).map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/rules/0/budget', '/rules/1/name', '/rules/1/budget', '/customerCaps']);
    const conditional = { rules: [], customerCaps: [{ levels: ['gold' as const], mostPoints: 1, days: 1 }] };
    expect(faultsOfLimits(conditional).map(({ pointer }) => pointer)).toEqual(['/customerCaps']);
  });
});

describe('the month of a budget', () => {
  it('is that of the wall clock', () => {
    const moment = new Date('2026-01-31T16:30:00Z');
    expect(monthOf(moment, 'Asia/Shanghai')).toBe('2026-02');
    expect(monthOf(moment, 'UTC')).toBe('2026-01');
  });
});
