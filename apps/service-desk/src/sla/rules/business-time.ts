import { offsetAt, offsetChangeBetween } from './zone.js';

/** A span of working time by the wall clock, half-open: at `fromMinute` people work, at `toMinute` no longer. Minutes since midnight, 0–1440. */
export interface DayWindow {
  fromMinute: number;
  toMinute: number;
}

/** A calendar in the form that the calculation reads. */
export interface WorkingTime {
  /** IANA zone whose wall clock counts. */
  timeZone: string;
  /** Windows of Monday (index 0) to Sunday (index 6), in order and apart. */
  weekly: readonly (readonly DayWindow[])[];
  /** Dates (`2026-10-01`) without work. */
  holidays: ReadonlySet<string>;
  /** Dates with windows of their own (调休); they win over holidays and the week. */
  workingDays: ReadonlyMap<string, readonly DayWindow[]>;
}

/** A stretch of working time, half-open, in epoch milliseconds. */
export interface Span {
  from: number;
  to: number;
}

const minute = 60_000;
const day = 1_440 * minute;

/**
 * The deadline: the earliest instant at which the working time since `startedAt` reaches `targetSeconds`. So it is the
 * closing time where the target ends there, not the next opening, and `startedAt` itself for a target of 0.
 * An instant is worked when the wall clock of the zone shows a time inside a window of its date; an hour that a change
 * of the clocks repeats is worked twice, one that it skips not at all.
 */
export function deadline(startedAt: Date, targetSeconds: number, calendar: WorkingTime): Date {
  let missing = targetSeconds * 1000;
  if (missing === 0) return startedAt;
  for (const { from, to } of workingSpans(startedAt.getTime(), calendar)) {
    if (missing <= to - from) return new Date(from + missing);
    missing -= to - from;
  }
  throw new Error('the calendar has no working time');
}

/** Seconds of working time in [from, to). */
export function workingSeconds(from: Date, to: Date, calendar: WorkingTime): number {
  const end = to.getTime();
  let worked = 0;
  for (const span of workingSpans(from.getTime(), calendar)) {
    if (span.from >= end) break;
    worked += Math.min(span.to, end) - span.from;
  }
  return worked / 1000;
}

/** Working time from an instant on, in order, without end as long as the week has a window. */
function* workingSpans(from: number, calendar: WorkingTime): Generator<Span> {
  if (calendar.weekly.every((windows) => windows.length === 0)) return;
  for (let cursor = from; ;) {
    const offset = offsetAt(cursor, calendar.timeZone);
    const midnight = Math.floor((cursor + offset) / day) * day;
    const end = endOfStretch(cursor, midnight + day - offset, calendar.timeZone);
    for (const window of windowsOf(midnight, calendar)) {
      const span = {
        from: Math.max(cursor, midnight + window.fromMinute * minute - offset),
        to: Math.min(end, midnight + window.toMinute * minute - offset),
      };
      if (span.from < span.to) yield span;
    }
    cursor = end;
  }
}

/** The end of the local day, or the change of the clocks if that comes first: up to there the offset is one. */
function endOfStretch(from: number, endOfDay: number, timeZone: string): number {
  const lastOfDay = endOfDay - 1;
  if (lastOfDay <= from || offsetAt(lastOfDay, timeZone) === offsetAt(from, timeZone)) return endOfDay;
  return offsetChangeBetween(from, lastOfDay, timeZone);
}

/** `midnight` is the local date's own midnight written as if it were UTC. */
function windowsOf(midnight: number, calendar: WorkingTime): readonly DayWindow[] {
  const date = new Date(midnight).toISOString().slice(0, 10);
  const ownWindows = calendar.workingDays.get(date);
  if (ownWindows) return ownWindows;
  if (calendar.holidays.has(date)) return [];
  return calendar.weekly[(new Date(midnight).getUTCDay() + 6) % 7]!;
}
