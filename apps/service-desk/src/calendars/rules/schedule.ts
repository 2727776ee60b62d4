import { workingYear, type WorkingTime, type WorkingYear } from './working-time.js';

/** No calendar says anything of later years. */
const lastYear = 9_999;

/**
 * The working time of one calendar, ready to be asked often: each year is laid out once, when it is needed, and then
 * searched. Instants are epoch milliseconds.
 */
export class Schedule {
  private readonly years = new Map<number, WorkingYear>();
  /** The week has no window: after this year there is no working time. */
  private readonly end: number;

  constructor(private readonly calendar: WorkingTime) {
    const own = [...calendar.workingDays].filter(([, windows]) => windows.length > 0).map(([date]) => date);
    const isWeekEmpty = calendar.weekly.every((windows) => windows.length === 0);
    // A night shift, or another zone, may carry the last day of a year into the next one.
    this.end = isWeekEmpty ? Math.max(...own.map((date) => Number(date.slice(0, 4)) + 1), -Infinity) : lastYear;
  }

  /**
   * The earliest instant at which the working time since `from` reaches `duration` (milliseconds): the closing time where
   * it ends there, not the next opening, and `from` itself for 0. Undefined when no working time ever reaches it.
   */
  reach(from: number, duration: number): number | undefined {
    if (duration === 0) return from;
    let missing = duration;
    for (let year = yearOf(from), start = from; year <= this.end; year += 1, start = -Infinity) {
      const spans = this.of(year);
      const needed = missing + workedBefore(spans, start);
      if (needed <= spans.total) {
        const at = lastBelow(spans.before, needed);
        return spans.from[at]! + needed - spans.before[at]!;
      }
      missing = needed - spans.total;
    }
    return undefined;
  }

  /** Working time in [from, to), in milliseconds. */
  worked(from: number, to: number): number {
    if (to <= from) return 0;
    const last = yearOf(to);
    let total = workedBefore(this.of(last), to) - workedBefore(this.of(yearOf(from)), from);
    for (let year = yearOf(from); year < last; year += 1) total += this.of(year).total;
    return total;
  }

  private of(year: number): WorkingYear {
    let spans = this.years.get(year);
    if (!spans) this.years.set(year, (spans = workingYear(year, this.calendar)));
    return spans;
  }
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
