import { bare } from '../../customers/rules/text.js';

/** Whether a text stands for nothing: one of the words, one letter over and over, or signs alone. */
export function isPlaceholder(text: string, words: ReadonlySet<string>): boolean {
  const plain = bare(text);
  return plain === '' || words.has(plain) || (plain.length > 1 && /^([a-z\d])\1+$/u.test(plain));
}

/** Digits that somebody typed to get on: eight times the same at the end, or counted up. */
export const isPlaceholderNumber = (digits: string): boolean => /(\d)\1{7}$/u.test(digits) || /12345678$/u.test(digits);

/** The words in the form in which they are compared. */
export const placeholderWords = (words: readonly string[]): Set<string> => new Set(words.map(bare));
