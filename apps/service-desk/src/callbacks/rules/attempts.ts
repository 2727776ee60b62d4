import type { CallbackOutcome } from '@crm/contracts';
import { offsetAt } from '../../calendars/rules/zone.js';

/** How long after the resolution the customer has to be asked where the policy says nothing. */
export const callbackHours = 24;

/** Tries to reach the customer before the case may end unconfirmed. */
export const mostAttempts = 3;

/** So long after an attempt the next one is at another time of the day in any case. */
export const hoursToAnotherTime = 4;

/** Customers may ask to be called at another time so often, and so late after the resolution. */
export const mostPostponements = 3;
export const postponedDays = 7;

/** How a call-back ended. Unconfirmed is never counted as satisfied. */
export const callbackResults = ['satisfied', 'unsatisfied', 'unconfirmed'] as const;
export type CallbackResult = (typeof callbackResults)[number];

const hour = 3_600_000;
const day = 24 * hour;

/** Hours of the wall clock at which a part of the day begins: morning, afternoon, evening. */
const dayParts = [0, 12, 18, 24] as const;

/** Calls are planned between these hours of the wall clock; somebody who is asked to may call at another time. */
const politeFrom = 9;
const politeUntil = 21;

export const callbackDueAt = (resolvedAt: Date): Date => new Date(resolvedAt.getTime() + callbackHours * hour);

export const postponableUntil = (resolvedAt: Date): Date => new Date(resolvedAt.getTime() + postponedDays * day);

/**
 * When the next attempt may be made: in another part of the day (before 12, from 12, from 18 by the wall clock) and at least
 * an hour later, or four hours later. Different times of the day reach more people.
 */
export function anotherTimeFrom(attemptAt: Date, timeZone: string): Date {
  const at = attemptAt.getTime();
  const wall = wallClock(at, timeZone);
  const part = dayParts.find((begin) => begin * hour > wall)!;
  return new Date(Math.min(Math.max(at + part * hour - wall, at + hour), at + hoursToAnotherTime * hour));
}

/** The first moment from then on at which one may call somebody without being asked to. */
export function politeMoment(from: Date, timeZone: string): Date {
  const at = from.getTime();
  const wall = wallClock(at, timeZone);
  if (wall < politeFrom * hour) return new Date(at - wall + politeFrom * hour);
  if (wall < politeUntil * hour) return from;
  return new Date(at - wall + day + politeFrom * hour);
}

/** What the attempt, the `number`th one, leads to; null: another attempt. Whoever does not want to say is not asked again. */
export function resultOf(outcome: CallbackOutcome, number: number): CallbackResult | null {
  if (outcome === 'satisfied' || outcome === 'unsatisfied') return outcome;
  return outcome === 'refused' || number >= mostAttempts ? 'unconfirmed' : null;
}

/** Whether somebody who says so gives such a score: 1 and 2 are not satisfied, 4 and 5 are, 3 may be either. */
export function isScoreOf(outcome: CallbackOutcome, score: number): boolean {
  if (outcome === 'satisfied') return score >= 3;
  return outcome === 'unsatisfied' && score <= 3;
}

/** Milliseconds since midnight. */
const wallClock = (at: number, timeZone: string): number => (((at + offsetAt(at, timeZone)) % day) + day) % day;
