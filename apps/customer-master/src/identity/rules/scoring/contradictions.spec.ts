import { describe, expect, it } from '@jest/globals';
import { testHash } from '../../../../test/token-hash.js';
import { featuresOf } from '../features/features.js';
import { contradict } from './contradictions.js';

const person = (birthDate?: string) =>
  featuresOf({ kind: 'person', person: { familyName: '张', givenName: '伟', birthDate } }, testHash);
const firm = (...names: string[]) =>
  featuresOf({ kind: 'organisation', names: names.map((text) => ({ type: 'legal', text })) }, testHash);

const head = '北方丰禾银行股份有限公司';

describe('two of one name', () => {
  it.each([
    ['other days', '1980-01-31', '1993-07-12', true],
    ['other days of one year', '1980-01-31', '1980-07-12', true],
    ['the same day', '1980-01-31', '1980-01-31', false],
    ['a day that is one typo away', '1980-01-31', '1980-01-30', false],
    ['day and month swapped', '1980-01-03', '1980-03-01', false],
    ['a day that is not known', '1980-01-31', undefined, false],
  ])('born on %s', (_, one, other, isContradiction) => {
    expect(contradict(person(one), person(other))).toBe(isContradiction);
    expect(contradict(person(other), person(one))).toBe(isContradiction);
  });

  it('are two branches, or a firm and its branch, also under a short name that they share', () => {
    const [taiyuan, datong] = [firm(`${head}太原分行`, '丰禾银行'), firm(`${head}大同分行`, '丰禾银行')];
    expect(contradict(taiyuan, datong)).toBe(true);
    expect(contradict(taiyuan, firm(head, '丰禾银行'))).toBe(true);
    expect(contradict(firm(head), taiyuan)).toBe(true);
    expect(contradict(taiyuan, firm('丰禾银行太原分行'))).toBe(false);
    expect(contradict(firm(head), firm('丰禾银行'))).toBe(false);
  });
});
