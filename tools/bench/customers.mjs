// @ts-check
// npm run bench:customers [-- --rows N] [--state DIR] [--report FILE]
// Fills a customer-master with a made-up base of N customers by its own import, then measures import, duplicate check, match
// run, search and overview on it. With --state the base is kept: the next run goes on where this one stopped.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { againstBare } from './customers/against-bare.mjs';
import { imported, uploadRows } from './customers/filling.mjs';
import { accuracy, matchRun } from './customers/matching.mjs';
import { overviews, registrations, searches } from './customers/requests.mjs';
import { Stand } from './service-stand.mjs';
import { writeSection } from './report.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    state: { type: 'string' },
    report: { type: 'string', default: join(import.meta.dirname, '../../docs/benchmarks.md') },
  },
});
const rows = Number(values.rows);
const rowsPerImport = 100_000;
const directory = values.state ?? (await mkdtemp(join(tmpdir(), 'onecustomer-bench-')));

/** @type {string[]} */
const table = [];
/** @param {string} what @param {number} figure @param {string} unit @param {string} [goal] */
function note(what, figure, unit, goal = '') {
  const text = figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(figure < 1 ? 3 : 1);
  console.log(`${what.padEnd(72)} ${text} ${unit}`);
  table.push(`| ${what} | ${text} | ${unit} | ${goal} |`);
}
/** @param {string} what @param {import('./customers/requests.mjs').Shares} shares @param {string} [goal] of p99 */
function noteShares(what, { p50, p95, p99 }, goal = '') {
  console.log(`${what.padEnd(72)} ${[p50, p95, p99].map((ms) => ms.toFixed(1)).join(' / ')} ms`);
  table.push(`| ${what} | ${[p50, p95, p99].map((ms) => ms.toFixed(1)).join(' / ')} | ms p50 / p95 / p99 | ${goal} |`);
}

const stand = new Stand();
try {
  await stand.start(directory);
  const last = await fill();
  if (last) {
    note(`import of the last ${last.rows.toLocaleString('en')} rows`, last.rows / last.seconds, 'rows/s');
    note('import: most memory of the process', last.memory / 1_048_576, 'MB');
  }
  await stand.vacuum();
  const check = await registrations(stand, rows, 2_000);
  noteShares('POST /customers of somebody new', check.fresh, '≤ 50');
  noteShares('POST /customers of somebody known', check.known, '≤ 50');
  const { product, bare, statements } = await againstBare(stand, directory);
  note('POST /customers of somebody new, one at a time', product.alone, 'requests/s');
  note('POST /customers of somebody new, eight at once', product.together, 'requests/s');
  note('its statements', statements, 'a request');
  note('÷ the same statements by Fastify and pg alone, one at a time', product.alone / bare.alone, '', '≥ 0.6');
  note('÷ the same statements by Fastify and pg alone, eight at once', product.together / bare.together, '', '≥ 0.6');
  for (const [what, shares] of await searches(stand, rows, 200)) noteShares(`search: ${what}`, shares, '≤ 100');
  const pages = await overviews(stand, 500);
  noteShares('row of a customer by its key, SQL alone', pages.row);
  noteShares('GET /customers/{id}', pages.customer);
  noteShares('GET /customers/{id}/overview', pages.overview);
  note('overview ÷ customer at p99', pages.overview.p99 / pages.customer.p99, '', '≤ 3');
  const run = await matchRun(stand);
  note('match run over all, from stored keys', run.seconds, 's', '≤ 60 at 1,000,000');
  for (const { kind, stages, candidatePairs } of run.report.kinds) {
    note(`match run: pairs of ${kind}s that are compared`, candidatePairs, 'pairs');
    for (const [stage, ms] of Object.entries(stages)) note(`match run: ${stage}, ${kind}s`, Number(ms), 'ms');
  }
  note('match run: most memory of the process', run.memory / 1_048_576, 'MB');
  const { truth, united, curve } = await accuracy(stand, run.id, rows);
  await writeSection(values.report, 'customers', section(truth, united, curve));
} finally {
  await stand.stop();
  if (!values.state) await rm(directory, { recursive: true, force: true });
}

/** Imports what is missing; figures of the last file. */
async function fill() {
  let last;
  for (let from = await filledTo(); from < rows; from += rowsPerImport) {
    const to = Math.min(rows, from + rowsPerImport);
    const start = performance.now();
    const { memory, counts } = await imported(stand, await uploadRows(stand, directory, from, to));
    const seconds = (performance.now() - start) / 1_000;
    last = { rows: to - from, seconds, memory };
    console.log(`rows ${from} to ${to}: ${seconds.toFixed(0)} s, ${JSON.stringify(counts)}`);
  }
  return last;
}

/** Rows that were imported before. */
async function filledTo() {
  const client = new pg.Client({ connectionString: stand.databaseUrl });
  await client.connect();
  const { rows: found } = await client.query(
    `SELECT coalesce(max(substr(source_id, 3)::int) + 1, 0) AS next FROM source_record WHERE source_id ~ '^B-[0-9]+$'`,
  );
  await client.end();
  return Number(found[0].next);
}

/**
 * @param {number} truth
 * @param {{ precision: number, recall: number, f1: number }} united
 * @param {{ threshold: number, precision: number, recall: number, f1: number }[]} curve
 */
function section(truth, united, curve) {
  const [cpu] = cpus();
  const line = (/** @type {string} */ what, /** @type {typeof united} */ { precision, recall, f1 }) =>
    `| ${what} | ${precision.toFixed(4)} | ${recall.toFixed(4)} | ${f1.toFixed(4)} |`;
  return `## customer-master with ${rows.toLocaleString('en')} customers

Written by \`npm run bench:customers\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB of
memory, Node ${process.version}, PostgreSQL with 2 GB of shared buffers and \`synchronous_commit = on\`, customer-master alone with
every role in one process on the embedded log, everything on one machine at once. Requests go one after the other,
after 500 registrations and 20 searches of each kind that are not counted.

| what | figure | unit | goal |
|---|---:|---|---|
${table.join('\n')}

The base is made up (\`tools/bench/customers/generator.mjs\`): six of ten are firms, one row in twenty says once more, in other
words and with gaps, what an earlier row said. Of ${truth.toLocaleString('en')} pairs of rows that are one customer:

| pairs that are united | precision | recall | F1 |
|---|---:|---:|---:|
${[line('by the import alone', united), ...curve.map((step) => line(`and those of the match run with P ≥ ${step.threshold}`, step))].join('\n')}
`;
}
