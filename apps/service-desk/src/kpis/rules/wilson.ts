/** The normal quantile of 95 % on both sides. */
const z = 1.959963984540054;

/** A part of a whole, and between what it lies with 95 % confidence. */
export interface Share {
  count: number;
  /** 0 to 1; null of nothing. */
  share: number | null;
  low: number | null;
  high: number | null;
}

/**
 * The part with its score interval (E. B. Wilson: Probable Inference, JASA 22, 1927): unlike p ± z·√(p(1−p)/n) it never leaves
 * 0 to 1, and says something also where the part is nothing or everything.
 */
export function shareOf(count: number, n: number): Share {
  if (n === 0) return { count, share: null, low: null, high: null };
  const p = count / n;
  const weight = 1 + z ** 2 / n;
  const middle = (p + z ** 2 / (2 * n)) / weight;
  const half = (z / weight) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  return { count, share: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
