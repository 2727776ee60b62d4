import type { ShownWindows } from './shown-windows.js';
import type { ZoneStretch } from './zone-years.js';

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
const day = 86_400_000;

/**
 * All working time of a year. An instant is worked when the wall clock of the zone shows a time inside a window that
 * began on its date, or on the date before; an hour that a change of the clocks repeats is worked twice, one that it skips
 * not at all.
 */
export function workingYear(stretches: readonly ZoneStretch[], shown: ShownWindows): WorkingYear {
  const from: number[] = [];
  const to: number[] = [];
  for (const stretch of stretches) {
    const last = Math.ceil((stretch.to + stretch.offset) / day);
    for (let date = Math.floor((stretch.from + stretch.offset) / day); date < last; date += 1) {
      for (const window of shown.on(date)) {
        const [opens, closes] = within(stretch, date, window);
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

/** Working time of a part of a year, without laying it out. */
export function workedIn(stretches: readonly ZoneStretch[], shown: ShownWindows, unusual: readonly number[]): number {
  let worked = 0;
  for (const { from, to, offset } of stretches) {
    worked += shown.usuallyBefore(to + offset) - shown.usuallyBefore(from + offset);
  }
  for (const date of unusual) {
    const [own, usual] = [shown.on(date), shown.usuallyOn(date)];
    for (const stretch of stretches) {
      const isElsewhere =
        (date + 1) * day - stretch.offset <= stretch.from || date * day - stretch.offset >= stretch.to;
      if (!isElsewhere) worked += workedOn(date, own, stretch) - workedOn(date, usual, stretch);
    }
  }
  return worked;
}

function workedOn(date: number, windows: readonly DayWindow[], stretch: ZoneStretch): number {
  let worked = 0;
  for (const window of windows) {
    const [opens, closes] = within(stretch, date, window);
    worked += Math.max(0, closes - opens);
  }
  return worked;
}

function within({ from, to, offset }: ZoneStretch, date: number, { fromMinute, toMinute }: DayWindow) {
  const midnight = date * day - offset;
  return [Math.max(from, midnight + fromMinute * minute), Math.min(to, midnight + toMinute * minute)] as const;
}
