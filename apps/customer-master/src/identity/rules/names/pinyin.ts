import { pinyin } from 'pinyin-pro';
import { hasHan } from './fold.js';

const known = new Map<string, readonly string[]>();
const remembered = 20_000;

/** Syllables without tones; what is not Chinese stays together. Names of persons start with a surname (单 shan). */
export function syllables(text: string, isName = false): readonly string[] {
  if (!hasHan(text)) return text === '' ? [] : [text];
  const key = isName ? `${text} ` : text;
  const found = known.get(key);
  if (found) return found;
  const options = { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true } as const;
  const made = pinyin(text, isName ? { ...options, surname: 'head' } : options).map((syllable) =>
    syllable.replace(/ü/gu, 'v').toLowerCase(),
  );
  // A bound, not a cache policy: bulk loads meet the same names again and again.
  if (known.size >= remembered) known.clear();
  known.set(key, made);
  return made;
}
