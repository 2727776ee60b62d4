import type { CustomerName, PersonDetails } from '../../customers/customer.shape.js';
import { parseCompanyName } from '../../identity/rules/names/company-name.js';
import { fold, hasHan } from '../../identity/rules/names/fold.js';
import { isCompoundSurname, surnameShares } from '../../identity/rules/names/surnames.js';
import type { FaultCode } from './quality-rules.js';
import { isPlaceholder } from './placeholders.js';

/** What is wrong with one form of an organisation's name. */
export function firmNameFaults({ type, text }: CustomerName, words: ReadonlySet<string>): FaultCode[] {
  if (isPlaceholder(text, words)) return ['name_placeholder'];
  return type === 'legal' && isPersonName(text) ? ['firm_named_like_person'] : [];
}

/** What is wrong with a person's name, in its parts or in one text. */
export function personNameFaults(name: PersonDetails | CustomerName, words: ReadonlySet<string>): FaultCode[] {
  const parts = 'text' in name ? [name.text] : [name.familyName ?? '', name.givenName ?? ''];
  const whole = parts.join('');
  const given = parts.at(-1)!;
  // 王测试 is nobody either; a single letter or 无 may be a given name.
  const isNobody = isPlaceholder(whole, words) || (given.length > 1 && isPlaceholder(given, words));
  if (isNobody) return ['name_placeholder'];
  return isFirmName(whole) ? ['person_named_like_firm'] : [];
}

/** 张三店 may be a person in a small register; with four characters and a form of organisation it is none. */
const isFirmName = (text: string): boolean => text.length >= 4 && hasHan(text) && parseCompanyName(text).form !== null;

/** 张伟 as the legal name of a firm: a surname and one or two characters, and nothing that firms have in their names. */
function isPersonName(text: string): boolean {
  const plain = fold(text).replace(/\s+/gu, '');
  if (!/^\p{Script=Han}{2,4}$/u.test(plain)) return false;
  const isCompound = isCompoundSurname(plain.slice(0, 2));
  if (!isCompound && (plain.length > 3 || !surnameShares.has(plain.charAt(0)))) return false;
  const { form, industry, regions } = parseCompanyName(text);
  return form === null && industry.length === 0 && regions.length === 0;
}
