import { type ContactTime, weekdays } from '../../customers/personal.shape.js';

/** Hours of the day at which nobody is disturbed, `HH:mm`; over midnight where `from` is later. The same twice: none. */
export interface QuietHours {
  from: string;
  to: string;
}

const quarterMs = 15 * 60_000;
const lookAheadMs = 8 * 86_400_000;

/**
 * When a message that can wait may leave: outside of the quiet hours, and at a time the customer has asked for if there is
 * one within eight days (a wish that the quiet hours never leave room for is not heeded).
 */
export function sendableFrom(now: Date, quiet: QuietHours, wishes: readonly ContactTime[], timeZone: string): Date {
  const clock = clockOf(timeZone);
  const isLoud = (at: Date): boolean => !isWithin(clock(at).time, quiet);
  const isWished = (at: Date): boolean => {
    const { day, time } = clock(at);
    return wishes.some(({ days, from, to }) => days.includes(day) && from <= time && time < to);
  };
  const wished = wishes.length > 0 ? firstFrom(now, (at) => isLoud(at) && isWished(at)) : undefined;
  return wished ?? firstFrom(now, isLoud) ?? now;
}

/** The first moment from now on, by quarters of an hour: so far are time zones apart, and so exact are people's wishes. */
function firstFrom(now: Date, fits: (at: Date) => boolean): Date | undefined {
  if (fits(now)) return now;
  const first = Math.floor(now.getTime() / quarterMs) * quarterMs + quarterMs;
  for (let at = first; at < first + lookAheadMs; at += quarterMs) if (fits(new Date(at))) return new Date(at);
  return undefined;
}

function isWithin(time: string, { from, to }: QuietHours): boolean {
  if (from === to) return false;
  return from < to ? from <= time && time < to : time >= from || time < to;
}

function clockOf(timeZone: string): (at: Date) => { day: (typeof weekdays)[number]; time: string } {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return {
      day: parts.weekday!.toLowerCase() as (typeof weekdays)[number],
      time: `${parts.hour!}:${parts.minute!}`,
    };
  };
}
