import type { MessageChannel, MessagePurpose } from '@crm/contracts';

/** The newest word of one customer id about one purpose on one channel. */
export interface LatestConsent {
  purpose: MessagePurpose;
  channel: MessageChannel;
  state: 'granted' | 'withdrawn';
}

/**
 * What may be sent without asking first: service, survey and loyalty messages belong to a relation the customer entered
 * (PIPL 13, GDPR 6 (1) b and f) and end with a withdrawal. Marketing needs consent before.
 */
const needsConsent: Record<MessagePurpose, boolean> = {
  service: false,
  survey: false,
  loyalty: false,
  marketing: true,
};

/**
 * Whether a message may go. `latest` holds one word for each id of a merged customer: a merge keeps the least permissive,
 * so one withdrawal outweighs every grant.
 */
export function mayContact(
  latest: readonly LatestConsent[],
  purpose: MessagePurpose,
  channel: MessageChannel,
): boolean {
  const said = latest.filter((one) => one.purpose === purpose && one.channel === channel);
  if (said.some(({ state }) => state === 'withdrawn')) return false;
  return !needsConsent[purpose] || said.length > 0;
}
