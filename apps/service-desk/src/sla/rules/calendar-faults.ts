import type { DayWindow, WorkingTime } from './business-time.js';

/** One span of working time as people write it: `09:00` to `18:00`; the end may be `24:00`. */
export interface WrittenWindow {
  from: string;
  to: string;
}

/** A calendar as it is kept and shown. */
export interface WrittenCalendar {
  /** Monday is 1, Sunday 7. */
  weekly: readonly (WrittenWindow & { weekday: number })[];
  /** Dates without work, `2026-10-01`. */
  holidays: readonly string[];
  /** Make-up days (调休) with their own hours; a date may occur several times, once per window. */
  workingDays: readonly (WrittenWindow & { date: string })[];
}

export interface CalendarFault {
  /** JSON pointer into the calendar. */
  pointer: string;
  message: { zh: string; en: string };
}

const messages = {
  empty: { zh: '至少需要一个每周工作时段', en: 'At least one weekly window is needed.' },
  backwards: { zh: '结束时间必须晚于开始时间', en: 'The window must end after it begins.' },
  overlap: { zh: '同一天的时段不得重叠', en: 'Windows of one day must not overlap.' },
  date: { zh: '日期不存在', en: 'There is no such date.' },
};

/** What a calendar must not be, beyond the shape of its fields. */
export function faultsOf(calendar: WrittenCalendar): CalendarFault[] {
  const faults: CalendarFault[] = calendar.weekly.length === 0 ? [{ pointer: '/weekly', message: messages.empty }] : [];
  faults.push(...faultsOfWindows('/weekly', calendar.weekly, (window) => String(window.weekday)));
  faults.push(...faultsOfWindows('/workingDays', calendar.workingDays, (window) => window.date));
  const dates = [
    ...calendar.holidays.map((date, index) => ({ date, pointer: `/holidays/${index}` })),
    ...calendar.workingDays.map(({ date }, index) => ({ date, pointer: `/workingDays/${index}/date` })),
  ];
  for (const { date, pointer } of dates) if (!isDate(date)) faults.push({ pointer, message: messages.date });
  return faults;
}

function faultsOfWindows<W extends WrittenWindow>(list: string, windows: readonly W[], dayOf: (window: W) => string) {
  const faults: CalendarFault[] = [];
  windows.forEach((window, index) => {
    const { fromMinute, toMinute } = toWindow(window);
    if (fromMinute >= toMinute) faults.push({ pointer: `${list}/${index}`, message: messages.backwards });
    const earlier = windows.slice(0, index).filter((other) => dayOf(other) === dayOf(window));
    const overlaps = earlier.map(toWindow).some((other) => other.fromMinute < toMinute && fromMinute < other.toMinute);
    if (overlaps) faults.push({ pointer: `${list}/${index}`, message: messages.overlap });
  });
  return faults;
}

/** The form that the calculation reads. */
export function toWorkingTime(calendar: WrittenCalendar, timeZone: string): WorkingTime {
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) =>
    inOrder(calendar.weekly.filter((window) => window.weekday === weekday)),
  );
  const dates = [...new Set(calendar.workingDays.map((window) => window.date))];
  const workingDays = new Map(
    dates.map((date) => [date, inOrder(calendar.workingDays.filter((window) => window.date === date))]),
  );
  return { timeZone, weekly, holidays: new Set(calendar.holidays), workingDays };
}

const inOrder = (windows: readonly WrittenWindow[]): DayWindow[] =>
  windows.map(toWindow).sort((a, b) => a.fromMinute - b.fromMinute);

const toWindow = ({ from, to }: WrittenWindow): DayWindow => ({ fromMinute: toMinute(from), toMinute: toMinute(to) });

const toMinute = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function isDate(text: string): boolean {
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
