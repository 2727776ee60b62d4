// @ts-check
/**
 * One thing that goes wrong. `strike` runs under load, returns when the fault is over, and says what happened; it
 * throws when the fault did not take place, since then nothing would have been proven.
 * @typedef {object} Fault
 * @property {string} id
 * @property {string} title
 * @property {import('../load.mjs').LoadOptions} [load]
 * @property {boolean} [quiet] no load of the runner's: `strike` writes by itself
 * @property {boolean} [cluster] takes place on a stage of its own with three brokers, in the long form on Kafka only
 * @property {boolean} [cutsRelayOff] the relay loses its database connection, and with it the lock, while events are on
 *   their way: what Kafka has not taken yet arrives all the same, perhaps behind newer ones that the successor sent
 * @property {(stage: import('../stage.mjs').Stage) => string | undefined} [skip] why it cannot be done here
 * @property {(scene: Scene) => Promise<string>} strike
 * @property {(scene: Scene, seen: import('../verdict.mjs').Observation & { resent: number }) => Promise<void> | void} [check]
 *   throws what the oracle cannot know; undoes what the next fault should not find
 * @property {number} [recoverMs] after the end of the fault, how long it may be until more is finished; 120 s if left out
 *
 * @typedef {object} Scene
 * @property {import('../stage.mjs').Stage} stage
 * @property {import('../load.mjs').Load} load
 * @property {import('../verdict.mjs').Expected} expected to be filled in by the fault
 * @property {boolean} short the form of three minutes
 * @property {number} events how many the large faults write
 * @property {(line: string) => void} log
 */

/** Throws when the fault did not take place. @param {unknown} truth @param {string} what @returns {asserts truth} */
export function assert(truth, what) {
  if (!truth) throw new Error(what);
}
