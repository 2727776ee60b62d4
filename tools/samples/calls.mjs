// @ts-check
import { endOfPeriod } from './accounts.mjs';
import { toFullWidth, writePhone } from './mess.mjs';
import { recurringTopic, topicOf, topics } from './vocabulary/calls.mjs';
import { products } from './vocabulary/products.mjs';
import { employees } from './vocabulary/staff.mjs';
/** @import { Order } from './orders.mjs' */
/** @import { Random } from './random.mjs' */
/** @import { CustomerRecord } from './records.mjs' */
/** @import { Topic } from './vocabulary/calls.mjs' */

/** How many there are of each kind; `samples/README.md` names the same numbers. */
const counts = { ordinary: 270, twice: 15, recurring: 12 };
const day = 86_400_000;
const minute = 60_000;

/** @typedef {'phone' | 'wechat' | 'email'} Channel */
/** @typedef {{ record: CustomerRecord, order: Order | null }} Caller */

/**
 * Contacts with the service desk in the last four months of the period: bodies of `POST /intakes`, by time.
 * @param {CustomerRecord[]} records
 * @param {Order[]} orders
 * @param {Random} random
 */
export function serviceCalls(records, orders, random) {
  const desk = new Desk(records, orders, random);
  const calls = [
    ...Array.from({ length: counts.ordinary }, () => desk.ordinaryCall()),
    ...Array.from({ length: counts.twice }, () => desk.complaintOverTwoChannels()).flat(),
    ...Array.from({ length: counts.recurring }, () => desk.recurringCall()),
    ...desk.shanxiComplaint(),
  ];
  calls.sort((one, other) => one.at - other.at);
  return calls.map(({ at, channel, ...call }, number) => ({
    channel,
    externalId: externalIdOf(channel, at, number + 1),
    receivedAt: new Date(at).toISOString(),
    ...call,
  }));
}

class Desk {
  #random;
  #reachable;
  /** @type {Map<string, CustomerRecord>} */
  #byErpId = new Map();
  #orders;
  #story;
  /** @type {Set<string>} Customers who have reported the recurring fault. */
  #reported = new Set();

  /** @param {CustomerRecord[]} records @param {Order[]} orders @param {Random} random */
  constructor(records, orders, random) {
    this.#random = random;
    const firm = records.find(({ sourceId }) => sourceId === 'K-1001')?.customer;
    // 山西煤业 calls about one thing only, so that its story stays clear.
    this.#story = {
      records: records.filter(({ customer }) => customer === firm),
      orders: orders.filter((order) => order.customer.id === 'K-1001'),
    };
    this.#reachable = records.filter(({ clean, customer }) => (clean.phone ?? clean.email) && customer !== firm);
    for (const record of this.#reachable) if (record.source === 'erp') this.#byErpId.set(record.sourceId, record);
    this.#orders = orders.filter((order) => this.#byErpId.has(order.customer.id));
  }

  ordinaryCall() {
    const random = this.#random;
    const topic = random.weighted(topics.map((one) => /** @type {const} */ ([one, one.weight])));
    const at = this.#moment();
    const caller =
      topic.fits.length > 0 ? this.#callerWithOrder(topic, at) : { record: random.pick(this.#reachable), order: null };
    return this.#call(topic, caller, at, random.pick(topic.texts), this.#channel(caller));
  }

  /** The same complaint by telephone and again, in other words, by another channel (if they have one) within some hours. */
  complaintOverTwoChannels() {
    const random = this.#random;
    const topic = random.pick(topics.filter((one) => one.kind === 'complaint' && one.fits.length > 0));
    const at = this.#moment() - day;
    const caller = this.#callerWithOrder(topic, at);
    const [first = '', second = ''] = random.shuffled(topic.texts);
    const { phone, email } = caller.record.clean;
    const again = email ? 'email' : isMobile(phone) ? 'wechat' : 'phone';
    return [
      this.#call(topic, caller, at, first, phone ? 'phone' : 'email'),
      this.#call(topic, caller, at + random.int(20, 900) * minute, second, again),
    ];
  }

