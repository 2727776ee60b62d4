// @ts-check
import { personBuys } from './vocabulary/companies.mjs';
import { seasonOf } from './vocabulary/products.mjs';
/** @import { Customer, CustomerMaker } from './customers.mjs' */
/** @import { CustomerRecord } from './records.mjs' */
/** @import { Random } from './random.mjs' */

export const dayCount = 730;
const firstDay = Date.UTC(2024, 10, 15);
const millisecondsPerDay = 86_400_000;

/** Midnight UTC of a day of the period, which is 08:00 in Shanghai. @param {number} day */
export const startOfDay = (day) => firstDay + day * millisecondsPerDay;

/** The end of the last business day in Shanghai; nothing in the samples happened later. */
export const endOfPeriod = startOfDay(dayCount) - 8 * 3_600_000;

/**
 * A customer as the ERP knows and bills them.
 * @typedef {object} Account
 * @property {{ source: 'erp', id: string, name?: string, uscc?: string, phone?: string }} reference As it stands in the event.
 * @property {Customer} customer
 * @property {readonly (readonly [string, number])[]} buys
 * @property {(day: number) => number} appetite How likely an order is on this day, relative to other days and accounts.
 * @property {number} marginShift Percent points on every margin: some customers cost money.
 */

/** @param {CustomerRecord[]} records @param {Random} random @returns {Account[]} */
export function accountsOf(records, random) {
  return records
    .filter((record) => record.source === 'erp')
    .map((record) => {
      const { name, uscc, phone } = record.clean;
      const isPlanted = record.sourceId === 'K-1001' || record.sourceId === 'K-1002';
      const life = isPlanted ? () => 1 : lifeOf(random);
      return accountOf({ id: record.sourceId, name, uscc, phone }, record.customer, life, random);
    });
}

/** Customers that only the ERP's orders tell of. @param {CustomerMaker} maker @param {Random} random @returns {Account[]} */
export function unknownAccounts(maker, random) {
  return Array.from({ length: 12 }, (_, at) => {
    const customer = at < 8 ? maker.organisation() : maker.person();
    const { legalName: name, uscc, mobile: phone } = customer;
    return accountOf({ id: `K-${9901 + at}`, name, uscc, phone }, customer, () => 1, random);
  });
}

/**
 * @param {{ id: string, name: string, uscc: string | null, phone: string | null }} known
 * @param {Customer} customer
 * @param {(day: number) => number} life
 * @param {Random} random
 * @returns {Account}
 */
function accountOf({ id, name, uscc, phone }, customer, life, random) {
  const buys = customer.industry?.buys ?? personBuys;
  const seasons = Array.from({ length: 12 }, (_, month) => averageSeason(buys, month));
  // Size shows in how often they order (its power 3/4) and how much at once (its square root, in `orders.mjs`).
  const busy = Math.sqrt(customer.size * Math.sqrt(customer.size));
  return {
    reference: { source: 'erp', id, name, ...(uscc ? { uscc } : {}), ...(phone ? { phone } : {}) },
    customer,
    buys,
    appetite: (day) => {
      const date = new Date(startOfDay(day));
      return busy * life(day) * (seasons[date.getUTCMonth()] ?? 1) * weekdayShare(date.getUTCDay());
    },
    marginShift: random.chance(0.04) ? -random.int(20, 45) : random.int(-3, 4),
  };
}

/** Steady, fading away, gone from one day to the next, new, or in the books without ever ordering. @param {Random} random @returns {(day: number) => number} */
function lifeOf(random) {
  const end = random.int(180, 640);
  const start = random.int(430, 710);
  /** @type {readonly (readonly [(day: number) => number, number])[]} */
  const lives = [
    [() => 1, 46],
    [(day) => (day < end ? (1.6 * (end - day)) / end : 0), 14],
    [(day) => (day < end ? 1 : 0), 8],
    [(day) => (day >= start ? 1.5 : 0), 17],
    [() => 0, 15],
  ];
  return random.weighted(lives);
}

/** @param {readonly (readonly [string, number])[]} buys @param {number} month */
function averageSeason(buys, month) {
  const total = buys.reduce((sum, [, weight]) => sum + weight, 0);
  return buys.reduce((sum, [category, weight]) => sum + weight * seasonOf(category, month), 0) / total;
}

/** @param {number} weekday 0 is Sunday. */
function weekdayShare(weekday) {
  return weekday === 0 ? 0.25 : weekday === 6 ? 0.6 : 1.2;
}
