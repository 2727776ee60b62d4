// @ts-check
import { makeUscc } from './uscc.mjs';
import { formsByRegister, industries, tradeNameSyllables } from './vocabulary/companies.mjs';
import { familyNames, femaleFirst, femaleSecond, maleFirst, maleSecond } from './vocabulary/people.mjs';
import { blocks, estateEndings, estates, places, streetEndings, streets } from './vocabulary/places.mjs';
import { employees } from './vocabulary/staff.mjs';
/** @import { Random } from './random.mjs' */
/** @import { Industry } from './vocabulary/companies.mjs' */
/** @import { Place } from './vocabulary/places.mjs' */

/** @typedef {{ family: string, given: string, pinyin: string }} PersonName */

/**
 * One real customer: the truth that no department knows completely.
 * @typedef {object} Customer
 * @property {string} id Only in `truth.csv`.
 * @property {'organisation' | 'person'} kind
 * @property {Industry | null} industry
 * @property {Place} place
 * @property {string} legalName Of a person: the full name.
 * @property {string} shortName
 * @property {string | null} formerName
 * @property {string} tradeName 字号; empty for a person.
 * @property {string | null} uscc
 * @property {string | null} landline `0351-5550000`
 * @property {string} mobile `13800000000`
 * @property {string} email
 * @property {string} street
 * @property {PersonName} contact Of a person: they themselves.
 * @property {string | null} birthDate
 * @property {number} size From 1 upwards; drives how often and how much they order.
 * @property {string} salesOwner
 * @property {string} serviceOwner
 */

/** Gives every telephone number once; all lie in ranges that look made up: 555… and 1xx 0000 …. */
class PhoneBook {
  #given = new Set();
  #random;

  /** @param {Random} random */
  constructor(random) {
    this.#random = random;
  }

  mobile() {
    const prefixes = '130 131 133 135 136 137 138 139 150 151 152 156 158 159 180 182 186 187 188 189'.split(' ');
    return this.#unused(() => `${this.#random.pick(prefixes)}0000${this.#random.digits(4)}`);
  }

  /** @param {Place} place */
  landline(place) {
    return this.#unused(() => `${place.areaCode}-555${this.#random.digits(place.phoneDigits - 3)}`);
  }

  /** @param {() => string} make */
  #unused(make) {
    let number = make();
    while (this.#given.has(number)) number = make();
    this.#given.add(number);
    return number;
  }
}

const weightedPlaces = places.map((place) => /** @type {const} */ ([place, place.weight]));
const weightedIndustries = industries.map((industry) => /** @type {const} */ ([industry, industry.weight]));
const weightedFamilies = familyNames.map((name, rank) => /** @type {const} */ ([name, 1 / (rank + 5)]));

/** @param {Random} random @returns {PersonName} */
export function makePersonName(random) {
  const family = random.weighted(weightedFamilies);
  const [first, second] = random.chance(0.5) ? [maleFirst, maleSecond] : [femaleFirst, femaleSecond];
  const syllables = random.chance(0.25) ? [random.pick(second)] : [random.pick(first), random.pick(second)];
  const given = syllables.map((syllable) => syllable.text).join('');
  return {
    family: family.text,
    given,
    pinyin: `${family.pinyin}.${syllables.map((syllable) => syllable.pinyin).join('')}`,
  };
}

/** Makes customers, each with its own phones, names and code. */
export class CustomerMaker {
  #phones;
  #random;
  #made = 0;
  #names = new Set();

  /** @param {Random} random */
  constructor(random) {
    this.#random = random;
    this.#phones = new PhoneBook(random);
  }

