import { describe, expect, it } from '@jest/globals';
import { testHash } from '../../../../test/token-hash.js';
import type { CustomerFacts } from '../../../customers/customer.shape.js';
import { featuresOf } from '../features/features.js';
import { registeredNumbers } from '../features/registered-numbers.js';
import { comparator } from './compare.js';
import { decide, type Decision, joinFault, vetoesOf } from './decision.js';
import { defaultOrganisationModel } from './default-organisation-model.js';
import { defaultPersonModel } from './default-person-model.js';
import { scorer } from './scorer.js';

type More = Partial<CustomerFacts>;

/** The whole way from facts to the verdict. */
function verdict(a: CustomerFacts, b: CustomerFacts, switchboards: readonly string[] = []): Decision & { p: number } {
  const ignored = new Set(switchboards.map((number) => testHash('phone', number)));
  const { compare, fields } = comparator(a.kind, [], ignored);
  const [x, y] = [featuresOf(a, testHash), featuresOf(b, testHash)];
  const vector = compare(x, y);
  const model = a.kind === 'person' ? defaultPersonModel : defaultOrganisationModel;
  const p = scorer(model, fields, testHash).probability(vector);
  return { ...decide(a.kind, vector, p, vetoesOf(x, y)), p };
}

const firm = (text: string, more: More = {}): CustomerFacts => ({
  kind: 'organisation',
  names: [{ type: 'legal', text }],
  ...more,
});
const person = (text: string, more: More = {}): CustomerFacts => ({
  kind: 'person',
  names: [{ type: 'legal', text }],
  ...more,
});
const uscc = (value: string): More => ({ identifiers: [{ type: 'uscc', value }] });
const nationalId = (value: string): More => ({ identifiers: [{ type: 'national_id', value }] });
const phone = (value: string): More => ({ contactPoints: [{ type: 'phone', value }] });
const at = (text: string): More => ({ addresses: [{ type: 'registered', text }] });
const [one, other] = [uscc('91350100M000100Y43'), uscc('91110108551385082Q')];
const office = at('山西省太原市小店区长治路12号');

describe('山西煤业, 山西煤矿 and 山西煤产品总公司', () => {
  const pairs = [
    ['山西煤业', '山西煤矿'],
    ['山西煤业', '山西煤产品总公司'],
    ['山西煤矿', '山西煤产品总公司'],
  ] as const;

  it.each(pairs)('%s and %s go to a person by their names alone', (a, b) => {
    const found = verdict(firm(a), firm(b));
    expect(found).toMatchObject({ verdict: 'review', strong: [] });
    expect(found.p).toBeGreaterThan(0.8);
    expect(found.p).toBeLessThan(0.999);
  });

  it.each(pairs)('%s and %s are one with a number, a phone or an address in common', (a, b) => {
    for (const more of [one, phone('+863517650000'), office]) {
      expect(verdict(firm(a, more), firm(b, more)).verdict).toBe('auto');
    }
  });

  it('stay two under different USCCs, whatever else they share', () => {
    const found = verdict(firm('山西煤业', { ...one, ...office }), firm('山西煤业', { ...other, ...office }));
    expect(found).toMatchObject({ verdict: 'rejected', vetoes: ['uscc_differs'] });
  });
});

