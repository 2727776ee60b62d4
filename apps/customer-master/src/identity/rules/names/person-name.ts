import { fold, hasHan, lettersOf, withoutMarks } from './fold.js';
import { isCompoundSurname, surnameShares } from './surnames.js';

/** The name of a person, folded. Which part is which may be wrong: comparison looks at both orders. */
export interface PersonName {
  /** Words, joined by one blank. Empty when unknown. */
  family: string;
  given: string;
}

const latinTitles = new Set(
  'mr mrs ms miss dr prof professor sir madam mister rev jr sr ii iii iv phd md esq'.split(' '),
);
/** Forms of address behind a Chinese name. */
const chineseTitles =
  /(?:先生|女士|小姐|太太|老师|经理|总经理|副总|董事长|主任|师傅|医生|教授|同志|同学|阿姨|叔叔|[总哥姐])$/u;
const particles = new Set('van von der den de del della di da dos du la le bin ibn al el ter ten zu st'.split(' '));

/** A name given in two fields. */
export function personNameOfParts(family = '', given = ''): PersonName {
  const [a, b] = [wordsOf(family), wordsOf(given)];
  // Everything in one field: taken apart like a whole name.
  if (a === '' && /\s/.test(b) && !hasHan(b)) return { family: '', given: b };
  if (a === '' && hasHan(b) && b.length > 2) return parsePersonName(b);
  if (b === '' && (hasHan(a) ? a.length > 1 && !isCompoundSurname(a) : /\s/.test(a))) return parsePersonName(family);
  return { family: a, given: b };
}

/** A whole name in one text: 欧阳震华, 张伟先生, John Q. Smith, Smith, John, Ludwig van Beethoven. */
export function parsePersonName(text: string): PersonName {
  const folded = fold(text).replace(/\([^()]*\)/gu, ' ');
  if (hasHan(folded)) return chineseName(folded);
  const [first = '', second = ''] = folded.split(',').map(latinWords);
  if (second !== '') return { family: first, given: second };
  const words = first.split(' ');
  if (words.length < 2) return { family: '', given: first };
  let from = words.length - 1;
  while (from > 1 && particles.has(words[from - 1]!)) from -= 1;
  return { family: words.slice(from).join(' '), given: words.slice(0, from).join(' ') };
}

function chineseName(folded: string): PersonName {
  // 阿卜杜拉·买买提: given name first, as the bearer says it.
  const parts = folded
    .split(/[\s.]+/u)
    .map(lettersOf)
    .filter(Boolean);
  if (parts.length === 2 && !surnameShares.has(parts[0]!)) return { family: parts[1]!, given: parts[0]! };
  const whole = parts.join('');
  const bare = whole.replace(chineseTitles, '') || whole;
  if (bare.length < 2) return surnameShares.has(bare) ? { family: bare, given: '' } : { family: '', given: bare };
  const length = bare.length > 2 && isCompoundSurname(bare.slice(0, 2)) ? 2 : 1;
  return { family: bare.slice(0, length), given: bare.slice(length) };
}

const wordsOf = (text: string): string => {
  const folded = fold(text);
  return hasHan(folded) ? lettersOf(folded) : latinWords(folded);
};

/** Letters only, without diacritics and titles; hyphens part words, apostrophes join them (o'brien). */
const latinWords = (folded: string): string => {
  const words = withoutMarks(folded)
    .replace(/'/g, '')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean);
  const kept = words.filter((word) => !latinTitles.has(word));
  return (kept.length > 0 ? kept : words).join(' ');
};
