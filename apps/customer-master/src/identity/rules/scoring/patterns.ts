import { type Vector } from './vector.js';

/** One combination of levels and how many pairs had it. */
export interface Pattern {
  levels: Uint8Array;
  count: number;
}

/** One text per combination of levels. */
export const patternKey = (levels: Uint8Array): string => {
  let key = '';
  for (let at = 0; at < levels.length; at += 1) key += characters[levels[at]!]!;
  return key;
};
const characters = Array.from({ length: 256 }, (_, level) => String.fromCharCode(level));

/**
 * Counts pairs by their combination of levels, so that training looks at some ten thousand patterns and not at millions
 * of pairs. Order of adding does not matter.
 */
export class PatternCounts {
  private readonly byKey = new Map<string, Pattern>();
  /** Pairs counted. */
  total = 0;

  add({ levels }: Pick<Vector, 'levels'>, count = 1): void {
    const key = patternKey(levels);
    const known = this.byKey.get(key);
    if (known) known.count += count;
    else this.byKey.set(key, { levels: levels.slice(), count });
    this.total += count;
  }

  /** In the same order for the same patterns, whatever the order in which they came. */
  patterns(): Pattern[] {
    return [...this.byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pattern]) => pattern);
  }
}
