import { describe, expect, it } from '@jest/globals';
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
