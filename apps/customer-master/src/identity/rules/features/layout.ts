/**
 * Where what stands in a record of features. A record is one array of 32-bit words, so that a million of them fit into
 * memory and two are compared without building an object.
 *
 * Word 0: version | kind << 8. Then the start of each section and the end of the last, two 16-bit offsets per word.
 * Sections hold entries one after the other; 0 as a token means "unknown".
 * Lists marked "packed" hold the low 16 bits of tokens, sorted, two per word: they are only counted in common.
 */
export type Features = Uint32Array;

/** Raised when words change their meaning: features of another version have to be computed anew. */
export const featuresVersion = 1;

export const kinds = ['person', 'organisation'] as const;

export const sections = {
  names: 0,
  birth: 1,
  gender: 2,
  phones: 3,
  emails: 4,
  social: 5,
  identifiers: 6,
  addresses: 7,
  attributes: 8,
} as const;
export type Section = (typeof sections)[keyof typeof sections];

export const sectionCount = 9;
/** Words in front of the first section. */
export const headerWords = 1 + Math.ceil((sectionCount + 1) / 2);

/** Start of a section; of section `sectionCount`: the end of the record. */
export const startOf = (features: Features, section: number): number =>
  (features[1 + (section >> 1)]! >>> ((section & 1) << 4)) & 0xffff;

export const kindOf = (features: Features): number => (features[0]! >>> 8) & 0xff;

/** A part of a person's name. Word 0 is 0 when the part is unknown, and then it is the only one. */
export const part = {
  /** Bigrams | words << 8 | the two flags below. */
  meta: 0,
  exact: 1,
  /** Pinyin, or the phonetic code. */
  sound: 2,
  /** The name that stands for its short forms. */
  formal: 3,
  initial: 4,
  /** Tokens of the single words when there are several; then bigrams, packed. */
  words: 5,
} as const;

/** Flags of a part: nothing but initials; the given name of a name that sounds like thousands of others. */
export const isOnlyInitials = 1 << 16;
export const isCommonGiven = 1 << 17;

/** Words that a part takes. */
export function partLength(meta: number): number {
  return meta === 0 ? 1 : part.words + ((meta >>> 8) & 0xff) + packedLength(meta & 0xff);
}

/** The name of an organisation. */
export const firm = {
  /** Bigrams of the 字号 | trades << 8. */
  meta: 0,
  whole: 1,
  /** 字号; 0 when it has none. */
  core: 2,
  sound: 3,
  /** Its syllables in alphabetical order. */
  sortedSound: 4,
  branch: 5,
  province: 6,
  prefecture: 7,
  /** All trades together. */
  trade: 8,
  /** Tokens of the single trades, sorted; then bigrams, packed. */
  trades: 9,
} as const;

export function firmLength(meta: number): number {
  return firm.trades + ((meta >>> 8) & 0xff) + packedLength(meta & 0xff);
}

export const birth = {
  /** 1 a whole date; 2 only the year is known, and the record ends behind it. */
  precision: 0,
  year: 1,
  exact: 2,
  /** The same for a date and that with day and month swapped. */
  unordered: 3,
  /** The same day a year later. */
  nextYear: 4,
  yearMonth: 5,
  monthDay: 6,
  yearDay: 7,
  /** The date without one of its digits, sorted. */
  deletions: 8,
} as const;

export const identifier = { /** Type | deletions << 8. */ meta: 0, exact: 1, deletions: 2 } as const;

export const address = {
  length: 0,
  province: 1,
  prefecture: 2,
  county: 3,
  locality: 4,
  postalCode: 5,
  /** The street without number. */
  street: 6,
  /** The first number. */
  number: 7,
  /** All numbers in their order. */
  digits: 8,
  /** Bigrams of the locality | bigrams of the street << 8 | deletions of the postal code << 16. */
  meta: 9,
  lists: 10,
} as const;

export const attribute = {
  name: 0,
  /** Bigrams | deletions << 8 | whether it is a number of some register << 16. */
  meta: 1,
  exact: 2,
  /** Deletions, then bigrams, packed. */
  lists: 3,
} as const;

export const attributeLength = (meta: number): number =>
  attribute.lists + ((meta >>> 8) & 0xff) + packedLength(meta & 0xff);

export const packedLength = (count: number): number => (count + 1) >> 1;