describe('firms', () => {
  it('with another 字号 are two, in one building and with one bookkeeper too', () => {
    const [a, b] = ['北京华为科技有限公司', '北京小米科技有限公司'];
    expect(verdict(firm(a!), firm(b!)).verdict).toBe('unlikely');
    const shared = { ...phone('+861087650000'), ...at('北京市海淀区中关村大街1号') };
    expect(verdict(firm(a!, shared), firm(b!, shared)).verdict).toBe('unlikely');
  });

  it('with one 字号 are one when they share a number, and go to a person without', () => {
    const [a, b] = ['华为(北京)科技有限公司', '华为科技(北京)有限公司'];
    expect(verdict(firm(a!, one), firm(b!, one)).verdict).toBe('auto');
    expect(verdict(firm(a!), firm(b!)).verdict).not.toBe('auto');
    expect(verdict(firm('北京华为科技有限公司'), firm('北京华为科技有限公司')).verdict).toBe('review');
  });

  it('of one 字号 and different USCCs are branches and stay apart', () => {
    const [a, b] = ['中国石油天然气股份有限公司太原分公司', '中国石油天然气股份有限公司大同分公司'];
    expect(verdict(firm(a!, one), firm(b!, other)).verdict).toBe('rejected');
    expect(verdict(firm(a!), firm(b!)).verdict).toBe('unlikely');
    // The head office's phone makes no branch the head office.
    const head = phone('+861087650000');
    expect(verdict(firm('中国石油天然气股份有限公司', head), firm(a!, head)).verdict).not.toBe('auto');
  });

  it('are not joined by a switchboard', () => {
    const number = phone('+863517650000');
    const [a, b] = [firm('太原华美商贸有限公司', number), firm('太原华盛商贸有限公司', number)];
    expect(verdict(a, b, ['863517650000']).verdict).toBe('unlikely');
    const namesakes = [firm('太原鼎盛商贸有限公司', number), firm('太原鼎盛餐饮有限公司', number)] as const;
    expect(verdict(...namesakes, ['863517650000']).verdict).toBe('unlikely');
    expect(verdict(...namesakes).p).toBeGreaterThan(verdict(...namesakes, ['863517650000']).p);
  });

  it('with the same USCC and names that do not fit go to a person', () => {
    expect(verdict(firm('北京华为科技有限公司', one), firm('太原老王餐饮有限公司', one)).verdict).toBe('review');
  });
});

describe('persons', () => {
  it('called 张伟 with other phones stay two, with one phone they are one', () => {
    expect(verdict(person('张伟', phone('+8613800000001')), person('张伟', phone('+8613900000002'))).verdict).toBe(
      'unlikely',
    );
    const born = { person: { birthDate: '1980-05-17' } };
    expect(
      verdict(
        person('张伟', { ...phone('+8613800000001'), ...born }),
        person('張偉', { ...phone('+8613800000001'), ...born }),
      ).verdict,
    ).toBe('auto');
  });

  it('called 张伟 on one switchboard stay two', () => {
    const number = phone('+863517650000');
    expect(verdict(person('张伟', number), person('张伟', number), ['863517650000']).verdict).toBe('unlikely');
  });

  it('are never joined by name, date of birth and address alone', () => {
    const facts = { person: { birthDate: '1980-05-17' }, ...at('太原市小店区长治路12号3单元501室') };
    const found = verdict(person('欧阳震霆', facts), person('欧阳震霆', facts));
    expect(found.p).toBeGreaterThan(0.9999);
    expect(found.verdict).toBe('review');
  });

  it('with different national ids are two, even one typo apart: a valid number has no typo', () => {
    const [a, b] = [nationalId('11010519491231002X'), nationalId('110105194912310038')];
    expect(verdict(person('欧阳震霆', a), person('欧阳震霆', b))).toMatchObject({
      verdict: 'rejected',
      vetoes: ['national_id_differs'],
    });
    expect(verdict(person('欧阳震霆', a), person('欧阳震霆', a)).verdict).toBe('auto');
  });

  it('with one national id and other names go to a person', () => {
    const id = nationalId('11010519491231002X');
    expect(verdict(person('欧阳震霆', id), person('王芳', id)).verdict).toBe('review');
  });

  it('are no organisations, and what a person decided stays', () => {
    const [a, b] = [featuresOf(person('华为'), testHash), featuresOf(firm('华为'), testHash)];
    expect(vetoesOf(a, b)).toEqual(['kind_differs']);
    expect(vetoesOf(a, a, true)).toEqual(['manual']);
  });
});

describe('joining groups of records', () => {
  const cluster = (size: number, ...usccs: number[]): { size: number; usccs: number[] } => ({ size, usccs });

  it('keeps one USCC in a group, and groups small', () => {
    const [number] = registeredNumbers(featuresOf(firm('华为', one), testHash), 'uscc');
    expect(joinFault(cluster(3, number!), cluster(2, number!))).toBeNull();
    expect(joinFault(cluster(3, number!), cluster(2))).toBeNull();
    expect(joinFault(cluster(3, number!), cluster(2, 7))).toBe('two_usccs');
    expect(joinFault(cluster(49), cluster(2))).toBe('too_large');
    expect(joinFault(cluster(3), cluster(2), 4)).toBe('too_large');
  });
});
