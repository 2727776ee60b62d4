import type { SlaMetric } from '@crm/contracts';
import type { Evaluation, Pause } from './evaluation.js';
import { bind, type Bound, type ScheduleOf, type Term } from './terms.js';
import { standsWhileWaiting } from './waiting.js';

/** All of a clock that its deadline depends on, besides the waiting of its cycle and the calendars of its terms. */
export interface Allowed {
  metric: SlaMetric;
  terms: readonly Term[];
}

/** Whether a clock stands. */
export interface Standing {
  state: 'running' | 'paused';
  /** It stands until then; null: it runs. */
  pausedUntil: Date | null;
}

/** What an undecided clock comes to, as of a moment. @param waits those of its cycle, in order and apart @throws NeverDue */
export const boundOf = (
  { metric, terms }: Allowed,
  waits: readonly Pause[],
  scheduleOf: ScheduleOf,
  asOf: Date,
): Bound => bind(terms, standsWhileWaiting(metric) ? waits : [], null, scheduleOf, asOf);

/** Whether it stands at an instant, and until when. */
export function standingAt({ pauses }: Pick<Bound, 'pauses'>, at: Date): Standing {
  const pausedUntil = pauses.find(({ from, to }) => from <= at && at < to)?.to ?? null;
  return { state: pausedUntil ? 'paused' : 'running', pausedUntil };
}

/** The next share of the time that is to be told, and when; undefined: all were told. */
export const nextAlarm = (
  { warnings }: Pick<Evaluation, 'warnings'>,
  told: number,
): { percent: number; at: Date } | undefined =>
  warnings.find(({ percent }) => percent > told) as { percent: number; at: Date } | undefined;
