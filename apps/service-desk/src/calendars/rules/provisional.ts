import type { PublicRegion } from './public-days.js';
import { offsetAt } from './zone.js';

/** What is known of a calendar's public holidays. */
export interface Announcements {
  /** Null: it follows nobody's, so nothing of it is provisional. */
  publicHolidays: PublicRegion | null;
  /** Years whose arrangement is known. */
  publicYears: readonly { year: number }[];
  /** IANA zone whose wall clock tells the year. */
  timeZone: string;
}

/**
 * Whether a span of time, half-open, touches a year whose public holidays are not known yet: a deadline in it, or
 * computed over it, may move when they are announced. Of a span of nothing its instant counts. The year is that of the
 * calendar's zone.
 */
export function isProvisional(calendar: Announcements, from: Date, to: Date): boolean {
  if (calendar.publicHolidays === null) return false;
  const known = yearsOf(calendar);
  const last = yearIn(calendar.timeZone, Math.max(from.getTime(), to.getTime() - 1));
  for (let year = yearIn(calendar.timeZone, from.getTime()); year <= last; year++) if (!known.has(year)) return true;
  return false;
}

/** The first year, from that of `now` on, whose public holidays are not known; null: the calendar follows nobody's. */
export function provisionalFrom(calendar: Announcements, now: Date): number | null {
  if (calendar.publicHolidays === null) return null;
  const known = yearsOf(calendar);
  let year = yearIn(calendar.timeZone, now.getTime());
  while (known.has(year)) year++;
  return year;
}

const yearsOf = ({ publicYears }: Announcements): Set<number> => new Set(publicYears.map(({ year }) => year));

const yearIn = (timeZone: string, instant: number): number =>
  new Date(instant + offsetAt(instant, timeZone)).getUTCFullYear();
