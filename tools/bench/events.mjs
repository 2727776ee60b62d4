// @ts-check
// npm run bench:events [-- --transport embedded|kafka|both] [--backlog N] [--report FILE]
// Measures relay, latency, consumers and catch-up on this machine, and writes docs/benchmarks.md.
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { findKafka } from '../kafka/kafka.mjs';
import { catchUp, latency, relay, serviceDatabase, singleInserts } from './measures.mjs';
import { writeSection } from './report.mjs';
import { Stand } from './stand.mjs';

const { values } = parseArgs({
  options: {
    transport: { type: 'string', default: 'both' },
    backlog: { type: 'string', default: '1000000' },
    report: { type: 'string', default: join(import.meta.dirname, '../../docs/benchmarks.md') },
  },
});
Logger.overrideLogger(false);
const backlog = Number(values.backlog);

/** @type {[what: string, unit: string, goal: string, figures: Record<string, string>][]} */
const table = [];
/** @param {string} transport @param {string} what @param {string} unit @param {number} figure @param {string} [goal] */
function note(transport, what, unit, figure, goal = '') {
  const text = figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(1);
  console.log(`${transport.padEnd(8)}  ${what.padEnd(58)} ${text} ${unit}`);
  const row = table.find(([known]) => known === what);
  if (row) row[3][transport] = text;
  else table.push([what, unit, goal, { [transport]: text }]);
}

for (const transport of await transports()) await measure(transport);
if (values.transport === 'both' && backlog >= 1_000_000) await writeSection(values.report, 'events', report());

/** @param {'embedded' | 'kafka'} transport */
async function measure(transport) {
  const stand = new Stand(transport);
  try {
    await stand.start();
    const writer = await serviceDatabase(stand, 'bench_writer');
    note(transport, 'single inserts, 1 connection', 'rows/s', await singleInserts(writer, 1));
    note(transport, 'single inserts, 8 connections', 'rows/s', await singleInserts(writer, 8));
    note(transport, 'relay', 'events/s', await relay(stand, writer, 50_000), '≥ single inserts');
    const reader = await serviceDatabase(stand, 'bench_reader');
    // The relay's events lie before the reader's: it begins behind them.
    await stand.transport.reset('analytics', ['crm.loyalty.v1'], 'end');
    const { saturated, calm } = await latency(stand, writer, reader);
    note(transport, 'commit → effect elsewhere, saturated: rate', 'events/s', saturated.rate);
    for (const share of /** @type {const} */ (['p50', 'p95', 'p99']))
      note(transport, `commit → effect elsewhere, saturated: ${share}`, 'ms', saturated[share]);
    const goals = { p50: '≤ 50', p95: '', p99: '≤ 250' };
    for (const share of /** @type {const} */ (['p50', 'p95', 'p99']))
      note(transport, `commit → effect elsewhere, at 30 % of that rate: ${share}`, 'ms', calm[share], goals[share]);
    const single = await catchUp(stand, reader, 'single', 50_000);
    note(transport, 'consumer, one handler call per event', 'events/s', single.rate);
    const batch = await catchUp(stand, reader, 'batch', 200_000);
    note(transport, 'consumer, batch projection', 'events/s', batch.rate, '≥ 10,000');
    const { rate, growth } = await catchUp(stand, reader, 'batch', backlog);
    note(transport, `backlog of ${backlog.toLocaleString('en')}: catch-up`, 'events/s', rate, '≥ 5,000');
    note(transport, `backlog of ${backlog.toLocaleString('en')}: time`, 's', backlog / rate);
    note(transport, `backlog of ${backlog.toLocaleString('en')}: memory grows by`, 'MB', growth / 1_048_576, '< 50');
  } finally {
    await stand.stop();
  }
}

/** @returns {Promise<('embedded' | 'kafka')[]>} */
async function transports() {
  if (values.transport !== 'both') return [/** @type {'embedded' | 'kafka'} */ (values.transport)];
  if ((await findKafka({ ...process.env, KAFKA_BROKERS: '' })).kind === 'java') return ['embedded', 'kafka'];
  console.log('Kafka: skipped, needs Java 17 and Maven.');
  return ['embedded'];
}

function report() {
  const [cpu] = cpus();
  const rows = table.map(
    ([what, unit, goal, figures]) =>
      `| ${what} | ${figures.embedded ?? '–'} | ${figures.kafka ?? '–'} | ${unit} | ${goal} |`,
  );
  return `## The event path

Written by \`npm run bench:events\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB of
memory, Node ${process.version}, one PostgreSQL for all databases with \`synchronous_commit = on\`, one Kafka broker, 6 partitions,
everything on one machine at once: database, broker, writer, relay and reader share the cores.

| what | embedded | Kafka | unit | goal |
|---|---:|---:|---|---|
${rows.join('\n')}

- **Single inserts**: rows of 400 bytes, each in a transaction of its own, on the same database, before the other measurements.
- **Relay**: 50,000 rows that wait in the outbox, until all are sent and marked.
- **Commit → effect**: from just before the writer's transaction of one event to just after the commit of the read model in
  another process; saturated means as fast as it goes with at most 200 events under way. One handler call per event.
- **Consumer** and **backlog**: events of 5,000 aggregates that wait on the topic, until the group has no lag; a read model
  with one row per aggregate. Memory is the resident set of the process, from the end of the first fifth to its highest.
`;
}
