/** By what two records are found to be worth comparing. The code is part of every stored key. */
export interface KeyKind {
  code: number;
  name: string;
  /** A key that more records have is dropped: it would cost more comparisons than it finds twins. */
  mostHolders: number;
}

const kind = (code: number, name: string, mostHolders: number): KeyKind => ({ code, name, mostHolders });

export const keyKinds = {
  uscc: kind(1, 'uscc', 200),
  orgCode: kind(2, 'org_code', 200),
  tax: kind(3, 'tax', 200),
  nationalId: kind(4, 'national_id', 200),
  passport: kind(5, 'passport', 200),
  member: kind(6, 'member', 200),
  phone: kind(7, 'phone', 200),
  email: kind(8, 'email', 200),
  social: kind(9, 'social', 200),
  core: kind(10, 'core', 200),
  coreSound: kind(11, 'core_sound', 100),
  coreRegion: kind(12, 'core_region', 200),
  genericName: kind(13, 'generic_name', 200),
  addressRegion: kind(14, 'address_region', 50),
  streetNumber: kind(15, 'street_number', 50),
  name: kind(20, 'name', 100),
  namePhone: kind(21, 'name_phone', 200),
  partBirth: kind(22, 'part_birth', 200),
  partYear: kind(23, 'part_year', 25),
  partPostalCode: kind(24, 'part_postal_code', 50),
  birthPostalCode: kind(25, 'birth_postal_code', 50),
  partLocality: kind(26, 'part_locality', 50),
  partDay: kind(27, 'part_day', 50),
  birth: kind(28, 'birth', 25),
  attributeNumber: kind(30, 'attribute_number', 50),
  partAttribute: kind(31, 'part_attribute', 50),
  attributeYear: kind(32, 'attribute_year', 25),
  attributePair: kind(33, 'attribute_pair', 25),
} as const;

/** The kind of a key. */
export const kindOfKey = (key: number): KeyKind | undefined =>
  Object.values(keyKinds).find(({ code }) => code === Math.floor(key / 2 ** 32));

const strong: readonly KeyKind[] = [
  keyKinds.uscc,
  keyKinds.orgCode,
  keyKinds.tax,
  keyKinds.nationalId,
  keyKinds.passport,
  keyKinds.member,
  keyKinds.phone,
  keyKinds.email,
  keyKinds.social,
  keyKinds.addressRegion,
  keyKinds.streetNumber,
];

/** Whether records that share the key may be joined without a person: it stands for a strong identifier, or an address. */
export const isStrongKey = (key: number): boolean => strong.some(({ code }) => code === Math.floor(key / 2 ** 32));
