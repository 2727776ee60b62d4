import type {
  Address,
  Attributes,
  ContactPoint,
  CustomerFacts,
  CustomerIdentifier,
  PersonDetails,
} from '../customer.shape.js';
import type { Fault } from './faults.js';
import { canonical } from './statement.js';
import type { Golden } from './survivorship.js';

/**
 * What somebody without `customer:pii:read` sees. Phone: the first three and the last four digits of a Chinese number
 * (`138****5678`), the first three and last four characters of a foreign one. E-mail: first letter and domain. National
 * id and passport: first three and last two characters. Birth date: the year. A person's address: the place, no street.
 * Attributes that their definition calls personal: `***`. Family and income: nothing, see `concealed`. Preferences are
 * shown: they are for whoever talks to the customer.
 */
export function maskGolden<Shown extends Pick<Golden, Maskable>>(
  shown: Shown,
  isPerson: boolean,
  personalAttributes: ReadonlySet<string> = new Set(),
): Shown {
  return {
    ...shown,
    family: undefined,
    income: undefined,
    identifiers: shown.identifiers.map(maskIdentifier),
    contactPoints: shown.contactPoints.map(maskContactPoint),
    addresses: isPerson ? shown.addresses.map(maskAddress) : shown.addresses,
    person: maskPerson(shown.person),
    attributes: maskAttributes(shown.attributes, personalAttributes),
  };
}

type Maskable = 'identifiers' | 'contactPoints' | 'addresses' | 'person' | 'attributes';

const stars = '****';

export function maskContactPoint(point: ContactPoint): ContactPoint {
  return { ...point, value: maskers[point.type](point.value) };
}

const maskPhone = (e164: string): string => {
  const number = e164.startsWith('+86') ? e164.slice(3) : e164;
  return `${number.slice(0, 3)}${stars}${number.slice(-4)}`;
};

const maskers: Record<ContactPoint['type'], (value: string) => string> = {
  phone: maskPhone,
  fax: maskPhone,
  email: (value) => `${firstOf(value)}***${value.slice(value.lastIndexOf('@'))}`,
  wechat: (value) => `${firstOf(value)}***`,
  social: (value) => `${firstOf(value)}***`,
};

const firstOf = (value: string): string => [...value][0] ?? '';

export const maskIdentifier = (identifier: CustomerIdentifier): CustomerIdentifier =>
  identifier.type === 'national_id' || identifier.type === 'passport'
    ? { ...identifier, value: `${identifier.value.slice(0, 3)}${stars}${identifier.value.slice(-2)}` }
    : identifier;

export const maskAddress = ({ text, street, ...place }: Address): Address => ({
  ...place,
  ...(text ? { text: '***' } : {}),
  ...(street ? { street: '***' } : {}),
});

export const maskPerson = (person: PersonDetails): PersonDetails =>
  person.birthDate ? { ...person, birthDate: `${person.birthDate.slice(0, 4)}-**-**` } : person;

export const maskAttributes = (attributes: Attributes, personal: ReadonlySet<string>): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, personal.has(name) ? hidden : value]));

/** What stands for the value of a personal attribute; as a value of its own it would say nothing. */
const hidden = '***';

/** All that is shown of family and income without `customer:pii:read`: that they are known. */
export const concealed = { masked: true } as const;

/**
 * Puts back what a client who sees masked values returns unchanged, so that such a client can add to a list without
 * losing the rest. A masked value that fits nothing the customer has is a fault.
 */
export function unmask<Facts extends Partial<CustomerFacts>>(
  given: Facts,
  known: Golden,
): { facts: Facts; faults: Fault[] } {
  const faults: Fault[] = [];
  const restore = <Item extends object>(
    group: string,
    items: readonly Item[] | undefined,
    all: readonly Item[],
    rules: MaskRules<Item>,
  ) =>
    items?.flatMap((item, at) => {
      if (!rules.keyOf(item).includes('*')) return [item];
      const behind = all.filter((entry) => rules.keyOf(rules.mask(entry)) === rules.keyOf(item));
      if (behind.length === 0) faults.push({ pointer: `/${group}/${at}`, message: unknownMask });
      return behind.map((entry) => ({ ...item, ...rules.hidden(entry) }));
    });
  const restored = {
    identifiers: restore('identifiers', given.identifiers, known.identifiers, {
      mask: maskIdentifier,
      keyOf: ({ type, value }) => `${type} ${value}`,
      hidden: ({ value }) => ({ value }),
    }),
    contactPoints: restore('contactPoints', given.contactPoints, known.contactPoints, {
      mask: maskContactPoint,
      keyOf: ({ type, value }) => `${type} ${value}`,
      hidden: ({ value }) => ({ value }),
    }),
    addresses: restore('addresses', given.addresses, known.addresses, {
      mask: maskAddress,
      keyOf: canonical,
      hidden: (entry) => entry,
    }),
    person: given.person && restorePerson(given.person, known.person, faults),
    attributes: given.attributes && restoreAttributes(given.attributes, known.attributes, faults),
  };
  const touched = Object.fromEntries(Object.entries(restored).filter(([, value]) => value !== undefined));
  return { facts: { ...given, ...touched } as Facts, faults };
}

interface MaskRules<Item> {
  mask(item: Item): Item;
  /** What tells two masked entries apart; a star in it says that the entry is masked. */
  keyOf(item: Item): string;
  /** The part of a known entry that a mask hides. */
  hidden(item: Item): object;
}

function restorePerson(given: PersonDetails, known: PersonDetails, faults: Fault[]): PersonDetails {
  if (!given.birthDate?.includes('*')) return given;
  if (given.birthDate !== maskPerson(known).birthDate)
    faults.push({ pointer: '/person/birthDate', message: unknownMask });
  return { ...given, birthDate: known.birthDate };
}

function restoreAttributes(given: Attributes, known: Attributes, faults: Fault[]): Attributes {
  const isKnown = (name: string): boolean => Object.hasOwn(known, name);
  for (const [name, value] of Object.entries(given))
    if (value === hidden && !isKnown(name)) faults.push({ pointer: `/attributes/${name}`, message: unknownMask });
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value === hidden && isKnown(name) ? known[name]! : value]),
  );
}

const unknownMask = { zh: '掩码值与现有内容不符', en: 'a masked value must be one that the customer has' };
