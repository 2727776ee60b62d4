import type { Schedule } from '../../calendars/rules/schedule.js';
import { type Evaluation, evaluate, NeverDue, orNever, type Pause } from './evaluation.js';
import { longestWaitOf, type Measured, type SlaPolicyContent } from './policy.js';
import { countedPauses } from './waiting.js';

/** So much working time is allowed from then on. */
export interface Term {
  from: Date;
  /** Working time, with what extensions added. */
  seconds: number;
  /** What of it extensions added, in seconds. */
  extra: number;
  /** Name of the rule of the policy that the time is from. */
  rule: string;
  /** Whose working time counts. */
  calendarId: string;
  calendarVersion: number;
  /** Longest waiting of the cycle that counts for it, in seconds by the wall clock. */
  longestWait: number;
  /** What the case was when the term began: by another policy the term is found anew from that. */
  measured: Measured;
  /** The deadline of a case that was merged into this one. No rule of the policy gave it, so none takes it back. */
  merged?: true;
}

/** What the policy gave last, besides deadlines that came with other cases. */
export const lastGiven = (terms: readonly Term[]): Term => terms.findLast(({ merged }) => !merged)!;

/** What such a case is allowed from the second of an instant on. */
export function termFrom(
  at: Date,
  { seconds, calendarId, rule }: { seconds: number; calendarId: string; rule: string },
  calendarVersion: number,
  policy: SlaPolicyContent,
  { kind, severity, level, productId }: Measured,
): Term {
  const measured = { kind, severity, level, productId };
  const from = new Date(Math.floor(at.getTime() / 1000) * 1000);
  return {
    from,
    seconds,
    extra: 0,
    rule,
    calendarId,
    calendarVersion,
    longestWait: longestWaitOf(policy, level),
    measured,
  };
}

/** A term as the database keeps it. */
export type WrittenTerm = Omit<Term, 'from'> & { from: string };

export const toTerm = (written: WrittenTerm): Term => ({ ...written, from: new Date(written.from) });

/** The working time of the calendar version that a term names. */
export type ScheduleOf = (term: Pick<Term, 'calendarId' | 'calendarVersion'>) => Schedule;

/** A term and what it leads to. */
export interface Bound {
  term: Term;
  /** The waiting that counts. */
  pauses: readonly { from: Date; to: Date }[];
  evaluation: Evaluation & { dueAt: Date };
}

/**
 * What binds a clock: of its terms the one that ends first, each by its own calendar and with its own cap of waiting. A case
 * begins with one; whoever rises to a better level, or turns out to be worse off, adds another one, from that moment on. So
 * nobody waits longer from then on than somebody who had come as what the customer is now, and no rise ever gives more time.
 * A term that no working time ever ends binds nothing.
 * @param waits the waiting of the cycle, in order and apart
 * @throws NeverDue where none ends
 */
export function bind(
  terms: readonly Term[],
  waits: readonly Pause[],
  metAt: Date | null,
  scheduleOf: ScheduleOf,
  asOf: Date,
): Bound {
  const bounds = terms.flatMap((term): Bound[] => {
    const pauses = countedPauses(waits, term.longestWait);
    const timeline = { startedAt: term.from, targetSeconds: term.seconds, pauses, metAt };
    const evaluation = orNever(() => evaluate(timeline, scheduleOf(term), asOf) as Bound['evaluation']);
    return evaluation ? [{ term, pauses, evaluation }] : [];
  });
  if (bounds.length === 0) throw new NeverDue('no working time ever reaches the target');
  return bounds.reduce((best, bound) => (bound.evaluation.dueAt < best.evaluation.dueAt ? bound : best));
}
