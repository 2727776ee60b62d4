// @ts-check
import { WireOrder } from './wire.mjs';

/** @typedef {import('./verdict.mjs').Folds} Folds */

/** Rows of one account: `position` is the order in which they were written. @param {string} table @param {string} id */
const foldOf = (table, id) => `
  SELECT account_id, count(*)::int AS rows, count(DISTINCT ${id})::int AS distinct, max(version) AS highest,
    count(*) FILTER (WHERE version <> before + 1)::int AS inversions
  FROM (SELECT *, lag(version, 1, 0) OVER (PARTITION BY account_id ORDER BY position) AS before FROM ${table}
        WHERE account_id BETWEEN $1 AND $2) AS ordered GROUP BY account_id`;

/** Everything that the databases and the topics know of the accounts of one fault. */
export class Oracle {
  /** @param {import('./stage.mjs').Stage} stage */
  constructor(stage) {
    this.stage = stage;
  }

  /**
   * @param {import('./load.mjs').Load} load @param {import('./verdict.mjs').Observation['expected']} [expected]
   * @returns {Promise<import('./verdict.mjs').Observation & { resent: number }>}
   */
  async observe(load, expected) {
    const { writer, reader } = this.stage;
    const range = [`${load.prefix}-0000-0000-0000-000000000000`, `${load.prefix}-ffff-ffff-ffff-ffffffffffff`];
    const [entries, sums, written, confirmations, applied, model, reactions] = await Promise.all([
      writer.ask(foldOf('entry', 'entry_id'), range),
      writer.ask(
        `SELECT account_id, sum(points)::int AS points, a.balance::int AS balance,
           md5(string_agg(entry_id::text, ',' ORDER BY e.version)) AS hash
         FROM entry e JOIN account a ON a.id = e.account_id WHERE account_id BETWEEN $1 AND $2 GROUP BY account_id, a.balance`,
        range,
      ),
      writer.ask(
        `SELECT left(entry_id::text, 24) AS base, count(*)::int AS rows, count(DISTINCT entry_id)::int AS distinct
         FROM entry WHERE account_id BETWEEN $1 AND $2 GROUP BY 1`,
        range,
      ),
      writer.ask(foldOf('confirmation', 'event_id'), range),
      reader.ask(
        `SELECT f.*, h.hash FROM (${foldOf('applied', 'event_id')}) AS f JOIN (
           SELECT account_id, md5(string_agg(entry_id::text, ',' ORDER BY version)) AS hash
           FROM applied WHERE account_id BETWEEN $1 AND $2 GROUP BY account_id) AS h USING (account_id)`,
        range,
      ),
      reader.ask(
        `SELECT account_id, entries AS rows, version AS highest, points::int, balance::int
         FROM account_model WHERE account_id BETWEEN $1 AND $2`,
        range,
      ),
      reader.ask(foldOf('reaction', 'event_id'), range),
    ]);
    const source = folds(entries);
    for (const { account_id, ...more } of sums) Object.assign(source.get(account_id) ?? {}, more);
    const [wire, wireBack] = [
      await this.#wire('crm.loyalty.v1', load.prefix, expected?.wireOrder === 'first'),
      await this.#wire('crm.insight.v1', load.prefix, expected?.wireOrder === 'first'),
    ];
    return {
      requests: load.requests,
      written: new Map(written.map(({ base, rows, distinct }) => [base, { rows, distinct }])),
      entries: source,
      wire: wire.folds,
      applied: folds(applied),
      model: folds(model),
      reactions: folds(reactions),
      wireBack: wireBack.folds,
      confirmations: folds(confirmations),
      left: await this.stage.left(),
      resent: wire.resent + wireBack.resent,
      ...(expected && { expected }),
    };
  }

  /** @param {string} topic @param {string} prefix of the aggregates that are of interest @param {boolean} late whether repetitions may be */
  async #wire(topic, prefix, late) {
    const order = new WireOrder();
    await this.stage.broker.topics.read(topic, (record) => {
      if (record.headers.ce_aggregateid?.startsWith(prefix)) order.see(record);
    });
    let resent = 0;
    /** @type {Folds} */
    const found = new Map();
    for (const [account, { ids, records, highest, last, jumps, gaps }] of order.trails) {
      resent += records - ids.size;
      found.set(account, {
        rows: records,
        distinct: ids.size,
        highest: late ? highest : last,
        inversions: late ? gaps : jumps + Number(last !== highest),
      });
    }
    return { folds: found, resent };
  }
}

/** @param {any[]} rows @returns {Folds} */
const folds = (rows) => new Map(rows.map(({ account_id, ...fold }) => [account_id, fold]));
