/** What a clock says: running or met in time, or the same after the deadline passed. */
export const clockStates = ['running', 'met', 'breached_running', 'breached_met'] as const;
export type ClockState = (typeof clockStates)[number];

export interface Deadline {
  dueAt: Date;
  /** When it was reached; null while it is not. */
  metAt: Date | null;
}

/** The verdict depends on the deadline and the timeline only, whoever asks and however late a timer fires. Met exactly at `dueAt` is met. */
export const isBreached = ({ dueAt, metAt }: Deadline, now: Date): boolean => (metAt ? metAt > dueAt : now >= dueAt);

/** The state at an instant. */
export function stateAt(deadline: Deadline, now: Date): ClockState {
  if (isBreached(deadline, now)) return deadline.metAt ? 'breached_met' : 'breached_running';
  return deadline.metAt ? 'met' : 'running';
}

/**
 * The moment to write down as reached. Once the breach was told it stays told: a request that began before the deadline
 * and waited for the timer to finish counts as the first moment after it.
 */
export const reachedAt = (dueAt: Date, now: Date, breachTold: boolean): Date =>
  breachTold && now <= dueAt ? new Date(dueAt.getTime() + 1) : now;
