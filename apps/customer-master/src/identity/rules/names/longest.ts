/** The longest word of a dictionary at the end of a text. */
export function longestAtEnd(words: { has(word: string): boolean }, text: string, longest: number): string | undefined {
  for (let length = Math.min(longest, text.length); length >= 1; length -= 1) {
    const end = text.slice(-length);
    if (words.has(end)) return end;
  }
  return undefined;
}
