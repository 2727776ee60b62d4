// @ts-check
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { assert } from './fault.mjs';

/** @type {import('./fault.mjs').Fault} */
export const f16 = {
  id: 'F16',
  title: 'a backlog, worked off under random kill -9 of every kind of process',
  quiet: true,
  load: { accounts: 400, batch: 100, writers: 4 },
  recoverMs: 6 * 3_600_000,
  async strike({ stage, load, events, short, log }) {
    await Promise.all([...stage.relays, ...stage.readers].map((member) => member.hold()));
    const writing = new AbortController();
    const killing = killAtRandom(stage, stage.http, writing.signal, short);
    const start = performance.now();
    await load.write(events);
    writing.abort();
    log(`${load.acknowledged} events written in ${seconds(start)} s, ${await killing} kills`);
    const { pending } = await stage.left();
    assert(pending >= load.acknowledged, `only ${pending} events wait`);
    for (const member of [...stage.relays, ...stage.readers]) member.resume();
    const drain = performance.now();
    const draining = new AbortController();
    const kills = killAtRandom(stage, stage.members, draining.signal, short);
    await stage.settled(6 * 3_600_000).finally(() => draining.abort());
    const rate = Math.round((1_000 * pending) / (performance.now() - drain));
    return `backlog of ${pending}, ${await kills} kills, ${rate} events/s from end to end`;
  },
};

/**
 * `kill -9` of one of the members now and then, and in the long form of a database or the broker.
 * @param {import('../stage.mjs').Stage} stage @param {import('../member.mjs').Member[]} members @param {AbortSignal} signal @param {boolean} short
 */
async function killAtRandom(stage, members, signal, short) {
  let kills = 0;
  const servers = [
    () => stage.writer.restart('immediate'),
    () => stage.reader.restart('immediate'),
    () => stage.broker.crash(),
  ];
  // A process needs a moment to come back: killed without end, nothing would ever be done.
  while (!signal.aborted && (!short || kills < 2)) {
    await pause(short ? 2_500 : randomInt(5_000, 15_000), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const victim = members[randomInt(members.length)];
    await victim?.crash();
    kills++;
    if (!short && kills % 6 === 0) await servers[(kills / 6) % servers.length]?.();
  }
  return kills;
}

const seconds = (/** @type {number} */ since) => Math.round((performance.now() - since) / 1_000);

const modelHash = `SELECT md5(string_agg(m::text, ';' ORDER BY account_id)) AS hash, count(*)::int AS accounts FROM account_model m`;
const sent = 'SELECT count(*)::int AS events, coalesce(max(position), 0)::int AS last FROM outbox';

/** @type {import('./fault.mjs').Fault} */
export const f17 = {
  id: 'F17',
  title: 'rebuild of a read model from the first event',
  quiet: true,
  async strike({ stage, load, short }) {
    await load.write(short ? 400 : 4_000);
    await stage.settled(120_000);
    await Promise.all(stage.readers.map((member) => member.stop()));
    const [before] = await stage.reader.ask(modelHash);
    const [sentBefore] = await stage.reader.ask(sent);
    const [{ count: reactions }] = await stage.reader.ask('SELECT count(*) FROM reaction');
    await stage.reader.ask('TRUNCATE account_model, applied');
    await stage.reader.ask(`DELETE FROM inbox WHERE consumer = 'accounts@1'`);
    await stage.broker.topics.rewind('analytics', ['crm.loyalty.v1']);
    for (const member of stage.readers) member.resume();
    await stage.ready();
    await stage.settled(10 * 60_000);
    const [after] = await stage.reader.ask(modelHash);
    const [sentAfter] = await stage.reader.ask(sent);
    const [{ count: reactionsAfter }] = await stage.reader.ask('SELECT count(*) FROM reaction');
    assert(before.accounts > 0 && after.hash === before.hash, 'the rebuilt read model differs');
    assert(sentAfter.last === sentBefore.last && reactions === reactionsAfter, 'the rebuild sent something');
    return `${after.accounts} accounts, same hash, nothing sent`;
  },
};

/** @type {import('./fault.mjs').Fault} */
export const e1 = {
  id: 'E1',
  title: 'old events pruned from the embedded log',
  quiet: true,
  skip: ({ transport }) => (transport === 'embedded' ? undefined : 'Kafka does this by itself'),
  async strike({ stage, load, short }) {
    const early = stage.load();
    await early.write(400);
    await stage.settled(120_000);
    const rows = await stage.broker.topics.prune('crm.loyalty.v1');
    await load.write(short ? 400 : 4_000);
    return `${rows} events went`;
  },
};
