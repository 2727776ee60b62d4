/** What a rule says; data, so that a new version needs no new code. */
export interface EarningTerms {
  /** ISO 4217; orders in another currency earn nothing. */
  currency: string;
  /** Minor units (分) of a line's net amount for one point; only full ones count. */
  minorPerPoint: number;
  /** Multiplier by product category: 0 excludes it, 2 gives double points. */
  multipliers: Readonly<Record<string, number>>;
  /** Multiplier of every other category, and of lines without one. */
  otherMultiplier: number;
}

export interface EarningOrder {
  currency: string;
  lines: readonly { lineId: string; category?: string; amountMinor: number }[];
}

/** Why a line gave what it gave. */
export const earningReasons = ['earned', 'below_one_point', 'category_excluded', 'other_currency'] as const;
export type EarningReason = (typeof earningReasons)[number];

export interface EarnedLine {
  lineId: string;
  category: string | null;
  amountMinor: number;
  /** How often `minorPerPoint` is full in the amount. */
  fullSteps: number;
  multiplier: number;
  points: number;
  reason: EarningReason;
}

export interface Earning {
  points: number;
  lines: EarnedLine[];
}

/**
 * The points of a paid order, line by line: ⌊amount ÷ minorPerPoint⌋ × the category's multiplier. Rounding is per line,
 * so that a line that comes back takes exactly what it gave.
 */
export function earn(terms: EarningTerms, order: EarningOrder): Earning {
  refuseDoubleLines(order);
  const lines = order.lines.map((line) => earnLine(terms, order.currency, line));
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  if (!Number.isSafeInteger(points)) throw new RangeError('an order cannot earn more points than an integer holds');
  return { points, lines };
}

function earnLine(terms: EarningTerms, currency: string, line: EarningOrder['lines'][number]): EarnedLine {
  const multiplier = multiplierOf(terms, line.category);
  const fullSteps = Math.floor(line.amountMinor / terms.minorPerPoint);
  const reason = reasonOf(terms, currency, multiplier, fullSteps);
  const points = reason === 'earned' ? fullSteps * multiplier : 0;
  return {
    lineId: line.lineId,
    category: line.category ?? null,
    amountMinor: line.amountMinor,
    fullSteps,
    multiplier,
    points,
    reason,
  };
}

function multiplierOf(terms: EarningTerms, category: string | undefined): number {
  const named = category !== undefined && Object.hasOwn(terms.multipliers, category);
  return named ? terms.multipliers[category]! : terms.otherMultiplier;
}

function reasonOf(terms: EarningTerms, currency: string, multiplier: number, fullSteps: number): EarningReason {
  if (currency !== terms.currency) return 'other_currency';
  if (multiplier === 0) return 'category_excluded';
  return fullSteps === 0 ? 'below_one_point' : 'earned';
}

/** Two lines of one id could not be told apart when one of them comes back. */
function refuseDoubleLines(order: EarningOrder): void {
  const seen = new Set<string>();
  for (const { lineId } of order.lines) {
    if (seen.has(lineId)) throw new Error(`the order names line "${lineId}" twice`);
    seen.add(lineId);
  }
}
