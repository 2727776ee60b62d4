import { birth, type Features, kindOf, sections, startOf } from '../features/layout.js';
import { branchLevel } from './compare-firms.js';
import { birthLevel } from './compare-persons.js';
import { unknown } from './vector.js';

/** Dates of birth that are one but for a typo. */
const sameButTypo = 3;
const sameBranch = 2;

/**
 * Whether two with one name are two for what else is known of them: persons born on different days, an organisation and a
 * branch of one, or two branches.
 */
export function contradict(a: Features, b: Features): boolean {
  if (kindOf(a) === 0) return bornApart(a, b);
  const level = branchLevel(a, b);
  return level !== unknown && level !== sameBranch;
}

function bornApart(a: Features, b: Features): boolean {
  const level = birthLevel(a, b);
  if (level === unknown || level >= sameButTypo) return false;
  // Where only the year of one is known, the same year is no contradiction.
  const isWhole = [a, b].every((one) => one[startOf(one, sections.birth) + birth.precision] === 1);
  return isWhole || level === 0;
}
