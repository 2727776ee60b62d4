// @ts-check
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { accountOf } from '../load.mjs';
import { until } from '../until.mjs';
import { assert } from './fault.mjs';

const topic = 'crm.loyalty.v1';
const poison = 666;

/** @type {import('./fault.mjs').Fault} */
export const f12 = {
  id: 'F12',
  title: 'what is on the topic delivered three times',
  async strike({ stage, load, expected }) {
    expected.wireOrder = false;
    await pause(1_500);
    const records = await recordsOf(stage, load.prefix);
    const copies = records.flatMap((record) => [record, record]).map((record) => ({ topic, ...record }));
    for (let at = 0; at < copies.length; at += 500) await stage.publisher.publish(copies.slice(at, at + 500));
    // And side by side in several partitions, as after a rebalance: events of one version, so that no order is asked for.
    const single = [];
    for (let at = 0; at < 100; at++) single.push(accountOf(load.prefix, 0xf00000 + at));
    await load.send(single, true);
    const sent = await until(
      async () => {
        const found = await recordsOf(stage, `${load.prefix}-0000-7000-8000-000000f`);
        return found.length >= single.length ? found : undefined;
      },
      30_000,
      'the single events on the topic',
    );
    const elsewhere = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((key) =>
      sent.map((record) => ({ topic, ...record, key })),
    );
    await stage.publisher.publish(elsewhere);
    return `${copies.length + elsewhere.length} copies`;
  },
  check: (_, { resent }) => assert(resent > 0, 'no copy on the topic'),
};

/** @param {import('../stage.mjs').Stage} stage @param {string} prefix of the aggregates */
async function recordsOf(stage, prefix) {
  /** @type {import('../wire.mjs').WireRecord[]} */
  const found = [];
  await stage.broker.topics.read(topic, (record) => {
    if (record.headers.ce_aggregateid?.startsWith(prefix)) found.push(record);
  });
  return found;
}

