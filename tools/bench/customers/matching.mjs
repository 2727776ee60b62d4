// @ts-check
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { make } from './generator.mjs';

/** @typedef {import('../service-stand.mjs').Stand} Stand */

const thresholds = [0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999];

/** Compares all customers with one another, and reports. @param {Stand} stand */
export async function matchRun(stand) {
  const start = performance.now();
  let { id } = await stand.ask('POST', '/match-runs', { body: { mode: 'report', train: false } });
  let memory = 0;
  for (;;) {
    const run = await stand.ask('GET', `/match-runs/${id}`);
    memory = Math.max(memory, await stand.memory());
    if (run.error || run.state === 'failed' || run.state === 'cancelled') throw new Error(JSON.stringify(run));
    if (run.finishedAt) break;
    await pause(100);
  }
  const seconds = (performance.now() - start) / 1_000;
  return { id, seconds, memory, report: await stand.ask('GET', `/match-runs/${id}/report`) };
}

/**
 * The pairs of a run beside the truth of the generator: a pair is two rows of the base that are one customer. What the
 * import united by itself counts as found at every threshold; a pair of customers counts for all rows of both.
 * @param {Stand} stand @param {string} runId @param {number} base
 */
export async function accuracy(stand, runId, base) {
  /** @type {Map<string, number[]>} */
  const rowsOf = new Map();
  for await (const [, sourceId, customerId] of lines(stand, '/crosswalk.csv')) {
    const n = sourceId?.startsWith('B-') ? Number(sourceId.slice(2)) : NaN;
    if (!(n < base) || !customerId) continue;
    const rows = rowsOf.get(customerId);
    if (rows) rows.push(n);
    else rowsOf.set(customerId, [n]);
  }
  const original = originals(base);
  const clusters = new Map();
  for (const one of original) clusters.set(one, (clusters.get(one) ?? 0) + 1);
  let truth = 0;
  for (const size of clusters.values()) truth += (size * (size - 1)) / 2;

  const united = { right: 0, wrong: 0 };
  const count = (/** @type {typeof united} */ sum, /** @type {number} */ a, /** @type {number} */ b) =>
    original[a] === original[b] ? sum.right++ : sum.wrong++;
  for (const rows of rowsOf.values()) {
    rows.forEach((a, at) => rows.slice(at + 1).forEach((b) => count(united, a, b)));
  }
  const steps = thresholds.map((threshold) => ({ threshold, right: 0, wrong: 0 }));
  for await (const [low = '', high = '', , probability] of lines(stand, `/match-runs/${runId}/pairs.csv`)) {
    for (const step of steps) {
      if (Number(probability) < step.threshold) continue;
      for (const a of rowsOf.get(low) ?? []) for (const b of rowsOf.get(high) ?? []) count(step, a, b);
    }
  }
  const figures = (/** @type {typeof united} */ { right, wrong }) => {
    const [precision, recall] = [right / (right + wrong), right / truth];
    return { right, wrong, precision, recall, f1: (2 * precision * recall) / (precision + recall) };
  };
  return {
    truth,
    united: figures(united),
    curve: steps.map(({ threshold, right, wrong }) => ({
      threshold,
      ...figures({ right: right + united.right, wrong: wrong + united.wrong }),
    })),
  };
}

/**
 * Who each row of the base is. Two firms that the generator gave the same code by chance are one: nothing else could be
 * said of them, and in life no two have one.
 * @param {number} base
 */
function originals(base) {
  const original = new Int32Array(base);
  /** @type {Map<string, number>} */
  const byCode = new Map();
  /** @type {Map<number, number>} */
  const sameAs = new Map();
  const first = (/** @type {number} */ n) => {
    let one = n;
    for (let earlier = sameAs.get(one); earlier !== undefined; earlier = sameAs.get(one)) one = earlier;
    return one;
  };
  for (let n = 0; n < base; n++) {
    const made = make(n);
    original[n] = made.original;
    const code = made.row.uscc;
    if (!code) continue;
    const [one, other] = [first(byCode.get(code) ?? made.original), first(made.original)];
    if (one !== other) sameAs.set(Math.max(one, other), Math.min(one, other));
    byCode.set(code, one);
  }
  return original.map(first);
}

/** Cells of a CSV that holds none with commas, without its header. @param {Stand} stand @param {string} path */
async function* lines(stand, path) {
  const answer = await fetch(`${stand.url}${path}`, { headers: stand.headers });
  if (!answer.ok || !answer.body) throw new Error(`${path} answered ${answer.status}`);
  let isHeader = true;
  for await (const line of createInterface({ input: Readable.fromWeb(/** @type {any} */ (answer.body)) })) {
    if (!isHeader && line) yield line.replace(/^\uFEFF/, '').split(',');
    isHeader = false;
  }
}
