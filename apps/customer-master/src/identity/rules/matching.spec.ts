import { describe, expect, it } from '@jest/globals';
import { testHash } from '../../../test/token-hash.js';
import { featuresOf } from './features/features.js';
import { compare, type Evidence } from './matching.js';

const firm = (keys: Evidence['keys'], ...nameKeys: string[]): Evidence => ({ kind: 'organisation', keys, nameKeys });
const uscc = (key: string) => ({ type: 'uscc' as const, key });
const orgCode = (key: string) => ({ type: 'org_code' as const, key });
const phone = { type: 'phone' as const, key: 'p' };

describe('comparing two customers', () => {
  it('is certain of the same USCC under any names', () => {
    expect(compare(firm([uscc('X')], '山西煤业'), firm([uscc('X')], '山西煤矿'))).toEqual({
      isCertain: true,
      reasons: ['same_uscc'],
      vetoes: [],
    });
  });

  it('is certain of the same phone with one name in common', () => {
    const comparison = compare(firm([phone], '甲', '乙'), firm([phone], '乙', '丙'));
    expect(comparison).toMatchObject({ isCertain: true, reasons: ['same_phone', 'same_name'] });
  });

  it('is not certain of the same phone alone, nor of the same name alone', () => {
    expect(compare(firm([phone], '甲'), firm([phone], '乙'))).toMatchObject({
      isCertain: false,
      reasons: ['same_phone'],
    });
    expect(compare(firm([], '甲'), firm([], '甲'))).toMatchObject({ isCertain: false, reasons: ['same_name'] });
  });

  it('is not certain of the same phone and name where the dates of birth differ, but of the same national id', () => {
    const born = (birthDate: string, ...keys: Evidence['keys']): Evidence => ({
      ...{ kind: 'person', keys, nameKeys: ['张伟'] },
      features: featuresOf({ kind: 'person', person: { familyName: '张', givenName: '伟', birthDate } }, testHash),
    });
    const [one, other] = ['1980-01-31', '1993-07-12'];
    const id = { type: 'national_id' as const, key: 'n' };
    expect(compare(born(one!, phone), born(other!, phone))).toMatchObject({
      isCertain: false,
      reasons: ['same_phone', 'same_name'],
    });
    expect(compare(born(one!, phone), born(one!, phone)).isCertain).toBe(true);
    expect(compare(born(one!, phone, id), born(other!, phone, id)).isCertain).toBe(true);
  });

  it('keeps namesakes apart whose USCCs differ, even with one phone', () => {
    expect(compare(firm([uscc('X'), phone], '甲'), firm([uscc('Y'), phone], '甲'))).toMatchObject({
      isCertain: false,
      vetoes: ['uscc_differs'],
    });
  });

  it('lets different USCCs veto the same organisation code', () => {
    expect(compare(firm([uscc('X'), orgCode('O')]), firm([uscc('Y'), orgCode('O')])).isCertain).toBe(false);
    expect(compare(firm([uscc('X'), orgCode('O')]), firm([orgCode('O')])).isCertain).toBe(true);
  });

  it('never takes a person for an organisation', () => {
    const person: Evidence = { kind: 'person', keys: [phone], nameKeys: ['甲'] };
    expect(compare(person, firm([phone], '甲'))).toMatchObject({ isCertain: false, vetoes: ['kind_differs'] });
  });
});
