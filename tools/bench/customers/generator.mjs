// @ts-check
import { makePersonName } from '../../samples/customers.mjs';
import { misheard, writePhone } from '../../samples/mess.mjs';
import { Random } from '../../samples/random.mjs';
import { makeUscc } from '../../samples/uscc.mjs';
import { formsByRegister, industries, tradeNameSyllables } from '../../samples/vocabulary/companies.mjs';
import { places, streetEndings, streets } from '../../samples/vocabulary/places.mjs';

/**
 * A customer base of any size, made up: Chinese firms (six of ten) and persons. Row n depends on n alone, so rows can be
 * made in any order, streamed, and made again. One row in twenty says once more, in other words and with gaps, what an
 * earlier row said: `original` is the truth that a matching is judged by.
 *
 * @typedef {Record<string, string>} Row columns of the import
 * @typedef {{ n: number, original: number, row: Row }} Made
 */

export const columns =
  'source,sourceId,kind,name,shortName,familyName,givenName,birthDate,uscc,phone,email,street,locality,region,postalCode'.split(
    ',',
  );

const duplicateShare = 0.05;
const mobilePrefixes = '130 131 133 135 136 137 138 139 150 151 152 156 158 159 180 182 186 187 188 189'.split(' ');
const weightedPlaces = places.map((place) => /** @type {const} */ ([place, place.weight]));
const weightedIndustries = industries.map((industry) => /** @type {const} */ ([industry, industry.weight]));

/** @param {number} n @returns {Made} */
export function make(n) {
  const random = new Random(`bench row ${n}`);
  // The first rows have nothing before them; an original is never a duplicate itself.
  const original = n > 100 && random.chance(duplicateShare) ? originalBefore(n, random) : n;
  const facts = factsOf(original);
  return { n, original, row: original === n ? asKnown(n, facts, random) : saidAgain(n, facts, random) };
}

/** @param {number} n */
export const isDuplicate = (n) => n > 100 && new Random(`bench row ${n}`).chance(duplicateShare);

/** @param {number} n @param {Random} random */
function originalBefore(n, random) {
  for (;;) {
    const candidate = random.int(0, n - 1);
    if (!isDuplicate(candidate)) return candidate;
  }
}

/** Everything that is true of a customer. @param {number} n @returns {Row} */
function factsOf(n) {
  const random = new Random(`bench facts ${n}`);
  const place = random.weighted(weightedPlaces);
  const street = `${place.district}${random.pick(streets)}${random.pick(streetEndings)}${random.int(1, 999)}号`;
  const where = { street, locality: `${place.city}市`, region: place.region, postalCode: place.postalCode };
  const mobile = `${random.pick(mobilePrefixes)}${random.digits(8)}`;
  if (random.chance(0.4)) {
    const { family, given, pinyin } = makePersonName(random);
    const birthDate = `${random.int(1945, 2007)}-${two(random.int(1, 12))}-${two(random.int(1, 28))}`;
    const email = `${pinyin}${random.digits(4)}@example.cn`;
    return { kind: 'person', familyName: family, givenName: given, birthDate, phone: mobile, email, ...where };
  }
  const industry = random.weighted(weightedIndustries);
  const length = random.weighted([
    [2, 3],
    [3, 5],
    [4, 2],
  ]);
  const syllables = Array.from({ length }, () => random.pick(tradeNameSyllables));
  const tradeName = syllables.map(({ text }) => text).join('');
  const form = random.weighted(formsByRegister[industry.register] ?? []);
  const isLandline = random.chance(0.5);
  const landline = `${place.areaCode}-${random.int(2, 8)}${random.digits(place.phoneDigits - 1)}`;
  return {
    kind: 'organisation',
    name: `${place.city}${tradeName}${random.pick(industry.trades)}${form}`,
    shortName: `${tradeName}${industry.short}`,
    uscc: makeUscc(random, industry.register, place.region),
    phone: isLandline ? landline : mobile,
    email: `office@${syllables.map(({ pinyin }) => pinyin).join('')}${random.digits(3)}.example.cn`,
    ...where,
  };
}

/** A record that is filed properly; some things nobody asked for. @param {number} n @param {Row} facts @param {Random} random @returns {Row} */
function asKnown(n, facts, random) {
  return {
    source: 'erp',
    sourceId: `B-${n}`,
    ...without(facts, random, { uscc: 0.25, email: 0.5, shortName: 0.6, birthDate: 0.3, postalCode: 0.2, phone: 0.03 }),
  };
}

/** The same customer in another department's list. @param {number} n @param {Row} facts @param {Random} random @returns {Row} */
function saidAgain(n, facts, random) {
  const row = without(facts, random, {
    uscc: 0.6,
    email: 0.6,
    birthDate: 0.4,
    postalCode: 0.5,
    shortName: 0.5,
    street: 0.3,
  });
  if (row.name) row.name = otherName(row.name, facts.shortName ?? '', random);
  if (row.givenName) Object.assign(row, otherPersonName(row, random));
  if (row.phone) {
    row.phone = random.weighted([
      [writePhone(random, row.phone), 70],
      [`${random.pick(mobilePrefixes)}${random.digits(8)}`, 20],
      ['', 10],
    ]);
  }
  if (row.street && random.chance(0.3)) row.street = row.street.replace('号', '#');
  if (row.birthDate && random.chance(0.1)) row.birthDate = `${row.birthDate.slice(0, 8)}${two(random.int(1, 28))}`;
  return { source: random.pick(['sales', 'service']), sourceId: `B-${n}`, ...row };
}

/** @param {string} name @param {string} shortName @param {Random} random */
function otherName(name, shortName, random) {
  return random.weighted([
    [name, 35],
    [shortName || name, 20],
    [name.replace(/(有限责任公司|股份有限公司|集团有限公司|有限公司)$/, '公司'), 15],
    [name.replace(/^(..)(.+?)(有限公司)$/, '$2（$1）$3'), 10],
    [misheard(random, name), 10],
    [name.slice(0, 2) === shortName.slice(0, 2) ? name : name.slice(2), 10],
  ]);
}

/** @param {Row} row @param {Random} random */
function otherPersonName({ familyName = '', givenName = '' }, random) {
  return random.weighted([
    [{ familyName, givenName }, 80],
    [{ familyName, givenName: misheard(random, givenName) }, 12],
    [{ familyName, givenName: `${givenName.slice(0, 1)}` }, 8],
  ]);
}

/** @param {Row} facts @param {Random} random @param {Record<string, number>} shares how often a column is empty */
function without(facts, random, shares) {
  return Object.fromEntries(Object.entries(facts).filter(([column]) => !random.chance(shares[column] ?? 0)));
}

const two = (/** @type {number} */ number) => String(number).padStart(2, '0');

/** The rows as a CSV that is made while it is read. @param {number} from @param {number} to @returns {Generator<string>} */
export function* csv(from, to) {
  yield `${columns.join(',')}\n`;
  const rowsAtOnce = 200;
  for (let start = from; start < to; start += rowsAtOnce) {
    let text = '';
    for (let n = start; n < Math.min(to, start + rowsAtOnce); n++) text += lineOf(make(n).row);
    yield text;
  }
}

/** @param {Row} row */
const lineOf = (row) => `${columns.map((column) => cell(row[column] ?? '')).join(',')}\n`;

const cell = (/** @type {string} */ text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
