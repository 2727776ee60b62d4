import type { Schedule } from '../../calendars/rules/schedule.js';

/** An interval in which a clock stands, half-open; `to` null: it goes on. */
export interface Pause {
  from: Date;
  to: Date | null;
}

/** All that a clock's verdict depends on. */
export interface Timeline {
  startedAt: Date;
  /** Working time that is allowed, at least 0. */
  targetSeconds: number;
  /** In order and apart. */
  pauses: readonly Pause[];
  /** When the target was reached; null: not yet. */
  metAt: Date | null;
}

/** `paused`: it stands, and its deadline has not passed. */
export const timelineStates = ['running', 'paused', 'met', 'breached_running', 'breached_met'] as const;
export type TimelineState = (typeof timelineStates)[number];

/** What a clock says at an instant. */
export interface Evaluation {
  /** Null while a pause goes on before which the target is not used up. */
  dueAt: Date | null;
  state: TimelineState;
  breached: boolean;
  /** The deadline itself, however late somebody looks. */
  breachedAt: Date | null;
  /** Working time that is used up, without pauses. */
  activeSeconds: number;
  /** What is left of the target, at least 0. */
  remainingSeconds: number;
  /** When 50, 80 and 100 % of the target are used up; null as `dueAt`. */
  warnings: { percent: number; at: Date | null }[];
}

/** Shares of the target at which somebody is warned, in percent. */
export const warningPercents = [50, 80, 100] as const;

/** The target can never be used up: the calendar has no more working time. */
export class NeverDue extends Error {}

/** Null instead of NeverDue. */
export function orNever<Result>(compute: () => Result): Result | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NeverDue) return null;
    throw error;
  }
}

/**
 * The verdict on a clock. It depends on the timeline and the calendar alone: `metAt > dueAt`, or not met and
 * `asOf ≥ dueAt`. Met exactly at `dueAt` is met.
 * @throws NeverDue
 */
export function evaluate(timeline: Timeline, schedule: Schedule, asOf: Date): Evaluation {
  const { startedAt, targetSeconds, metAt } = timeline;
  const target = targetSeconds * 1_000;
  const pauses = endedBy(timeline);
  const stretches = stretchesOf(startedAt.getTime(), pauses, schedule);
  const reach = (share: number): Date | null => reachWithin(stretches, share, schedule);
  const dueAt = reach(target);
  const seenUntil = metAt ?? asOf;
  const breached = dueAt !== null && (metAt ? metAt > dueAt : asOf >= dueAt);
  const active = activeUntil(seenUntil.getTime(), startedAt.getTime(), pauses, schedule);
  return {
    dueAt,
    state: stateOf(breached, metAt, isPausedAt(asOf, timeline)),
    breached,
    breachedAt: breached ? dueAt : null,
    activeSeconds: active / 1_000,
    remainingSeconds: Math.max(0, target - active) / 1_000,
    warnings: warningPercents.map((percent) => ({
      percent,
      at: percent === 100 ? dueAt : reach((target * percent) / 100),
    })),
  };
}

/** A pause in epoch milliseconds. */
interface Gap {
  from: number;
  to: number | null;
}

/** Nobody waits any more once the target is reached: a pause that goes on ends there. */
function endedBy({ pauses, metAt }: Timeline): Gap[] {
  return pauses.map(({ from, to }) => {
    const end = to ?? (metAt && metAt > from ? metAt : null);
    return { from: from.getTime(), to: end?.getTime() ?? null };
  });
}

/** Time between pauses. */
interface Stretch {
  from: number;
  /** Working time of it; Infinity behind the last pause. */
  worked: number;
}

function stretchesOf(start: number, pauses: readonly Gap[], schedule: Schedule): Stretch[] {
  const stretches: Stretch[] = [];
  let cursor = start;
  for (const { from, to } of pauses) {
    if (to !== null && to <= cursor) continue;
    stretches.push({ from: cursor, worked: schedule.worked(cursor, from) });
    if (to === null) return stretches;
    cursor = to;
  }
  return [...stretches, { from: cursor, worked: Infinity }];
}

function reachWithin(stretches: readonly Stretch[], duration: number, schedule: Schedule): Date | null {
  let missing = duration;
  for (const { from, worked } of stretches) {
    if (missing <= worked || missing === 0) {
      const at = schedule.reach(from, missing);
      if (at === undefined) throw new NeverDue('no working time ever reaches the target');
      return new Date(at);
    }
    missing -= worked;
  }
  return null;
}

/** Working time in [start, end) without pauses, in milliseconds, as all arguments are. */
export function activeUntil(end: number, start: number, pauses: readonly Gap[], schedule: Schedule): number {
  let active = schedule.worked(start, end);
  for (const { from, to } of pauses) active -= schedule.worked(Math.max(start, from), Math.min(end, to ?? end));
  return active;
}

const isPausedAt = (instant: Date, { pauses }: Timeline): boolean =>
  pauses.some(({ from, to }) => from <= instant && (to === null || instant < to));

function stateOf(breached: boolean, metAt: Date | null, isPaused: boolean): TimelineState {
  if (metAt) return breached ? 'breached_met' : 'met';
  if (breached) return 'breached_running';
  return isPaused ? 'paused' : 'running';
}
