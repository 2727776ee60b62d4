import type { MessageChannel, MessagePurpose, SuppressionReason } from '@crm/contracts';

export interface Way {
  channel: MessageChannel;
  purpose: MessagePurpose;
}

/** Where a message goes, or why it does not. */
export type Delivery = { channel: MessageChannel; address: string } | { suppressed: SuppressionReason };

/** Service messages answer something the customer asked for; they are not counted and not capped. */
export const countsForCap = (purpose: MessagePurpose): boolean => purpose !== 'service';

/**
 * Decides over a message that was asked for. Who prefers to be called gets the best of the written ways.
 * @param contacts addresses of the customer on channels that the provider serves, best first
 * @param ways what consent allows
 * @param sentRecently messages of capped purposes to this customer within the cap's window, over all services
 */
export function decideDelivery(
  purpose: MessagePurpose,
  preferred: MessageChannel | 'phone' | null,
  contacts: readonly { channel: MessageChannel; address: string }[],
  ways: readonly Way[],
  sentRecently: number,
  cap: number,
): Delivery {
  if (contacts.length === 0) return { suppressed: 'no_address' };
  const allowed = contacts.filter(({ channel }) =>
    ways.some((way) => way.channel === channel && way.purpose === purpose),
  );
  if (allowed.length === 0) return { suppressed: 'no_consent' };
  if (countsForCap(purpose) && sentRecently >= cap) return { suppressed: 'frequency_cap' };
  return allowed.find(({ channel }) => channel === preferred) ?? allowed[0]!;
}

/** Pause before the next try in seconds, after so many failed ones; null: give up (about a day has passed). */
export function retryPause(attempts: number): number | null {
  const pauses = [10, 60, 300, 900, 3_600, 10_800, 21_600, 43_200];
  return pauses[attempts - 1] ?? null;
}
