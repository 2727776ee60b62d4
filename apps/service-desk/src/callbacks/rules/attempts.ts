import type { CallbackOutcome } from '@crm/contracts';

/** How long after the resolution the customer has to be asked where the policy says nothing. */
export const callbackHours = 24;

/** Tries to reach the customer before the case may end unconfirmed, and the least time between two of them. */
export const mostAttempts = 3;
export const hoursBetweenAttempts = 2;

/** How a call-back ended. Unconfirmed is never counted as satisfied. */
export const callbackResults = ['satisfied', 'unsatisfied', 'unconfirmed'] as const;
export type CallbackResult = (typeof callbackResults)[number];

const hour = 3_600_000;

export const callbackDueAt = (resolvedAt: Date): Date => new Date(resolvedAt.getTime() + callbackHours * hour);

/** When the next attempt may be made: different times of the day reach more people. Null: at once. */
export const nextAttemptFrom = (attempts: readonly { at: Date }[]): Date | null => {
  const last = attempts.at(-1);
  return last ? new Date(last.at.getTime() + hoursBetweenAttempts * hour) : null;
};

/** What the attempt, the `number`th one, leads to; null: another attempt. */
export function resultOf(outcome: CallbackOutcome, number: number): CallbackResult | null {
  if (outcome !== 'unreached') return outcome;
  return number >= mostAttempts ? 'unconfirmed' : null;
}
