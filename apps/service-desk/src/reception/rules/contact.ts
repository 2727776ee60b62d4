import type { ContactPointType } from '@crm/contracts';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A contact point in the notation under which customer-master makes contact keys: phone and fax in E.164 without
 * extension, e-mail in lower case, everything else with single blanks, all in NFKC. Null: it cannot be such a contact
 * point.
 */
export function normalisedContact(type: ContactPointType, value: string): string | null {
  const text = value.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  if (type === 'phone' || type === 'fax') return e164(text);
  if (type === 'email') return /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/u.test(text) ? text.toLowerCase() : null;
  return text === '' ? null : text;
}

/** A number without a country code is a Chinese one. It may come with an extension (`转801`) or a note behind it. */
function e164(text: string): string | null {
  const plain = text
    .replace(/\s*(?:转|轉|分机|分機)\s*(?=\d)/u, ' ext. ')
    .replace(/\((\+?\d+)\)/g, '$1 ')
    .replace(/\s*\([^()\d]*\)\s*$/u, '')
    .replace(/[\s\p{Script=Han}]+$/u, '');
  const number = parsePhoneNumberFromString(plain, { defaultCountry: 'CN', extract: false });
  return number?.isPossible() ? number.number : null;
}
