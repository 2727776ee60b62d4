import type { DayWindow, WorkingTime } from './working-time.js';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/**
 * A span of working time as people write it: `["09:00", "12:00"]`, half-open; it may end at `"24:00"`. One that ends before
 * it begins goes on into the next day: `["22:00", "06:00"]`.
 */
export type Window = readonly [opens: string, closes: string];

/** A calendar as it is written, kept and shown. */
export interface WrittenCalendar {
  /** Windows that begin on a weekday; a day left out, or null, has none. */
  weekly: Readonly<Partial<Record<Weekday, readonly Window[] | null>>>;
  /** Dates on which none begins, `2026-10-01`. */
  holidays: readonly string[];
  /** Make-up days (调休) with their own windows, which win over holidays and the week. */
  workingDays: readonly { date: string; windows: readonly Window[] }[];
}

export interface CalendarFault {
  /** JSON pointer into the calendar. */
  pointer: string;
  message: { zh: string; en: string };
}

const messages = {
  empty: { zh: '时段的起止时间不得相同', en: 'A window must not end when it begins.' },
  overlap: { zh: '时段不得重叠', en: 'Windows must not overlap.' },
  date: { zh: '日期不存在', en: 'There is no such date.' },
  twice: { zh: '同一日期只能出现一次', en: 'A date may be named once only.' },
};

const day = 1_440;
const week = 7 * day;

/** What a calendar must not be, beyond the shape of its fields. */
export function faultsOf({ weekly, holidays, workingDays }: WrittenCalendar): CalendarFault[] {
  const ofWeek = weekdays.flatMap((name, at) =>
    (weekly[name] ?? []).map((window, index) => placed(window, `/weekly/${name}/${index}`, at * day)),
  );
  const faults = [...overlaps(ofWeek, week), ...emptyOnes(ofWeek)];
  workingDays.forEach(({ date, windows }, at) => {
    const pointer = `/workingDays/${at}`;
    faults.push(...faultsOfWindows(windows, `${pointer}/windows`));
    if (!isDate(date)) faults.push({ pointer: `${pointer}/date`, message: messages.date });
    else if (workingDays.slice(0, at).some((other) => other.date === date)) {
      faults.push({ pointer: `${pointer}/date`, message: messages.twice });
    }
  });
  holidays.forEach((date, at) => {
    if (!isDate(date)) faults.push({ pointer: `/holidays/${at}`, message: messages.date });
  });
  return faults;
}

/** Of the windows of one day. */
export function faultsOfWindows(windows: readonly Window[], pointer: string): CalendarFault[] {
  const own = windows.map((window, index) => placed(window, `${pointer}/${index}`, 0));
  return [...overlaps(own, Infinity), ...emptyOnes(own)];
}

/** Whether anybody ever works by it: a calendar that is kept needs that. */
export const hasWorkingTime = ({ weekly, workingDays }: WrittenCalendar): boolean =>
  [...Object.values(weekly), ...workingDays.map(({ windows }) => windows)].some(
    (windows) => (windows?.length ?? 0) > 0,
  );

interface Placed {
  pointer: string;
  /** Minutes since the first midnight. */
  from: number;
  to: number;
}

function placed(window: Window, pointer: string, midnight: number): Placed {
  const { fromMinute, toMinute } = toWindow(window);
  return { pointer, from: midnight + fromMinute, to: midnight + toMinute };
}

const emptyOnes = (windows: readonly Placed[]): CalendarFault[] =>
  windows.filter(({ from, to }) => from === to).map(({ pointer }) => ({ pointer, message: messages.empty }));

/** Those that overlap one before them; what goes on beyond `length` begins again at 0. */
function overlaps(windows: readonly Placed[], length: number): CalendarFault[] {
  const meet = (a: Placed, b: Placed): boolean =>
    [-length, 0, length].some((shift) => Number.isFinite(shift) && a.from + shift < b.to && b.from < a.to + shift);
  return windows
    .filter((window, at) => windows.slice(0, at).some((other) => meet(window, other)))
    .map(({ pointer }) => ({ pointer, message: messages.overlap }));
}

/** The form that the calculation reads. */
export function toWorkingTime({ weekly, holidays, workingDays }: WrittenCalendar, timeZone: string): WorkingTime {
  return {
    timeZone,
    weekly: weekdays.map((name) => (weekly[name] ?? []).map(toWindow)),
    holidays: new Set(holidays),
    workingDays: new Map(workingDays.map(({ date, windows }) => [date, windows.map(toWindow)])),
  };
}

function toWindow([opens, closes]: Window): DayWindow {
  const [fromMinute, toMinute] = [minuteOf(opens), minuteOf(closes)];
  return { fromMinute, toMinute: toMinute < fromMinute ? toMinute + day : toMinute };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Whether a text like `2026-10-01` names a day that there is. */
export function isDate(text: string): boolean {
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
