import { keyKinds } from '../../identity/rules/features/key-kinds.js';
import { GrowingArray } from './growing-array.js';

/** Positions of records are below this. */
export const mostRecords = 2 ** 24;

const holdersByCode = new Map<number, number>(
  Object.values(keyKinds).map(({ code, mostHolders }) => [code, mostHolders]),
);

/** Records that share a key. */
export interface Blocks {
  /** Candidate pairs, each once: first position in the low, second in the high half; in order. */
  pairs: BigUint64Array;
  /** Different keys; those that only one record has count. */
  keys: number;
  /** Keys that more records have than their kind allows. */
  crowded: number;
  /** Keys that were left out so that the pairs stay within their number. */
  leftOut: number;
  /** Crowded keys of phones and e-mails: what they stand for is no evidence. */
  crowdedContacts: Set<number>;
}

/** Collects the keys of records, then finds the pairs that share one. */
export class KeyTable {
  private readonly entries = new GrowingArray();

  /** A key is below 2^40, so key and position fill 64 bits: sorted by them, equal keys stand together. */
  add(position: number, keys: readonly number[]): void {
    for (const key of keys) this.entries.push(((key % 256) * mostRecords + position) >>> 0, Math.floor(key / 256));
  }

  /** @param mostPairs pairs of large blocks are left out until no more than so many are left */
  blocks(mostPairs: number): Blocks {
    this.entries.asPairs().sort();
    const words = this.entries.view;
    const sizes = new Map<number, number>();
    const crowdedContacts = new Set<number>();
    let [keys, crowded] = [0, 0];
    eachBlock(words, (from, to) => {
      keys += 1;
      const size = to - from;
      if (size < 2) return;
      if (size > mostOf(words, from)) {
        crowded += 1;
        if (isContact(words, from)) crowdedContacts.add(keyOf(words, from));
      } else sizes.set(size, (sizes.get(size) ?? 0) + 1);
    });
    const limit = largestBlock(sizes, mostPairs);
    const pairs = new GrowingArray();
    let leftOut = 0;
    eachBlock(words, (from, to) => {
      const size = to - from;
      if (size < 2 || size > mostOf(words, from)) return;
      if (size > limit && !provesIdentity(words, from)) return void (leftOut += 1);
      for (let a = from; a < to; a += 1) {
        for (let b = a + 1; b < to; b += 1) pairs.push(positionOf(words, a), positionOf(words, b));
      }
    });
    return { pairs: distinct(pairs.asPairs().sort()), keys, crowded, leftOut, crowdedContacts };
  }
}

const positionOf = (words: Uint32Array, entry: number): number => words[2 * entry]! & (mostRecords - 1);
const keyOf = (words: Uint32Array, entry: number): number => words[2 * entry + 1]! * 256 + (words[2 * entry]! >>> 24);
const codeOf = (words: Uint32Array, entry: number): number => words[2 * entry + 1]! >>> 24;
const mostOf = (words: Uint32Array, entry: number): number => holdersByCode.get(codeOf(words, entry)) ?? 0;
const isContact = (words: Uint32Array, entry: number): boolean =>
  codeOf(words, entry) === keyKinds.phone.code || codeOf(words, entry) === keyKinds.email.code;
/** Numbers and contact points: never left out. */
const provesIdentity = (words: Uint32Array, entry: number): boolean => codeOf(words, entry) <= keyKinds.social.code;

function eachBlock(words: Uint32Array, visit: (from: number, to: number) => void): void {
  const entries = words.length / 2;
  for (let from = 0; from < entries;) {
    let to = from + 1;
    while (
      to < entries &&
      words[2 * to + 1] === words[2 * from + 1] &&
      (words[2 * to]! ^ words[2 * from]!) >>> 24 === 0
    )
      to += 1;
    visit(from, to);
    from = to;
  }
}

/** The size up to which blocks make no more than so many pairs together. */
function largestBlock(sizes: ReadonlyMap<number, number>, mostPairs: number): number {
  let pairs = 0;
  let limit = 0;
  for (const [size, count] of [...sizes].sort(([a], [b]) => a - b)) {
    pairs += (count * size * (size - 1)) / 2;
    if (pairs > mostPairs) break;
    limit = size;
  }
  return limit;
}

function distinct(sorted: BigUint64Array): BigUint64Array {
  let kept = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    if (at > 0 && sorted[at] === sorted[at - 1]) continue;
    sorted[kept] = sorted[at]!;
    kept += 1;
  }
  return sorted.subarray(0, kept);
}
