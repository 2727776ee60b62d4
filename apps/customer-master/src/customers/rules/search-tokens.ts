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

/**
 * How a name may sound whose pinyin was typed with a letter too many or too few, a neighbour on the keyboard, another vowel,
 * or two letters swapped: each a list of tokens that all have to be there. Only what can be pinyin is looked for.
 */
export function soundTypoQueries(text: string): string[][] {
  const letters = bare(text);
  if (!/^[a-z]+$/u.test(letters) || letters.length < shortestSound || letters.length > longestSound) return [];
  // Every second triple, and the last: they overlap still, and each one less is looked up faster.
  return [...new Set(slipsOf(letters))]
    .filter((meant) => pinyin.test(meant))
    .map((meant) => triples('~', meant).filter((_triple, at, all) => at % 2 === 0 || at === all.length - 1));
}

function slipsOf(typed: string): string[] {
  return [...typed, ''].flatMap((letter, at) => {
    const [before, behind] = [typed.slice(0, at), typed.slice(at + 1)];
    const more = [...oftenLost].map((lost) => before + lost + letter + behind);
    const otherwise = [...(nearTo[letter] ?? '')].map((other) => before + other + behind);
    const swapped = before + behind.slice(0, 1) + letter + behind.slice(1);
    return [...more, ...otherwise, before + behind, swapped];
  });
}

/** Letters that one leaves out and reads over: `shnxi`, `hentong`, `sanxi`. */
const oftenLost = 'aeiouvngh';
/** What lies beside a letter on the keyboard; of vowels the others. */
const nearTo: Record<string, string> = {
  ...{ a: 'eiouqwsz', b: 'vghn', c: 'xdfv', d: 'serfcx', e: 'aiouwrsd', f: 'drtgvc', g: 'ftyhbv', h: 'gyujnb' },
  ...{ i: 'aeoujk', j: 'huiknm', k: 'jiolm', l: 'kop', m: 'njk', n: 'bhjm', o: 'aeiukpl', p: 'ol', q: 'wa' },
  ...{ r: 'edft', s: 'awedxz', t: 'rfgy', u: 'aeiohjv', v: 'cfgbu', w: 'qase', x: 'zsdc', y: 'tghu', z: 'asx' },
};
/** Syllables of Mandarin by their initials, a little wider than what there is. */
const syllable = [
  '[bpm](?:a(?:i|ng?|o)?|e(?:i|ng?)?|i(?:an|ao|e|ng?|u)?|ou?|u)',
  'f(?:ang?|e(?:i|ng?)|ou?|u)',
  '[dtnl](?:a(?:i|ng?|o)?|e(?:i|ng?)?|i(?:a(?:ng?|o)?|e|ng?|u)?|ong|ou|u(?:an|i|n|o)?|ve?)',
  '[gkh](?:a(?:i|ng?|o)?|e(?:i|ng?)?|ong|ou|u(?:a(?:i|ng?)?|i|n|o)?)',
  '[jqx](?:i(?:a(?:ng?|o)?|e|ng?|ong|u)?|u(?:an|e|n)?)',
  '[zcs]h?(?:a(?:i|ng?|o)?|e(?:i|ng?)?|i|ong|ou|u(?:a(?:i|ng?)?|i|n|o)?)',
  'r(?:a(?:ng?|o)|e(?:ng?)?|i|ong|ou|u(?:an?|i|n|o)?)',
  'y(?:a(?:ng?|o)?|e|i(?:ng?)?|o(?:ng|u)?|u(?:an|e|n)?)',
  'w(?:a(?:i|ng?)?|e(?:i|ng?)|o|u)',
  'a(?:i|ng?|o)?|e(?:i|ng?|r)?|ou?',
].join('|');
const pinyin = new RegExp(`^(?:${syllable})+$`, 'u');

/** A name that has a pair of characters has each of them: looking for less finds the same, faster. */
const withoutImplied = (tokens: readonly string[]): string[] =>
  tokens.filter((token) => !tokens.some((other) => other !== token && other.includes(token)));

const shortestTail = 4;
const longestTail = 8;
const longestTypo = 16;
const shortestSound = 6;
const longestSound = 20;

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
