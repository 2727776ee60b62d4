import { describe, expect, it } from '@jest/globals';
import { termsOf, together, weightOf } from './terms.js';

const termsIn = (text: string): string[] => [...termsOf(text).keys()].sort();

describe('the terms of a text', () => {
  it('are the pairs of neighbouring characters, and each character', () => {
    expect(termsIn('水泵异响')).toEqual(['响', '异', '异响', '水', '水泵', '泵', '泵异'].sort());
  });

  it('do not reach over fillers and punctuation', () => {
    expect(termsIn('我的水泵，坏了')).toEqual(['坏', '水', '水泵', '泵'].sort());
  });

  it('are words of other scripts, folded, without numbers', () => {
    expect(termsIn('ＰＵＭＰ E03 订单 SO-2026-0570')).toEqual(['e03', 'pump', 'so', '单', '订', '订单'].sort());
  });

  it('are counted', () => {
    expect(termsOf('漏油漏油').get('漏油')).toBe(2);
  });

  it('are none in a text that says nothing', () => {
    expect(termsIn('你们的，123 ！？ x')).toEqual([]);
  });

  it('weigh less as single characters', () => {
    expect([weightOf('油'), weightOf('漏油'), weightOf('e03')]).toEqual([0.5, 1, 1]);
  });

  it('of several texts add up', () => {
    const sum = together([termsOf('水泵'), 3], [termsOf('泵房'), 1]);
    expect([sum.get('水泵'), sum.get('泵'), sum.get('泵房')]).toEqual([3, 4, 1]);
  });
});
