import type { CustomerKind } from '@crm/contracts';
import { hasHan } from '../../identity/rules/names/fold.js';
import { syllables } from '../../identity/rules/names/pinyin.js';
import { bare, compact } from './text.js';

/**
 * Words by which a search finds a customer. As keyed hashes they serve encrypted names and numbers too; what they give
 * away (that two customers share a pair of characters, or the end of a number) is accepted.
 *
 * - characters of the names and pairs of neighbouring ones: any part of a name;
 * - `~` and three letters of the names' pinyin: any part of how a name sounds, also when it is written otherwise;
 * - `^` and three initials of the pinyin, `^=` and all of them: 山西煤业 by `sxmy`, 张伟 by `zw`;
 * - `#` and the last digits of telephone numbers;
 * - `=` and a whole tax or member number.
 */
export function searchTokens(
  kind: CustomerKind,
  names: readonly string[],
  phones: readonly string[],
  numbers: readonly string[],
): string[] {
  const tokens = names.flatMap((name) => {
    const characters = [...bare(name)];
    return [...characters, ...pairsOf(characters), ...soundTokens(kind, name)];
  });
  return [...new Set([...tokens, ...phones.flatMap(tailTokens), ...numbers.flatMap(numberQuery)])];
}

/** The tokens that every name containing the text has; empty when it has no letter or digit. */
export function nameQuery(text: string): string[] {
  const characters = [...bare(text)];
  return characters.length > 1 ? [...new Set(pairsOf(characters))] : characters;
}

/** The tokens of every name that sounds like it, or contains what does; empty for less than three letters. */
export const soundQuery = (text: string): string[] => triples('~', soundOf(bare(text), false).join(''));

/** The tokens of every name with these initials in a row; two letters must be all of them. */
export function initialsQuery(text: string): string[] {
  const letters = bare(text);
  return letters.length === 2 ? [`^=${letters}`] : triples('^', letters);
}

/** The token of every telephone number that ends so; empty for less than four digits. */
export function tailQuery(text: string): string[] {
  const digits = digitsOf(text);
  return digits.length < shortestTail ? [] : [`#${digits.slice(-longestTail)}`];
}

/** The token of exactly this number, in whatever notation; empty for what is none. */
export function numberQuery(text: string): string[] {
  const number = compact(text);
  return /^[A-Z0-9./_]{1,40}$/.test(number) ? [`=${number}`] : [];
}

/**
 * Ways to have typed a name that has one character more, less, otherwise or swapped: each a list of tokens that all have
 * to be there. Nothing for short texts, of which too little is left.
 */
export function typoQueries(text: string): string[][] {
  const characters = [...bare(text)].slice(0, longestTypo);
  if (characters.length < (hasHan(text) ? 3 : 5)) return [];
  const without = characters.map((_, at) => {
    const pairs = pairsOf(characters).filter((_pair, first) => first !== at && first !== at - 1);
    const rest = characters.filter((_character, other) => other !== at);
    return [...new Set([...pairs, ...(hasHan(text) ? rest : [])])];
  });
  const swapped = characters.slice(1).map((next, at) => {
    const other = [...characters];
    [other[at], other[at + 1]] = [next, characters[at]!];
    return [...new Set(pairsOf(other))];
  });
  return [...without, ...swapped].filter((tokens) => tokens.length > 1).map(withoutImplied);
}

/** A name that has a pair of characters has each of them: looking for less finds the same, faster. */
const withoutImplied = (tokens: readonly string[]): string[] =>
  tokens.filter((token) => !tokens.some((other) => other !== token && other.includes(token)));

const shortestTail = 4;
const longestTail = 8;
const longestTypo = 16;

function soundTokens(kind: CustomerKind, name: string): string[] {
  const plain = bare(name);
  if (!hasHan(plain)) return [];
  const sounds = soundOf(plain, kind === 'person');
  const initials = sounds.map((sound) => sound[0]!).join('');
  return [...triples('~', sounds.join('')), ...triples('^', initials), `^=${initials}`];
}

const soundOf = (text: string, isName: boolean): readonly string[] => syllables(text, isName);

const tailTokens = (phone: string): string[] => {
  const digits = digitsOf(phone);
  const lengths = Array.from({ length: longestTail - shortestTail + 1 }, (_, at) => shortestTail + at);
  return lengths.filter((length) => length <= digits.length).map((length) => `#${digits.slice(-length)}`);
};

const digitsOf = (text: string): string => text.replace(/\D/gu, '');

const triples = (mark: string, letters: string): string[] => [
  ...new Set(Array.from({ length: Math.max(0, letters.length - 2) }, (_, at) => mark + letters.slice(at, at + 3))),
];

const pairsOf = (characters: readonly string[]): string[] =>
  characters.slice(1).map((next, at) => characters[at]! + next);
