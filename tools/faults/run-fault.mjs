// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import { judge } from './verdict.mjs';

/** Generous: the machine may be busy with other things, and a killed member of a Kafka group is missed after 30 s. */
const recoverMs = 120_000;

/**
 * @typedef {{ fault: import('./faults/fault.mjs').Fault, transport: string, took: number, what: string, recovered?: number,
 *   skipped?: string } & import('./verdict.mjs').Verdict} Outcome
 *   `took` and `recovered` in seconds, `recovered` from the end of the fault until nothing was left to do
 */

/**
 * One fault under load, then the oracle.
 * @param {import('./stage.mjs').Stage} stage @param {import('./faults/fault.mjs').Fault} fault
 * @param {{ short: boolean, events: number, log: (line: string) => void }} options
 * @returns {Promise<Outcome>}
 */
export async function runFault(stage, fault, { short, events, log }) {
  const start = performance.now();
  const nothing = { events: 0, lost: 0, doubled: 0, outOfOrder: 0, breaches: /** @type {string[]} */ ([]) };
  const common = { fault, transport: stage.transport, took: 0, what: '' };
  const skipped = fault.skip?.(stage);
  if (skipped) return { ...common, ...nothing, skipped };
  const load = stage.load(fault.load);
  /** @type {import('./verdict.mjs').Expected} */
  const expected = fault.cutsRelayOff && stage.transport === 'kafka' ? { wireOrder: 'first' } : {};
  const scene = { stage, load, short, events, log, expected };
  const deaths = () => stage.members.reduce((sum, member) => sum + member.deaths, 0);
  const breaches = [];
  let [what, healed] = ['', performance.now()];
  const deathsBefore = deaths();
  /** @param {string} step @param {() => Promise<unknown> | unknown} work */
  const attempt = async (step, work) => {
    try {
      await work();
    } catch (error) {
      breaches.push(`${step}: ${/** @type {Error} */ (error).message}`);
    }
  };
  if (!fault.quiet) {
    load.start();
    await pause(1_000);
  }
  await attempt('fault', async () => void (what = await fault.strike(scene)));
  healed = performance.now();
  if (!fault.quiet) {
    await pause(1_000);
    await load.stop();
  }
  await attempt('recovery', () => stage.settled(fault.recoverMs ?? recoverMs));
  const recovered = (performance.now() - healed) / 1_000;
  const observed = await stage.oracle.observe(load, scene.expected);
  if (scene.expected.withheld) scene.expected.dead = withheldEvents(observed, scene.expected.withheld);
  const verdict = judge(observed);
  breaches.push(...verdict.breaches);
  await attempt('check', () => fault.check?.(scene, observed));
  await attempt('processes', () => stage.ready());
  const took = (performance.now() - start) / 1_000;
  return {
    ...common,
    ...verdict,
    // Where the fault itself delivers in another order there is nothing to count.
    ...(expected.order === false && { outOfOrder: NaN }),
    took,
    what: `${what}; ${deaths() - deathsBefore} restarts, ${observed.resent} sent again`,
    recovered,
    breaches,
  };
}

/** How many dead letters the accounts that wait behind one must have. @param {import('./verdict.mjs').Observation} seen @param {Set<string>} accounts */
function withheldEvents(seen, accounts) {
  let events = 0;
  for (const account of accounts) {
    events += (seen.entries.get(account)?.rows ?? 0) - (seen.reactions.get(account)?.rows ?? 0);
  }
  return events;
}
