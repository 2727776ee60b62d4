// @ts-check
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../until.mjs';
import { assert } from './fault.mjs';

/** @type {import('./fault.mjs').Fault} */
export const f16 = {
  id: 'F16',
  title: 'a backlog, worked off under random kill -9 of every kind of process',
  cutsRelayOff: true,
  quiet: true,
  load: { accounts: 400, batch: 100, writers: 4 },
  recoverMs: 10 * 60_000,
  async strike({ stage, load, events, short, log }) {
    await Promise.all([...stage.relays, ...stage.readers].map((member) => member.hold()));
    const writing = new AbortController();
    const killing = killAtRandom(stage, clients(stage), writing.signal, short);
    const start = performance.now();
    await load.write(events);
    writing.abort();
    log(`${load.acknowledged} events written in ${seconds(start)} s; kills: ${await killing}`);
    const { pending } = await stage.left();
    assert(pending >= load.acknowledged, `only ${pending} events wait`);
    for (const member of [...stage.relays, ...stage.readers]) member.resume();
    const drain = performance.now();
    const draining = new AbortController();
    const kills = killAtRandom(stage, workers(stage), draining.signal, short);
    // Asked seldom: counting a million rows takes the database seconds.
    await stage.settled(10 * 60_000, short ? 100 : 20_000).finally(() => draining.abort());
    const rate = Math.round((1_000 * pending) / (performance.now() - drain));
    return `backlog of ${pending}, ${rate} events/s from end to end, kills: ${await kills}`;
  },
};

/**
 * What is struck in one phase: groups of processes, of which one is killed `perRound` times in a round, and servers, of
 * which the next one is struck once in a round; between two strikes everything works for `workMs`.
 * @typedef {{ name: string, strike: () => Promise<unknown> }} Strike
 * @typedef {{ groups: Record<string, import('../member.mjs').Member[]>, servers: Strike[], perRound: number, workMs: [number, number] }} Victims
 */

/** @param {import('../stage.mjs').Stage} stage @returns {Victims} */
const clients = ({ http, writer }) => ({
  groups: { http },
  servers: [{ name: 'database', strike: () => writer.restart('immediate') }],
  perRound: 6,
  workMs: [2_000, 8_000],
});

/**
 * Only what has work to do while the backlog shrinks.
 * @param {import('../stage.mjs').Stage} stage @returns {Victims}
 */
const workers = ({ relays, readers, writer, reader, broker }) => ({
  groups: { relay: relays, reader: readers },
  servers: [
    { name: 'database', strike: () => writer.restart('immediate') },
    { name: 'broker', strike: () => broker.crash() },
    { name: 'database', strike: () => reader.restart('immediate') },
  ],
  perRound: 3,
  workMs: [20_000, 40_000],
});

/**
 * `kill -9` of one of the processes now and then, and in the long form of a database or the broker. Once all have their
 * partitions again they work for a while: a group on Kafka stands still for the 30 s in which it misses a dead member,
 * and with kills all the time nothing would ever be done.
 * @param {import('../stage.mjs').Stage} stage @param {Victims} victims @param {AbortSignal} signal @param {boolean} short
 * @returns {Promise<string>} how often each kind was struck
 */
async function killAtRandom(stage, victims, signal, short) {
  /** @type {Map<string, number>} */
  const kills = new Map();
  const count = () => [...kills.values()].reduce((sum, times) => sum + times, 0);
  while (!signal.aborted && (!short || count() < 2)) {
    for (const { name, strike } of roundOf(victims, short)) {
      await pause(short ? 2_500 : randomInt(...victims.workMs), undefined, { signal }).catch(() => undefined);
      if (signal.aborted || (short && count() >= 2)) break;
      await strike();
      kills.set(name, (kills.get(name) ?? 0) + 1);
      // Killed again before that, the short form is over sooner.
      if (!short) await until(() => signal.aborted || stage.isWorking(), 300_000, 'all processes to work again', 500);
    }
  }
  return [...kills].map(([name, times]) => `${times} × ${name}`).join(', ');
}

/** One round of strikes in random order. @param {Victims} victims @param {boolean} short @returns {Strike[]} */
function roundOf({ groups, servers, perRound }, short) {
  /** @type {Strike[]} */
  const strikes = Object.entries(groups).flatMap(([name, members]) =>
    Array.from({ length: perRound }, () => ({ name, strike: async () => members[randomInt(members.length)]?.crash() })),
  );
  const server = servers.shift();
  if (server && !short) {
    servers.push(server);
    strikes.push(server);
  }
  return strikes
    .map((strike) => ({ strike, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ strike }) => strike);
}

const seconds = (/** @type {number} */ since) => Math.round((performance.now() - since) / 1_000);

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
