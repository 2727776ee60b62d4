/** A clock that stands still until a test moves it. */
export interface FixedClock {
  /** The moment at which it stands; a new Date every time. */
  now(): Date;
  /** Moves it forward (or back) by so many milliseconds. */
  advance(milliseconds: number): void;
  /** Sets it to a moment, RFC 3339 or Date. */
  set(moment: string | Date): void;
}

/** A clock that shows Monday 5 January 2026, 10:00 in Shanghai (02:00 UTC), unless told otherwise. */
export function fixedClock(start: string | Date = '2026-01-05T02:00:00.000Z'): FixedClock {
  let at = instantOf(start);
  return {
    now: () => new Date(at),
    advance: (milliseconds) => {
      at += milliseconds;
    },
    set: (moment) => {
      at = instantOf(moment);
    },
  };
}

function instantOf(moment: string | Date): number {
  const at = new Date(moment).getTime();
  if (Number.isNaN(at)) throw new RangeError(`Not a moment: ${String(moment)}`);
  return at;
}
