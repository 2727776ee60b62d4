import { bare } from './text.js';

/**
 * Words by which a substring search finds a name: its characters and pairs of neighbouring characters. As keyed hashes
 * they serve encrypted names too; what they give away (that two names share a pair) is accepted.
 */
export function nameTokens(names: readonly string[]): string[] {
  const tokens = names.flatMap((name) => {
    const characters = [...bare(name)];
    return [...characters, ...pairsOf(characters)];
  });
  return [...new Set(tokens)];
}

/** The tokens that every name containing the query has; empty when the query has no letter or digit: it finds nothing. */
export function queryTokens(query: string): string[] {
  const characters = [...bare(query)];
  return characters.length > 1 ? [...new Set(pairsOf(characters))] : characters;
}

const pairsOf = (characters: readonly string[]): string[] =>
  characters.slice(1).map((next, at) => characters[at]! + next);
