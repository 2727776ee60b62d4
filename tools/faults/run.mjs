// @ts-check
// npm run test:faults [-- --transport kafka|embedded|both] [--only F4,F8] [--events N] [--minutes N] [--short] [--mutants] [--report file]
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { findKafka } from '../kafka/kafka.mjs';
import { compile } from './code.mjs';
import { catalogue, extras, shortForm } from './faults/catalogue.mjs';
import { lineOf, reportOf, tableOf } from './report.mjs';
import { runFault } from './run-fault.mjs';
import { runMutants } from './run-mutants.mjs';
import { Stage } from './stage.mjs';

const { values } = parseArgs({
  options: {
    transport: { type: 'string', default: 'both' },
    only: { type: 'string' },
    events: { type: 'string' },
    minutes: { type: 'string', default: '0' },
    short: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    report: { type: 'string' },
  },
});
const log = (/** @type {string} */ line) => console.log(line);
Logger.overrideLogger(false);

const names = values.only?.split(',');
const known = [...catalogue, ...extras];
/** @param {'embedded' | 'kafka'} transport */
const chosenFor = (transport) =>
  names
    ? known.filter(({ id }) => names.includes(id))
    : catalogue.filter(({ id }) => !values.short || shortForm[transport].includes(id));
const unknown = names?.filter((name) => !values.mutants && !known.some(({ id }) => id === name)) ?? [];
if (unknown.length > 0) throw new Error(`No such fault: ${unknown.join(', ')}.`);
const events = Number(values.events ?? (values.short ? 4_000 : 1_000_000));
const endsAt = performance.now() + Number(values.minutes) * 60_000;

process.exitCode = values.mutants ? await runMutants({ only: names, log }) : await marathon();

async function marathon() {
  const start = performance.now();
  /** @type {import('./run-fault.mjs').Outcome[]} */
  const outcomes = [];
  for (const transport of await transports()) outcomes.push(...(await runOn(transport)));
  log(`\n${tableOf(outcomes)}`);
  const breached = outcomes.filter(({ breaches }) => breaches.length > 0);
  // Only a whole run in the long form is worth remembering, unless somebody wants another one.
  const report =
    values.report ?? (values.only || values.short ? undefined : join(import.meta.dirname, '../../docs/faults.md'));
  const run = { events, seconds: (performance.now() - start) / 1_000, short: values.short };
  if (report) await writeFile(report, reportOf(outcomes, run));
  log(`\n${outcomes.length} faults, ${breached.length} with a breach`);
  return breached.length > 0 || outcomes.length === 0 ? 1 : 0;
}

/** @returns {Promise<('embedded' | 'kafka')[]>} */
async function transports() {
  if (values.transport === 'embedded' || values.transport === 'kafka') return [values.transport];
  if (values.transport !== 'both') throw new Error(`No such transport: ${values.transport}.`);
  if ((await findKafka({ ...process.env, KAFKA_BROKERS: '' })).kind === 'java') return ['embedded', 'kafka'];
  // A broker that others use cannot be killed, so only one of our own will do.
  log('Kafka: skipped, needs Java 17 and Maven.');
  return ['embedded'];
}

/** @param {'embedded' | 'kafka'} transport */
async function runOn(transport) {
  const code = await compile({ name: transport });
  const chosen = chosenFor(transport);
  try {
    const outcomes = await runOnStage(
      { transport, code },
      chosen.filter(({ cluster }) => !cluster),
    );
    const clustered = transport === 'kafka' ? chosen.filter(({ cluster }) => cluster) : [];
    return [...outcomes, ...(await runOnStage({ transport, code, cluster: true }, clustered))];
  } finally {
    await code.remove();
  }
}

/** @param {{ transport: 'embedded' | 'kafka', code: import('./code.mjs').Code, cluster?: boolean }} setting @param {import('./faults/fault.mjs').Fault[]} faults */
async function runOnStage(setting, faults) {
  const outcomes = [];
  if (faults.length === 0) return [];
  const stage = new Stage({ ...setting, processes: values.short ? 1 : 2, log });
  try {
    await stage.start();
    do {
      for (const fault of faults) {
        log(`${setting.transport} ${fault.id}: ${fault.title}`);
        const outcome = await runFault(stage, fault, { short: values.short, events, log: (line) => log(`  ${line}`) });
        outcomes.push(outcome);
        log(lineOf(outcome));
      }
    } while (performance.now() < endsAt);
    if (outcomes.some(({ breaches }) => breaches.length > 0)) log(`Logs: ${await stage.keepLogs()}`);
  } finally {
    await stage.stop();
  }
  return outcomes;
}
