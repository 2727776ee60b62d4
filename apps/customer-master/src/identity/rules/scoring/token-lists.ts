import type { Features } from '../features/layout.js';

// Inner loops of every comparison: no allocation, no callback.

const half = (words: Features, start: number, at: number): number =>
  (words[start + (at >> 1)]! >>> ((at & 1) << 4)) & 0xffff;

/**
 * Dice coefficient of two packed sorted lists: twice what they have in common by what they have together, 0 to 1. Gives up
 * with 0 as soon as `least` is out of reach, as for most pairs it is after a few tokens.
 */
export function dice(
  a: Features,
  startA: number,
  countA: number,
  b: Features,
  startB: number,
  countB: number,
  least = 0,
): number {
  const needed = (least * (countA + countB)) / 2;
  let common = 0;
  let atA = 0;
  let atB = 0;
  // What one side has too much cannot be in common.
  let spareA = countA - needed;
  let spareB = countB - needed;
  if (countA === 0 || countB === 0 || spareA < 0 || spareB < 0) return 0;
  let x = half(a, startA, 0);
  let y = half(b, startB, 0);
  for (;;) {
    if (x === y) {
      common += 1;
      atA += 1;
      atB += 1;
      if (atA === countA || atB === countB) break;
      x = half(a, startA, atA);
      y = half(b, startB, atB);
    } else if (x < y) {
      spareA -= 1;
      atA += 1;
      if (atA === countA || spareA < 0) break;
      x = half(a, startA, atA);
    } else {
      spareB -= 1;
      atB += 1;
      if (atB === countB || spareB < 0) break;
      y = half(b, startB, atB);
    }
  }
  return common < needed ? 0 : (2 * common) / (countA + countB);
}

/** Whether two packed sorted lists share a token. */
export const sharePacked = (a: Features, startA: number, countA: number, b: Features, startB: number, countB: number) =>
  dice(a, startA, countA, b, startB, countB) > 0;

/** Whether two sorted lists of whole tokens share one. */
export function share(a: Features, startA: number, endA: number, b: Features, startB: number, endB: number): boolean {
  let atA = startA;
  let atB = startB;
  while (atA < endA && atB < endB) {
    const x = a[atA]!;
    const y = b[atB]!;
    if (x === y) return true;
    if (x < y) atA += 1;
    else atB += 1;
  }
  return false;
}

/** Whether every token of the first list is in the second. */
export function isWithin(
  a: Features,
  startA: number,
  endA: number,
  b: Features,
  startB: number,
  endB: number,
): boolean {
  for (let at = startA; at < endA; at += 1) {
    let isFound = false;
    for (let other = startB; other < endB && !isFound; other += 1) isFound = a[at] === b[other];
    if (!isFound) return false;
  }
  return true;
}
