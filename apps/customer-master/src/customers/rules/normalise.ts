import type { CustomerKind } from '@crm/contracts';
import { parsePhone } from '@crm/persistence/contact-points';
import type {
  Address,
  ContactPoint,
  CustomerFacts,
  CustomerIdentifier,
  CustomerName,
  PersonDetails,
} from '../customer.shape.js';
import { isDate } from './dates.js';
import { parseEmail } from './email.js';
import type { Fault } from './faults.js';
import { isNationalId } from './national-id.js';
import { personalOf } from './personal.js';
import { compact, fold, isDeceptive } from './text.js';
import { isOrgCode, isUscc } from './uscc.js';

/** Facts in their normal form, without what is wrong; and what is wrong. */
export interface Normalised<Facts> {
  facts: Facts;
  faults: Fault[];
}

const messages = {
  deceptive: { zh: '含有控制字符或改变书写方向的字符', en: 'contains control characters or marks of direction' },
  empty: { zh: '不能为空', en: 'must not be empty' },
  uscc: { zh: '统一社会信用代码的校验位不正确', en: 'is not a valid USCC (18 characters, GB 32100-2015)' },
  orgCode: { zh: '组织机构代码的校验位不正确', en: 'is not a valid organisation code (9 characters, GB 11714)' },
  nationalId: { zh: '身份证号码不正确', en: 'is not a valid national id (18 characters, GB 11643)' },
  passport: { zh: '护照号码不正确', en: 'is not a passport number (5 to 20 letters and digits)' },
  number: { zh: '号码不正确', en: 'is not such a number (1 to 40 letters, digits, - / .)' },
  phone: { zh: '电话号码不可能存在', en: 'is an impossible phone number' },
  email: { zh: '电子邮箱地址不正确', en: 'is not an e-mail address' },
  date: { zh: '日期不存在', en: 'is not a day of the calendar' },
  notForPersons: { zh: '个人客户不能有此类标识', en: 'a person has no identifier of this type' },
  notForOrganisations: { zh: '机构客户不能有此项', en: 'an organisation does not have this' },
} as const;

const ofOrganisations = new Set(['uscc', 'tax', 'org_code']);
const ofPersons = new Set(['national_id', 'passport']);

type Text = Fault['message'];
type Fail = (part: string, message: Text) => undefined;

/** Brings everything to the form in which it is kept and compared; repeated entries become one. */
export function normalise<Facts extends CustomerFacts>(input: Facts): Normalised<Facts> {
  const faults: Fault[] = [];
  const each = <Item>(group: string, items: Item[] | undefined, keep: (item: Item, fail: Fail) => Item | undefined) => {
    const fail = (at: number) => (part: string, message: Text) =>
      void faults.push({ pointer: `/${group}/${at}${part}`, message });
    return items && unique(items.flatMap((item, at) => keep(item, fail(at)) ?? []));
  };
  const normal: CustomerFacts = {
    kind: input.kind,
    names: each('names', input.names, nameOf),
    identifiers: each('identifiers', input.identifiers, (item, fail) => identifierOf(input.kind, item, fail)),
    contactPoints: each('contactPoints', input.contactPoints, contactPointOf),
    addresses: each('addresses', input.addresses, addressOf),
    person: input.person && personOf(input.kind, input.person, faults),
    ...personalOf(input, faults),
  };
  // An absent group stays absent: in an edit, a group that is there but empty means "none".
  const given = Object.fromEntries(Object.entries(normal).filter(([, value]) => value !== undefined));
  const { person: _, preferences: __, family: ___, income: ____, ...rest } = input;
  return { facts: { ...rest, ...given } as Facts, faults };
}

function nameOf(name: CustomerName, fail: Fail): CustomerName | undefined {
  if (isDeceptive(name.text)) return fail('/text', messages.deceptive);
  const text = fold(name.text);
  return text ? { type: name.type, text } : fail('/text', messages.empty);
}

function identifierOf(
  kind: CustomerKind,
  { type, value }: CustomerIdentifier,
  fail: Fail,
): CustomerIdentifier | undefined {
  if (kind === 'person' && ofOrganisations.has(type)) return fail('/type', messages.notForPersons);
  if (kind === 'organisation' && ofPersons.has(type)) return fail('/type', messages.notForOrganisations);
  const normal = compact(value);
  const { test, message } = identifierRules[type];
  return test(normal) ? { type, value: normal } : fail('/value', message);
}

const identifierRules = {
  uscc: { test: isUscc, message: messages.uscc },
  org_code: { test: isOrgCode, message: messages.orgCode },
  national_id: { test: isNationalId, message: messages.nationalId },
  passport: { test: (value: string) => /^[A-Z0-9]{5,20}$/.test(value), message: messages.passport },
  tax: { test: (value: string) => /^[A-Z0-9./]{1,40}$/.test(value), message: messages.number },
  member: { test: (value: string) => /^[A-Z0-9./_]{1,40}$/.test(value), message: messages.number },
};

function contactPointOf(point: ContactPoint, fail: Fail): ContactPoint | undefined {
  if (point.type === 'phone' || point.type === 'fax') {
    const phone = parsePhone(point.value);
    if (!phone) return fail('/value', messages.phone);
    const extension = phone.extension ?? point.extension;
    return { ...point, value: phone.e164, ...(extension ? { extension } : {}) };
  }
  if (isDeceptive(point.value)) return fail('/value', messages.deceptive);
  const value = point.type === 'email' ? parseEmail(point.value) : fold(point.value);
  if (value === null) return fail('/value', messages.email);
  return value ? { ...point, value } : fail('/value', messages.empty);
}

function addressOf(address: Address, fail: Fail): Address | undefined {
  const strange = Object.entries(address).find(([, value]) => isDeceptive(String(value ?? '')));
  if (strange) return fail(`/${strange[0]}`, messages.deceptive);
  const entries = Object.entries(address).map(([key, value]) => [key, fold(String(value ?? ''))] as const);
  const kept = Object.fromEntries(entries.filter(([, value]) => value !== '')) as unknown as Address;
  return kept.text || kept.street || kept.locality || kept.region ? kept : fail('', messages.empty);
}

function personOf(kind: CustomerKind, person: PersonDetails, faults: Fault[]): PersonDetails | undefined {
  if (kind !== 'person') {
    faults.push({ pointer: '/person', message: messages.notForOrganisations });
    return undefined;
  }
  const { birthDate, gender } = person;
  for (const field of ['familyName', 'givenName'] as const)
    if (isDeceptive(person[field] ?? '')) faults.push({ pointer: `/person/${field}`, message: messages.deceptive });
  const familyName = fold(person.familyName ?? '');
  const givenName = fold(person.givenName ?? '');
  const isReal = birthDate === undefined || isDate(birthDate);
  if (!isReal) faults.push({ pointer: '/person/birthDate', message: messages.date });
  return {
    ...(familyName ? { familyName } : {}),
    ...(givenName ? { givenName } : {}),
    ...(birthDate && isReal ? { birthDate } : {}),
    ...(gender ? { gender } : {}),
  };
}

const unique = <Item>(items: Item[]): Item[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];