  /** @returns {Customer} */
  organisation() {
    const random = this.#random;
    const place = random.weighted(weightedPlaces);
    const industry = random.weighted(weightedIndustries);
    const tradeName = [random.pick(tradeNameSyllables), random.pick(tradeNameSyllables)];
    const spoken = tradeName.map((syllable) => syllable.text).join('');
    const names = this.namesOf(place, industry, spoken);
    if (tradeName[0] === tradeName[1] || this.#names.has(names.legalName)) return this.organisation();
    this.#names.add(names.legalName);
    const serial = ++this.#made;
    return {
      ...this.#base(serial, place),
      kind: 'organisation',
      industry,
      ...names,
      uscc: makeUscc(random, industry.register, random.chance(0.5) ? place.region : `${place.region.slice(0, 4)}00`),
      landline: this.newLandline(place),
      email: `${random.pick(['info', 'office', 'caigou', 'hr'])}@${tradeName.map((one) => one.pinyin).join('')}${serial}.example`,
      street: `${streetOf(random)}${random.pick(['', `${random.pick(blocks)}座${random.int(3, 28)}层`, `${random.int(1, 9)}号院`])}`,
      birthDate: null,
      size: random.heavyTail(40),
    };
  }

  /** @returns {Customer} */
  person() {
    const random = this.#random;
    const place = random.weighted(weightedPlaces);
    const customer = this.#base(++this.#made, place);
    const { family, given, pinyin } = customer.contact;
    const estate = `${random.pick(estates)}${random.pick(estateEndings)}`;
    const flat = `${random.int(1, 32)}号楼${random.int(1, 4)}单元${random.int(1, 24)}0${random.int(1, 4)}室`;
    return {
      ...customer,
      kind: 'person',
      industry: null,
      legalName: family + given,
      shortName: family + given,
      formerName: null,
      tradeName: '',
      uscc: null,
      landline: random.chance(0.15) ? this.newLandline(place) : null,
      email: `${pinyin}${customer.mobile.slice(-4)}@${random.pick(['example.com', 'example.cn'])}`,
      street: `${streetOf(random)}${estate}${flat}`,
      birthDate: `${random.int(1950, 2004)}-${twoDigits(random.int(1, 12))}-${twoDigits(random.int(1, 28))}`,
      size: random.heavyTail(12),
    };
  }

  /** @param {Place} place @param {Industry} industry @param {string} tradeName */
  namesOf(place, industry, tradeName) {
    const random = this.#random;
    return {
      tradeName,
      legalName: legalNameOf(random, place, industry, tradeName),
      shortName: random.chance(0.75) ? `${tradeName}${industry.short}` : `${place.city}${tradeName}`,
      formerName: random.chance(0.25) ? formerNameOf(random, place, industry, tradeName) : null,
    };
  }

  /** A number that nobody has. */
  newMobile() {
    return this.#phones.mobile();
  }

  /** @param {Place} place */
  newLandline(place) {
    return this.#phones.landline(place);
  }

  /** @param {number} serial @param {Place} place */
  #base(serial, place) {
    return {
      id: `R${String(serial).padStart(4, '0')}`,
      place,
      mobile: this.newMobile(),
      contact: makePersonName(this.#random),
      salesOwner: ownerIn(this.#random, place.isNorth ? 'sales-north' : 'sales-south'),
      serviceOwner: ownerIn(this.#random, 'service'),
    };
  }
}

/** @param {Random} random @param {Place} place @param {Industry} industry @param {string} tradeName */
function legalNameOf(random, place, industry, tradeName) {
  const trade = random.pick(industry.trades);
  const form = random.weighted(formsByRegister[industry.register] ?? []);
  const city = random.chance(0.3) ? `${place.city}市` : place.city;
  return random.weighted([
    [`${city}${tradeName}${trade}${form}`, 60],
    [`${place.province.replace(/(省|市|自治区)$/, '')}${tradeName}${trade}${form}`, 15],
    [`${tradeName}（${place.city}）${trade}${form}`, 15],
    [`${tradeName}${trade}（${place.city}）${form}`, 10],
  ]);
}

/** @param {Random} random @param {Place} place @param {Industry} industry @param {string} tradeName */
function formerNameOf(random, place, industry, tradeName) {
  const trade = random.pick(industry.former);
  return `${place.city}市${tradeName}${trade}${/[厂店矿]$/.test(trade) ? '' : '公司'}`;
}

/** Leavers keep a few customers: nobody handed them over. @param {Random} random @param {string} departmentId */
function ownerIn(random, departmentId) {
  const staff = employees.filter((employee) => employee.departmentId === departmentId);
  return random.weighted(staff.map((employee) => [employee.id, employee.active ? 10 : 1]));
}

/** @param {Random} random */
function streetOf(random) {
  return `${random.pick(streets)}${random.pick(streetEndings)}${random.int(1, 399)}号`;
}

/** @param {number} number */
function twoDigits(number) {
  return String(number).padStart(2, '0');
}
