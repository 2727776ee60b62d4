/** What counts of an account when its points are spent. */
export interface Purse {
  id: string;
  available: number;
  debt: number;
  openedAt: Date;
}

/**
 * What one customer can spend over all its accounts: what one account owes is held back from the others. Nothing is
 * moved between them, so that an unmerge finds every account as it was.
 */
export function spendable(purses: readonly Purse[]): number {
  const sum = purses.reduce((total, purse) => total + purse.available - purse.debt, 0);
  return Math.max(0, sum);
}

/** How much each account gives, the oldest first; null when the customer has too little. */
export function spread(points: number, purses: readonly Purse[]): { id: string; points: number }[] | null {
  if (points > spendable(purses)) return null;
  const oldestFirst = [...purses].sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime() || (a.id < b.id ? -1 : 1));
  const parts: { id: string; points: number }[] = [];
  let missing = points;
  for (const purse of oldestFirst) {
    const given = Math.min(missing, purse.available);
    if (given > 0) parts.push({ id: purse.id, points: given });
    missing -= given;
  }
  return parts;
}
