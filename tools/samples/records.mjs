// @ts-check
import { misheard, untidyAddress, untidyEmail, untidyName, untidyUscc, writePhone } from './mess.mjs';
import { firmSuffixes } from './vocabulary/companies.mjs';
import { callerTitles, personSuffixes } from './vocabulary/people.mjs';
import { employees } from './vocabulary/staff.mjs';
/** @import { Customer } from './customers.mjs' */
/** @import { Random } from './random.mjs' */

/** @typedef {'erp' | 'sales' | 'service' | 'finance'} Source */
/** @typedef {Record<string, string>} Row One line of a CSV: column → text. */

/**
 * One department's record of a customer, before (`clean`) and after (`row`) somebody typed it in.
 * @typedef {object} CustomerRecord
 * @property {Customer} customer
 * @property {Source} source
 * @property {string} sourceId
 * @property {{ name: string, uscc: string | null, phone: string | null, email: string | null }} clean
 * @property {Row} row
 */

/**
 * What a department knows and how it writes; the numbers are shares of its records.
 * @typedef {object} Habits
 * @property {string} prefix Of its customer numbers.
 * @property {string[]} columns
 * @property {{ organisation: number, person: number }} knows Which of the customers it has met.
 * @property {readonly (readonly ['legal' | 'short' | 'former' | 'misheard', number])[]} names
 * @property {{ uscc: number, phone: number, email: number, address: number, contact: number, owner: number }} fields
 * @property {number} landline How often it has the switchboard instead of somebody's mobile.
 * @property {number} wrongPhone A number that belongs to nobody.
 * @property {number} untidy Of its filled-in fields.
 * @property {number} twice Customers it has recorded twice.
 */

/** @type {Record<Source, Habits>} */
export const habitsOf = {
  erp: {
    prefix: 'K',
    columns:
      columns(`source sourceId kind name shortName uscc phone email address region contactName familyName givenName
      birthDate street locality postalCode department owner`),
    knows: { organisation: 0.82, person: 0.55 },
    names: [
      ['legal', 70],
      ['short', 18],
      ['former', 12],
    ],
    fields: { uscc: 0.68, phone: 0.88, email: 0.3, address: 0.8, contact: 0.5, owner: 0.5 },
    landline: 0.75,
    wrongPhone: 0.03,
    untidy: 0.07,
    twice: 0.03,
  },
  sales: {
    prefix: 'S',
    columns:
      columns(`source sourceId kind name shortName uscc phone email address region contactName familyName givenName
      birthDate department owner`),
    knows: { organisation: 0.64, person: 0.3 },
    names: [
      ['short', 58],
      ['legal', 36],
      ['former', 6],
    ],
    fields: { uscc: 0.35, phone: 0.92, email: 0.55, address: 0.55, contact: 0.85, owner: 0.95 },
    landline: 0.25,
    wrongPhone: 0.04,
    untidy: 0.1,
    twice: 0.04,
  },
  service: {
    prefix: 'C',
    columns: columns('source sourceId kind name uscc phone email address contactName department owner'),
    knows: { organisation: 0.48, person: 0.72 },
    names: [
      ['short', 52],
      ['legal', 30],
      ['former', 9],
      ['misheard', 9],
    ],
    fields: { uscc: 0.12, phone: 0.96, email: 0.35, address: 0.4, contact: 0.7, owner: 0.4 },
    landline: 0.5,
    wrongPhone: 0.02,
    untidy: 0.12,
    twice: 0.07,
  },
  finance: {
    prefix: 'F',
    columns: columns('source sourceId kind name uscc phone region familyName givenName street locality postalCode'),
    knows: { organisation: 0.58, person: 0.15 },
    names: [
      ['legal', 91],
      ['former', 9],
    ],
    fields: { uscc: 0.93, phone: 0.45, email: 0, address: 0.85, contact: 0, owner: 0 },
    landline: 0.9,
    wrongPhone: 0.01,
    untidy: 0.06,
    twice: 0.02,
  },
};

export const sources = /** @type {Source[]} */ (Object.keys(habitsOf));

/**
 * @param {Customer} customer
 * @param {Source} source
 * @param {string} sourceId
 * @param {Random} random
 * @param {() => string} newNumber For wrong numbers.
 * @returns {CustomerRecord}
 */
