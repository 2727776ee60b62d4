import { describe, expect, it } from '@jest/globals';
import { faultsOfPolicy, longestWaitOf, type Measured, type SlaPolicyContent, targetOf } from './policy.js';

const target = (seconds: number, calendarId = 'default') => ({ seconds, calendarId });
const policy: SlaPolicyContent = {
  rules: [
    { name: '钻石客户', levels: ['diamond'], targets: { first_response: target(1800) } },
    { name: '锅炉', products: ['P-7'], kinds: ['repair'], targets: { resolution: target(7200) } },
    { name: '紧急', severities: ['critical', 'high'], targets: { resolution: target(14_400) } },
    {
      name: '所有',
      targets: { first_response: target(3600), resolution: target(28_800), callback: target(86_400, 'always') },
    },
  ],
  longestWait: { diamond: 1, gold: 2, silver: 3, basic: 4 },
  warnings: [{ percent: 80, to: ['owner'] }],
};
const aCase: Measured = { kind: 'complaint', severity: 'normal', level: null, productId: null };
const seconds = (change: Partial<Measured>, metric: Parameters<typeof targetOf>[2]) =>
  targetOf(policy, { ...aCase, ...change }, metric)?.seconds;

describe('a policy', () => {
  it('takes each metric from the first rule that fits the case and names it', () => {
    expect(seconds({}, 'resolution')).toBe(28_800);
    expect(seconds({ severity: 'high' }, 'resolution')).toBe(14_400);
    expect(seconds({ severity: 'high', kind: 'repair', productId: 'P-7' }, 'resolution')).toBe(7200);
    expect(seconds({ kind: 'repair', productId: 'P-8' }, 'resolution')).toBe(28_800);
    expect([seconds({ level: 'diamond' }, 'first_response'), seconds({ level: 'diamond' }, 'resolution')]).toEqual([
      1800, 28_800,
    ]);
    expect(targetOf(policy, aCase, 'callback')).toEqual({ seconds: 86_400, calendarId: 'always', rule: '所有' });
  });

  it('does not measure what no rule names', () => {
    expect(targetOf(policy, aCase, 'handover')).toBeNull();
  });

  it('takes a customer whose level is not known for a basic one', () => {
    expect([longestWaitOf(policy, null), longestWaitOf(policy, 'gold')]).toEqual([4, 2]);
    const basicOnly = { rules: [{ name: 'b', levels: ['basic'] as const, targets: { resolution: target(1) } }] };
    expect(targetOf(basicOnly, aCase, 'resolution')?.seconds).toBe(1);
  });

  it('has a deadline for every case, and each name and share once', () => {
    expect(faultsOfPolicy(policy)).toEqual([]);
    expect(faultsOfPolicy({ ...policy, rules: policy.rules.slice(0, 3) }).map(({ pointer }) => pointer)).toEqual([
      '/rules',
    ]);
    const doubled = {
      ...policy,
      rules: [...policy.rules, policy.rules[0]!],
      warnings: [policy.warnings[0]!, policy.warnings[0]!],
    };
    expect(faultsOfPolicy(doubled).map(({ pointer }) => pointer)).toEqual(['/rules/4/name', '/warnings/1/percent']);
  });
});
