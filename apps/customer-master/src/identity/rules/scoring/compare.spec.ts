import { describe, expect, it } from '@jest/globals';
import type { CustomerFacts } from '../../../customers/customer.shape.js';
import { testHash } from '../../../../test/token-hash.js';
import { featuresOf } from '../features/features.js';
import { comparator } from './compare.js';
import { decodeVector, encodeVector, unknown, type Vector } from './vector.js';

type Facts = Partial<CustomerFacts>;

function levels(kind: CustomerFacts['kind'], a: Facts, b: Facts): Record<string, string> {
  const attributes = Object.keys(a.attributes ?? {});
  const { compare, fields } = comparator(kind, attributes);
  const [x, y] = [featuresOf({ kind, ...a }, testHash), featuresOf({ kind, ...b }, testHash)];
  const named = (vector: Vector): Record<string, string> =>
    Object.fromEntries(
      fields.flatMap(({ name, levels: all }, at) =>
        vector.levels[at] === unknown ? [] : [[name, all[vector.levels[at]!]!.name]],
      ),
    );
  // Comparing knows no first and second.
  expect(named(compare(y, x))).toEqual(named(compare(x, y)));
  return named(compare(x, y));
}

const person = (givenName: string, familyName: string): Facts => ({ person: { givenName, familyName } });
const named = (text: string): Facts => ({ names: [{ type: 'legal', text }] });
const born = (birthDate: string): Facts => ({ person: { birthDate } });
const at = (...addresses: Partial<NonNullable<Facts['addresses']>[number]>[]): Facts => ({
  addresses: addresses.map((address) => ({ type: 'home', ...address })),
});

describe('comparing names of persons', () => {
  it.each([
    ['John', 'Smith', 'John', 'Smith', 'exact', 'exact', 'exact'],
    ['John', 'Smith', 'Smith', 'John', 'exact', 'exact', 'swapped'],
    ['Jonathan', 'Smith', 'Jonathon', 'Smyth', 'variant', 'close', 'exact'],
    ['Robert', 'Smith', 'Bob', 'Smith', 'variant', 'exact', 'exact'],
    ['J', 'Smith', 'John', 'Smith', 'initial', 'exact', 'exact'],
    ['Mary Jane', 'Smith', 'Jane', 'Smith', 'variant', 'exact', 'exact'],
    ['Anna', 'Müller-Lüdenscheidt', 'Anna', 'Muller', 'exact', 'variant', 'exact'],
    ['José', 'García', 'Jose', 'Garcia', 'exact', 'exact', 'exact'],
    ['Margaret', 'Harrison', 'Margarte', 'Harrisson', 'close', 'close', 'exact'],
    ['伟', '张', '伟', '張', 'exact', 'exact', 'exact'],
    ['伟', '张', '维', '章', 'similar', 'close', 'exact'],
    ['伟', '张', 'Wei', 'Zhang', 'close', 'close', 'exact'],
    ['张', '伟', '伟', '张', 'exact', 'exact', 'swapped'],
  ])('%s %s and %s %s', (givenA, familyA, givenB, familyB, given, family, nameOrder) => {
    const found = levels('person', person(givenA, familyA), person(givenB, familyB));
    // 伟 and 维 sound alike but for the tone.
    expect(found).toEqual({ given: given === 'similar' ? 'close' : given, family, nameOrder });
  });

  it('says nothing of the order of names without anything in common', () => {
    expect(levels('person', person('John', 'Smith'), person('Kevin', 'Brown'))).toEqual({
      given: 'different',
      family: 'different',
    });
  });

  it('takes the best of several names', () => {
    const a: Facts = {
      names: [
        { type: 'legal', text: '张伟' },
        { type: 'english', text: 'David Zhang' },
      ],
    };
    expect(levels('person', a, named('David Zhang'))).toMatchObject({ given: 'exact', family: 'exact' });
  });
});

