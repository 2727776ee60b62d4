/**
 * What a clock says: running, standing, or met in time; the first and the last again after the deadline passed; cancelled
 * when what it measured is not owed any more.
 */
export const clockStates = ['running', 'paused', 'met', 'breached_running', 'breached_met', 'cancelled'] as const;
export type ClockState = (typeof clockStates)[number];

export interface Deadline {
  dueAt: Date;
  /** When it was reached; null while it is not. */
  metAt: Date | null;
  /** It stands until then; null: it runs. */
  pausedUntil: Date | null;
}

/** The verdict depends on the deadline and the timeline only, whoever asks and however late a timer fires. Met exactly at `dueAt` is met. */
export const isBreached = ({ dueAt, metAt }: Pick<Deadline, 'dueAt' | 'metAt'>, now: Date): boolean =>
  metAt ? metAt > dueAt : now >= dueAt;

/** The state at an instant, of a clock that is not cancelled. */
export function stateAt(deadline: Deadline, now: Date): Exclude<ClockState, 'cancelled'> {
  if (isBreached(deadline, now)) return deadline.metAt ? 'breached_met' : 'breached_running';
  if (deadline.metAt) return 'met';
  return deadline.pausedUntil && now < deadline.pausedUntil ? 'paused' : 'running';
}

/**
 * The moment to write down as reached. Once the breach was told it stays told: a request that began before the deadline
 * and waited for the timer to finish counts as the first moment after it.
 */
export const reachedAt = (dueAt: Date, now: Date, breachTold: boolean): Date =>
  breachTold && now <= dueAt ? new Date(dueAt.getTime() + 1) : now;
