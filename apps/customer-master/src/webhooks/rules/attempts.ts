/** What came of one try to deliver. */
export interface Attempt {
  /** The status of the answer; null: there was none. */
  status: number | null;
  /** Null: there was an answer. */
  failure: 'timeout' | 'unreachable' | 'target_refused' | null;
  /** What the answer asked for by Retry-After. */
  retryAfterSeconds: number | null;
}

/** What follows from it. */
export type Consequence =
  | { kind: 'delivered' }
  /** The subscriber is held back for so long; then the same delivery again. */
  | { kind: 'later'; seconds: number }
  /** It is not tried again by itself; the next one is its turn, after the pause. */
  | { kind: 'dead'; seconds: number }
  /** The receiver said that it will take nothing any more. */
  | { kind: 'gone' };

const minute = 60;
const hour = 60 * minute;
/** After the first, second … try; fifteen tries within about a day. */
const pauses = [
  5,
  30,
  2 * minute,
  5 * minute,
  15 * minute,
  30 * minute,
  ...[1, 1, 2, 2, 3, 4, 5, 5].map((hours) => hours * hour),
];
const longestWished = 24 * hour;
/** So far a pause may differ from its table, either way, so that those who failed together do not come back together. */
const jitter = 0.2;

/** How often one delivery is tried. */
export const mostAttempts = pauses.length + 1;

/**
 * @param attempts made so far, this one included
 * @param random from 0 to 1
 */
export function consequenceOf(attempt: Attempt, attempts: number, random: number): Consequence {
  const { status, retryAfterSeconds } = attempt;
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  const isBusy = status === 429 || status === 503;
  const wished = isBusy ? Math.min(retryAfterSeconds ?? 0, longestWished) : 0;
  const spread = (seconds: number): number => Math.round(seconds * (1 - jitter + 2 * jitter * random));
  const pause = pauses[attempts - 1];
  if (pause === undefined) return { kind: 'dead', seconds: Math.max(spread(pauses[0]!), wished) };
  return { kind: 'later', seconds: Math.max(spread(pause), wished) };
}

/** Why a try failed, in one word; null: it did not. */
export function failureOf({ status, failure }: Attempt): string | null {
  if (status === null) return failure;
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirect' : 'status';
}

/** The seconds that a Retry-After header asks for: a number of them, or a date; null for anything else. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const at = /[a-z]{3}/i.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}
