import type { SlaMetric } from '@crm/contracts';
import type { Pause } from './evaluation.js';
import { longestWaitOf, type Measured, type SlaPolicyContent, targetOf } from './policy.js';
import { bind, type Bound, lastGiven, type ScheduleOf, type Term } from './terms.js';

/**
 * The terms of a clock by another policy: each for what the case was when the term began, so what a rise tightened stays
 * tightened and a fall loosens nothing, while the policy itself may give more time than the one before. What it does not
 * measure any more keeps its terms: a deadline that was told is not taken away. Nor is one that came with a merged case.
 * @param newestOf the newest version of a calendar; a term that keeps its calendar keeps its version too
 */
export function termsByPolicy(
  policy: SlaPolicyContent,
  metric: SlaMetric,
  terms: readonly Term[],
  newestOf: (calendarId: string) => number,
): readonly Term[] {
  const isMeasured = terms.some((term) => !term.merged && targetOf(policy, term.measured, metric));
  if (!isMeasured) return terms;
  return terms.flatMap((term): Term[] => {
    if (term.merged) return [term];
    const target = targetOf(policy, term.measured, metric);
    if (!target) return [];
    const { calendarId, rule, seconds } = target;
    const calendarVersion = calendarId === term.calendarId ? term.calendarVersion : newestOf(calendarId);
    const longestWait = longestWaitOf(policy, term.measured.level);
    return [{ ...term, seconds: seconds + term.extra, rule, calendarId, calendarVersion, longestWait }];
  });
}

/** The terms of a clock by a later version of a calendar. */
export const termsByCalendar = (terms: readonly Term[], calendarId: string, version: number): readonly Term[] =>
  terms.map((term) =>
    term.calendarId === calendarId && term.calendarVersion < version ? { ...term, calendarVersion: version } : term,
  );

/** The terms with one more for what a case has become; null when one of them, which began before, gives no more than that. */
export function withRise(terms: readonly Term[], rise: Term): readonly Term[] | null {
  const isKnown = terms.some(
    (term) =>
      !term.merged &&
      isSame(term.measured, rise.measured) &&
      term.calendarId === rise.calendarId &&
      term.seconds <= rise.seconds,
  );
  return isKnown ? null : [...terms, rise];
}

/**
 * What a clock comes to by other terms. By a change nobody is late: where the new deadline would have passed already, the
 * old terms go on to count, and the new time counts from now on.
 * @throws NeverDue
 */
export function rebase(
  before: readonly Term[],
  after: readonly Term[],
  waits: readonly Pause[],
  scheduleOf: ScheduleOf,
  now: Date,
): { terms: readonly Term[]; bound: Bound } {
  const bound = bind(after, waits, null, scheduleOf, now);
  if (bound.evaluation.dueAt > now) return { terms: after, bound };
  const from = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const terms = [...before, { ...lastGiven(after), from }];
  return { terms, bound: bind(terms, waits, null, scheduleOf, now) };
}

const isSame = (one: Measured, other: Measured): boolean =>
  one.kind === other.kind &&
  one.severity === other.severity &&
  (one.level ?? 'basic') === (other.level ?? 'basic') &&
  one.productId === other.productId;
