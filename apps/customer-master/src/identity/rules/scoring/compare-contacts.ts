import { address, type Features, identifier, sections, startOf } from '../features/layout.js';
import { dice, share, sharePacked } from './token-lists.js';
import { unknown } from './vector.js';

/** Tokens that too many records have (a switchboard): no evidence. */
export type Ignored = { has(token: number): boolean };

/** Phones and e-mails are pairs of the whole and a part: 2 same whole, 1 same part, 0 nothing. */
export function pairLevel(a: Features, b: Features, section: number, ignored: Ignored): number {
  const startA = startOf(a, section);
  const endA = startOf(a, section + 1);
  const startB = startOf(b, section);
  const endB = startOf(b, section + 1);
  if (startA === endA || startB === endB) return unknown;
  let best = 0;
  let isIgnored = false;
  for (let atA = startA; atA < endA; atA += 2) {
    for (let atB = startB; atB < endB; atB += 2) {
      if (a[atA] === b[atB]) {
        if (!ignored.has(a[atA]!)) return 2;
        isIgnored = true;
      } else if (a[atA + 1] === b[atB + 1] && a[atA + 1] !== 0) best = 1;
    }
  }
  return best === 0 && isIgnored ? unknown : best;
}

/** Accounts: the same one or not. */
export function tokenLevel(a: Features, b: Features, section: number): number {
  const endA = startOf(a, section + 1);
  const endB = startOf(b, section + 1);
  if (startOf(a, section) === endA || startOf(b, section) === endB) return unknown;
  for (let atA = startOf(a, section); atA < endA; atA += 1) {
    for (let atB = startOf(b, section); atB < endB; atB += 1) if (a[atA] === b[atB]) return 1;
  }
  return 0;
}

/** Numbers of one type: 2 the same, 1 one typo apart, 0 others. */
export function identifierLevel(a: Features, b: Features, type: number): number {
  let best: number = unknown;
  const endA = startOf(a, sections.identifiers + 1);
  const endB = startOf(b, sections.identifiers + 1);
  for (let atA = startOf(a, sections.identifiers); atA < endA; atA += entryLength(a[atA]!)) {
    if ((a[atA]! & 0xff) !== type) continue;
    for (let atB = startOf(b, sections.identifiers); atB < endB; atB += entryLength(b[atB]!)) {
      if ((b[atB]! & 0xff) !== type) continue;
      if (a[atA + identifier.exact] === b[atB + identifier.exact]) return 2;
      const [listA, listB] = [atA + identifier.deletions, atB + identifier.deletions];
      const isTypo = share(a, listA, atA + entryLength(a[atA]!), b, listB, atB + entryLength(b[atB]!));
      best = Math.max(best === unknown ? 0 : best, isTypo ? 1 : 0);
    }
  }
  return best;
}

const entryLength = (meta: number): number => identifier.deletions + (meta >>> 8);

/** The most that two addresses have in common of place; the shared locality goes to `terms[field]`. */
export function placeLevel(a: Features, b: Features, terms: Uint32Array, field: number): number {
  let best: number = unknown;
  const endA = startOf(a, sections.addresses + 1);
  const endB = startOf(b, sections.addresses + 1);
  for (let atA = startOf(a, sections.addresses); atA < endA; atA += a[atA]!) {
    for (let atB = startOf(b, sections.addresses); atB < endB; atB += b[atB]!) {
      const level = placeOf(a, atA, b, atB);
      if (level === unknown || (best !== unknown && level <= best)) continue;
      best = level;
      terms[field] = level >= 4 && sameToken(a, atA, b, atB, address.locality) ? a[atA + address.locality]! : 0;
    }
  }
  return best;
}

const sameToken = (a: Features, atA: number, b: Features, atB: number, word: number): boolean =>
  a[atA + word] === b[atB + word] && a[atA + word] !== 0;

const bothHave = (a: Features, atA: number, b: Features, atB: number, word: number): boolean =>
  a[atA + word] !== 0 && b[atB + word] !== 0;

function placeOf(a: Features, atA: number, b: Features, atB: number): number {
  const isPostal = sameToken(a, atA, b, atB, address.postalCode);
  const isLocality = sameToken(a, atA, b, atB, address.locality);
  const isCounty = sameToken(a, atA, b, atB, address.county);
  if (isPostal && (isLocality || isCounty)) return 6;
  const isNearPostal = !isPostal && nearPostal(a, atA, b, atB);
  const isNearLocality = !isLocality && nearLocality(a, atA, b, atB);
  if (isPostal) return isNearLocality ? 5 : 3;
  if (isLocality || isCounty) return isNearPostal ? 5 : 4;
  if (isNearPostal && isNearLocality) return 5;
  if (isNearPostal || isNearLocality || sameToken(a, atA, b, atB, address.prefecture)) return 2;
  if (sameToken(a, atA, b, atB, address.province)) return 1;
  const isComparable =
    bothHave(a, atA, b, atB, address.province) ||
    bothHave(a, atA, b, atB, address.postalCode) ||
    bothHave(a, atA, b, atB, address.locality);
  return isComparable ? 0 : unknown;
}

function nearPostal(a: Features, atA: number, b: Features, atB: number): boolean {
  if (!bothHave(a, atA, b, atB, address.postalCode)) return false;
  const [metaA, metaB] = [a[atA + address.meta]!, b[atB + address.meta]!];
  return sharePacked(a, postalList(atA, metaA), metaA >>> 16, b, postalList(atB, metaB), metaB >>> 16);
}

const postalList = (at: number, meta: number): number =>
  at + address.lists + (((meta & 0xff) + 1) >> 1) + ((((meta >>> 8) & 0xff) + 1) >> 1);

function nearLocality(a: Features, atA: number, b: Features, atB: number): boolean {
  const [metaA, metaB] = [a[atA + address.meta]!, b[atB + address.meta]!];
  return dice(a, atA + address.lists, metaA & 0xff, b, atB + address.lists, metaB & 0xff, 0.55) > 0;
}

/** The most that two addresses have in common of street and number. */
export function streetLevel(a: Features, b: Features): number {
  let best: number = unknown;
  const endA = startOf(a, sections.addresses + 1);
  const endB = startOf(b, sections.addresses + 1);
  for (let atA = startOf(a, sections.addresses); atA < endA; atA += a[atA]!) {
    for (let atB = startOf(b, sections.addresses); atB < endB; atB += b[atB]!) {
      if (!bothHave(a, atA, b, atB, address.street)) continue;
      const level = streetOf(a, atA, b, atB);
      if (best === unknown || level > best) best = level;
    }
  }
  return best;
}

function streetOf(a: Features, atA: number, b: Features, atB: number): number {
  const isExact = sameToken(a, atA, b, atB, address.street);
  if (isExact && sameToken(a, atA, b, atB, address.digits)) return 4;
  const [metaA, metaB] = [a[atA + address.meta]!, b[atB + address.meta]!];
  const listA = atA + address.lists + (((metaA & 0xff) + 1) >> 1);
  const listB = atB + address.lists + (((metaB & 0xff) + 1) >> 1);
  const alike = isExact ? 1 : dice(a, listA, (metaA >>> 8) & 0xff, b, listB, (metaB >>> 8) & 0xff, 0.5);
  if (alike < 0.5) return 0;
  if (sameToken(a, atA, b, atB, address.number)) return 3;
  return alike >= 0.75 ? 2 : 1;
}
