/** A half-open stretch of time, and how many cases of a problem were received in it. */
export interface Period {
  from: Date;
  /** Not included; behind `from`. */
  until: Date;
  cases: number;
}

const week = 604_800_000;
const lengthOf = ({ from, until }: Period): number => until.getTime() - from.getTime();

/** Cases per week of seven days. */
export const casesPerWeek = (period: Period): number => (period.cases * week) / lengthOf(period);

/**
 * Whether actions were effective: nothing recurred after them, or at a weekly rate of at most the tolerated percentage of
 * the rate before:
 *
 *     cases after ÷ weeks after ≤ tolerated ÷ 100 × cases before ÷ weeks before
 *
 * As whole numbers, so that the boundary itself counts as tolerated whatever the lengths are. Without a case before, every
 * case after is too many.
 */
export const isEffective = (before: Period, after: Period, toleratedPercent: number): boolean =>
  after.cases === 0 ||
  100n * BigInt(after.cases) * BigInt(lengthOf(before)) <=
    BigInt(toleratedPercent) * BigInt(before.cases) * BigInt(lengthOf(after));

/** The rate after in percent of the rate before, to one decimal; null without a case before. */
export const ratePercent = (before: Period, after: Period): number | null =>
  before.cases === 0 ? null : Math.round((1000 * casesPerWeek(after)) / casesPerWeek(before)) / 10;
