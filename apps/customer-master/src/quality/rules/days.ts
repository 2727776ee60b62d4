const dayMs = 86_400_000;

/** A day of the calendar, so many days after another one. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** Days since 1970: the next day's number is one more. */
export const numberOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs;

/** Every day from one to another. */
export const daysBetween = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(0, numberOfDay(to) - numberOfDay(from) + 1) }, (_, at) => dayAfter(from, at));
