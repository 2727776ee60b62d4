import {
  address,
  attribute,
  attributeLength,
  birth,
  type Features,
  firm,
  firmLength,
  identifier,
  isCommonGiven,
  isOnlyInitials,
  kindOf,
  part,
  partLength,
  sections,
  startOf,
} from './layout.js';
import { type KeyKind, keyKinds } from './key-kinds.js';

const identifierKinds: Readonly<Record<number, KeyKind>> = {
  1: keyKinds.uscc,
  2: keyKinds.orgCode,
  3: keyKinds.tax,
  4: keyKinds.nationalId,
  5: keyKinds.passport,
  6: keyKinds.member,
};

/** Most attributes that are put together with a name. */
const mostAttributes = 3;

/**
 * Equality keys: records that share one are compared. Each is a whole number below 2^40, its kind × 2^32 plus a hash;
 * distinct and in order. They are made of features, so that a new way of blocking needs no clear text. Names are in them
 * as they sound, and given and family name alike, so that neither a homophone nor a swap hides a twin.
 */
export function blockingKeys(features: Features): number[] {
  const keys = new Set<number>();
  const add = (kind: KeyKind, ...tokens: number[]): void => {
    if (tokens.every((token) => token !== 0)) keys.add(kind.code * 2 ** 32 + mixed(tokens));
  };
  addIdentifiers(features, add);
  if (kindOf(features) === 0) addPersonKeys(features, add);
  else addFirmKeys(features, add);
  addAddressKeys(features, add);
  return [...keys].sort((a, b) => a - b);
}

/** Tokens of the phones and e-mails of a record whose key too many records have: they are no evidence. */
export function crowdedContacts(features: Features, crowded: ReadonlySet<number>): Set<number> {
  const tokens = new Set<number>();
  if (crowded.size === 0) return tokens;
  for (const [section, kind] of [
    [sections.phones, keyKinds.phone],
    [sections.emails, keyKinds.email],
  ] as const) {
    for (let at = startOf(features, section); at < startOf(features, section + 1); at += 2) {
      if (crowded.has(kind.code * 2 ** 32 + mixed([features[at]!]))) tokens.add(features[at]!);
    }
  }
  return tokens;
}

type Add = (kind: KeyKind, ...tokens: number[]) => void;

function addIdentifiers(features: Features, add: Add): void {
  const { identifiers, phones, emails, social, attributes } = sections;
  for (let at = startOf(features, identifiers); at < startOf(features, identifiers + 1);) {
    const meta = features[at]!;
    add(identifierKinds[meta & 0xff]!, features[at + identifier.exact]!);
    at += identifier.deletions + (meta >>> 8);
  }
  for (let at = startOf(features, phones); at < startOf(features, phones + 1); at += 2)
    add(keyKinds.phone, features[at]!);
  for (let at = startOf(features, emails); at < startOf(features, emails + 1); at += 2)
    add(keyKinds.email, features[at]!);
  for (let at = startOf(features, social); at < startOf(features, social + 1); at += 1)
    add(keyKinds.social, features[at]!);
  for (let at = startOf(features, attributes); at < startOf(features, attributes + 1);) {
    const meta = features[at + attribute.meta]!;
    if (meta >>> 16 === 1) add(keyKinds.attributeNumber, features[at + attribute.exact]!);
    at += attributeLength(meta);
  }
}

