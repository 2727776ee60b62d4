import { describe, expect, it } from '@jest/globals';
import { plainPeople } from '../../../../test/synthetic-people.js';
import { testHash } from '../../../../test/token-hash.js';
import type { CustomerFacts } from '../../../customers/customer.shape.js';
import { randomNumbers } from '../scoring/random.js';
import { blockingKeys, crowdedContacts } from './blocking-keys.js';
import { decodeFeatures, encodeFeatures, UnreadableFeatures } from './codec.js';
import { featuresOf } from './features.js';
import { keyKinds, kindOfKey } from './key-kinds.js';
import { startOf } from './layout.js';

const keysOf = (facts: CustomerFacts): number[] => blockingKeys(featuresOf(facts, testHash));
const shared = (a: CustomerFacts, b: CustomerFacts): string[] => {
  const others = new Set(keysOf(b));
  return keysOf(a).flatMap((key) => (others.has(key) ? [kindOfKey(key)!.name] : []));
};
const firm = (text: string): CustomerFacts => ({ kind: 'organisation', names: [{ type: 'legal', text }] });
const person = (familyName: string, givenName: string, more: Partial<CustomerFacts> = {}): CustomerFacts => ({
  kind: 'person',
  ...more,
  person: { familyName, givenName, ...more.person },
});

/** Anything a record may hold, of any length. */
function anyFacts(seed: number): CustomerFacts {
  const random = randomNumbers(seed);
  const pieces = [
    '山西',
    '华为',
    '煤业',
    '有限公司',
    'John',
    ' ',
    'Ø',
    '12',
    '(',
    '）',
    '·',
    '😀',
    '欧阳',
    'é',
    '-',
    '分公司',
    '\u202E',
  ];
  const text = (): string =>
    Array.from({ length: Math.floor(random() * 12) }, () => pieces[Math.floor(random() * pieces.length)]).join('');
  const some = <Item>(make: () => Item): Item[] => Array.from({ length: Math.floor(random() * 14) }, make);
  const kind = random() < 0.5 ? 'person' : 'organisation';
  return {
    kind,
    names: some(() => ({ type: 'legal' as const, text: text() })),
    person: {
      familyName: text(),
      givenName: text(),
      birthDate: random() < 0.5 ? '1980-02-29' : undefined,
      gender: 'other',
    },
    identifiers: some(() => ({
      type: kind === 'person' ? ('passport' as const) : ('uscc' as const),
      value: `91350100M000100Y${Math.floor(random() * 99)}`,
    })),
    contactPoints: some(() => ({ type: 'phone' as const, value: `+86138${Math.floor(random() * 1e8)}` })),
    addresses: some(() => ({ type: 'home', text: text(), locality: text(), postalCode: text().slice(0, 8) })),
    attributes: Object.fromEntries(some(() => [`a${Math.floor(random() * 99)}`, text()])),
  };
}

