import type { ContactPointType } from '@crm/contracts';
import { parsePhone } from '@crm/persistence/contact-points';

/**
 * A contact point in the notation under which customer-master makes contact keys: phone and fax in E.164 without
 * extension, e-mail in lower case, everything else with single blanks, all in NFKC. Null: it cannot be such a contact
 * point.
 */
export function normalisedContact(type: ContactPointType, value: string): string | null {
  const text = value.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  if (type === 'phone' || type === 'fax') return parsePhone(text)?.e164 ?? null;
  if (type === 'email') return /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/u.test(text) ? text.toLowerCase() : null;
  return text === '' ? null : text;
}
