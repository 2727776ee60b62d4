import { offsetAt, offsetChangeBetween } from './zone.js';

/** A part of a year in which the wall clock is ahead of UTC by one `offset`; milliseconds, as UTC. */
export interface ZoneStretch {
  from: number;
  to: number;
  offset: number;
}

/** Two changes of the clocks are never closer together than this. */
const changesApart = 604_800_000;

/** By zone and year; costly to find, and the same for every calendar. */
const knownStretches = new Map<string, readonly ZoneStretch[]>();
/** A bound of memory: some zones with all years that deadlines are asked for. */
const mostStretches = 5_000;

/** The year cut where the clocks change. */
export function stretchesOf(year: number, timeZone: string): readonly ZoneStretch[] {
  const key = `${timeZone} ${year}`;
  let stretches = knownStretches.get(key);
  if (!stretches) {
    stretches = cutYear(year, timeZone);
    if (knownStretches.size >= mostStretches) knownStretches.clear();
    knownStretches.set(key, stretches);
  }
  return stretches;
}

function cutYear(year: number, timeZone: string): ZoneStretch[] {
  const [start, end] = [yearStart(year), yearStart(year + 1)];
  const stretches: ZoneStretch[] = [];
  let [from, offset] = [start, offsetAt(start, timeZone)];
  for (let known = start; known < end; known += changesApart) {
    const next = Math.min(known + changesApart, end);
    const ahead = offsetAt(next, timeZone);
    if (ahead === offset) continue;
    const change = offsetChangeBetween(known, next, timeZone);
    stretches.push({ from, to: change, offset });
    [from, offset] = [change, ahead];
  }
  stretches.push({ from, to: end, offset });
  return stretches;
}

/** The first instant of a year of UTC. Counted, since it is asked for by the thousand. */
export function yearStart(year: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return (365 * before + leapDays - daysBefore1970) * 86_400_000;
}

/** Since the first of January of the year 1. */
const daysBefore1970 = 719_162;
