import type { Address } from '../../../customers/customer.shape.js';
import { bareFolded, hasHan, withoutMarks } from '../names/fold.js';
import { address as at } from './layout.js';
import { streetOf } from './street.js';
import { bigramsOf, deletionsOf, halves, pack, type TokenHash, tokenOf } from './tokens.js';

/** Words of an address; none when it says nothing. */
export function addressWords(hash: TokenHash, given: Partial<Address>): number[] {
  const line = given.street ?? given.text ?? '';
  // In one line written in the West, the street is what stands before the first comma.
  const street = streetOf(given.street || hasHan(line) ? line : (line.split(',')[0] ?? ''));
  const region = regionOf(given.region, street.region);
  const locality = withoutMarks(bareFolded(given.locality ?? ''));
  const postalCode = bareFolded(given.postalCode ?? '');
  const lists = [
    halves(hash, 'bigram', bigramsOf(locality)),
    halves(hash, 'bigram', bigramsOf(bareFolded(street.bare))),
    halves(hash, 'postal-deletion', postalCode.length > 12 ? [] : deletionsOf(postalCode)),
  ] as const;
  const words = [
    0,
    ...region.map((name) => tokenOf(hash, 'region', name)),
    tokenOf(hash, 'locality', locality),
    tokenOf(hash, 'postal-code', postalCode),
    tokenOf(hash, 'street', street.name),
    tokenOf(hash, 'number', street.digits.split('-')[0]!),
    tokenOf(hash, 'digits', street.digits),
    lists[0].length | (lists[1].length << 8) | (lists[2].length << 16),
    ...lists.flatMap((list) => pack(list)),
  ];
  words[at.length] = words.length;
  return words.slice(1, at.meta).some((token) => token !== 0) ? words : [];
}

/** Province, prefecture and county as texts; a region that is no GB/T 2260 code (`nsw`) counts as a province. */
function regionOf(given = '', fromLine: string): [string, string, string] {
  const code = /^\d{6}$/.test(given) ? given : given === '' ? fromLine : '';
  if (code === '') return [bareFolded(given), '', ''];
  return [code.slice(0, 2), code.slice(2, 4) === '00' ? '' : code.slice(0, 4), code.slice(4, 6) === '00' ? '' : code];
}
