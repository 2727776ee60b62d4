/** First and last business day, `YYYY-MM-DD`. */
export interface Period {
  from: string;
  to: string;
}

/** The month of a day and the eleven before it, from the first of the earliest on. */
export function twelveMonthsTo(day: string): Period {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  return { from: new Date(Date.UTC(year, month - 12, 1)).toISOString().slice(0, 10), to: day };
}

/** Every month that a period touches, `YYYY-MM`. */
export function monthsOf({ from, to }: Period): string[] {
  const months: string[] = [];
  const last = to.slice(0, 7);
  for (let at = new Date(`${from.slice(0, 7)}-01T00:00:00Z`); ; at.setUTCMonth(at.getUTCMonth() + 1)) {
    const month = at.toISOString().slice(0, 7);
    if (month > last) return months;
    months.push(month);
  }
}

/** Whether it is a day that the calendar has, `YYYY-MM-DD` from 1900 to 2199. */
export function isDay(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** How many days a period has. */
export const daysOf = ({ from, to }: Period): number => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
