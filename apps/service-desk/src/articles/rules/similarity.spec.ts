import { describe, expect, it } from '@jest/globals';
import { SimilarityIndex, tellingTerms } from './similarity.js';
import { termsOf } from '../../texts/rules/terms.js';

const indexOf = (texts: Record<string, string>): SimilarityIndex<string> => {
  const index = new SimilarityIndex<string>();
  for (const [name, text] of Object.entries(texts)) index.put(name, name, termsOf(text));
  return index;
};
const texts = { pump: '水泵无法启动，检查电源', motor: '电机发热，检查轴承', invoice: '发票抬头开错，作废重开' };
const keysFor = (index: SimilarityIndex<string>, asked: string): string[] =>
  index.similarTo(termsOf(asked), 0).map(({ key }) => key);

describe('the index', () => {
  it('finds the texts that have something in common, the most similar first', () => {
    expect(keysFor(indexOf(texts), '水泵启动时电源跳闸')).toEqual(['pump', 'motor']);
  });

  it('gives 1 at most, the more the more of the question is covered, and nothing where nothing is', () => {
    const index = indexOf(texts);
    const scoreOf = (asked: string): number => index.similarTo(termsOf(asked), 0)[0]?.score ?? 0;
    const scores = ['水泵无法启动', '水泵无法启动还冒出黑色浓烟', '蓝牙音箱'].map(scoreOf);
    expect(scores[0]).toBeLessThanOrEqual(1);
    expect(scores[0]).toBeGreaterThan(scores[1]!);
    expect(scores[1]).toBeGreaterThan(0);
    expect(scores[2]).toBe(0);
  });

  it('works with a single text', () => {
    expect(indexOf({ pump: texts.pump }).similarTo(termsOf('水泵无法启动'), 0)[0]!.score).toBeGreaterThan(0.3);
  });

  it('forgets what is removed, and keeps the last text of a name', () => {
    const index = indexOf(texts);
    index.remove('pump');
    index.remove('pump');
    index.put('motor', 'motor', termsOf('积分有效期'));
    expect(keysFor(index, '水泵启动')).toEqual([]);
    expect(keysFor(index, '积分过期')).toEqual(['motor']);
    expect([...index.names].sort()).toEqual(['invoice', 'motor']);
  });

  it('is the same whatever was in it before', () => {
    const index = indexOf({ ...texts, other: '取暖炉点不着火' });
    index.remove('other');
    const asked = termsOf('水泵启动，检查轴承');
    expect(index.similarTo(asked, 0)).toEqual(indexOf(texts).similarTo(asked, 0));
  });

  it('is empty without failing', () => {
    expect(new SimilarityIndex<string>().similarTo(termsOf('水泵'), 0)).toEqual([]);
    expect(indexOf(texts).similarTo(termsOf(''), 0)).toEqual([]);
  });

  it('answers within 50 ms among 2,000 articles', () => {
    const index = new SimilarityIndex<number>();
    const random = numbers(7);
    for (let name = 0; name < 2_000; name++) index.put(`${name}`, name, termsOf(chinese(500, random)));
    const asked = Array.from({ length: 50 }, () => termsOf(chinese(200, random)));
    index.similarTo(asked[0]!, 0);
    const times = asked.map((terms) => {
      const begin = performance.now();
      index.similarTo(terms, 0.05);
      return performance.now() - begin;
    });
    const median = times.sort((one, other) => one - other)[25]!;
    expect(median).toBeLessThan(50);
  });
});

describe('the terms that tell most', () => {
  it('are words and pairs, and characters only where no pair has them', () => {
    expect(
      tellingTerms(
        [
          ['油', 3],
          ['漏油', 5],
          ['密封', 6],
          ['封', 4],
          ['圈', 1],
        ],
        3,
      ),
    ).toEqual(['密封', '漏油', '圈']);
  });
});

/** Pseudo-random numbers below 1, the same at every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** As many characters, a few of them in most texts and most of them in few, as in real ones. */
const chinese = (length: number, random: () => number): string =>
  Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.floor(random() ** 3 * 3_000))).join('');
