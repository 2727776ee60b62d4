import type { ContactPointType } from '@crm/contracts';

/** Channels whose messages come in the one simple form. */
export const inboundChannels = ['phone', 'web_chat', 'wechat', 'app', 'social', 'visit'] as const;
export type InboundChannel = (typeof inboundChannels)[number];

/** What `from` is on each channel, unless the message says what it is. */
export const senderOf: Record<InboundChannel, ContactPointType> = {
  phone: 'phone',
  visit: 'phone',
  web_chat: 'phone',
  app: 'phone',
  wechat: 'wechat',
  social: 'social',
};

const mostOfSubject = 40;

/** The first words of a message that has no subject. */
export function subjectFrom(text: string): string {
  const line = text.trim().split('\n', 1)[0]!.trim();
  const characters = [...line];
  return characters.length <= mostOfSubject ? line : `${characters.slice(0, mostOfSubject - 1).join('')}…`;
}
