import type { DayWindow, WorkingTime } from './working-time.js';

const minute = 60_000;
const dayMinutes = 1_440;
const day = dayMinutes * minute;
/** 1970-01-05. */
const firstMonday = 4;

/** What the wall clock shows as working time on each date. Dates are numbers of days since 1970. */
export class ShownWindows {
  /** Windows that begin on the dates of the list. */
  private readonly listed = new Map<number, readonly DayWindow[]>();
  /** Monday (index 0) to Sunday of a week without listed dates. */
  private readonly weekly: readonly (readonly DayWindow[])[];
  /** Of such a week before each of its days. */
  private readonly workedBefore: readonly number[];
  private readonly workedWeek: number;

  constructor(private readonly calendar: WorkingTime) {
    const { weekly, holidays, workingDays } = calendar;
    for (const date of holidays) this.listed.set(dateOf(date), []);
    for (const [date, windows] of workingDays) this.listed.set(dateOf(date), windows);
    this.weekly = weekly.map((windows, at) => shownAfter(weekly[(at + 6) % 7]!, windows));
    const before = [0];
    for (const windows of this.weekly) before.push(before.at(-1)! + lengthOf(windows));
    this.workedBefore = before;
    this.workedWeek = before[7]!;
  }

  on(date: number): readonly DayWindow[] {
    if (!this.listed.has(date) && !this.listed.has(date - 1)) return this.usuallyOn(date);
    return shownAfter(this.begunOn(date - 1), this.begunOn(date));
  }

  /** As if no date were listed. */
  usuallyOn(date: number): readonly DayWindow[] {
    return this.weekly[weekdayOf(date)]!;
  }

  /** Working time (milliseconds) that a wall clock shows from a certain Monday to an instant, as if no date were listed. */
  usuallyBefore(wall: number): number {
    const date = Math.floor(wall / day);
    const weekday = weekdayOf(date);
    let worked = ((date - weekday - firstMonday) / 7) * this.workedWeek + this.workedBefore[weekday]!;
    for (const { fromMinute, toMinute } of this.weekly[weekday]!) {
      worked += Math.max(0, Math.min(toMinute * minute, wall - date * day) - fromMinute * minute);
    }
    return worked;
  }

  /** Dates on which something else is shown than usually. */
  unusualDates(): Set<number> {
    return new Set([...this.listed.keys()].flatMap((date) => [date, date + 1]));
  }

  private begunOn(date: number): readonly DayWindow[] {
    return this.listed.get(date) ?? this.calendar.weekly[weekdayOf(date)]!;
  }
}

const dateOf = (name: string): number => Date.parse(`${name}T00:00:00Z`) / day;

/** Monday is 0. */
export const weekdayOf = (date: number): number => (((date - firstMonday) % 7) + 7) % 7;

const lengthOf = (windows: readonly DayWindow[]): number =>
  windows.reduce((sum, { fromMinute, toMinute }) => sum + (toMinute - fromMinute) * minute, 0);

/** What of the windows that began on two dates, one after the other, falls on the second one, in order and apart. */
function shownAfter(eve: readonly DayWindow[], own: readonly DayWindow[]): DayWindow[] {
  const shown = [
    ...eve
      .filter(({ toMinute }) => toMinute > dayMinutes)
      .map(({ toMinute }) => ({ fromMinute: 0, toMinute: toMinute - dayMinutes })),
    ...own.map(({ fromMinute, toMinute }) => ({ fromMinute, toMinute: Math.min(toMinute, dayMinutes) })),
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