  /** 山西煤业 complains of one late delivery by telephone, WeChat and mail, each time known by what another department wrote down. */
  shanxiComplaint() {
    const at = endOfPeriod - 2 * day + 560 * minute;
    const order = this.#story.orders.findLast(({ placedAt }) => Date.parse(placedAt) < at - 8 * day);
    const topic = topicOf('送货延误');
    const [erp, sales] = ['K-1001', 'S-1001'].map((id) => this.#story.records.find(({ sourceId }) => sourceId === id));
    if (!order || !erp || !sales) throw new Error('山西煤业 has no recent order');
    const [first = '', second = '', third = ''] = topic.texts;
    return [
      this.#call(topic, { record: erp, order }, at, first, 'phone'),
      this.#call(topic, { record: sales, order }, at + 95 * minute, second, 'wechat'),
      this.#call(topic, { record: sales, order }, at + 170 * minute, third, 'email'),
    ];
  }

  /** Many customers, one product, one cause, within three weeks. @returns {ReturnType<Desk['ordinaryCall']>} */
  recurringCall() {
    const random = this.#random;
    const at = endOfPeriod - random.int(3, 24) * day + random.int(510, 1080) * minute;
    const caller = this.#callerWithOrder(recurringTopic, at, 150);
    if (this.#reported.has(caller.record.customer.id)) return this.recurringCall();
    this.#reported.add(caller.record.customer.id);
    return this.#call(recurringTopic, caller, at, random.pick(recurringTopic.texts), this.#channel(caller));
  }

  /** @param {Topic} topic @param {number} at @param {number} [oldest] Days. @returns {Caller} */
  #callerWithOrder(topic, at, oldest = 60) {
    const fits = this.#orders.filter(({ placedAt, lines }) => {
      const age = (at - Date.parse(placedAt)) / day;
      return age > 8 && age < oldest && lines.some((line) => suits(topic, line));
    });
    const order = this.#random.pick(fits);
    const record = this.#byErpId.get(order.customer.id);
    if (!record) throw new Error(`No record for ${order.customer.id}`);
    return { record, order };
  }

  /** @param {Topic} topic @param {Caller} caller @param {number} at @param {string} text @param {Channel} channel */
  #call(topic, { record, order }, at, text, channel) {
    const random = this.#random;
    const line = order?.lines.find((one) => suits(topic, one));
    const seller = random.pick(employees.filter((one) => one.active && one.departmentId.startsWith('sales')));
    return {
      at,
      channel,
      contact: this.#contact(record, channel),
      kind: topic.kind,
      ...(random.chance(0.4) ? { severity: random.pick(topic.severities) } : {}),
      subject: topic.subject,
      text: spoken(filled(text, at, order, line), record, channel, random),
      ...(line && random.chance(0.75) ? { product: { id: line.productId } } : {}),
      ...(order && (text.includes('{order}') || random.chance(0.3)) ? { orderId: order.orderId } : {}),
      ...(topic.subject === '服务态度' ? { complainedOf: seller.id } : {}),
    };
  }

  /** A few callers are on a number that nobody has on file, or leave out the area code. @param {CustomerRecord} record @param {Channel} channel */
  #contact({ clean }, channel) {
    const random = this.#random;
    const { phone, email } = clean;
    if (channel === 'email' || !phone) {
      return { type: 'email', value: random.chance(0.1) ? (email ?? '').toUpperCase() : (email ?? '') };
    }
    if (random.chance(0.03)) return { type: 'phone', value: `1990000${random.digits(4)}` };
    if (random.chance(0.03) && phone.includes('-')) return { type: 'phone', value: phone.replace(/^\d+-/, '') };
    const isNoted = channel === 'phone' && random.chance(0.4);
    return { type: 'phone', value: isNoted ? writePhone(random, phone) : `+86${phone.replace(/^0|-/g, '')}` };
  }

  /** @param {Caller} caller @returns {Channel} */
  #channel({ record }) {
    const { phone, email } = record.clean;
    return this.#random.weighted([
      ['phone', phone ? 45 : 0],
      ['wechat', isMobile(phone) ? 40 : 0],
      ['email', email ? (phone ? 30 : 100) : 0],
    ]);
  }

  /** In the last four months, more of them lately; mostly while people work. */
  #moment() {
    const random = this.#random;
    const daysAgo = Math.min(random.int(1, 120), random.int(1, 120));
    const minuteOfDay = random.chance(0.85) ? random.int(510, 1080) : random.int(0, 1439);
    return endOfPeriod - daysAgo * day + minuteOfDay * minute + random.int(0, 59) * 1000;
  }
}

/** @param {Topic} topic @param {{ productId: string, category: string }} line */
function suits({ fits }, { productId, category }) {
  return fits.includes(category) || fits.includes(productId);
}

/** WeChat accounts hang on mobiles. @param {string | null} phone */
function isMobile(phone) {
  return phone !== null && !phone.includes('-');
}

/**
 * @param {string} text
 * @param {number} at
 * @param {Order | null} order
 * @param {{ productId: string, productName: string, quantity: number }} [line]
 */
function filled(text, at, order, line) {
  if (!order || !line) return text;
  return text
    .replaceAll('{order}', order.orderId)
    .replaceAll('{product}', line.productName)
    .replaceAll('{quantity}', String(line.quantity))
    .replaceAll('{unit}', products.find((product) => product.id === line.productId)?.unit ?? '件')
    .replaceAll('{placed}', timeAgo((at - Date.parse(order.placedAt)) / day));
}

/** No date is spoken out, so that the texts stay true when the samples are shifted to the present. @param {number} days */
function timeAgo(days) {
  if (days < 12) return '十天前';
  if (days < 20) return '半个月前';
  if (days < 27) return '三个星期前';
  return days < 45 ? '一个月前' : '两个多月前';
}

/** Telephone calls are the agent's notes, letters have a form, chats do not. @param {string} text @param {CustomerRecord} record @param {Channel} channel @param {Random} random */
function spoken(text, { customer, clean }, channel, random) {
  const title = `${customer.contact.family}${random.pick(['经理', '女士', '先生'])}`;
  const signature = customer.kind === 'person' ? clean.name : `${clean.name} ${title}`;
  if (channel === 'email') return `您好：\n\n${text}\n\n${signature}`;
  if (channel === 'phone') return `${random.pick(['客户来电：', '来电反映：', `${clean.name}来电，`, ''])}${text}`;
  return random.chance(0.1) ? toFullWidth(text) : `${random.pick(['', '', '在吗？', '你好，', '客服你好，'])}${text}`;
}

/** @param {Channel} channel @param {number} at @param {number} number */
function externalIdOf(channel, at, number) {
  const date = new Date(at).toISOString().slice(0, 10).replaceAll('-', '');
  const serial = String(number).padStart(4, '0');
  return {
    phone: `CALL-${date}-${serial}`,
    wechat: `wx_${date}${serial}`,
    email: `<${date}.${serial}@mail.example.com>`,
  }[channel];
}
