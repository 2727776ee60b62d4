const formatters = new Map<string, Intl.DateTimeFormat>();

/** A formatter is costly to make and has no state. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/**
 * How far the wall clock of a zone is ahead of UTC at an instant, in milliseconds; negative west of Greenwich. Reads the
 * named zone only, never the zone of the process.
 */
export function offsetAt(instant: number, timeZone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) parts[type] = Number(value);
  const wall = Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!);
  return wall - Math.floor(instant / 1000) * 1000;
}

/** The first instant in (from, to] with another offset than `from`; `to` must have another one. To the second. */
export function offsetChangeBetween(from: number, to: number, timeZone: string): number {
  const before = offsetAt(from, timeZone);
  let same = Math.floor(from / 1000);
  let other = Math.ceil(to / 1000);
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(middle * 1000, timeZone) === before) same = middle;
    else other = middle;
  }
  return other * 1000;
}
