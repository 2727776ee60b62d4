import { type CalendarFault, faultsOfWindows, isDate, type Window } from './calendar.js';
import type { PublicDay, PublicYear } from './public-days.js';

/** The public holidays of one year as holiday-cn publishes them, and the windows of its make-up days. */
export interface HolidayFile {
  /** Year of the arrangement. */
  year: number;
  papers: readonly string[];
  /** In any order. */
  days: readonly PublicDay[];
  /** Null or left out: make-up days are worked like any working day. */
  windows?: readonly Window[] | null;
}

const messages = {
  date: { zh: '日期不存在', en: 'There is no such date.' },
  beyond: {
    zh: '日期须在该年内，或在上一年12月、下一年1月',
    en: 'The date must lie in the year, in the December before it or in the January after it.',
  },
  twice: { zh: '同一日期既放假又上班', en: 'The date is a day off and a working day at once.' },
  year: { zh: '没有任何日期属于该年', en: 'None of the days lies in this year.' },
};

/** What a file must not be, beyond the shape of its fields. */
export function faultsOfFile({ year, days, windows }: HolidayFile): CalendarFault[] {
  const faults = faultsOfWindows(windows ?? [], '/windows');
  const seen = new Map<string, boolean>();
  days.forEach(({ date, isOffDay }, at) => {
    const pointer = `/days/${at}/date`;
    if (!isDate(date)) faults.push({ pointer, message: messages.date });
    else if (!mayNameDay(year, date)) faults.push({ pointer, message: messages.beyond });
    else if ((seen.get(date) ?? isOffDay) !== isOffDay) faults.push({ pointer, message: messages.twice });
    seen.set(date, isOffDay);
  });
  if (!days.some(({ date }) => yearOf(date) === year)) faults.push({ pointer: '/year', message: messages.year });
  return faults;
}

const yearOf = (date: string): number => Number(date.slice(0, 4));

/** The arrangement of 2019 made 2018-12-29 a make-up day. */
const mayNameDay = (year: number, date: string): boolean =>
  yearOf(date) === year ||
  (yearOf(date) === year - 1 && date.slice(5, 7) === '12') ||
  (yearOf(date) === year + 1 && date.slice(5, 7) === '01');

/** The form that is kept. A date that is named twice, as the same, has the name that comes first. */
export function toPublicYear({ year, papers, days, windows }: HolidayFile): PublicYear {
  const byDate = new Map<string, PublicDay>();
  for (const { date, name, isOffDay } of days) if (!byDate.has(date)) byDate.set(date, { date, name, isOffDay });
  return {
    year,
    papers: [...papers],
    windows: windows ?? null,
    days: [...byDate.values()].sort((a, b) => (a.date < b.date ? -1 : 1)),
  };
}
