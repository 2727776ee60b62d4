const formats = new Map<string, Intl.DateTimeFormat>();

/** The day that the calendars of a zone show at a moment, `YYYY-MM-DD`. */
export function businessDay(moment: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    // Making one takes longer than all queries of an event.
    formats.set(timeZone, format);
  }
  return format.format(moment);
}
