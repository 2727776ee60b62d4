import { isAssignedNumber, parsePhone } from '@crm/persistence/contact-points';
import type {
  Address,
  ContactPoint,
  CustomerIdentifier,
  CustomerName,
  PersonDetails,
} from '../../customers/customer.shape.js';
import { parseEmail } from '../../customers/rules/email.js';
import { isNationalId } from '../../customers/rules/national-id.js';
import { groupOf } from '../../customers/rules/trust.js';
import { isOrgCode, isUscc } from '../../customers/rules/uscc.js';
import type { FieldValue, QualityFacts } from './facts.js';
import { firmNameFaults, personNameFaults } from './name-faults.js';
import { isPlaceholder, isPlaceholderNumber } from './placeholders.js';
import type { FaultCode, QualityRulesData } from './quality-rules.js';
import { regionFaultOf } from './region-faults.js';

/** What values are judged with. */
export interface Judging {
  facts: QualityFacts;
  rules: QualityRulesData;
  /** The placeholders of the rules as they are compared. */
  words: ReadonlySet<string>;
  now: Date;
}

/** What is wrong with one value, by the rules that are on. */
export function faultsOf(value: FieldValue, judging: Judging): FaultCode[] {
  return allFaults(value, judging).filter((code) => judging.rules.faults[code] > 0);
}

function allFaults(entry: FieldValue, judging: Judging): FaultCode[] {
  const { facts, words } = judging;
  switch (groupOf(entry.field)) {
    case 'names':
      return (facts.kind === 'person' ? personNameFaults : firmNameFaults)(entry.value as CustomerName, words);
    case 'person':
      return personFaults(entry, judging);
    case 'identifiers':
      return identifierFaults(entry.value as CustomerIdentifier, facts.contested);
    case 'contactPoints':
      return contactFaults(entry, judging);
    case 'addresses':
      return addressFaults(entry.value as Address, words);
    default:
      return [];
  }
}

function identifierFaults({ type, value }: CustomerIdentifier, contested: readonly string[]): FaultCode[] {
  // A USCC carries the organisation code: who holds the one holds the other.
  const isContested = contested.includes(type) || (type === 'uscc' && contested.includes('org_code'));
  const wrong = checks[type as keyof typeof checks];
  return [
    ...(wrong && !wrong.test(value) ? [wrong.code] : []),
    ...(isContested ? (['identifier_contested'] as const) : []),
  ];
}

const checks = {
  uscc: { test: isUscc, code: 'uscc_checksum' },
  org_code: { test: isOrgCode, code: 'org_code_checksum' },
  national_id: { test: isNationalId, code: 'national_id_checksum' },
} as const;

function contactFaults(entry: FieldValue, judging: Judging): FaultCode[] {
  const { type, value } = entry.value as ContactPoint;
  if (type === 'email') return emailFaults(entry, value, judging);
  if (type !== 'phone' && type !== 'fax') return [];
  const phone = parsePhone(value);
  if (!phone) return ['phone_impossible'];
  if (isPlaceholderNumber(phone.e164)) return ['phone_placeholder'];
  return isAssignedNumber(phone.e164) ? [] : ['phone_unreachable'];
}

function emailFaults(entry: FieldValue, address: string, { facts, words }: Judging): FaultCode[] {
  if (parseEmail(address) === null) return ['email_malformed'];
  if (isPlaceholder(address.split('@')[0]!, words)) return ['email_placeholder'];
  // Messages go to the best address; one that was said or verified since is believed again.
  const best = facts.values.find(({ field, value }) => field === entry.field && !(value as ContactPoint).optedOut);
  const isBounced = facts.bouncedAt !== null && entry === best && facts.bouncedAt > entry.lastAt;
  return isBounced ? ['email_bounced'] : [];
}

function addressFaults(address: Address, words: ReadonlySet<string>): FaultCode[] {
  const line = address.text ?? `${address.locality ?? ''}${address.street ?? ''}`;
  if (line !== '' && isPlaceholder(line, words)) return ['address_placeholder'];
  const fault = regionFaultOf(address);
  return fault ? [fault] : [];
}

function personFaults({ field, value }: FieldValue, { facts, rules, words, now }: Judging): FaultCode[] {
  const person = value as PersonDetails;
  if (field === '/person/name') return personNameFaults(person, words);
  if (field !== '/person/birthDate' || person.birthDate === undefined) return [];
  const age = ageAt(person.birthDate, now);
  const { youngest, oldest } = rules.ages;
  const nationalId = facts.values.find((other) => other.field === '/identifiers/national_id');
  const other = nationalId && birthDateIn((nationalId.value as CustomerIdentifier).value);
  return [
    ...(age < youngest || age > oldest ? (['birth_date_implausible'] as const) : []),
    ...(other && other !== person.birthDate ? (['birth_date_disagrees'] as const) : []),
  ];
}

/** Years that are over on a day. */
function ageAt(birthDate: string, now: Date): number {
  const today = now.toISOString().slice(0, 10);
  return Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (today.slice(5) < birthDate.slice(5) ? 1 : 0);
}

const birthDateIn = (nationalId: string): string | undefined =>
  isNationalId(nationalId)
    ? `${nationalId.slice(6, 10)}-${nationalId.slice(10, 12)}-${nationalId.slice(12, 14)}`
    : undefined;