describe('comparing dates of birth', () => {
  it.each([
    ['1980-05-17', '1980-05-17', 'exact'],
    ['1980-05-07', '1980-07-05', 'close'],
    ['1980-05-17', '1980-05-18', 'close'],
    ['1980-05-17', '1908-05-17', 'close'],
    ['1980-05-17', '1979-05-17', 'close'],
    ['1980-05-17', '1962-05-17', 'two_parts'],
    ['1980-05-17', '1980-11-02', 'same_year'],
    ['1980-01-01', '1980-05-17', 'same_year'],
    ['1980-01-01', '1980-01-01', 'same_year'],
    ['1980-01-01', '1991-05-17', 'different'],
    ['1980-05-17', '1991-11-02', 'different'],
    ['1900-01-01', '1900-01-01', undefined],
  ])('%s and %s: %s', (a, b, level) => {
    expect(levels('person', born(a), born(b)).birthDate).toBe(level);
  });
});

describe('comparing addresses', () => {
  it.each([
    [
      { text: '太原市小店区长治路12号3单元501室' },
      { text: '山西省太原市小店区長治路１２號3单元501' },
      'same_locality',
      'exact',
    ],
    [{ text: '太原市小店区长治路12号' }, { text: '太原市小店区长治路十二号' }, 'same_locality', 'exact'],
    [{ text: '太原市小店区长治路12号' }, { text: '太原市小店区长治路98号' }, 'same_locality', 'same_street'],
    [{ region: '140105', street: '长治路12号' }, { text: '太原市迎泽区长治路12号' }, 'near', 'exact'],
    [
      { street: '12 Smith St', locality: 'Glebe', postalCode: '2037' },
      { street: '12 Smith Street', locality: 'Glebe', postalCode: '2037' },
      'both',
      'exact',
    ],
    [
      { street: '12 Smith St', locality: 'Glebe', postalCode: '2037' },
      { street: '12 Smiht Street', locality: 'Glebee', postalCode: '2073' },
      'nearly_both',
      'similar_same_number',
    ],
    [
      { street: '12 Smith St', locality: 'Glebe' },
      { street: '99 Ocean Road', locality: 'Manly' },
      'different',
      'different',
    ],
    [{ postalCode: '2037' }, { postalCode: '2037' }, 'same_postal_code', undefined],
    [{ region: '140105' }, { region: '140800' }, 'same_province', undefined],
  ])('%j and %j', (a, b, place, street) => {
    expect(levels('person', at(a), at(b))).toEqual({ place, ...(street ? { street } : {}) });
  });

  it('takes the best of several addresses', () => {
    const a = at({ postalCode: '2000' }, { postalCode: '2037' });
    expect(levels('person', a, at({ postalCode: '2037' })).place).toBe('same_postal_code');
  });
});

