import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { remembering } from '../remembering.js';

/** A telephone number that was understood. */
export interface PhoneNumber {
  /** `+8613812345678`. */
  e164: string;
  /** Digits behind a switchboard. */
  extension?: string;
  /** Whether a text message can reach it. */
  isMobile: boolean;
}

/**
 * The notation of a phone or fax under which `ContactKeys` makes keys, for every service the same. Takes a number as
 * people write it: full-width digits, brackets, `86-` without a plus, `转801`, a note behind it (`王经理`,
 * `(新)`). Without a country code it is a Chinese one. Null when its length is impossible for its country.
 */
export const parsePhone: (text: string) => Readonly<PhoneNumber> | null = remembering(5_000, (text) => {
  const plain = text
    .normalize('NFKC')
    .replace(/\s*(?:转|轉|分机|分機)\s*(?=\d)/u, ' ext. ')
    .replace(/\((\+?\d+)\)/g, '$1 ')
    .replace(/\s*\([^()\d]*\)\s*$/u, '')
    .replace(/[\s\p{Script=Han}]+$/u, '')
    .trim();
  const number = parsePhoneNumberFromString(plain, { defaultCountry: 'CN', extract: false });
  if (!number?.isPossible()) return null;
  const type = number.getType();
  return {
    e164: number.number,
    ...(number.ext ? { extension: number.ext } : {}),
    isMobile: type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE',
  };
});

/** Whether a number in E.164 lies in a range that its country has given out: a possible one may still be nobody's. */
export const isAssignedNumber = (e164: string): boolean => parsePhoneNumberFromString(e164)?.isValid() ?? false;
