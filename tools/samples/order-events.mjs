// @ts-check
import { endOfPeriod } from './accounts.mjs';
/** @import { Order, OrderLine } from './orders.mjs' */
/** @import { Random } from './random.mjs' */

/** @typedef {{ fact: string, at: number, order: Order }} Moment */

const minute = 60_000;
const day = 86_400_000;

/**
 * What the ERP tells of the orders, as CloudEvents in structured mode, by time. An order near the end of the period may
 * still be unpaid: what would have happened later is not told.
 * @param {Order[]} orders
 * @param {Random} random
 */
export function orderEvents(orders, random) {
  const moments = orders.flatMap((order) => momentsOf(order, random)).filter(({ at }) => at < endOfPeriod);
  moments.sort((one, other) => one.at - other.at);
  return moments.map(({ fact, at, order }) => ({
    specversion: '1.0',
    id: random.uuid(),
    source: 'erp',
    type: `erp.order.${fact}`,
    time: new Date(at).toISOString(),
    subject: `order/${order.orderId}`,
    dataversion: 1,
    datacontenttype: 'application/json',
    data: order,
  }));
}

/** @param {Order} order @param {Random} random @returns {Moment[]} */
function momentsOf(order, random) {
  const placed = Date.parse(order.placedAt);
  const paid = placed + paymentDelay(order, random);
  /** @type {Moment[]} */
  const moments = [{ fact: 'placed', at: placed, order }];

  const fate = random.weighted([
    ['kept', 945],
    ['cancelled', 20],
    ['cancelled after payment', 5],
    ['never paid', 30],
  ]);
  if (fate === 'cancelled') {
    return [...moments, { fact: 'cancelled', at: placed + random.int(5, 2000) * minute, order }];
  }
  // Only deliveries by our own lorries are reported back to the ERP.
  if (random.chance(0.13) && goodsOf(order).length > 0 && fate !== 'cancelled after payment') {
    moments.push(...deliveryOf(order, placed, random));
  }
  if (fate === 'never paid') return moments;

  moments.push({ fact: 'paid', at: paid, order });
  if (fate === 'cancelled after payment') {
    moments.push({ fact: 'cancelled', at: paid + random.int(60, 3000) * minute, order });
  } else if (random.chance(0.03) && goodsOf(order).length > 0) {
    moments.push({
      fact: 'returned',
      at: paid + random.int(4, 28) * day + random.int(0, 500) * minute,
      order: returnedPart(order, random),
    });
  }
  return moments;
}

/** Transport and storage are services: they are neither delivered nor sent back. @param {Order} order */
function goodsOf({ lines }) {
  return lines.filter((line) => line.category !== 'logistics');
}

/** Online is paid at once, the others on terms; a few pay late. @param {Order} order @param {Random} random */
function paymentDelay(order, random) {
  if (order.channel === 'online') return random.int(1, 25) * minute;
  const days = random.weighted([
    [0, 35],
    [random.int(1, 10), 35],
    [random.int(20, 32), 22],
    [random.int(45, 80), 8],
  ]);
  return days * day + random.int(20, 300) * minute;
}

/** @param {Order} order @param {number} placed @param {Random} random @returns {Moment[]} */
function deliveryOf(order, placed, random) {
  const shipped = placed + random.int(1, 4) * day + random.int(0, 400) * minute;
  /** @type {Moment[]} */
  const moments = [{ fact: 'shipped', at: shipped, order }];
  if (random.chance(0.9)) {
    moments.push({ fact: 'delivered', at: shipped + random.int(1, 5) * day + random.int(0, 400) * minute, order });
  }
  return moments;
}

/** The order with the lines that came back, each with what came back of it. @param {Order} order @param {Random} random @returns {Order} */
function returnedPart(order, random) {
  const lines = random.shuffled(goodsOf(order)).slice(0, random.chance(0.7) ? 1 : order.lines.length);
  return { ...order, lines: lines.map((line) => returnedLine(line, random)) };
}

/** @param {OrderLine} line @param {Random} random @returns {OrderLine} */
function returnedLine(line, random) {
  const quantity = random.chance(0.4) ? line.quantity : random.int(1, line.quantity);
  /** @param {number} ofAll */
  const part = (ofAll) => Math.round((ofAll * quantity) / line.quantity);
  return { ...line, quantity, amountMinor: part(line.amountMinor), marginMinor: part(line.marginMinor) };
}
