import { weekdays, type Window, type WrittenCalendar } from './calendar.js';

/** Countries whose public holidays a calendar may follow. */
export const publicRegions = ['CN'] as const;
export type PublicRegion = (typeof publicRegions)[number];

/** A day that is arranged otherwise than its weekday. */
export interface PublicDay {
  /** `2026-10-01`. */
  date: string;
  /** The holiday that it belongs to, 国庆节. */
  name: string;
  /** True: a day off; false: a make-up day (调休), which is worked. */
  isOffDay: boolean;
}

/** What the authorities arranged for one year. Its New Year's holiday may begin in December of the year before. */
export interface PublicYear {
  year: number;
  /** Addresses of the announcements. */
  papers: readonly string[];
  /** Windows of the make-up days of this year; null: those of an ordinary working day of the calendar. */
  windows: readonly Window[] | null;
  /** By date, each once. */
  days: readonly PublicDay[];
}

/** A calendar with what it follows. */
export interface FollowingCalendar extends WrittenCalendar {
  /** Whose public holidays count; null: nobody's, whatever is known of them. */
  publicHolidays: PublicRegion | null;
  /** By year, each once. */
  publicYears: readonly PublicYear[];
}

/** A public day with the windows of its year. */
export type ArrangedDay = PublicDay & Pick<PublicYear, 'windows'>;

/** Every day that is arranged, by date. What two years name is as the later year says, which was arranged later. */
export function publicDays(years: readonly PublicYear[]): Map<string, ArrangedDay> {
  const inOrder = [...years].sort((a, b) => a.year - b.year);
  return new Map(
    inOrder.flatMap(({ days, windows }) => days.map((day): [string, ArrangedDay] => [day.date, { ...day, windows }])),
  );
}

/** The calendar with all its public days written out. What people wrote by hand wins over them, and they over the week. */
export function withPublicDays(calendar: FollowingCalendar): WrittenCalendar {
  const { weekly, holidays, workingDays, publicHolidays, publicYears } = calendar;
  if (publicHolidays === null) return calendar;
  const byHand = new Set([...holidays, ...workingDays.map(({ date }) => date)]);
  const days = [...publicDays(publicYears).values()].filter(({ date }) => !byHand.has(date));
  const ordinary = weekdays.map((name) => weekly[name] ?? []).find((windows) => windows.length > 0) ?? [];
  const off = days.filter(({ isOffDay }) => isOffDay).map(({ date }) => date);
  const worked = days
    .filter(({ isOffDay }) => !isOffDay)
    .map(({ date, windows }) => ({ date, windows: windows ?? ordinary }));
  return { weekly, holidays: [...holidays, ...off], workingDays: [...workingDays, ...worked] };
}

/** How a day is arranged. */
export const dayMeanings = ['holiday', 'working'] as const;
export type DayMeaning = (typeof dayMeanings)[number];

/** A day that counts otherwise than before. */
export interface ChangedDay {
  date: string;
  name: string;
  /** Null: it was a day like any other. */
  before: DayMeaning | null;
  /** Null: it is a day like any other again. */
  after: DayMeaning | null;
}

type Following = Pick<FollowingCalendar, 'publicHolidays' | 'publicYears'>;

/** The public days that differ, by date; also those that are worked in other windows. */
export function changedDays(before: Following, after: Following): ChangedDay[] {
  const [earlier, later] = [countingDays(before), countingDays(after)];
  const dates = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  return dates.flatMap((date) => {
    const [was, is] = [earlier.get(date), later.get(date)];
    if (textOf(was) === textOf(is)) return [];
    return [{ date, name: (is ?? was)!.name, before: meaningOf(was), after: meaningOf(is) }];
  });
}

const countingDays = ({ publicHolidays, publicYears }: Following): Map<string, ArrangedDay> =>
  publicDays(publicHolidays === null ? [] : publicYears);

const meaningOf = (day: ArrangedDay | undefined): DayMeaning | null => {
  if (!day) return null;
  return day.isOffDay ? 'holiday' : 'working';
};

const textOf = (day: ArrangedDay | undefined): string =>
  JSON.stringify([meaningOf(day), day?.isOffDay === false ? day.windows : null]);

/** The years with some of them replaced, in order. */
export function replaceYears(known: readonly PublicYear[], news: readonly PublicYear[]): PublicYear[] {
  const years = new Map([...known, ...news].map((year) => [year.year, year]));
  return [...years.values()].sort((a, b) => a.year - b.year);
}

/** Whether two lists of years say the same, in whatever order a database keeps the fields. */
export const saySame = (some: readonly PublicYear[], others: readonly PublicYear[]): boolean =>
  canonical(some) === canonical(others);

const canonical = (years: readonly PublicYear[]): string =>
  JSON.stringify(
    years.map(({ year, papers, windows, days }) => [
      year,
      papers,
      windows,
      days.map(({ date, name, isOffDay }) => [date, name, isOffDay]),
    ]),
  );
