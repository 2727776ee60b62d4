import { plainOf } from './markup.js';

/** Ways on which an article's text goes to a customer; `phone` is what an agent reads out. */
export const textChannels = ['sms', 'wechat', 'phone', 'email', 'web'] as const;
export type TextChannel = (typeof textChannels)[number];

export type TextFormat = 'plain' | 'markdown';

/** One text as a channel carries it. */
export interface ChannelText {
  format: TextFormat;
  text: string;
  /** Whether something was left out at the end. */
  shortened: boolean;
}

interface Carrier {
  format: TextFormat;
  /** Whether the text is longer than the channel carries. */
  exceeds: (text: string) => boolean;
}

/**
 * 500 characters are what Chinese gateways take of one text message (billed in parts of 67), with the signature 【…】, for
 * which 30 are left. A text message of WeChat, of official accounts and of WeCom, takes 2,048 bytes of UTF-8.
 */
export const smsCharacters = 470;
export const wechatBytes = 2048;

const carriers: Record<TextChannel, Carrier> = {
  sms: { format: 'plain', exceeds: (text) => text.length > smsCharacters },
  wechat: { format: 'plain', exceeds: (text) => bytesOf(text) > wechatBytes },
  phone: { format: 'plain', exceeds: () => false },
  email: { format: 'markdown', exceeds: () => false },
  web: { format: 'markdown', exceeds: () => false },
};

/**
 * The one text of an article on a channel. It is shortened only where the channel cannot carry it: then behind the last
 * whole sentence that leaves room for `ending`, which says where the rest is.
 */
export function textOn(channel: TextChannel, body: string, ending: string): ChannelText {
  const { format, exceeds } = carriers[channel];
  const text = format === 'markdown' ? body : plainOf(body, channel === 'phone' ? 'left_out' : 'beside');
  if (!exceeds(text)) return { format, text, shortened: false };
  const begin = longestPrefix(text, (prefix) => !exceeds(`${prefix}${ending}`));
  return { format, text: `${atSentence(begin)}${ending}`, shortened: true };
}

/** By halving: a longer prefix never fits where a shorter one does not. Never ends within a character. */
function longestPrefix(text: string, fits: (prefix: string) => boolean): string {
  const characters = [...text];
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(characters.slice(0, middle).join(''))) low = middle;
    else high = middle - 1;
  }
  return characters.slice(0, low).join('');
}

/** Up to the last end of a sentence or line, unless that would cost more than a third. */
function atSentence(begin: string): string {
  const end = Math.max(...['。', '！', '？', '；', '\n', '. ', '! ', '? '].map((mark) => begin.lastIndexOf(mark)));
  return (end + 1 >= (begin.length * 2) / 3 ? begin.slice(0, end + 1) : begin).trimEnd();
}

const utf8Length = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
const bytesOf = (text: string): number => [...text].reduce((sum, one) => sum + utf8Length(one.codePointAt(0)!), 0);