describe('comparing numbers and contact points', () => {
  const id = (type: 'national_id' | 'passport' | 'uscc' | 'org_code', value: string): Facts => ({
    identifiers: [{ type, value }],
  });
  const reach = (type: 'phone' | 'email' | 'wechat', ...values: string[]): Facts => ({
    contactPoints: values.map((value) => ({ type, value })),
  });

  it('tells the same number, one typo, and another', () => {
    const number = '11010519491231002X';
    expect(levels('person', id('national_id', number), id('national_id', number)).nationalId).toBe('exact');
    expect(levels('person', id('national_id', number), id('national_id', '11010519491213002X')).nationalId).toBe(
      'one_typo',
    );
    expect(levels('person', id('national_id', number), id('national_id', '440308199901010012')).nationalId).toBe(
      'different',
    );
    expect(levels('person', id('passport', 'E1234567'), id('passport', 'E1234568')).passport).toBe('one_typo');
  });

  it('finds the organisation code inside a USCC', () => {
    expect(levels('organisation', id('uscc', '91350100M000100Y43'), id('org_code', 'M000100Y4')).registration).toBe(
      'same_org_code',
    );
    expect(
      levels('organisation', id('uscc', '91350100M000100Y43'), id('uscc', '91110108551385082Q')).registration,
    ).toBe('different');
  });

  it('takes the best of several phones and mails, and no common mailbox for evidence', () => {
    expect(
      levels('person', reach('phone', '+8613800000001', '+8613800000002'), reach('phone', '+8613800000002')).phone,
    ).toBe('exact');
    expect(levels('person', reach('phone', '+862987650000'), reach('phone', '+863517650000')).phone).toBe('same_tail');
    expect(levels('person', reach('email', 'john.smith@a.com'), reach('email', 'john.smith@b.com')).email).toBe(
      'same_mailbox',
    );
    expect(levels('person', reach('email', 'info@a.com'), reach('email', 'info@b.com')).email).toBe('different');
    expect(levels('person', reach('wechat', 'abc'), reach('wechat', 'ABC')).social).toBe('exact');
  });

  it('does not look at numbers that too many have', () => {
    const features = featuresOf({ kind: 'person', ...reach('phone', '+863517650000') }, testHash);
    const ignored = new Set([testHash('phone', '863517650000')]);
    const { compare, fields } = comparator('person', [], ignored);
    expect(compare(features, features).levels[fields.findIndex(({ name }) => name === 'phone')]).toBe(unknown);
  });

  it('compares any attribute under its own name', () => {
    const attributes = (value: string | number): Facts => ({ attributes: { note: value } });
    expect(levels('person', attributes('schoolteacher'), attributes('school teacher'))).toEqual({
      'attributes.note': 'exact',
    });
    expect(levels('person', attributes('schoolteacher'), attributes('schoolteachr'))).toEqual({
      'attributes.note': 'close',
    });
    expect(levels('person', attributes('1234567'), attributes('1243567'))).toEqual({ 'attributes.note': 'close' });
    expect(levels('person', attributes(7), attributes(8))).toEqual({ 'attributes.note': 'close' });
    expect(levels('person', attributes('farmer'), attributes('dentist'))).toEqual({ 'attributes.note': 'different' });
  });
});

describe('comparing names of firms', () => {
  it.each([
    ['北京华为科技有限公司', '北京小米科技有限公司', { name: 'different', place: 'same_province' }],
    ['华为(北京)科技有限公司', '华为科技(北京)有限公司', { name: 'same_core', place: 'same_province' }],
    ['北京华为科技有限公司', 'Beijing Huawei Technology Co., Ltd.', { name: 'same_sound', place: 'same_province' }],
    ['鸿运餐饮有限公司', '宏运餐饮有限公司', { name: 'same_sound', industry: 'exact' }],
    ['山西煤业', '山西煤矿', { genericName: 'related', place: 'same_province' }],
    ['山西煤业', '山西煤产品总公司', { genericName: 'related', place: 'same_province' }],
    ['山西煤业', '山西煤业', { genericName: 'exact', place: 'same_province' }],
    ['山西煤业', '山西化工', { genericName: 'different', place: 'same_province' }],
    ['太原煤业', '大同煤业', { genericName: 'different', place: 'same_province' }],
    ['山西煤业', '河南煤业', { genericName: 'different', place: 'different' }],
    ['山西煤业', '山西晋美煤业有限公司', { genericName: 'one_is_generic', place: 'same_province' }],
  ])('%s and %s', (a, b, expected) => {
    const { industry: _, ...found } = levels('organisation', named(a), named(b));
    const { industry, ...rest } = { industry: undefined, ...expected };
    expect(found).toEqual(rest);
    if (industry) expect(levels('organisation', named(a), named(b)).industry).toBe(industry);
  });

  it('tells branches apart', () => {
    const branches = ['太原分公司', '大同分公司'].map((branch) => named(`中国石油天然气股份有限公司${branch}`));
    expect(levels('organisation', branches[0]!, branches[1]!).branch).toBe('different');
  });
});

describe('a stored vector', () => {
  it('comes back as it was', () => {
    const { compare } = comparator('person');
    const features = featuresOf({ kind: 'person', ...person('John', 'Smith'), ...at({ locality: 'Glebe' }) }, testHash);
    const vector = compare(features, features);
    expect(vector.terms.filter(Boolean)).toHaveLength(3);
    expect(decodeVector(encodeVector(vector))).toEqual(vector);
  });
});
