import { offsetAt, offsetChangeBetween } from './zone.js';

/**
 * A span of working time by the wall clock, half-open: at `fromMinute` people work, at `toMinute` no longer. Minutes since
 * the midnight that the day of the span begins with: 0–1439, and up to 2880, since a night shift ends on the next day.
 */
export interface DayWindow {
  fromMinute: number;
  toMinute: number;
}

/** A calendar in the form that the calculation reads. */
export interface WorkingTime {
  /** IANA zone whose wall clock counts. */
  timeZone: string;
  /** Windows of Monday (index 0) to Sunday (index 6). */
  weekly: readonly (readonly DayWindow[])[];
  /** Dates (`2026-10-01`) on which no window begins. */
  holidays: ReadonlySet<string>;
  /** Dates with windows of their own (调休); they win over holidays and the week. */
  workingDays: ReadonlyMap<string, readonly DayWindow[]>;
}

/** Stretches of working time in one year of UTC: in order, apart, half-open, in epoch milliseconds. */
export interface WorkingYear {
  from: Float64Array;
  to: Float64Array;
  /** Working time of the year before each stretch, in milliseconds. */
  before: Float64Array;
  total: number;
}

const minute = 60_000;
const dayMinutes = 1_440;
const day = dayMinutes * minute;
/** Two changes of the clocks are never closer together than this. */
const changesApart = 7 * day;

/**
 * All working time of a year. An instant is worked when the wall clock of the zone shows a time inside a window that
 * began on its date, or on the date before; an hour that a change of the clocks repeats is worked twice, one that it skips
 * not at all.
 */
export function workingYear(year: number, calendar: WorkingTime): WorkingYear {
  const from: number[] = [];
  const to: number[] = [];
  for (const stretch of stretchesOf(year, calendar.timeZone)) {
    const [start, end] = [stretch.from + stretch.offset, stretch.to + stretch.offset];
    for (let midnight = Math.floor(start / day) * day; midnight < end; midnight += day) {
      for (const { fromMinute, toMinute } of windowsShownOn(midnight, calendar)) {
        const opens = Math.max(start, midnight + fromMinute * minute) - stretch.offset;
        const closes = Math.min(end, midnight + toMinute * minute) - stretch.offset;
        if (opens >= closes) continue;
        if (to.at(-1) === opens) to[to.length - 1] = closes;
        else {
          from.push(opens);
          to.push(closes);
        }
      }
    }
  }
  const before = new Float64Array(from.length);
  let total = 0;
  from.forEach((opens, at) => {
    before[at] = total;
    total += to[at]! - opens;
  });
  return { from: Float64Array.from(from), to: Float64Array.from(to), before, total };
}

/** The year cut where the clocks change: inside a stretch the wall clock is ahead of UTC by one `offset`. */
function stretchesOf(year: number, timeZone: string): { from: number; to: number; offset: number }[] {
  const [start, end] = [yearStart(year), yearStart(year + 1)];
  const stretches: { from: number; to: number; offset: number }[] = [];
  let [from, offset] = [start, offsetAt(start, timeZone)];
  for (let known = start; known < end; known += changesApart) {
    const next = Math.min(known + changesApart, end);
    const ahead = offsetAt(next, timeZone);
    if (ahead === offset) continue;
    const change = offsetChangeBetween(known, next, timeZone);
    stretches.push({ from, to: change, offset });
    [from, offset] = [change, ahead];
  }
  stretches.push({ from, to: end, offset });
  return stretches;
}

/** The first instant of a year of UTC; `Date.UTC` takes years below 100 for those of the last century. */
export const yearStart = (year: number): number => new Date(0).setUTCFullYear(year, 0, 1);

/** What of the windows falls on a date, in order and apart. `midnight` is the date's own midnight written as if it were UTC. */
function windowsShownOn(midnight: number, calendar: WorkingTime): DayWindow[] {
  const shown = [
    ...windowsBegunOn(midnight - day, calendar)
      .filter(({ toMinute }) => toMinute > dayMinutes)
      .map(({ toMinute }) => ({ fromMinute: 0, toMinute: toMinute - dayMinutes })),
    ...windowsBegunOn(midnight, calendar).map(({ fromMinute, toMinute }) => ({
      fromMinute,
      toMinute: Math.min(toMinute, dayMinutes),
    })),
  ].sort((a, b) => a.fromMinute - b.fromMinute);
  const apart: DayWindow[] = [];
  for (const window of shown) {
    const last = apart.at(-1);
    // A night shift may end after a make-up day began.
    if (last && window.fromMinute <= last.toMinute) last.toMinute = Math.max(last.toMinute, window.toMinute);
    else apart.push({ ...window });
  }
  return apart;
}

function windowsBegunOn(midnight: number, calendar: WorkingTime): readonly DayWindow[] {
  const date = new Date(midnight);
  const name = date.toISOString().slice(0, 10);
  const ownWindows = calendar.workingDays.get(name);
  if (ownWindows) return ownWindows;
  if (calendar.holidays.has(name)) return [];
  return calendar.weekly[(date.getUTCDay() + 6) % 7]!;
}
