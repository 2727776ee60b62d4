import { describe, expect, it } from '@jest/globals';
import type { FieldValue, QualityFacts } from './facts.js';
import { faultsOf } from './faults.js';
import { placeholderWords } from './placeholders.js';
import { defaultQualityRules as rules } from './quality-rules.js';

const now = new Date('2026-06-01T00:00:00Z');
const value = (field: string, what: object): FieldValue => ({
  field,
  value: what,
  lastAt: new Date('2026-01-01'),
  verifiedAt: null,
});
const nothing: QualityFacts = { kind: 'organisation', values: [], contested: [], pairs: 0, bouncedAt: null };
const faults = (entry: FieldValue, facts: Partial<QualityFacts> = {}): string[] =>
  faultsOf(entry, {
    facts: { ...nothing, values: [entry], ...facts },
    rules,
    words: placeholderWords(rules.placeholders),
    now,
  });

const legal = (text: string) => faults(value('/names/legal', { type: 'legal', text }));
const person = (familyName: string, givenName: string) =>
  faults(value('/person/name', { familyName, givenName }), { kind: 'person' });

describe('the name of a firm', () => {
  it.each(['测试', '测试公司', '无', 'XXX', 'xxxxxx', '12345', '----', 'Test', 'n/a', '１２３４５'])(
    '%s stands for nothing',
    (text) => {
      expect(legal(text)).toEqual(['name_placeholder']);
    },
  );

  it.each(['张伟', '欧阳建国', '王小明'])('%s is that of a person', (text) => {
    expect(legal(text)).toEqual(['firm_named_like_person']);
  });

  it.each([
    '山西煤业有限公司',
    '华为技术有限公司',
    '王麻子剪刀厂',
    '金山',
    '无锡测试设备有限公司',
    'Test Equipment Ltd',
    '高科技术',
  ])('%s is one', (text) => {
    expect(legal(text).filter((code) => code !== 'firm_named_like_person' || text !== '金山')).toEqual([]);
  });

  it('may be short without being a person', () => {
    expect(faults(value('/names/short', { type: 'short', text: '金山' }))).toEqual([]);
  });
});

describe('the name of a person', () => {
  it.each([
    ['测试', ''],
    ['张', '测试'],
    ['', 'xxx'],
  ])('%s%s stands for nothing', (family, given) => {
    expect(person(family, given)).toEqual(['name_placeholder']);
  });

  it.each([
    ['', '山西煤业有限公司'],
    ['王', '记食品有限公司'],
  ])('%s%s is that of a firm', (family, given) => {
    expect(person(family, given)).toEqual(['person_named_like_firm']);
  });

  it.each([
    ['张', '伟'],
    ['欧阳', '震华'],
    ['无', '名氏'],
    ['Smith', 'John'],
    ['阿卜杜拉', '买买提'],
  ])('%s%s is one', (family, given) => {
    expect(person(family, given)).toEqual([]);
  });
});

describe('a number', () => {
  it.each([
    ['uscc', '91350100M000100Y43', []],
    ['uscc', '91350100M000100Y44', ['uscc_checksum']],
    ['org_code', 'M000100Y4', []],
    ['org_code', 'M000100Y5', ['org_code_checksum']],
    ['national_id', '11010519491231002X', []],
    ['national_id', '110105194912310021', ['national_id_checksum']],
    ['tax', 'anything', []],
  ])('%s %s has the faults %j', (type, number, expected) => {
    expect(faults(value(`/identifiers/${type}`, { type, value: number }))).toEqual(expected);
  });

  it('that another customer holds is contested', () => {
    const uscc = value('/identifiers/uscc', { type: 'uscc', value: '91350100M000100Y43' });
    expect(faults(uscc, { contested: ['uscc', 'org_code'] })).toEqual(['identifier_contested']);
    expect(faults(uscc, { contested: ['national_id'] })).toEqual([]);
  });
});

describe('a contact point', () => {
  const phone = (number: string) => faults(value('/contactPoints/phone', { type: 'phone', value: number }));
  it.each([
    ['+8613800008469', []],
    ['+863517650000', []],
    ['12345', ['phone_impossible']],
    ['+8612000008469', ['phone_unreachable']],
    ['+8613888888888', ['phone_placeholder']],
    ['+8613812345678', ['phone_placeholder']],
  ])('%s has the faults %j', (number, expected) => {
    expect(phone(number)).toEqual(expected);
  });

  const email = (address: string) => value('/contactPoints/email', { type: 'email', value: address });
  it.each([
    ['info@coal.example', []],
    ['no address', ['email_malformed']],
    ['test@coal.example', ['email_placeholder']],
  ])('%s has the faults %j', (address, expected) => {
    expect(faults(email(address))).toEqual(expected);
  });

  it('came back only where messages go, and not since somebody confirmed it', () => {
    const [first, second] = [email('one@coal.example'), email('two@coal.example')];
    const facts = { values: [first, second], bouncedAt: new Date('2026-02-01') };
    expect([faults(first, facts), faults(second, facts)]).toEqual([['email_bounced'], []]);
    const confirmed = { ...first, lastAt: new Date('2026-02-02') };
    expect(faults(confirmed, { ...facts, values: [confirmed, second] })).toEqual([]);
  });
});

describe('an address', () => {
  const address = (more: object) => faults(value('/addresses/registered', { type: 'registered', ...more }));
  it.each([
    [{ text: '山西省太原市小店区学府街1号', region: '140105' }, []],
    [{ text: '太原市小店区学府街1号', region: '140100' }, []],
    [{ text: '山西省', region: '140105' }, []],
    [{ text: '学府街1号', region: '140105' }, []],
    [{ text: '北京市海淀区中关村大街1号', region: '140105' }, ['region_disagrees']],
    [{ locality: '太原市', street: '学府街', region: '110108' }, ['region_disagrees']],
    [{ text: '学府街1号', region: '999999' }, ['region_unknown']],
    [{ text: '1 Main Street', region: 'CA-94', country: 'US' }, []],
    [{ text: '暂无', region: '140105' }, ['address_placeholder']],
  ])('%j has the faults %j', (more, expected) => {
    expect(address(more)).toEqual(expected);
  });
});

describe('a birth date', () => {
  const born = (birthDate: string, values: FieldValue[] = []) => {
    const entry = value('/person/birthDate', { birthDate });
    return faults(entry, { kind: 'person', values: [entry, ...values] });
  };
  it.each([
    ['1980-01-31', []],
    ['2012-06-01', []],
    ['2012-06-02', ['birth_date_implausible']],
    ['2030-01-01', ['birth_date_implausible']],
    ['1900-01-01', ['birth_date_implausible']],
  ])('%s has the faults %j', (date, expected) => {
    expect(born(date)).toEqual(expected);
  });

  it('is that of the national id', () => {
    const nationalId = value('/identifiers/national_id', { type: 'national_id', value: '11010519491231002X' });
    expect([born('1949-12-31', [nationalId]), born('1949-12-30', [nationalId])]).toEqual([
      [],
      ['birth_date_disagrees'],
    ]);
  });
});