export function recordOf(customer, source, sourceId, random, newNumber) {
  const habits = habitsOf[source];
  const { fields } = habits;
  const clean = {
    name: nameFor(customer, habits, random),
    uscc: customer.uscc && random.chance(fields.uscc) ? customer.uscc : null,
    phone: random.chance(fields.phone) ? phoneFor(customer, habits, random, newNumber) : null,
    email: random.chance(fields.email) ? customer.email : null,
  };
  /** @param {string | null} value @param {(random: Random, value: string) => string} spoil */
  const typed = (value, spoil) => (value && random.chance(habits.untidy) ? spoil(random, value) : (value ?? ''));
  const suffixes = customer.kind === 'person' ? personSuffixes : firmSuffixes;
  const row = {
    source,
    sourceId,
    kind: customer.kind,
    name: typed(clean.name, (_, name) => untidyName(random, name, suffixes)),
    uscc: typed(clean.uscc, untidyUscc),
    phone: clean.phone ? writePhone(random, clean.phone) : '',
    email: typed(clean.email, untidyEmail),
    ...(customer.kind === 'person'
      ? personFields(customer, clean.name, random)
      : firmFields(customer, clean.name, fields, random)),
    ...(random.chance(fields.address) ? addressFields(customer, source, random, typed) : {}),
    ...(random.chance(fields.owner) ? ownerFields(customer, source, random) : {}),
  };
  return { customer, source, sourceId, clean, row };
}

/** @param {string} names */
function columns(names) {
  return names.split(/\s+/);
}

/** @param {Customer} customer @param {Habits} habits @param {Random} random */
function nameFor(customer, habits, random) {
  const form = random.weighted(habits.names);
  if (customer.kind === 'person') {
    return form === 'misheard' ? customer.contact.family + random.pick(callerTitles) : customer.legalName;
  }
  if (form === 'misheard') return misheard(random, customer.shortName);
  if (form === 'former') return customer.formerName ?? customer.legalName;
  return form === 'short' ? customer.shortName : customer.legalName;
}

/** @param {Customer} customer @param {Habits} habits @param {Random} random @param {() => string} newNumber */
function phoneFor(customer, habits, random, newNumber) {
  if (random.chance(habits.wrongPhone)) return newNumber();
  return customer.landline && random.chance(habits.landline) ? customer.landline : customer.mobile;
}

/** @param {Customer} customer @param {string} name @param {Random} random @returns {Row} */
function personFields({ contact, birthDate }, name, random) {
  const isSplit = name === contact.family + contact.given && random.chance(0.6);
  return {
    ...(isSplit ? { familyName: contact.family, givenName: contact.given } : {}),
    ...(birthDate && random.chance(0.5) ? { birthDate } : {}),
  };
}

/** @param {Customer} customer @param {string} name @param {Habits['fields']} fields @param {Random} random @returns {Row} */
function firmFields({ shortName, contact }, name, fields, random) {
  return {
    ...(name !== shortName && random.chance(0.4) ? { shortName } : {}),
    ...(random.chance(fields.contact) ? { contactName: contact.family + contact.given } : {}),
  };
}

/**
 * @param {Customer} customer
 * @param {Source} source
 * @param {Random} random
 * @param {(value: string, spoil: (random: Random, value: string) => string) => string} typed
 * @returns {Row}
 */
function addressFields({ place, street }, source, random, typed) {
  const locality = `${place.city}市${place.district}`;
  const region = random.chance(0.8) ? place.region : '';
  if (source === 'finance' || (source === 'erp' && random.chance(0.35))) {
    return {
      region,
      street: typed(street, untidyAddress),
      locality,
      postalCode: random.chance(0.7) ? place.postalCode : '',
    };
  }
  const isMunicipality = place.province === `${place.city}市`;
  const province = isMunicipality || random.chance(0.6) ? '' : place.province;
  return { region, address: typed(`${province}${locality}${street}`, untidyAddress) };
}

/** Now and then the ERP still names a colleague who had the customer before. @param {Customer} customer @param {Source} source @param {Random} random @returns {Row} */
function ownerFields(customer, source, random) {
  let owner = source === 'service' ? customer.serviceOwner : customer.salesOwner;
  const department = employees.find((employee) => employee.id === owner)?.departmentId ?? '';
  if (source === 'erp' && random.chance(0.1)) {
    owner = random.pick(employees.filter((employee) => employee.departmentId === department)).id;
  }
  return { department, owner };
}
