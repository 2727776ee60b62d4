// @ts-check
import { dayCount, startOfDay } from './accounts.mjs';
import { products, seasonOf } from './vocabulary/products.mjs';
/** @import { Account } from './accounts.mjs' */
/** @import { Random } from './random.mjs' */
/** @import { Product } from './vocabulary/products.mjs' */

/**
 * @typedef {object} OrderLine
 * @property {string} lineId
 * @property {string} productId
 * @property {string} productName
 * @property {string} category
 * @property {number} quantity
 * @property {number} amountMinor
 * @property {number} marginMinor
 */

/**
 * The order in the words of the ERP's events.
 * @typedef {object} Order
 * @property {string} orderId
 * @property {Account['reference']} customer
 * @property {string} placedAt
 * @property {'CNY'} currency
 * @property {string} channel
 * @property {string} region
 * @property {OrderLine[]} lines
 */

const expectedOrders = 2960;
const ordersOfUnknown = 20;

/**
 * @param {Account[]} accounts
 * @param {Account[]} unknown Accounts that only orders tell of.
 * @param {Random} random
 * @returns {Order[]} By time.
 */
export function placeOrders(accounts, unknown, random) {
  const appetites = accounts.map((account) => Array.from({ length: dayCount }, (_, day) => account.appetite(day)));
  const total = appetites.reduce((sum, days) => sum + days.reduce((ofOne, appetite) => ofOne + appetite, 0), 0);
  const scale = expectedOrders / total;

  const placed = accounts.flatMap((account, at) =>
    (appetites[at] ?? []).flatMap((appetite, day) =>
      random.chance(appetite * scale) ? [orderOn(day, account, random)] : [],
    ),
  );
  for (let order = 0; order < ordersOfUnknown; order++) {
    const account = unknown[order % unknown.length];
    if (account) placed.push(orderOn(random.int(dayCount - 200, dayCount - 1), account, random));
  }
  return numbered(placed);
}

/** @param {number} day @param {Account} account @param {Random} random @returns {Omit<Order, 'orderId'>} */
function orderOn(day, account, random) {
  const { customer, reference } = account;
  const moment = startOfDay(day) + random.int(30 * 60, 10 * 3600) * 1000;
  const isPerson = customer.kind === 'person';
  return {
    customer: reference,
    placedAt: new Date(moment).toISOString(),
    currency: 'CNY',
    channel: random.weighted([
      ['direct', isPerson ? 2 : 6],
      ['online', isPerson ? 6 : 2],
      ['dealer', 2],
    ]),
    region: `${customer.place.region.slice(0, 4)}00`,
    lines: linesOf(account, new Date(moment).getUTCMonth(), random),
  };
}

/** @param {Account} account @param {number} month @param {Random} random */
function linesOf(account, month, random) {
  const wanted = account.buys.map(
    ([category, weight]) => /** @type {const} */ ([category, weight * seasonOf(category, month)]),
  );
  /** @type {Set<Product>} */
  const chosen = new Set();
  const count = random.weighted([
    [1, 58],
    [2, 28],
    [3, 14],
  ]);
  for (let line = 0; line < count; line++) {
    const category = random.weighted(wanted);
    chosen.add(random.pick(products.filter((product) => product.category === category)));
  }
  return [...chosen].map((product, at) => lineOf(String(at + 1), product, account, random));
}

/** @param {string} lineId @param {Product} product @param {Account} account @param {Random} random @returns {OrderLine} */
function lineOf(lineId, product, { customer, marginShift }, random) {
  // Persons buy for a household, whatever the lot of a firm is.
  const lot = customer.kind === 'person' ? 1 : product.lot;
  const quantity = Math.max(1, Math.round((lot * Math.sqrt(customer.size) * random.int(50, 150)) / 100));
  const discount = Math.min(12, Math.floor(customer.size / 4)) * random.next();
  const amountMinor = Math.round(quantity * product.price * (100 - discount));
  const marginPercent = product.margin - discount + marginShift + random.int(-2, 2);
  return {
    lineId,
    productId: product.id,
    productName: product.name,
    category: product.category,
    quantity,
    amountMinor,
    marginMinor: Math.round((amountMinor * marginPercent) / 100),
  };
}

/** Numbers run through the year as the ERP gives them. @param {Omit<Order, 'orderId'>[]} placed @returns {Order[]} */
function numbered(placed) {
  placed.sort((one, other) => Date.parse(one.placedAt) - Date.parse(other.placedAt));
  /** @type {Map<string, number>} */
  const lastOf = new Map();
  return placed.map((order) => {
    const year = order.placedAt.slice(0, 4);
    const number = (lastOf.get(year) ?? 0) + 1;
    lastOf.set(year, number);
    return { orderId: `SO-${year}-${String(number).padStart(4, '0')}`, ...order };
  });
}
