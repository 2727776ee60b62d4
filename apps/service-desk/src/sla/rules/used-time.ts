import type { Schedule } from '../../calendars/rules/schedule.js';
import { activeUntil, type Pause } from './evaluation.js';

/** What of the working time between two instants was used, in seconds: a second that was begun counts. */
export interface UsedTime {
  /** Without pauses: what the deadline is compared with. */
  activeSeconds: number;
  /** Working time that fell into pauses. */
  waitedSeconds: number;
}

/** @param pauses in order and apart, each with an end */
export function usedTime(
  from: Date,
  until: Date,
  pauses: readonly (Pause & { to: Date })[],
  schedule: Schedule,
): UsedTime {
  const [start, end] = [from.getTime(), until.getTime()];
  const gaps = pauses.map((pause) => ({ from: pause.from.getTime(), to: pause.to.getTime() }));
  const active = activeUntil(end, start, gaps, schedule);
  const worked = schedule.worked(start, end);
  return { activeSeconds: Math.ceil(active / 1_000), waitedSeconds: Math.floor((worked - active) / 1_000) };
}
