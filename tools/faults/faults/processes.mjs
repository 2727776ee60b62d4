// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../until.mjs';
import { assert } from './fault.mjs';

/** @type {import('./fault.mjs').Fault} */
export const f1 = {
  id: 'F1',
  title: 'kill -9 of a service in the middle of transactions',
  load: { body: { holdMs: 40 } },
  async strike({ stage, load, short }) {
    const inTransaction = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'loyalty' AND query LIKE '%pg_sleep%' AND state = 'active'`;
    const kills = short ? 2 : 6;
    for (let kill = 0; kill < kills; kill++) {
      await until(async () => (await stage.writer.ask(inTransaction)).length > 0, 30_000, 'an open transaction', 5);
      const victim = stage.http[kill % stage.http.length];
      await victim?.crash();
      await victim?.ready();
    }
    const cut = load.reasons.get('UND_ERR_SOCKET') ?? load.reasons.get('ECONNRESET') ?? 0;
    assert(cut > 0, 'no request was cut off');
    return `${kills} kills, ${cut} requests cut off`;
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f2 = {
  id: 'F2',
  title: 'kill -9 of the relay between send and mark',
  async strike({ stage, short }) {
    const rounds = short ? 1 : 3;
    for (let round = 0; round < rounds; round++) {
      const blocker = await stage.writer.connect();
      try {
        await until(async () => holdRows(blocker), 30_000, 'an event on its way', 5);
        const [{ pid }] = await until(() => waitingToMark(stage), 30_000, 'the relay to have sent', 5);
        await Promise.all(stage.relays.map((member) => member.crash()));
        // Its connection died with it; a server that had not noticed would still mark.
        await stage.writer.query('SELECT pg_terminate_backend($1)', [pid]);
      } finally {
        await blocker.end();
      }
      await Promise.all(stage.relays.map((member) => member.ready()));
    }
    return `${rounds} kills`;
  },
  check: (_, { resent }) => assert(resent > 0, 'nothing was sent twice, so the kill came at another moment'),
};

/** Rows that nobody can mark while this transaction is open. @param {import('pg').Client} client */
async function holdRows(client) {
  await client.query('BEGIN');
  const held = await client.query('SELECT 1 FROM outbox WHERE published_at IS NULL FOR UPDATE SKIP LOCKED');
  if (held.rowCount) return true;
  await client.query('ROLLBACK');
  return false;
}

/** @param {import('../stage.mjs').Stage} stage */
async function waitingToMark(stage) {
  const rows = await stage.writer.ask(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'loyalty-relay' AND wait_event_type = 'Lock' AND query LIKE 'UPDATE outbox%'`,
  );
  return rows.length > 0 ? rows : undefined;
}

/** @type {import('./fault.mjs').Fault} */
export const f3 = {
  id: 'F3',
  title: 'kill -9 of a consumer between database commit and offset commit',
  // What piles up while the group waits for its dead members is not the point here.
  load: { perSecond: 150 },
  async strike({ stage, short }) {
    const rounds = short ? 1 : 3;
    let again = 0;
    for (let round = 0; round < rounds; round++) {
      await killWithoutOffset(stage);
      await Promise.all(stage.readers.map((member) => member.ready()));
      // Asked in each round: the next kill takes the counters with it.
      again += await until(() => seenBefore(stage), 120_000, 'an event that comes again');
    }
    return `${rounds} kills, ${again} events came again`;
  },
};

/**
 * The consumer has events in hand and waits for a lock; nothing reaches the transport any more; the consumer finishes
 * what it has and says so to nobody.
 * @param {import('../stage.mjs').Stage} stage
 */
async function killWithoutOffset(stage) {
  const done = async () => Number((await stage.reader.ask('SELECT count(*) FROM applied'))[0].count);
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'analytics' AND wait_event_type = 'Lock'`;
  const blocker = await stage.reader.connect();
  await blocker.query('BEGIN; LOCK TABLE account_model IN EXCLUSIVE MODE');
  await until(async () => (await stage.reader.ask(waiting)).length > 0, 60_000, 'a consumer with events in hand', 20);
  const restore = stage.broker.isolate();
  try {
    const before = await done();
    await blocker.end();
    await until(async () => (await done()) > before, 60_000, 'effects without an offset', 20);
    // Time to say what is done: the kill comes after an offset that was sent and never arrived.
    await pause(300);
    await Promise.all(stage.readers.map((member) => member.crash()));
  } finally {
    restore();
  }
}

/** @param {import('../stage.mjs').Stage} stage */
async function seenBefore(stage) {
  const counts = stage.readers.map((member) => member.metric('events_consumed_total', 'result="seen_before"'));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** @type {import('./fault.mjs').Fault} */
export const f21 = {
  id: 'F21',
  title: 'SIGTERM of every process in turn, no failed request',
  load: { perSecond: 150 },
  async strike({ stage, load }) {
    for (const member of stage.members) {
      const how = await member.roll();
      assert(how === 'exit code 0', `${member.name} ended with ${how}`);
    }
    const reasons = [...load.reasons].map(([reason, count]) => `${count} × ${reason}`).join(', ');
    assert(load.failures === 0, `requests failed: ${reasons}`);
    return `${stage.members.length} processes, ${load.requests.length} requests, 0 failed`;
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f22 = {
  id: 'F22',
  title: 'old and new code on one migrated schema',
  async strike({ stage }) {
    const release = { FAULTS_RELEASE: '2' };
    await stage.migrate('reader', release);
    const next = await stage.join('reader', 'worker', 'reader-release-2', release);
    await next.ready();
    await pause(4_000);
    await Promise.all(stage.readers.map((member) => member.roll()));
    await pause(2_000);
    await next.stop();
    const [{ old, new: fresh }] = await stage.reader.ask(
      'SELECT count(*) FILTER (WHERE note IS NULL) AS old, count(note) AS new FROM applied',
    );
    assert(Number(old) > 0 && Number(fresh) > 0, `old code did ${old}, new code ${fresh}`);
    return `new code did ${fresh} events beside the old`;
  },
};

/** @type {import('./fault.mjs').Fault} */
export const f18 = {
  id: 'F18',
  title: 'clocks that are two hours ahead and behind',
  async strike({ stage }) {
    const wrong = (/** @type {number} */ hours) => ({
      NODE_OPTIONS: `--import ${new URL('../clock.mjs', import.meta.url).href}`,
      FAULTS_CLOCK_MS: String(hours * 3_600_000),
    });
    const odd = [
      await stage.join('writer', 'http', 'writer-http-behind', wrong(-2)),
      await stage.join('writer', 'worker', 'writer-worker-ahead', wrong(2)),
      await stage.join('reader', 'worker', 'reader-worker-behind', wrong(-2)),
      await stage.join('reader', 'worker', 'reader-worker-ahead', wrong(2)),
    ];
    await Promise.all(odd.map((member) => member.ready()));
    const right = stage.members;
    if (odd[0]) stage.http.push(odd[0]);
    for (const member of right) member.draining = true;
    await Promise.all(right.filter((member) => !stage.http.includes(member)).map((member) => member.stop()));
    await pause(5_000);
    for (const member of right) member.draining = false;
    stage.http.pop();
    await pause(200);
    for (const member of right) if (!stage.http.includes(member)) member.resume();
    await Promise.all(odd.map((member) => member.stop()));
    return '5 s with wrong clocks only';
  },
};
