// @ts-check
import { until } from '../until.mjs';
import { assert } from './fault.mjs';

const readModel = 'accounts@1';
const shadow = 'rebuild_accounts_1';
const events = 4_000;

/** @type {import('./fault.mjs').Fault} */
export const f17 = {
  id: 'F17',
  title: 'rebuild of a read model from the first event beside the living one, killed with kill -9 in the middle',
  // What comes meanwhile is not to be more than the rebuild can read besides.
  load: { perSecond: 100 },
  recoverMs: 180_000,
  async strike({ stage, load }) {
    const early = stage.load();
    await early.write(events);
    await until(async () => (await applied(stage, early)) >= events, 120_000, 'the early events in the read model');
    const before = await stateBut(stage, load);

    const killed = stage.rebuild(readModel);
    const first = await killInTheMiddle(stage, killed);
    const how = await stage.rebuild(readModel).exited;
    assert(how === 'exit code 0', `the second rebuild ended with ${how}`);

    const [kept] = await stage.reader.ask('SELECT 1 FROM applied WHERE position = $1', [first]);
    assert(kept, 'the second rebuild began anew');
    const after = await stateBut(stage, load);
    for (const [what, value] of Object.entries(before)) {
      assert(after[what] === value, `${what}: ${value} before, ${after[what]} after the rebuild`);
    }
    await discardAgain(stage);
    return `${before.accounts} accounts rebuilt while ${load.acknowledged} more events came, nothing sent`;
  },
};

/**
 * @param {import('../stage.mjs').Stage} stage @param {import('../../start/supervisor.mjs').ManagedProcess} rebuild
 * @returns {Promise<string>} position of the first row that it has made
 */
async function killInTheMiddle(stage, rebuild) {
  const watcher = await stage.reader.connect();
  try {
    const started = async () => {
      const { rows } = await watcher.query('SELECT to_regclass($1) IS NOT NULL AS exists', [`${shadow}.applied`]);
      if (!rows[0].exists) return undefined;
      return (await watcher.query(`SELECT 1 FROM ${shadow}.applied LIMIT 1`)).rows[0];
    };
    await until(started, 120_000, 'the first rows of the rebuild', 2);
    // From here on it waits for us, so that the kill does not come when all is done.
    await watcher.query(`BEGIN; LOCK TABLE ${shadow}.account_model IN EXCLUSIVE MODE`);
    const { rows } = await watcher.query(
      `SELECT count(*)::int AS done, min(position)::text AS first FROM ${shadow}.applied`,
    );
    assert(rows[0].done < events, 'the rebuild was over before it could be killed');
    process.kill(rebuild.pid, 'SIGKILL');
    await rebuild.exited;
    return rows[0].first;
  } finally {
    await watcher.end();
  }
}

/** @param {import('../stage.mjs').Stage} stage @param {import('../load.mjs').Load} load */
async function applied(stage, { accounts }) {
  const [row] = await stage.reader.ask('SELECT count(*)::int AS count FROM applied WHERE account_id = ANY ($1)', [
    accounts,
  ]);
  return row.count;
}

/** Of all accounts but those to which something happens meanwhile: the model, and what left the house. @param {import('../stage.mjs').Stage} stage @param {import('../load.mjs').Load} load @returns {Promise<Record<string, unknown>>} */
async function stateBut(stage, { prefix }) {
  const others = `NOT LIKE '${prefix}%'`;
  const [row] = await stage.reader.ask(
    `SELECT (SELECT md5(string_agg(m::text, ';' ORDER BY account_id)) FROM account_model m WHERE account_id::text ${others}) AS model,
       (SELECT count(*)::int FROM account_model WHERE account_id::text ${others}) AS accounts,
       (SELECT count(*)::int FROM applied WHERE account_id::text ${others}) AS applied,
       (SELECT count(*)::int FROM reaction WHERE account_id::text ${others}) AS reactions,
       (SELECT count(*)::int FROM outbox WHERE aggregate_id ${others}) AS sent,
       (SELECT count(*)::int FROM dead_letter WHERE consumer = $1) AS letters`,
    [readModel],
  );
  return row;
}

/** What an earlier fault poisoned is dead in the new model as well, and decided as before. @param {import('../stage.mjs').Stage} stage */
async function discardAgain(stage) {
  await stage.reader.ask(
    `UPDATE dead_letter SET state = 'discarded' WHERE consumer = $1 AND state IN ('dead', 'parked')`,
    [readModel],
  );
}
