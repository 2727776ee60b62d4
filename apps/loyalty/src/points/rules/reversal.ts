export interface LineState {
  /** Net amount when it was paid; null while the payment has not been told. */
  paidMinor: number | null;
  /** All that was given back so far. */
  returnedMinor: number;
  /** Points the line earned. */
  accrued: number;
}

/**
 * Points that a line should have lost by now: pro rata of the money given back, rounded down over the sum of all its
 * returns, so that many small returns take no more than one large one, and never more than the line gave. A cancelled
 * order loses everything.
 */
export function pointsToReverse(line: LineState, cancelled: boolean): number {
  if (cancelled) return line.accrued;
  if (line.paidMinor === null || line.paidMinor === 0) return 0;
  const returned = Math.min(line.returnedMinor, line.paidMinor);
  // The product can pass 2^53, the quotient cannot.
  return Number((BigInt(line.accrued) * BigInt(returned)) / BigInt(line.paidMinor));
}
