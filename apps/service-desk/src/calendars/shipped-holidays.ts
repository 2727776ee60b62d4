import { createRequire } from 'node:module';
import { toPublicYear } from './rules/holiday-file.js';
import type { PublicDay, PublicYear } from './rules/public-days.js';

/** Dates to `English,中文,days`. */
type Names = Readonly<Record<string, string>>;

const [first, last] = [2007, 2026];

/** Years whose Chinese public holidays come with the product. */
export const shippedYears: readonly number[] = Array.from({ length: last - first + 1 }, (_, at) => first + at);

/**
 * The Chinese public holidays of some of `shippedYears`. Only the data of the package chinese-days is read: its functions
 * compute with the time zone of the process.
 */
export function shippedHolidays(years: readonly number[]): PublicYear[] {
  const data = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as Record<string, Names>;
  const days = [...read(data['holidays']!, true), ...read(data['workdays']!, false)];
  return years.map((year) =>
    toPublicYear({ year, papers: [], days: days.filter((day) => arrangedWith(day) === year) }),
  );
}

const read = (names: Names, isOffDay: boolean): PublicDay[] =>
  Object.entries(names).map(([date, text]) => ({ date, name: text.split(',')[1]!, isOffDay }));

/** The data goes by the year of the date; a New Year's day off in December is arranged with the year that begins then. */
const arrangedWith = ({ date, name }: PublicDay): number =>
  Number(date.slice(0, 4)) + (name === '元旦' && date.slice(5, 7) === '12' ? 1 : 0);
