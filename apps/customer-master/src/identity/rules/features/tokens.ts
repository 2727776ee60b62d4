/** A keyed hash of a text, different per domain: an unsigned number of 32 bits. The caller has the key. */
export type TokenHash = (domain: string, text: string) => number;

/** Most entries of a packed list. */
export const longestList = 48;

/** The token of a text; 0 for an empty one and for no other. */
export const tokenOf = (hash: TokenHash, domain: string, text: string): number =>
  text === '' ? 0 : hash(domain, text) >>> 0 || 1;

/** Neighbouring characters, the ends counting as characters: one typo touches at most three of them. */
export function bigramsOf(text: string): string[] {
  if (text === '') return [];
  const characters = [' ', ...[...text].slice(0, longestList - 1), ' '];
  return characters.slice(1).map((next, at) => characters[at]! + next);
}

/** The text without one character, for every character: two texts that share one of these are one typo apart. */
export function deletionsOf(text: string): string[] {
  const characters = [...text];
  return [...new Set(characters.map((_, at) => [...characters.slice(0, at), ...characters.slice(at + 1)].join('')))];
}

/** Tokens in order. */
export const sortedTokens = (hash: TokenHash, domain: string, texts: readonly string[]): number[] =>
  [...new Set(texts.map((text) => tokenOf(hash, domain, text)))].sort((a, b) => a - b);

/** The low halves of tokens, in order; equal ones stay, so that a doubled pair counts twice. */
export const halves = (hash: TokenHash, domain: string, texts: readonly string[]): number[] =>
  texts.map((text) => tokenOf(hash, domain, text) & 0xffff).sort((a, b) => a - b);

/** Two of `halves` per word. */
export function pack(list: readonly number[]): number[] {
  const words: number[] = [];
  for (let at = 0; at < list.length; at += 2) words.push((list[at]! | ((list[at + 1] ?? 0) << 16)) >>> 0);
  return words;
}
