import type { LevelModel } from './model.js';

/** Levels of a field from `name: [m, u]`; both sides are brought to add up to 1. */
export function levelShares(shares: Readonly<Record<string, readonly [m: number, u: number]>>): {
  levels: LevelModel[];
} {
  const entries = Object.entries(shares);
  const sum = (side: 0 | 1): number => entries.reduce((total, [, pair]) => total + pair[side], 0);
  const [allM, allU] = [sum(0), sum(1)];
  return { levels: entries.map(([name, [m, u]]) => ({ name, m: m / allM, u: u / allU })) };
}
