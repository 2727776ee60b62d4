import { ShownWindows, weekdayOf } from './shown-windows.js';
import { workedIn, workingYear, type WorkingTime, type WorkingYear } from './working-time.js';
import { stretchesOf, yearStart, type ZoneStretch } from './zone-years.js';

/** No calendar says anything of later years. */
const lastYear = 9_999;
/**
 * Behind it the clocks change by rules that repeat with the calendar: a year is like every other one that begins on the
 * same weekday and is as long. The 28 years from the one after it on have them all.
 */
const lastYearOfItsOwn = 2_100;
const day = 86_400_000;

/**
 * The working time of one calendar, ready to be asked often: a year is laid out once, when an instant in it is asked for,
 * and then searched; years far ahead that are only passed are counted without that. Instants are epoch milliseconds.
 */
export class Schedule {
  private readonly years = new Map<number, WorkingYear>();
  private readonly shown: ShownWindows;
  /** By year of UTC: the dates that count in it and show something else than usually. Made when they are first needed. */
  private unusual: Map<number, number[]> | undefined;
  /** Working time by year, or by its kind with a minus: far years without unusual dates. */
  private readonly totals = new Map<number, number>();
  /** The week has no window: after this year there is no working time. */
  private readonly end: number;

  constructor(private readonly calendar: WorkingTime) {
    const own = [...calendar.workingDays].filter(([, windows]) => windows.length > 0).map(([date]) => date);
    const isWeekEmpty = calendar.weekly.every((windows) => windows.length === 0);
    // A night shift, or another zone, may carry the last day of a year into the next one.
    this.end = isWeekEmpty ? Math.max(...own.map((date) => Number(date.slice(0, 4)) + 1), -Infinity) : lastYear;
    this.shown = new ShownWindows(calendar);
  }

  /**
   * The earliest instant at which the working time since `from` reaches `duration` (milliseconds): the closing time where
   * it ends there, not the next opening, and `from` itself for 0. Undefined when no working time ever reaches it.
   */
  reach(from: number, duration: number): number | undefined {
    if (duration === 0) return from;
    const first = yearOf(from);
    let missing = duration + workedBefore(this.of(first), from);
    for (let year = first; year <= this.end; year += 1) {
      const total = this.total(year);
      if (missing <= total) {
        const spans = this.of(year);
        const at = lastBelow(spans.before, missing);
        return spans.from[at]! + missing - spans.before[at]!;
      }
      missing -= total;
    }
    return undefined;
  }

  /** Working time in [from, to), in milliseconds. */
  worked(from: number, to: number): number {
    if (to <= from) return 0;
    const last = yearOf(to);
    let total = workedBefore(this.of(last), to) - workedBefore(this.of(yearOf(from)), from);
    for (let year = yearOf(from); year < last; year += 1) total += this.total(year);
    return total;
  }

  private of(year: number): WorkingYear {
    let spans = this.years.get(year);
    if (!spans) this.years.set(year, (spans = workingYear(this.stretches(year), this.shown)));
    return spans;
  }

  /** Working time of a year, which need not be laid out for it. */
  private total(year: number): number {
    this.unusual ??= byYear(this.shown.unusualDates());
    const unusual = this.unusual.get(year);
    const key = unusual || year <= lastYearOfItsOwn ? year : -kindOf(year);
    let total = this.totals.get(key);
    if (total === undefined) this.totals.set(key, (total = workedIn(this.stretches(year), this.shown, unusual ?? [])));
    return total;
  }

  private stretches(year: number): readonly ZoneStretch[] {
    const { timeZone } = this.calendar;
    if (year <= lastYearOfItsOwn) return stretchesOf(year, timeZone);
    const like = likeYears.get(kindOf(year))!;
    const later = yearStart(year) - yearStart(like);
    return stretchesOf(like, timeZone).map(({ from, to, offset }) => ({ from: from + later, to: to + later, offset }));
  }
}

/** By the weekdays on which a year and the next one begin; at least 1. */
function kindOf(year: number): number {
  return 1 + 7 * weekdayOf(yearStart(year) / day) + weekdayOf(yearStart(year + 1) / day);
}

/** By kind: a year of it. */
const likeYears = new Map(
  Array.from({ length: 28 }, (_, at) => lastYearOfItsOwn + 1 + at).map((year) => [kindOf(year), year]),
);

/** The wall clock of a zone may show a date up to a day before UTC or after it. */
function byYear(dates: Iterable<number>): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const date of dates) {
    for (const year of new Set([date - 1, date, date + 1].map((near) => yearOf(near * day)))) {
      const ofYear = found.get(year);
      if (ofYear) ofYear.push(date);
      else found.set(year, [date]);
    }
  }
  return found;
}

const yearOf = (instant: number): number => new Date(instant).getUTCFullYear();

/** Working time of the year before an instant. */
function workedBefore({ from, to, before }: WorkingYear, instant: number): number {
  const at = lastBelow(from, instant);
  return at < 0 ? 0 : before[at]! + Math.min(to[at]!, instant) - from[at]!;
}

/** Index of the last value below a limit; −1 when there is none. The values rise. */
function lastBelow(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
