import type { Schedule } from '../../calendars/rules/schedule.js';
import { type Evaluation, evaluate, type Pause } from './evaluation.js';

/** So much working time is allowed from then on. */
export interface Term {
  from: Date;
  seconds: number;
}

/** A term and what it leads to. */
export interface Bound {
  term: Term;
  evaluation: Evaluation & { dueAt: Date };
}

/**
 * What binds a clock: of its terms the one that ends first. A case begins with one; whoever rises to a better level, or
 * turns out to be worse off, adds another one, from that moment on. So nobody waits longer from then on than somebody who
 * had come as what the customer is now, and no change ever gives more time.
 * @param pauses in order and apart, each with an end
 * @throws NeverDue
 */
export function bind(
  terms: readonly Term[],
  pauses: readonly Pause[],
  metAt: Date | null,
  schedule: Schedule,
  asOf: Date,
): Bound {
  const bounds = terms.map((term) => {
    const timeline = { startedAt: term.from, targetSeconds: term.seconds, pauses, metAt };
    return { term, evaluation: evaluate(timeline, schedule, asOf) as Bound['evaluation'] };
  });
  return bounds.reduce((best, bound) => (bound.evaluation.dueAt < best.evaluation.dueAt ? bound : best));
}
