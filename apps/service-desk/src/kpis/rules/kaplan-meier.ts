/** Half a rounding error must not move an answer to the next case. */
const tolerance = 1e-9;

/**
 * The times by which the parts of all cases have ended, by the product-limit estimate (E. L. Kaplan, P. Meier:
 * Nonparametric Estimation from Incomplete Observations, JASA 53, 1958): the smallest t with S(t) ≤ 1 − part, where S is the
 * product of 1 − ended at t ÷ lasting until t. An open case counts as lasting until now (censored); at equal times it lasts
 * longer than one that ended. Without open cases this is the plain percentile.
 * @param parts rising, above 0, at most 1
 * @returns for each part the time; null: too few have ended to say
 */
export function quantilesOf(
  ended: readonly number[],
  open: readonly number[],
  parts: readonly number[],
): (number | null)[] {
  const [events, censored] = [Float64Array.from(ended).sort(), Float64Array.from(open).sort()];
  const quantiles: number[] = [];
  let [survival, first, left] = [1, 0, 0];
  while (first < events.length && quantiles.length < parts.length) {
    const at = events[first]!;
    let next = first;
    while (next < events.length && events[next] === at) next++;
    while (left < censored.length && censored[left]! < at) left++;
    survival *= 1 - (next - first) / (events.length - first + censored.length - left);
    while (quantiles.length < parts.length && 1 - survival >= parts[quantiles.length]! - tolerance) quantiles.push(at);
    first = next;
  }
  return parts.map((_, index) => quantiles[index] ?? null);
}
