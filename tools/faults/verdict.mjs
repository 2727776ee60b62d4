// @ts-check
/**
 * What one place knows of one account: how many rows, how many different ones, the highest version, rows whose version
 * is not the one after their predecessor's, and a hash of the entries in order.
 * @typedef {{ rows: number, distinct: number, highest: number, inversions: number, hash?: string, points?: number, balance?: number }} Fold
 * @typedef {Map<string, Fold>} Folds
 * @typedef {{ order?: boolean, wireOrder?: boolean | 'first', dead?: number, parked?: number, withheld?: Set<string> }} Expected
 *   `order: false` where the fault itself delivers in another order, `wireOrder: false` where it publishes, 'first' where
 *   repetitions may come late on the topic, `dead` and `parked` where it poisons, `withheld` the accounts that wait behind a dead letter
 * @typedef {object} Observation
 * @property {{ base: string, entries: number, state: string }[]} requests what the clients were told
 * @property {Map<string, { rows: number, distinct: number }>} written what is stored, per request
 * @property {Folds} entries the source of everything, by account
 * @property {Folds} wire the topic of the writer: `inversions` are jumps
 * @property {Folds} applied the read model's log
 * @property {Folds} model the read model: `rows` entries, `points`, `balance`
 * @property {Folds} reactions
 * @property {Folds} wireBack the topic of the reader
 * @property {Folds} confirmations the end of the chain
 * @property {{ pending: number, parked: number, dead: number, lag: number }} left
 * @property {Expected} [expected]
 * @typedef {{ events: number, lost: number, doubled: number, outOfOrder: number, breaches: string[] }} Verdict
 */

const scoreEvery = 10;
/** @type {Fold} */
const none = { rows: 0, distinct: 0, highest: 0, inversions: 0 };

/** @param {Observation} seen @returns {Verdict} */
export function judge(seen) {
  const verdict = { events: 0, lost: 0, doubled: 0, outOfOrder: 0, breaches: /** @type {string[]} */ ([]) };
  /** @param {'lost' | 'doubled' | 'outOfOrder' | null} kind @param {number} count @param {string} what */
  const breach = (kind, count, what) => {
    if (count <= 0) return;
    if (kind) verdict[kind] += count;
    verdict.breaches.push(`${count} × ${what}`);
  };
  judgeRequests(seen, breach);
  const places = /** @type {const} */ ([
    ['wire', 'event on the topic'],
    ['applied', 'event in the read model'],
    ['reactions', 'reaction'],
  ]);
  verdict.events = sum(seen.entries, (fold) => fold.rows);
  breach(
    'outOfOrder',
    sum(seen.entries, (fold) => fold.inversions),
    'version of the source with a gap',
  );
  for (const [place, name] of places) {
    judgePlace(seen, place, name, breach);
  }
  for (const [place, name] of /** @type {const} */ ([
    ['wireBack', 'event of the reader'],
    ['confirmations', 'confirmation'],
  ])) {
    const expected = new Map([...seen.entries].map(([account, fold]) => [account, Math.floor(fold.rows / scoreEvery)]));
    judgeChain(seen, seen[place], expected, name, place === 'wireBack', breach);
  }
  judgeModel(seen, breach);
  breach(null, seen.left.pending, 'event still in an outbox');
  breach(null, seen.left.lag, 'message not finished');
  breach(null, Math.abs(seen.left.parked - (seen.expected?.parked ?? 0)), 'parked outbox row too many or too few');
  breach(null, Math.abs(seen.left.dead - (seen.expected?.dead ?? 0)), 'dead letter too many or too few');
  return verdict;
}

/** @typedef {(kind: 'lost' | 'doubled' | 'outOfOrder' | null, count: number, what: string) => void} Breach */

/** @param {Observation} seen @param {Breach} breach */
function judgeRequests({ requests, written }, breach) {
  const known = new Map(requests.map((request) => [request.base, request]));
  let [lost, doubled, torn, refused] = [0, 0, 0, 0];
  for (const { base, entries, state } of requests) {
    const { rows, distinct } = written.get(base) ?? none;
    doubled += rows - distinct;
    if (state === 'acknowledged') lost += entries - distinct;
    else if (distinct !== 0 && distinct !== entries) torn++;
    if (state === 'refused') refused += distinct;
  }
  breach('lost', lost, 'acknowledged entry not stored');
  breach('doubled', doubled, 'entry stored twice');
  breach('lost', torn, 'request stored in part');
  breach(null, refused, 'refused entry stored');
  breach(null, [...written.keys()].filter((base) => !known.has(base)).length, 'request stored that nobody sent');
}

/** @param {Observation} seen @param {'wire' | 'applied' | 'reactions'} place @param {string} name @param {Breach} breach */
function judgePlace({ entries, expected = {}, ...seen }, place, name, breach) {
  const [folds, wire] = [seen[place], place === 'wire'];
  const exempt = (/** @type {string} */ account) => place === 'reactions' && expected.withheld?.has(account);
  let [lost, phantom, differs] = [0, 0, 0];
  for (const [account, source] of entries) {
    if (exempt(account)) continue;
    const fold = folds.get(account) ?? none;
    lost += Math.max(0, source.distinct - fold.distinct);
    phantom += Math.max(0, fold.distinct - source.distinct);
    if (fold.hash && fold.hash !== source.hash) differs++;
    if (wire && expected.wireOrder !== false && fold.highest !== source.highest) differs++;
  }
  for (const [account, fold] of folds) if (!entries.has(account)) phantom += fold.rows;
  breach('lost', lost, `${name} missing`);
  breach(null, phantom, `${name} without an entry`);
  // At least once on the wire is the promise; in effect it is once.
  if (!wire)
    breach(
      'doubled',
      sum(folds, (fold) => fold.rows - fold.distinct),
      `${name} twice`,
    );
  const ordered = wire ? expected.wireOrder : expected.order;
  if (ordered !== false)
    breach(
      'outOfOrder',
      sum(folds, (fold) => fold.inversions),
      `${name} out of order`,
    );
  breach(null, differs, `account whose ${name} differ from the source`);
}

/** @param {Observation} seen @param {Folds} folds @param {Map<string, number>} counts @param {string} name @param {boolean} wire @param {Breach} breach */
function judgeChain({ expected = {} }, folds, counts, name, wire, breach) {
  let [lost, phantom] = [0, 0];
  for (const [account, count] of counts) {
    if (expected.withheld?.has(account)) continue;
    const { distinct } = folds.get(account) ?? none;
    lost += Math.max(0, count - distinct);
    phantom += Math.max(0, distinct - count);
  }
  breach('lost', lost, `${name} missing`);
  breach(null, phantom, `${name} without a cause`);
  if (!wire)
    breach(
      'doubled',
      sum(folds, (fold) => fold.rows - fold.distinct),
      `${name} twice`,
    );
  if (expected.order !== false)
    breach(
      'outOfOrder',
      sum(folds, (fold) => fold.inversions),
      `${name} out of order`,
    );
}

/** @param {Observation} seen @param {Breach} breach */
function judgeModel({ entries, model }, breach) {
  let wrong = 0;
  for (const [account, source] of entries) {
    const row = model.get(account);
    const same = row?.rows === source.rows && row.points === source.points && row.balance === source.balance;
    if (!same || row.highest !== source.highest) wrong++;
  }
  breach(null, wrong, 'account whose read model is not the fold of its entries');
}

/** @param {Folds} folds @param {(fold: Fold) => number} of */
const sum = (folds, of) => [...folds.values()].reduce((total, fold) => total + of(fold), 0);
