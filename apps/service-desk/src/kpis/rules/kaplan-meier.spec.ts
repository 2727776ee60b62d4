import { describe, expect, it } from '@jest/globals';
import { quantilesOf } from './kaplan-meier.js';

const median = (ended: number[], open: number[] = []): number | null => quantilesOf(ended, open, [0.5])[0]!;

/**
 * B. Efron's other way to the same estimate (1967): every observation weighs the same; from left to right, one that is
 * censored gives its weight to all that lie to the right of it, in equal parts.
 */
function redistributed(ended: readonly number[], open: readonly number[], part: number): number | null {
  const all = [...ended.map((at) => ({ at, isOpen: false })), ...open.map((at) => ({ at, isOpen: true }))].sort(
    (a, b) => a.at - b.at || Number(a.isOpen) - Number(b.isOpen),
  );
  const weights = all.map(() => 1 / all.length);
  let sum = 0;
  for (const [index, { at, isOpen }] of all.entries()) {
    if (isOpen) {
      const behind = all.length - index - 1;
      for (let later = index + 1; later < all.length; later++) weights[later]! += weights[index]! / behind;
    } else {
      sum += weights[index]!;
      // Ends at the same time belong together.
      const isLast = all[index + 1]?.at !== at || all[index + 1]!.isOpen;
      if (isLast && sum >= part - 1e-9) return at;
    }
  }
  return null;
}

describe('the percentile of times', () => {
  it('is the plain one where everything has ended', () => {
    expect(quantilesOf([10, 1, 9, 2, 8, 3, 7, 4, 6, 5], [], [0.5, 0.9])).toEqual([5, 9]);
    expect(quantilesOf([7], [], [0.5, 0.9])).toEqual([7, 7]);
  });

  it('of ten cases of which four are open is as computed by hand', () => {
    // S(2) = 9/10; 3 is open; S(4) = 9/10 · 7/8 = 63/80; S(5) = 63/80 · 6/7 = 27/40 (another is open at 5);
    // S(8) = 27/40 · 3/4 = 81/160 (7 was open); S(9) = 81/160 · 2/3 = 27/80; S(12) = 27/80 · 1/2 = 27/160; 15 is open.
    const [ended, open] = [
      [2, 4, 5, 8, 9, 12],
      [3, 5, 7, 15],
    ];
    expect(quantilesOf(ended, open, [0.1, 0.2, 0.3, 0.49, 0.5, 0.66, 0.83, 0.9])).toEqual([2, 4, 5, 8, 9, 9, 12, null]);
    // Who leaves open cases out sees a median of 5, who takes them as ended one of 5 as well.
    expect(median(ended)).toBe(5);
  });

  it('of remission under 6-MP is the published one (Freireich and others 1963: median 23)', () => {
    const open = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    expect(median([6, 6, 6, 7, 10, 13, 16, 22, 23], open)).toBe(23);
  });

  it('is not known while too few have ended', () => {
    expect(quantilesOf([1], [2, 3, 4], [0.5, 0.9])).toEqual([null, null]);
    expect(quantilesOf([1, 2, 3], [9, 9], [0.5, 0.9])).toEqual([3, null]);
    expect(quantilesOf([], [5], [0.5])).toEqual([null]);
    expect(quantilesOf([], [], [0.5])).toEqual([null]);
  });

  it('takes what ends together with an open case as ended before it', () => {
    expect(quantilesOf([5], [5], [0.5, 0.9])).toEqual([5, null]);
  });

  it('equals the estimate by redistribution to the right, for random times with many ties', () => {
    let seed = 42;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let run = 0; run < 2_000; run++) {
      const times = (count: number): number[] => Array.from({ length: count }, () => random(12));
      const [ended, open] = [times(random(15)), times(random(15))];
      const parts = [0.1, 0.25, 0.5, 0.75, 0.9, 1];
      expect(quantilesOf(ended, open, parts)).toEqual(parts.map((part) => redistributed(ended, open, part)));
    }
  });
});
