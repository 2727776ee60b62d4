import { birth, type Features, isOnlyInitials, part, partLength, sections, startOf } from '../features/layout.js';
import { dice, share } from './token-lists.js';
import { type Vector, unknown } from './vector.js';

/** Levels of a name part, as in `fields`. */
const [isDifferent, isInitial, isSimilar, isClose, isVariant, isExact] = [0, 1, 2, 3, 4, 5] as const;
/** Where the fields of a person's name stand. */
const [given, family, nameOrder] = [0, 1, 2] as const;

/**
 * Given name, family name and their order: of several names the two that are most alike, in the order in which they are
 * most alike. Parts that one side does not have stay unknown.
 */
export function comparePersonNames(a: Features, b: Features, into: Vector): void {
  const endA = startOf(a, sections.names + 1);
  const endB = startOf(b, sections.names + 1);
  let best = -1;
  for (let givenA = startOf(a, sections.names); givenA < endA;) {
    const familyA = givenA + partLength(a[givenA]!);
    for (let givenB = startOf(b, sections.names); givenB < endB;) {
      const familyB = givenB + partLength(b[givenB]!);
      const gg = partLevel(a, givenA, b, givenB);
      const ff = partLevel(a, familyA, b, familyB);
      const straight = known(gg) + known(ff);
      if (straight > best) {
        best = straight;
        keep(into, gg, ff, a[givenA + part.exact]!, a[familyA + part.exact]!, 1);
      }
      if (straight < 8 && mayBeSwapped(a, givenA, familyA, b, givenB, familyB)) {
        const gf = partLevel(a, givenA, b, familyB);
        const fg = partLevel(a, familyA, b, givenB);
        // Names that fit both ways are not taken for swapped.
        const swapped = known(gf) + known(fg);
        if (swapped > best + 1 && swapped > straight + 1) {
          best = swapped;
          keep(into, gf, fg, a[givenA + part.exact]!, a[familyA + part.exact]!, 0);
        }
      }
      givenB = familyB + partLength(b[familyB]!);
    }
    givenA = familyA + partLength(a[familyA]!);
  }
}

/** Most pairs are strangers: one letter tells so, four comparisons of words need not. */
const mayBeSwapped = (a: Features, givenA: number, familyA: number, b: Features, givenB: number, familyB: number) =>
  a[givenA + part.initial] === b[familyB + part.initial] || a[familyA + part.initial] === b[givenB + part.initial];

const known = (level: number): number => (level === unknown ? 0 : level);

function keep(into: Vector, first: number, second: number, firstTerm: number, secondTerm: number, order: number): void {
  const { levels, terms } = into;
  levels[given] = first;
  levels[family] = second;
  terms[given] = first === isExact ? firstTerm : 0;
  terms[family] = second === isExact ? secondTerm : 0;
  // The order of names that have nothing in common says nothing.
  levels[nameOrder] = known(first) >= isSimilar || known(second) >= isSimilar ? order : unknown;
}

function partLevel(a: Features, atA: number, b: Features, atB: number): number {
  const metaA = a[atA]!;
  const metaB = b[atB]!;
  if (metaA === 0 || metaB === 0) return unknown;
  const exactA = a[atA + part.exact]!;
  const exactB = b[atB + part.exact]!;
  if (exactA === exactB) return isExact;
  if (((metaA | metaB) & isOnlyInitials) !== 0) {
    return a[atA + part.initial] === b[atB + part.initial] ? isInitial : isDifferent;
  }
  if (a[atA + part.formal] === b[atB + part.formal]) return isVariant;
  const wordsA = (metaA >>> 8) & 0xff;
  const wordsB = (metaB >>> 8) & 0xff;
  const listA = atA + part.words;
  const listB = atB + part.words;
  if (wordsA + wordsB > 0 && shareWord(a, listA, wordsA, exactA, b, listB, wordsB, exactB)) return isVariant;
  if (a[atA + part.sound] === b[atB + part.sound]) return isClose;
  const alike = dice(a, listA + wordsA, metaA & 0xff, b, listB + wordsB, metaB & 0xff, 0.45);
  if (alike >= 0.7) return isClose;
  return alike >= 0.45 ? isSimilar : isDifferent;
}

/** Whether a word of one side is a word of the other: `mary jane` and `jane`. */
function shareWord(
  a: Features,
  listA: number,
  countA: number,
  exactA: number,
  b: Features,
  listB: number,
  countB: number,
  exactB: number,
): boolean {
  for (let x = 0; x < Math.max(countA, 1); x += 1) {
    const word = countA === 0 ? exactA : a[listA + x]!;
    for (let y = 0; y < Math.max(countB, 1); y += 1) {
      if (word === (countB === 0 ? exactB : b[listB + y]!)) return true;
    }
  }
  return false;
}

/** Level of the dates of birth. */
export function birthLevel(a: Features, b: Features): number {
  const atA = startOf(a, sections.birth);
  const atB = startOf(b, sections.birth);
  if (atA === startOf(a, sections.birth + 1) || atB === startOf(b, sections.birth + 1)) return unknown;
  const isSameYear = a[atA + birth.year] === b[atB + birth.year];
  if (a[atA] !== 1 || b[atB] !== 1) return isSameYear ? 1 : 0;
  if (a[atA + birth.exact] === b[atB + birth.exact]) return 4;
  if (a[atA + birth.unordered] === b[atB + birth.unordered]) return 3;
  if (a[atA + birth.nextYear] === b[atB + birth.exact] || a[atA + birth.exact] === b[atB + birth.nextYear]) return 3;
  const [endA, endB] = [startOf(a, sections.birth + 1), startOf(b, sections.birth + 1)];
  if (share(a, atA + birth.deletions, endA, b, atB + birth.deletions, endB)) return 3;
  if (
    a[atA + birth.yearMonth] === b[atB + birth.yearMonth] ||
    a[atA + birth.monthDay] === b[atB + birth.monthDay] ||
    a[atA + birth.yearDay] === b[atB + birth.yearDay]
  ) {
    return 2;
  }
  return isSameYear ? 1 : 0;
}

/** Level of the genders. */
export function genderLevel(a: Features, b: Features): number {
  const atA = startOf(a, sections.gender);
  const atB = startOf(b, sections.gender);
  if (atA === startOf(a, sections.gender + 1) || atB === startOf(b, sections.gender + 1)) return unknown;
  return a[atA] === b[atB] ? 1 : 0;
}
