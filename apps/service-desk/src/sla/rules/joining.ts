import type { SlaMetric } from '@crm/contracts';
import type { Schedule } from '../../calendars/rules/schedule.js';
import type { Term } from './terms.js';

/** Something that is owed. */
interface Owed {
  metric: SlaMetric;
  dueAt: Date;
}

/**
 * The earliest deadline of what another case is owed that a clock of this metric has to keep as well; null: none. A first
 * answer that is owed there is the next answer here, where the customer had the first one already.
 */
export function earliestOwed(metric: SlaMetric, owed: readonly Owed[]): Date | null {
  const kept: readonly SlaMetric[] = metric === 'next_update' ? ['next_update', 'first_response'] : [metric];
  if (metric === 'callback' || metric === 'handover') return null;
  return owed
    .filter((other) => kept.includes(other.metric))
    .reduce<Date | null>((earliest, { dueAt }) => (earliest && earliest <= dueAt ? earliest : dueAt), null);
}

/**
 * The term that ends with a deadline taken over from another clock, or before it where the calendar of the clock has no
 * working time there. One that has passed ends in the past, so that a merge makes no breach undone; no sooner than the clock
 * itself began.
 */
export function termUntil(dueAt: Date, startedAt: Date, schedule: Schedule, now: Date): Pick<Term, 'from' | 'seconds'> {
  const start = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const seconds = Math.floor(schedule.worked(start.getTime(), dueAt.getTime()) / 1000);
  if (seconds > 0) return { from: start, seconds };
  const before = Math.min(dueAt.getTime(), start.getTime()) - 1000;
  return { from: new Date(Math.max(before, startedAt.getTime())), seconds: 1 };
}
