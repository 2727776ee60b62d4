import { isDate } from './calendar.js';
import { offsetAt } from './zone.js';

/** A day that the calendar has, from 1970 to 2199. */
export const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^(19[7-9]|20|21)\d+-/.test(value) && isDate(value);

/** From when on somebody asks who names a day or an instant. */
export const beginOf = (text: string, timeZone: string): Date =>
  isDay(text) ? midnight(Date.parse(`${text}T00:00:00Z`), timeZone) : new Date(text);

/** Until when, exclusive: a day belongs to it, an instant does not. */
export const endOf = (text: string, timeZone: string): Date =>
  isDay(text) ? midnight(Date.parse(`${text}T00:00:00Z`) + 86_400_000, timeZone) : new Date(text);

/** The first and the last day of what begins and ends so. */
export const firstDayOf = (text: string, timeZone: string): string => dayOf(beginOf(text, timeZone), timeZone);
export const lastDayOf = (text: string, timeZone: string): string =>
  dayOf(new Date(endOf(text, timeZone).getTime() - 1), timeZone);

/** The day of the wall clock, `YYYY-MM-DD`. */
export const dayOf = (at: Date, timeZone: string): string =>
  new Date(at.getTime() + offsetAt(at.getTime(), timeZone)).toISOString().slice(0, 10);

/** @param wall midnight, as if the wall clock were that of UTC */
function midnight(wall: number, timeZone: string): Date {
  const nearly = wall - offsetAt(wall, timeZone);
  return new Date(wall - offsetAt(nearly, timeZone));
}
