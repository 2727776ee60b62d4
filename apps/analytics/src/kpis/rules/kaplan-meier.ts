/** Cases that took equally long. */
export interface Duration {
  hours: number;
  /** True: it ended then; false: it has lasted so long and goes on (censored). */
  ended: boolean;
  cases: number;
}

/**
 * The time by which the part `p` of all cases has ended, by the product-limit estimate (Kaplan and Meier 1958): open
 * cases count as long as they have lasted, instead of being left out, which would make slow handling look fast.
 * Null while too few have ended to say.
 */
export function quantileOf(durations: readonly Duration[], p: number): number | null {
  const byHours = new Map<number, { ended: number; left: number }>();
  for (const { hours, ended, cases } of durations) {
    const at = byHours.get(hours) ?? { ended: 0, left: 0 };
    byHours.set(hours, { ended: at.ended + (ended ? cases : 0), left: at.left + cases });
  }
  let atRisk = durations.reduce((sum, { cases }) => sum + cases, 0);
  let open = 1;
  for (const hours of [...byHours.keys()].sort((a, b) => a - b)) {
    const at = byHours.get(hours)!;
    open *= 1 - at.ended / atRisk;
    // Half a rounding error must not move the answer to the next case.
    if (1 - open >= p - 1e-9) return hours;
    atRisk -= at.left;
  }
  return null;
}