/** @type {import('./fault.mjs').Fault} */
export const f13 = {
  id: 'F13',
  title: 'delivery in another order',
  quiet: true,
  load: { accounts: 50, batch: 20 },
  async strike({ stage, load, expected, short }) {
    Object.assign(expected, { order: false, wireOrder: false });
    await Promise.all(stage.relays.map((member) => member.stop()));
    await load.write(short ? 400 : 2_000);
    const rows = await stage.writer.ask(
      `SELECT key, headers, payload FROM outbox WHERE published_at IS NULL AND key LIKE $1 ORDER BY position DESC`,
      [`${load.prefix}%`],
    );
    const messages = rows.map(({ key, headers, payload }) => ({ topic, key, headers, value: Buffer.from(payload) }));
    await stage.publisher.publish(messages);
    for (const member of stage.relays) member.resume();
    return `${messages.length} events, the last first, then all again in order`;
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f14 = {
  id: 'F14',
  title: 'poison message with later events of its aggregate',
  async strike({ stage, load, expected }) {
    const poisoned = load.accounts.slice(0, 5);
    expected.withheld = new Set(poisoned);
    await load.send(poisoned, true, { ruleVersion: poison });
    await until(
      async () => (await stage.reader.ask(`SELECT 1 FROM dead_letter WHERE state = 'dead'`)).length >= poisoned.length,
      90_000,
      'the dead letters',
    );
    for (let times = 0; times < 3; times++) await load.send(poisoned, true);
    return `${poisoned.length} accounts`;
  },
  async check({ stage, load, expected }, seen) {
    for (const account of expected.withheld ?? []) {
      const letters = await stage.reader.ask(
        `SELECT state, (headers->>'ce_aggregateversion')::int AS version FROM dead_letter WHERE aggregate_id = $1 ORDER BY position`,
        [account],
      );
      const [first] = letters;
      const before = seen.reactions.get(account) ?? { rows: 0, inversions: 0 };
      const last = seen.entries.get(account)?.highest ?? 0;
      assert(
        first?.state === 'dead' && letters.slice(1).every(({ state }) => state === 'parked'),
        `${account}: not one dead letter with parked ones behind`,
      );
      assert(
        letters.every(({ version }, at) => version === first.version + at),
        `${account}: parked out of order`,
      );
      assert(
        before.rows === first.version - 1 && before.inversions === 0,
        `${account}: an event overtook the dead letter`,
      );
      assert(letters.at(-1)?.version === last, `${account}: not every later event is parked`);
    }
    await discard(stage);
    assert(load.acknowledged > 0, 'no load');
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f15 = {
  id: 'F15',
  title: 'incompatible schema, no JSON, unknown type, 2 MB payload',
  async strike({ stage, load }) {
    const [sample] = await until(
      async () => {
        const found = await recordsOf(stage, load.prefix);
        return found.length > 0 ? found : undefined;
      },
      30_000,
      'an event',
    );
    assert(sample, 'an event');
    const odd = (/** @type {object} */ change, /** @type {string} */ value = '{}') => {
      const id = randomUUID();
      const headers = { ...sample.headers, ce_id: id, ce_aggregateid: id, ...change };
      return { topic, key: id, value: Buffer.from(value), headers };
    };
    await stage.publisher.publish([
      odd({}),
      odd({}, 'not JSON'),
      odd({ ce_type: 'points.evaporated' }),
      { ...odd({}), headers: { from: 'somebody else' } },
    ]);
    const insert = `INSERT INTO outbox (event_id, topic, key, aggregate_id, headers, payload) VALUES ($1, $2, $3, $3, $4, $5)`;
    const big = randomUUID();
    await stage.writer.ask(insert, [randomUUID(), topic, big, sample.headers, 'x'.repeat(2_000_000)]);
    await until(async () => (await stage.left()).parked === 1, 60_000, 'the large row to be parked');
    await stage.writer.ask(insert, [randomUUID(), topic, big, sample.headers, '{}']);
    await pause(1_500);
    const [behind] = await stage.writer.ask(
      'SELECT published_at FROM outbox WHERE aggregate_id = $1 AND parked_at IS NULL',
      [big],
    );
    assert(behind && behind.published_at === null, 'a later row of the aggregate overtook the parked one');
    await stage.writer.ask('DELETE FROM outbox WHERE aggregate_id = $1', [big]);
    // Counted by message: each read model and the reactions have a dead letter of their own.
    const letters = 'SELECT DISTINCT topic, partition, message_offset FROM dead_letter WHERE state = $1';
    await until(async () => (await stage.reader.ask(letters, ['dead'])).length === 3, 60_000, 'the dead letters');
    await discard(stage);
    return '3 messages became dead letters, 1 unknown type passed over, 1 row parked with its successor';
  },
};

/** The decision that an operator would take. @param {import('../stage.mjs').Stage} stage */
async function discard(stage) {
  await stage.reader.ask(`UPDATE dead_letter SET state = 'discarded' WHERE state IN ('dead', 'parked')`);
}

/** @type {import('./fault.mjs').Fault} */
export const f23 = {
  id: 'F23',
  title: '50 writers move points between the same 10 accounts',
  quiet: true,
  load: {
    accounts: 10,
    writers: 50,
    batch: 2,
    perSecond: 1_000,
    entriesOf: ([from = '', to = '']) => {
      const points = randomInt(1, 400);
      return to
        ? [
            { account: from, points: -points },
            { account: to, points },
          ]
        : [{ account: from, points: 500 }];
    },
  },
  async strike({ stage, load, short }) {
    for (const account of load.accounts) await load.send([account], true);
    load.start();
    await pause(short ? 3_000 : 15_000);
    await load.stop();
    const [{ total, least }] = await stage.writer.ask(
      'SELECT sum(balance)::int AS total, min(balance)::int AS least FROM account WHERE id = ANY ($1)',
      [load.accounts],
    );
    assert(total === 5_000 && least >= 0, `the sum of 5,000 became ${total}, the least ${least}`);
    const refused = load.requests.filter(({ state }) => state === 'refused').length;
    return `${load.requests.length} requests, ${refused} refused, the sum of points unchanged`;
  },
};
