const hourMs = 3_600_000;

/** The next moment after `now` at which the clocks of the zone show the full hour. */
export function nextNight(now: Date, hour: number, timeZone: string): Date {
  const hourOf = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23', minute: 'numeric' });
  // By quarters of an hour: that is how far zones are apart. Two days, since a change of clocks can skip the hour.
  const quarter = hourMs / 4;
  const first = Math.floor(now.getTime() / quarter) * quarter + quarter;
  const shown = `${String(hour).padStart(2, '0')}:00`;
  for (let at = first; at < first + 48 * hourMs; at += quarter) {
    if (hourOf.format(at) === shown) return new Date(at);
  }
  throw new RangeError(`the clocks of ${timeZone} never show ${shown}`);
}
