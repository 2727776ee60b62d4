/** How many answered what; the sum of the three is n. Who did not answer the question is not among them. */
export interface NpsCounts {
  /** 9 and 10. */
  promoters: number;
  /** 7 and 8. */
  passives: number;
  /** 0 to 6. */
  detractors: number;
}

/** Bounds of a 95 % interval. */
export interface Interval {
  low: number;
  high: number;
}

/** 97.5 % quantile of the normal distribution: two-sided 95 %. */
export const z95 = 1.959963984540054;

/** Where an answer 0–10 counts (Reichheld 2003). */
export function npsGroupOf(score: number): keyof NpsCounts {
  if (!Number.isInteger(score) || score < 0 || score > 10) throw new RangeError(`${score} is no answer to 0–10`);
  return score >= 9 ? 'promoters' : score >= 7 ? 'passives' : 'detractors';
}

/** Net promoter score, %promoters − %detractors, −100 to 100, not rounded; null when nobody answered. */
export function npsOf({ promoters, passives, detractors }: NpsCounts): number | null {
  const n = promoters + passives + detractors;
  return n === 0 ? null : (100 * (promoters - detractors)) / n;
}

/**
 * 95 % interval of the score: adjusted Wald with three pseudo-answers, ¾ promoter, 1½ passive, ¾ detractor (Rocks 2016,
 * "Interval Estimation for the Net Promoter Score", The American Statistician 70). The plain one has no width when all
 * answers agree, and misses too often at the small n that surveys of one department have. Null when nobody answered.
 */
export function npsInterval({ promoters, passives, detractors }: NpsCounts): Interval | null {
  const n = promoters + passives + detractors;
  if (n === 0) return null;
  const p = (promoters + 0.75) / (n + 3);
  const d = (detractors + 0.75) / (n + 3);
  const margin = z95 * Math.sqrt((p + d - (p - d) ** 2) / (n + 3));
  return { low: Math.max(-100, 100 * (p - d - margin)), high: Math.min(100, 100 * (p - d + margin)) };
}
