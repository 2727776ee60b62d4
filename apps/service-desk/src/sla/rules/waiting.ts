import type { SlaMetric } from '@crm/contracts';
import type { Pause } from './evaluation.js';

/** What stands while a case waits for somebody outside: an answer to the customer is owed all the same. */
const standing: readonly SlaMetric[] = ['resolution', 'next_update'];

export const standsWhileWaiting = (metric: SlaMetric): boolean => standing.includes(metric);

/**
 * What of the waiting of a cycle counts: together no more than `longestSeconds`, the earliest first. So an open pause ends
 * by itself, and every clock has a deadline at every moment. The pauses are in order and apart.
 */
export function countedPauses(pauses: readonly Pause[], longestSeconds: number): { from: Date; to: Date }[] {
  let left = longestSeconds * 1_000;
  return pauses.flatMap(({ from, to }) => {
    const length = Math.min(left, to === null ? Infinity : to.getTime() - from.getTime());
    left -= length;
    return length > 0 ? [{ from, to: new Date(from.getTime() + length) }] : [];
  });
}
