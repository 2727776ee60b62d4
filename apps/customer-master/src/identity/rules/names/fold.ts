import { Converter } from 'opencc-js/t2cn';
import { characterVariants } from './character-variants.js';

/** Longest text that is looked at, in UTF-16 units; nobody is told apart by what comes behind it. */
export const foldedLength = 200;

let simplify: ((text: string) => string) | undefined;

/** Characters that show nothing: controls, bidi marks, zero-width ones, variation selectors, tags. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\uFE00-\uFE0F]/gu;
/** Emoji and other signs; `Emoji` itself would take digits along. */
const pictures = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{So}\p{Sk}\u20E3]/gu;
const openings = /[[{〔【〖〈「『]/gu;
const closings = /[\]}〕】〗〉」』]/gu;
const quotes = /["“”„«»《》‘’`´]/gu;

/**
 * What all notations of a text have in common before it is taken apart: NFKC (full width to half width), Traditional to
 * Simplified, 异体字, lower case, one kind of bracket and of blank; without emoji, controls and bidi marks. Cut at
 * `foldedLength`, so that the cost does not grow with the input. Punctuation that has a meaning `( ) , . - ' & / #` stays.
 */
export function fold(text: string): string {
  // Most Western texts: nothing to fold but case and blanks.
  if (text.length <= foldedLength && /^[\w (),.\-'&/#]*$/.test(text) && !text.includes('_')) {
    return text.toLowerCase().replace(/ {2,}/g, ' ').trim();
  }
  const cut = text.length > 2 * foldedLength ? text.slice(0, 2 * foldedLength) : text;
  const plain = cut
    .replace(/[\t\n\r\v\f]/g, ' ')
    .normalize('NFKC')
    .replace(invisible, '')
    .replace(pictures, ' ')
    .replace(openings, '(')
    .replace(closings, ')')
    .replace(quotes, "'")
    .replace(/[、，﹐]/gu, ',')
    .replace(/[。｡]/gu, '.')
    .replace(/[\p{Pd}−]/gu, '-')
    .replace(/[^\p{L}\p{N}\p{M}(),.\-'&/#]/gu, ' ')
    .toLowerCase()
    .slice(0, foldedLength);
  return simplified(plain).replace(/\s+/gu, ' ').trim();
}

/** Folded, letters and digits only. */
export const bareFolded = (text: string): string => lettersOf(fold(text));

/** What is left of a folded text without blanks and punctuation. */
export const lettersOf = (folded: string): string => folded.replace(/[^\p{L}\p{N}\p{M}]/gu, '');

/** Without diacritics: `josé` and `jose`, `müller` and `muller`. Only for Latin, Greek and Cyrillic. */
export const withoutMarks = (folded: string): string =>
  isAscii(folded)
    ? folded
    : folded
        .replace(/ß/gu, 'ss')
        .replace(/[æœ]/gu, (letter) => (letter === 'æ' ? 'ae' : 'oe'))
        .replace(/ø/gu, 'o')
        .replace(/ł/gu, 'l')
        .replace(/đ/gu, 'd')
        .normalize('NFD')
        .replace(/[\u0300-\u036F]/gu, '')
        .normalize('NFC');

export const hasHan = (text: string): boolean => /\p{Script=Han}/u.test(text);

const isAscii = (text: string): boolean => /^[\u0000-\u007F]*$/.test(text);

/** The converter's tables (100 KB) are read when the first Chinese text comes. */
function simplified(text: string): string {
  if (!hasHan(text)) return text;
  const convert = (simplify ??= Converter({ from: 't', to: 'cn' }));
  let result = '';
  for (const character of convert(text)) result += characterVariants.get(character) ?? character;
  return result;
}
