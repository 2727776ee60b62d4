import type { ContactPoint, CustomerFacts, CustomerIdentifier } from '../../../customers/customer.shape.js';
import { orgCodeOf } from '../../../customers/rules/uscc.js';
import { bareFolded, lettersOf } from '../names/fold.js';
import { parsePersonName, personNameOfParts, type PersonName } from '../names/person-name.js';
import { addressWords } from './address-words.js';
import { attributeName } from './attribute-name.js';
import { birthWords } from './birth-date.js';
import { firmNameWords } from './firm-name.js';
import { type Features, featuresVersion, headerWords, kinds, sectionCount, sections } from './layout.js';
import { personNameWords } from './person-part.js';
import { bigramsOf, deletionsOf, halves, pack, sortedTokens, type TokenHash, tokenOf } from './tokens.js';

/** Most entries of one kind that are looked at; who has more names than that is found by the first ones. */
const most = { names: 8, contactPoints: 12, addresses: 6, identifiers: 12, attributes: 30 };
const identifierTypes: Readonly<Record<CustomerIdentifier['type'], number>> = {
  uscc: 1,
  org_code: 2,
  tax: 3,
  national_id: 4,
  passport: 5,
  member: 6,
};
const genders = ['', 'male', 'female', 'other'];
/** Mailboxes of functions: many firms have them, and no person. */
const commonMailboxes = new Set(
  'info sales admin office contact mail email service support hr finance marketing webmaster postmaster noreply no-reply enquiries hello kefu yewu caiwu test'.split(
    ' ',
  ),
);

/**
 * What of a customer can be compared, as keyed hashes only: no text can be read from it without the key. The facts are
 * normalised (`customers/rules/normalise`). Its own order of names, phones … does not matter.
 */
export function featuresOf(facts: CustomerFacts, hash: TokenHash): Features {
  const words: number[][] = Array.from({ length: sectionCount }, () => []);
  const places = facts.kind === 'person' ? personNames(facts, hash, words) : firmNames(facts, hash, words);
  words[sections.birth]!.push(...birthWords(hash, facts.kind === 'person' ? facts.person?.birthDate : undefined));
  const gender = genders.indexOf(facts.person?.gender ?? '');
  if (gender > 0) words[sections.gender]!.push(gender);
  for (const point of distinct(facts.contactPoints).slice(0, most.contactPoints)) addContactPoint(point, hash, words);
  words[sections.identifiers]!.push(...identifierWords(facts.identifiers, hash));
  for (const address of [...distinct(facts.addresses).slice(0, most.addresses), ...places]) {
    words[sections.addresses]!.push(...addressWords(hash, address));
  }
  words[sections.attributes]!.push(...attributeWords(facts.attributes, hash));
  return assembled(facts.kind, words);
}

function personNames(facts: CustomerFacts, hash: TokenHash, words: number[][]): [] {
  const { familyName, givenName } = facts.person ?? {};
  const inParts: PersonName[] = familyName || givenName ? [personNameOfParts(familyName, givenName)] : [];
  const all = [...inParts, ...(facts.names ?? []).map(({ text }) => parsePersonName(text))];
  const names = distinct(all.filter(({ family, given }) => family !== '' || given !== ''));
  for (const name of names.slice(0, most.names)) words[sections.names]!.push(...personNameWords(hash, name));
  return [];
}

/** Gives back the regions that the names tell. */
function firmNames(facts: CustomerFacts, hash: TokenHash, words: number[][]): { region: string }[] {
  const texts = [...new Map((facts.names ?? []).map(({ text }) => [bareFolded(text), text])).entries()];
  const told = texts
    .filter(([bare]) => bare !== '')
    .slice(0, most.names)
    .map(([, text]) => {
      const name = firmNameWords(hash, text);
      words[sections.names]!.push(...name.words);
      return name.place;
    });
  return [...new Set(told)].flatMap((region) => (region === null || region === '100000' ? [] : [{ region }]));
}

function addContactPoint({ type, value }: ContactPoint, hash: TokenHash, words: number[][]): void {
  if (type === 'phone') {
    const digits = value.replace(/\D/g, '');
    words[sections.phones]!.push(tokenOf(hash, 'phone', digits), tokenOf(hash, 'phone-tail', digits.slice(-7)));
  } else if (type === 'email') {
    const local = value.toLowerCase().split('@')[0]!;
    const token = commonMailboxes.has(local) ? 0 : tokenOf(hash, 'mailbox', local);
    words[sections.emails]!.push(tokenOf(hash, 'email', value.toLowerCase()), token);
  } else words[sections.social]!.push(tokenOf(hash, type, bareFolded(value)));
}

function identifierWords(identifiers: CustomerFacts['identifiers'], hash: TokenHash): number[] {
  const all = (identifiers ?? []).flatMap(({ type, value }): CustomerIdentifier[] => [
    { type, value },
    // A tax number is a USCC since 2015; the organisation code is inside both.
    ...(type === 'uscc' ? [{ type: 'org_code' as const, value: orgCodeOf(value) }] : []),
  ]);
  return distinct(all)
    .slice(0, most.identifiers)
    .flatMap(({ type, value }) => {
      const hasTypos = (type === 'national_id' || type === 'passport' || type === 'member') && value.length <= 20;
      const deletions = hasTypos ? sortedTokens(hash, `${type}-deletion`, deletionsOf(value)) : [];
      return [identifierTypes[type] | (deletions.length << 8), tokenOf(hash, type, value), ...deletions];
    });
}

function attributeWords(attributes: CustomerFacts['attributes'], hash: TokenHash): number[] {
  return Object.entries(attributes ?? {})
    .slice(0, most.attributes)
    .flatMap(([name, value]) => {
      const text = bareFolded(String(value));
      if (text === '') return [];
      const domain = `attribute ${name}`;
      // Numbers of registers are compared by single digits, words by their bigrams.
      const isNumber = text.length <= 20 && 2 * text.replace(/\D/g, '').length >= text.length;
      const deletions = isNumber ? sortedTokens(hash, `${domain} deletion`, deletionsOf(text)) : [];
      const bigrams = isNumber || typeof value !== 'string' ? [] : halves(hash, 'bigram', bigramsOf(lettersOf(text)));
      const meta = bigrams.length | (deletions.length << 8) | (isNumber && text.length >= 6 ? 1 << 16 : 0);
      return [attributeName(name), meta, tokenOf(hash, domain, text), ...deletions, ...pack(bigrams)];
    });
}

function assembled(kind: CustomerFacts['kind'], words: readonly (readonly number[])[]): Features {
  const header = new Array<number>(headerWords).fill(0);
  header[0] = featuresVersion | (kinds.indexOf(kind) << 8);
  let offset = headerWords;
  for (let section = 0; section <= sectionCount; section += 1) {
    header[1 + (section >> 1)]! |= offset << ((section & 1) << 4);
    offset += words[section]?.length ?? 0;
  }
  return Uint32Array.from([...header, ...words.flat()]);
}

const distinct = <Item>(items: readonly Item[] | undefined): Item[] => [
  ...new Map((items ?? []).map((item) => [JSON.stringify(item), item])).values(),
];
