import { randomNumbers } from '../src/identity/rules/scoring/random.js';
import type { CustomerFacts } from '../src/customers/customer.shape.js';
import { givenNames, occupations, streets, suburbs, surnames } from './synthetic-names.js';

/** A record and the person whom it describes. */
export interface Synthetic {
  person: number;
  facts: CustomerFacts;
}

type Random = () => number;
type Row = Record<string, string>;

const lists = {
  given: givenNames.split(' '),
  family: surnames.split(' '),
  street: streets.split(' '),
  suburb: suburbs.split(' '),
  occupation: occupations.split(' '),
  kind: ['street', 'road', 'avenue', 'place', 'court', 'crescent', 'drive', 'close', 'circuit', 'parade'],
  state: ['nsw', 'vic', 'qld', 'wa', 'sa', 'tas', 'act', 'nt'],
};
const short: Record<string, string> = {
  street: 'st',
  road: 'rd',
  avenue: 'ave',
  place: 'pl',
  court: 'ct',
  drive: 'dr',
};
const keyboard = 'qwertyuiopasdfghjklzxcvbnm';
const confused = ['o0', 'il', 'rnm', 'sz', 'ck', 'phf', 'ey', 'ai', 'uv', 'nm', 'bd', 'gq', '17', '58', '38', '06'];

/** The commoner values of a list more often. */
const drawn = (random: Random, list: readonly string[]): string => list[Math.floor(random() ** 1.8 * list.length)]!;
const even = <Item>(random: Random, list: readonly Item[]): Item => list[Math.floor(random() * list.length)]!;
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

/** One slip of a hand or of a scanner. */
function slip(random: Random, text: string): string {
  if (text.length < 2) return text;
  const at = Math.floor(random() * text.length);
  const isDigit = /\d/.test(text[at]!);
  const other = isDigit ? String(Math.floor(random() * 10)) : keyboard[Math.floor(random() * 26)]!;
  const kind = random();
  if (kind < 0.25) return text.slice(0, at) + other + text.slice(at);
  if (kind < 0.5) return text.slice(0, at) + text.slice(at + 1);
  if (kind < 0.7) return text.slice(0, at) + other + text.slice(at + 1);
  if (kind < 0.85 && at + 1 < text.length) return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2);
  const pair = even(random, confused);
  const [from, to] = pair.length === 3 ? [pair.slice(0, 2), pair[2]!] : [pair[0]!, pair[1]!];
  return text.includes(from) ? text.replace(from, to) : slip(random, text);
}

const dateOf = (random: Random, from: number, years: number): string => {
  const day = new Date(Date.UTC(from, 0, 1 + Math.floor(random() * years * 365.25)));
  return day.toISOString().slice(0, 10);
};

/** A date with two digits wrong may be no date any more; then the form refuses it and it is missing. */
const realDate = (text: string | undefined): string | undefined => {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : undefined;
};

function swapDayAndMonth(date: string): string {
  const [year, month, day] = date.split('-') as [string, string, string];
  return Number(day) <= 12 ? `${year}-${day}-${month}` : date;
}

/** 2,000 people and 3,000 second records of them: up to five each, one to four corruptions in every one. */
export function plainPeople(seed: number): Synthetic[] {
  const random = randomNumbers(seed);
  const originals = Array.from({ length: 2_000 }, () => plainPerson(random));
  const records = originals.map((row, person) => ({ person, facts: plainFacts(row) }));
  const copies = new Array<number>(originals.length).fill(0);
  while (records.length < 5_000) {
    const person = Math.floor(random() ** 1.5 * originals.length);
    if (copies[person]! >= 5) continue;
    copies[person]! += 1;
    const row = { ...originals[person]! };
    const corruptions = 1 + Math.floor(random() * 4);
    for (let done = 0; done < corruptions; done += 1) corrupt(random, row);
    records.push({ person, facts: plainFacts(row) });
  }
  return records;
}

function plainPerson(random: Random): Row {
  const suburb = Math.floor(random() ** 1.3 * lists.suburb.length);
  return {
    given: drawn(random, lists.given),
    family: drawn(random, lists.family),
    number: String(1 + Math.floor(random() ** 2 * 300)),
    street: `${drawn(random, lists.street)} ${drawn(random, lists.kind)}`,
    suburb: lists.suburb[suburb]!,
    postalCode: String(2000 + suburb * 13 + Math.floor(random() * 3)),
    state: lists.state[suburb % lists.state.length]!,
    birthDate: random() < 0.9 ? dateOf(random, 1910, 90) : '',
    socialSecurity: digits(random, 7),
  };
}

function corrupt(random: Random, row: Row): void {
  const kind = random();
  const field = even(random, Object.keys(row));
  if (kind < 0.06) [row.given, row.family] = [row.family!, row.given!];
  else if (kind < 0.1) row.birthDate = row.birthDate ? swapDayAndMonth(row.birthDate) : '';
  else if (kind < 0.15) row.street = row.street!.replace(/\w+$/, (word) => short[word] ?? word);
  else if (kind < 0.3) row[field] = '';
  else row[field] = slip(random, row[field]!);
}

const plainFacts = (row: Row): CustomerFacts => ({
  kind: 'person',
  person: {
    familyName: row.family || undefined,
    givenName: row.given || undefined,
    birthDate: realDate(row.birthDate),
  },
  addresses: [
    {
      type: 'home',
      street: `${row.number} ${row.street}`.trim(),
      locality: row.suburb || undefined,
      postalCode: row.postalCode || undefined,
      region: row.state || undefined,
    },
  ],
  attributes: row.socialSecurity ? { socialSecurity: row.socialSecurity } : {},
});

/** 20,000 records of 5,000 people of past centuries: names, birth and occupation only, 35 % of the fields wrong or missing. */
export function historicalPeople(seed: number): Synthetic[] {
  const random = randomNumbers(seed);
  const places = Array.from({ length: 1_200 }, () => `${even(random, lists.street)}${even(random, lists.suburb)}`);
  const people = Array.from({ length: 5_000 }, () => ({
    given: drawn(random, lists.given),
    middle: random() < 0.3 ? drawn(random, lists.given) : '',
    family:
      random() < 0.5
        ? drawn(random, lists.family)
        : `${even(random, lists.family)}${even(random, ['', 'son', 'ton', 'ley', 'field'])}`,
    birthDate: random() < 0.15 ? `${1700 + Math.floor(random() * 250)}-01-01` : dateOf(random, 1700, 250),
    birthPlace: drawn(random, places),
    occupation: drawn(random, lists.occupation),
  }));
  return Array.from({ length: 20_000 }, (_, at) => {
    const person = at < 5_000 ? at : Math.floor(random() * 5_000);
    const row: Row = { ...people[person]! };
    for (const field of Object.keys(row)) {
      const fate = random();
      if (fate < 0.13) row[field] = '';
      else if (fate < 0.3) row[field] = slip(random, row[field]!);
      else if (fate < 0.35) row[field] = slip(random, slip(random, row[field]!));
    }
    if (random() < 0.04) [row.given, row.family] = [row.family!, row.given!];
    return { person, facts: historicalFacts(row) };
  });
}

const historicalFacts = (row: Row): CustomerFacts => ({
  kind: 'person',
  person: {
    givenName: [row.given, row.middle].filter(Boolean).join(' ') || undefined,
    familyName: row.family || undefined,
    birthDate: realDate(row.birthDate),
  },
  attributes: Object.fromEntries(
    (['birthPlace', 'occupation'] as const).flatMap((name) => (row[name] ? [[name, row[name]]] : [])),
  ),
});