describe('features', () => {
  it('come back from their bytes, whatever the facts and wherever the bytes lie', () => {
    for (let seed = 1; seed <= 120; seed += 1) {
      const features = featuresOf(anyFacts(seed), testHash);
      const bytes = encodeFeatures(features);
      expect(decodeFeatures(bytes)).toEqual(features);
      const inside = Buffer.concat([Buffer.alloc(1 + (seed % 5)), bytes]).subarray(1 + (seed % 5));
      expect(decodeFeatures(inside)).toEqual(features);
      expect(blockingKeys(features).every((key) => Number.isSafeInteger(key) && kindOfKey(key))).toBe(true);
    }
  });

  it('take 100 to 400 bytes', () => {
    const sizes = plainPeople(5)
      .slice(0, 200)
      .map(({ facts }) => encodeFeatures(featuresOf(facts, testHash)).length);
    expect(Math.min(...sizes)).toBeGreaterThan(100);
    expect(Math.max(...sizes)).toBeLessThan(400);
  });

  it('refuse bytes that are none', () => {
    const bytes = encodeFeatures(featuresOf(firm('华为'), testHash));
    for (const wrong of [
      Buffer.alloc(0),
      Buffer.alloc(7),
      Buffer.alloc(64),
      bytes.subarray(0, 28),
      Buffer.concat([bytes, bytes]),
    ]) {
      expect(() => decodeFeatures(wrong)).toThrow(UnreadableFeatures);
    }
    const older = Buffer.from(bytes);
    older[0] = 99;
    expect(() => decodeFeatures(older)).toThrow('features of version 99');
  });

  it('hold no readable text and depend on the key', () => {
    const facts = person('张', '伟');
    const keyed = (domain: string, text: string): number => testHash(domain, `${text} with another key`);
    const [a, b] = [featuresOf(facts, testHash), featuresOf(facts, keyed)];
    const start = startOf(a, 0);
    // Words that count are alike, tokens are not.
    expect([...a.subarray(start)].filter((word, at) => word > 1e6 && word === b[start + at])).toEqual([]);
  });

  it('cost little for a name without end', () => {
    const started = process.cpuUsage();
    const features = featuresOf(
      {
        ...firm('华'.repeat(10_000)),
        addresses: [{ type: 'x', text: '('.repeat(10_000), postalCode: '9'.repeat(10_000) }],
      },
      testHash,
    );
    expect(features.length).toBeLessThan(200);
    expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
  });
});

describe('blocking keys', () => {
  it('find firms by 字号, its sound and its region', () => {
    expect(shared(firm('北京华为科技有限公司'), firm('华为科技(北京)有限公司'))).toEqual([
      'core',
      'core_sound',
      'core_sound',
      'core_region',
    ]);
    expect(shared(firm('鸿运餐饮'), firm('宏运餐饮'))).toContain('core_sound');
    expect(shared(firm('华为技术'), firm('Huawei Technologies Co., Ltd.'))).toContain('core_sound');
    expect(shared(firm('北京华为科技有限公司'), firm('北京小米科技有限公司'))).toEqual([]);
  });

  it('find firms without 字号 by region and trade', () => {
    expect(shared(firm('山西煤业'), firm('山西煤产品总公司'))).toEqual(['generic_name']);
    expect(shared(firm('山西煤业'), firm('河南煤业'))).toEqual([]);
  });

  it('find persons by their name only when not thousands bear it', () => {
    expect(shared(person('张', '伟'), person('张', '伟'))).toEqual([]);
    expect(shared(person('欧阳', '震华'), person('歐陽', '振华'))).toEqual(['name']);
    expect(shared(person('Smith', 'John'), person('John', 'Smith'))).toEqual(['name']);
  });

  it('find a common name with a phone, a date of birth or a postal code', () => {
    const reached = { contactPoints: [{ type: 'phone' as const, value: '+8613800000001' }] };
    expect(shared(person('张', '伟', reached), person('章', '伟', reached))).toEqual(['phone', 'name_phone']);
    const born = { person: { birthDate: '1980-05-07' } };
    const swapped = { person: { birthDate: '1980-07-05' } };
    expect(shared(person('张', '伟', born), person('张', '伟', swapped))).toEqual(
      expect.arrayContaining(['part_birth', 'birth', 'part_year']),
    );
    const there = { addresses: [{ type: 'home', postalCode: '030006', street: '12 Smith St' }] };
    expect(shared(person('张', '伟', there), person('李', '伟', there))).toEqual(
      expect.arrayContaining(['part_postal_code', 'address_region', 'street_number']),
    );
  });

  it('are numbers of one kind each, below 2^40', () => {
    const codes = Object.values(keyKinds).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const key of keysOf(anyFacts(3))) expect(key).toBeLessThan(2 ** 40);
  });

  it('come with the contact points that others may share', () => {
    const facts: CustomerFacts = { ...firm('华为'), contactPoints: [{ type: 'phone', value: '+863517650000' }] };
    const features = featuresOf(facts, testHash);
    expect(crowdedContacts(features, new Set(blockingKeys(features)))).toEqual(
      new Set([testHash('phone', '863517650000')]),
    );
    expect(crowdedContacts(features, new Set([1]))).toEqual(new Set());
  });
});