function addPersonKeys(features: Features, add: Add): void {
  const born = startOf(features, sections.birth);
  const isBorn = born < startOf(features, sections.birth + 1);
  const year = isBorn ? features[born + birth.year]! : 0;
  const isWhole = isBorn && features[born] === 1;
  const day = isWhole ? features[born + birth.unordered]! : 0;
  const monthDay = isWhole ? features[born + birth.monthDay]! : 0;
  const end = startOf(features, sections.names + 1);
  for (let given = startOf(features, sections.names); given < end;) {
    const family = given + partLength(features[given]!);
    const sounds = [soundAt(features, given), soundAt(features, family)];
    if (sounds[0] !== 0 && sounds[1] !== 0) {
      const [low, high] = [Math.min(...sounds), Math.max(...sounds)];
      // 张伟 alone is no key: thousands are called so.
      if ((features[given]! & isCommonGiven) === 0) add(keyKinds.name, low, high);
      const { phones } = sections;
      for (let at = startOf(features, phones); at < startOf(features, phones + 1); at += 2) {
        add(keyKinds.namePhone, low, high, features[at + 1]!);
      }
    }
    for (const sound of sounds) {
      add(keyKinds.partBirth, sound, day);
      add(keyKinds.partYear, sound, year);
      add(keyKinds.partDay, sound, monthDay);
      eachAddress(features, (at) => {
        add(keyKinds.partPostalCode, sound, features[at + address.postalCode]!);
        add(keyKinds.partLocality, sound, features[at + address.locality]! || features[at + address.county]!);
      });
      eachWord(features, (name, value) => add(keyKinds.partAttribute, sound, name, value));
    }
    given = family + partLength(features[family]!);
  }
  add(keyKinds.birth, day);
  eachAddress(features, (at) => add(keyKinds.birthPostalCode, day, features[at + address.postalCode]!));
  eachWord(features, (name, value) => {
    add(keyKinds.attributeYear, year, name, value);
    eachWord(features, (other, otherValue) => {
      if (name < other) add(keyKinds.attributePair, name, value, other, otherValue);
    });
  });
}

function soundAt(features: Features, at: number): number {
  const meta = features[at]!;
  return meta === 0 || (meta & isOnlyInitials) !== 0 ? 0 : features[at + part.sound]!;
}

/** The first attributes that are words. */
function eachWord(features: Features, visit: (name: number, value: number) => void): void {
  const end = startOf(features, sections.attributes + 1);
  for (let at = startOf(features, sections.attributes), count = 0; at < end && count < mostAttributes; count += 1) {
    const meta = features[at + attribute.meta]!;
    if ((meta & 0xff) > 0) visit(features[at]!, features[at + attribute.exact]!);
    at += attributeLength(meta);
  }
}

function addFirmKeys(features: Features, add: Add): void {
  const end = startOf(features, sections.names + 1);
  for (let at = startOf(features, sections.names); at < end; at += firmLength(features[at]!)) {
    const core = features[at + firm.core]!;
    const province = features[at + firm.province]!;
    add(keyKinds.core, core);
    add(keyKinds.coreSound, features[at + firm.sortedSound]!);
    add(keyKinds.coreSound, features[at + firm.sound]!);
    add(keyKinds.coreRegion, core, province);
    if (core !== 0) {
      eachAddress(features, (from) => add(keyKinds.coreRegion, core, features[from + address.province]!));
      continue;
    }
    const trades = (features[at]! >>> 8) & 0xff;
    for (let trade = 0; trade < trades; trade += 1) {
      add(keyKinds.genericName, province, features[at + firm.trades + trade]!);
    }
    if (trades === 0) add(keyKinds.genericName, features[at + firm.whole]!);
  }
}

function addAddressKeys(features: Features, add: Add): void {
  eachAddress(features, (at) => {
    const digits = features[at + address.digits]!;
    const region = features[at + address.county]! || features[at + address.prefecture]!;
    add(keyKinds.addressRegion, digits, features[at + address.postalCode]!);
    add(keyKinds.addressRegion, digits, region);
    add(keyKinds.streetNumber, digits, features[at + address.street]!);
  });
}

function eachAddress(features: Features, visit: (at: number) => void): void {
  const end = startOf(features, sections.addresses + 1);
  for (let at = startOf(features, sections.addresses); at < end; at += features[at]!) visit(at);
}

const { imul } = Math;

/** One hash of several tokens; tokens are keyed already, so this one need not be (murmur3's mixing). */
function mixed(tokens: readonly number[]): number {
  let hash = 0x9747b28c;
  for (const token of tokens) {
    let word = imul(token, 0xcc9e2d51);
    word = imul((word << 15) | (word >>> 17), 0x1b873593);
    hash ^= word;
    hash = imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash ^= hash >>> 16;
  hash = imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
