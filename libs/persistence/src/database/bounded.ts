/**
 * SQL of an amount or a sum of amounts that a number of ours holds exactly: one beyond 9,007,199,254,740,991 is read as
 * that. Use it where rows of any size may be added up; a page that shows "that or more" is better than none.
 */
export const bounded = (amount: string): string =>
  `CASE WHEN (${amount}) IS NOT NULL THEN greatest(least(${amount}, ${most}), -${most})::bigint END`;

const most = Number.MAX_SAFE_INTEGER;
