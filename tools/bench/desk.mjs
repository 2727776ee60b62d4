// @ts-check
// npm run bench:desk [-- --cases N] [--state DIR] [--report FILE]
// Fills a service desk with N open cases and ten times as many closed ones, then measures what people and clocks ask of it.
// With --state the base is kept: the next run goes on where this one stopped.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deadlines } from './desk/deadlines.mjs';
import { fill } from './desk/filling.mjs';
import {
  creates,
  createsAtOnce,
  dueTimers,
  keyFigures,
  lists,
  policyReport,
  reads,
  reconciled,
  settled,
} from './desk/requests.mjs';
import { writeSection } from './report.mjs';
import { Stand } from './service-stand.mjs';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200000' },
    state: { type: 'string' },
    report: { type: 'string', default: join(import.meta.dirname, '../../docs/benchmarks.md') },
  },
});
const open = Number(values.cases);
const closed = open * 10;
const timers = Math.min(10_000, open);
const directory = values.state ?? (await mkdtemp(join(tmpdir(), 'onecustomer-bench-')));

/** @type {string[]} */
const table = [];
/** @param {string} what @param {number} figure @param {string} unit @param {string} [goal] */
function note(what, figure, unit, goal = '') {
  const text = figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(1);
  console.log(`${what.padEnd(72)} ${text} ${unit}`);
  table.push(`| ${what} | ${text} | ${unit} | ${goal} |`);
}
/** @param {string} what @param {import('./desk/requests.mjs').Shares} shares @param {string} [goal] of p99 */
function noteShares(what, { p50, p95, p99 }, goal = '') {
  const text = [p50, p95, p99].map((ms) => ms.toFixed(1)).join(' / ');
  console.log(`${what.padEnd(72)} ${text} ms`);
  table.push(`| ${what} | ${text} | ms p50 / p95 / p99 | ${goal} |`);
}

const stand = new Stand('service-desk');
try {
  await stand.start(directory, { run: false });
  await fill(stand, open, closed);
  await stand.vacuum();
  const { alone, whole } = await deadlines();
  note('deadlines over a year-long calendar, one core', alone, 'a second', '≥ 200,000');
  note('whole verdicts on clocks with two waits, one core', whole, 'a second');
  await stand.restart();
  await settled(stand);
  noteShares('POST /intakes that opens a case', await creates(stand, 300), '≤ 100');
  note('POST /intakes that opens a case, eight at once', await createsAtOnce(stand, 800, 8), 'requests/s');
  for (const [what, shares] of await lists(stand, 100)) noteShares(`GET /cases: ${what}`, shares, '≤ 100');
  for (const [what, shares] of await reads(stand, 300)) {
    noteShares(what, shares, what.endsWith('/context') ? '≤ 50' : '≤ 100');
  }
  noteShares('GET /kpis of thirty days, by department', await keyFigures(stand, 20));
  const report = await policyReport(stand);
  note('report of another policy over every open case', report.seconds, 's', '≤ 60');
  note('deadlines that it would move', report.changed, 'clocks');
  const late = await dueTimers(stand, timers);
  note(`${timers.toLocaleString('en')} timers due at the same second: the last is late by`, late, 's', '≤ 30');
  const { seconds, clocks, differenceCount } = await reconciled(stand);
  note('comparison of every open clock, by command', seconds, 's');
  note('clocks that were compared', clocks, 'clocks');
  note('differences', differenceCount, '', '0');
  await writeSection(values.report, 'desk', section());
} finally {
  await stand.stop();
  if (!values.state) await rm(directory, { recursive: true, force: true });
}

function section() {
  const [cpu] = cpus();
  const count = (/** @type {number} */ number) => number.toLocaleString('en');
  return `## service-desk with ${count(open)} open and ${count(closed)} closed cases

Written by \`npm run bench:desk\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB of
memory, Node ${process.version}, PostgreSQL with 2 GB of shared buffers and \`synchronous_commit = on\`, service-desk alone with
every role in one process on the embedded log, everything on one machine at once. Requests go one after the other.

| what | figure | unit | goal |
|---|---:|---|---|
${table.join('\n')}

The cases are made by the database (\`tools/bench/desk/filling.mjs\`): a customer has twenty, the older ones are closed, the open
ones came in over the last nine days, one in ten of them waits. Contacts are sealed by the product's own cipher. The timers are
those of cases besides these, with a line of supervisors that is told. Measured when the timers that had come due while the base
lay still had fired.
`;
}
