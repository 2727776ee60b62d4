// @ts-check
import { firstOrdinaryNumber, refusedRows } from './planted.mjs';
import { habitsOf, recordOf, sources } from './records.mjs';
/** @import { Customer, CustomerMaker } from './customers.mjs' */
/** @import { CustomerRecord, Row, Source } from './records.mjs' */
/** @import { Random } from './random.mjs' */

/**
 * Which department has met whom, in the order in which it met them.
 * @param {Customer[]} customers
 * @param {Random} random
 * @returns {Record<Source, Customer[]>}
 */
function acquaintances(customers, random) {
  /** @type {Record<Source, Customer[]>} */
  const met = { erp: [], sales: [], service: [], finance: [] };
  for (const customer of customers) {
    const known = sources.filter((source) => random.chance(habitsOf[source].knows[customer.kind]));
    // Whom nobody else knows is a lead of the sales department.
    for (const source of known.length > 0 ? known : /** @type {const} */ (['sales'])) {
      met[source].push(customer);
      if (random.chance(habitsOf[source].twice)) met[source].push(customer);
    }
  }
  for (const source of sources) met[source] = random.shuffled(met[source]);
  return met;
}

/**
 * Every department's records of the customers, numbered as they came.
 * @param {Customer[]} customers
 * @param {CustomerMaker} maker
 * @param {Random} random
 * @returns {CustomerRecord[]}
 */
export function writeRegisters(customers, maker, random) {
  const met = acquaintances(customers, random);
  return sources.flatMap((source) =>
    met[source].map((customer, at) => {
      const sourceId = `${habitsOf[source].prefix}-${firstOrdinaryNumber + at}`;
      return recordOf(customer, source, sourceId, random, () => maker.newMobile());
    }),
  );
}

/**
 * The rows of one department's file, with those that must be refused scattered among the others.
 * @param {CustomerRecord[]} records
 * @param {Source} source
 * @returns {Row[]}
 */
export function rowsOf(records, source) {
  const rows = records.filter((record) => record.source === source).map((record) => record.row);
  const refused = refusedRows.filter((row) => row.source === source);
  for (const [at, row] of refused.entries()) {
    rows.splice(Math.floor(((at + 1) * rows.length) / (refused.length + 1)), 0, row);
  }
  return rows;
}
