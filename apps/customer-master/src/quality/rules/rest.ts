/** What goes over everybody again and again takes two hundredths of the time at most, however many customers there are. */
const restPerWork = 50;

/** How long to wait before the next round of something that took so long; never shorter than is told. All in milliseconds. */
export const restAfter = (tookMs: number, shortestMs: number): number =>
  Math.max(shortestMs, Math.round(tookMs * restPerWork));
