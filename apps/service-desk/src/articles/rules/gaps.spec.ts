import { describe, expect, it } from '@jest/globals';
import { type Gap, gapsOf, TermCounts, type UnhelpedCase } from './gaps.js';
import { termsOf } from '../../texts/rules/terms.js';

let cases = 0;
const aCase = (text: string, wish: Partial<UnhelpedCase> = {}): UnhelpedCase => ({
  id: `case-${++cases}`,
  kind: 'complaint',
  productId: 'P-14',
  causeId: null,
  customerId: `customer-${cases}`,
  terms: termsOf(text),
  ...wish,
});

const seals = () => [
  aCase('装上去不到一周密封圈就开始漏油'),
  aCase('你们这批密封圈有问题，换上没几天就渗油'),
  aCase('密封圈发硬开裂，现场已经停用'),
  aCase('又是密封圈，维修班说不耐温'),
];
const others = () => [
  aCase('线圈烧毁，通电没有反应', { productId: 'P-15' }),
  aCase('想问一下仓库租金', { productId: null, causeId: null, kind: 'enquiry' }),
];

/** Of cases that nothing else is known beside. */
function gapsAmong(all: readonly UnhelpedCase[], fewest: number, helped: readonly UnhelpedCase[] = []): Gap[] {
  const said = new TermCounts();
  for (const { terms } of [...all, ...helped]) said.add(terms);
  return gapsOf(all, fewest, said);
}

describe('gaps', () => {
  it('are told by the cause where it is known, whatever words the cases are in', () => {
    const [one, two, three, four] = seals();
    const known = [one!, { ...others()[0]!, productId: 'P-14' }, two!].map((kase) => ({ ...kase, causeId: 'leak' }));
    expect(gapsAmong([...known, three!, four!], 3)).toEqual([
      { productId: 'P-14', causeId: 'leak', kind: 'complaint', term: null, caseIds: known.map(({ id }) => id) },
    ]);
  });

  it('are groups of product and kind, told by what their cases have in common', () => {
    const all = [...seals(), ...others()];
    expect(gapsAmong(all, 3)).toEqual([
      {
        productId: 'P-14',
        causeId: null,
        kind: 'complaint',
        term: '密封圈',
        caseIds: all.slice(0, 4).map(({ id }) => id),
      },
    ]);
  });

  it('are ordered by the number of cases', () => {
    const coils = Array.from({ length: 6 }, () => aCase('线圈烧毁', { productId: 'P-15' }));
    expect(gapsAmong([...seals(), ...coils], 3).map(({ productId, caseIds }) => [productId, caseIds.length])).toEqual([
      ['P-15', 6],
      ['P-14', 4],
    ]);
  });

  it('tell two things that the same product is about apart, and keep the rest together', () => {
    const coils = Array.from({ length: 3 }, () => aCase('线圈烧毁了'));
    const rest = ['接头松动', '阀芯卡死', '铭牌掉落'].map((text) => aCase(text));
    const gaps = gapsAmong([...seals(), ...coils, ...rest, ...others()], 3);
    expect(gaps.map(({ term, caseIds }) => [term, caseIds.length])).toEqual([
      ['密封圈', 4],
      ['线圈烧毁', 3],
      [null, 3],
    ]);
  });

  it('tell no term that fewer than three customers use', () => {
    const one = Array.from({ length: 5 }, () => aCase('山西煤业的王建国来电', { customerId: 'same' }));
    const two = [aCase('山西煤业的王建国来电'), aCase('密封')];
    expect(gapsAmong([...one, ...two], 2).map(({ term }) => term)).toEqual([null]);
  });

  it('do not lengthen a term by what one customer says', () => {
    const mine = Array.from({ length: 8 }, () => aCase('王建国密封', { customerId: 'same' }));
    expect(gapsAmong([...mine, aCase('密封'), aCase('密封'), aCase('密封')], 3)[0]).toMatchObject({ term: '密封' });
  });

  it('are named by what is rare among all cases, not by what everybody says', () => {
    const helped = Array.from({ length: 20 }, () => aCase('反映发票开错', { productId: null }));
    const asked = ['反映密封漏', '反映密封松', '反映密封裂', '反映编号'].map((text) => aCase(text));
    expect(gapsAmong(asked, 3, helped)).toMatchObject([{ term: expect.stringContaining('密封') }]);
  });

  it('tell no term at all to who may not read what customers wrote', () => {
    expect(gapsOf(seals(), 3, null)).toMatchObject([{ productId: 'P-14', term: null }]);
  });

  it('are none where there are fewer cases than asked for', () => {
    expect(gapsAmong(seals(), 5)).toEqual([]);
    expect(gapsAmong([], 1)).toEqual([]);
  });
});
