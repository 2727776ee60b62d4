// npm test [-- --ring pure,postgres] [--only path]: lint, types and the four rings of tests, summed up in one last line.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findKafka } from './kafka/kafka.mjs';
import { nxEnvironment } from './lint.mjs';

const root = join(import.meta.dirname, '..');
const allRings = ['pure', 'postgres', 'http', 'kafka'];
/** Rules about time read no zone of the process: what they say must be the same in these as in that of the machine. */
const otherZones = ['America/New_York', 'Asia/Kathmandu'];
const rulesOfTime = 'service-desk/src/(calendars|sla)/';
/** Longer than any ring takes on a slow machine: a test that never ends must not hang the run. */
const longestStep = 45 * 60_000;

const { values } = parseArgs({ options: { ring: { type: 'string' }, only: { type: 'string' } } });
const rings = values.ring?.split(',') ?? allRings;
const unknown = rings.filter((ring) => !allRings.includes(ring));
if (unknown.length > 0) throw new Error(`No such ring: ${unknown.join(', ')}. There are ${allRings.join(', ')}.`);

const total = { passed: 0, failed: 0, skipped: 0 };

if (!values.ring && !values.only) {
  // Each keeps one core busy.
  await step('Lint, format and types, tests included', async () => {
    const types = ['node_modules/typescript/bin/tsc', ['-b', 'tsconfig.json', ...(await specProjects())]];
    const codes = await Promise.all([node('tools/lint.mjs', []), node(...types)]);
    total.failed += codes.filter((code) => code !== 0).length;
  });
}
for (const ring of rings) {
  await step(`Tests: ${ring}`, () => (ring === 'kafka' ? runKafkaRing() : runRing(ring)));
}
if (rings.includes('pure') && !values.only) {
  for (const TZ of otherZones) {
    await step(`Tests: rules about time, in ${TZ}`, () => runRing('pure', rulesOfTime, { TZ }));
  }
}

console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function step(heading, work) {
  console.log(`\n== ${heading}`);
  const start = performance.now();
  await work();
  console.log(`== ${heading}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

async function runKafkaRing() {
  const kafka = await findKafka();
  const runs = kafka.kind === 'brokers' || kafka.kind === 'java';
  // In CI a missing broker is a fault of the CI, so the ring runs and fails.
  if (runs || process.env.CI === 'true') return runRing('kafka');
  const files = await kafkaTests();
  total.skipped += files.length;
  console.log(kafka.advice ?? 'No Kafka here: start docker/compose.yaml and set KAFKA_BROKERS=host:port.');
  console.log(`The tests on a real broker are skipped: ${files.length} file(s), counted as ${files.length} skipped.`);
}

async function runRing(ring, paths = values.only, environment = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'onecustomer-results-'));
  const outputFile = join(folder, `${ring}.json`);
  const only = paths ? ['--testPathPatterns', paths] : [];
  const flags = ['--selectProjects', ring, '--passWithNoTests', '--json', '--outputFile', outputFile, ...only];
  const code = await node('node_modules/jest/bin/jest.js', flags, environment);
  const result = existsSync(outputFile) ? JSON.parse(await readFile(outputFile, 'utf8')) : undefined;
  await rm(folder, { recursive: true });

  // A file that could not even be loaded has no failed test to count.
  const failed = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
  total.passed += result?.numPassedTests ?? 0;
  total.skipped += (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
  total.failed += failed;
  if (code !== 0 && failed === 0) {
    console.log(`Jest ended with ${code} although no test failed: counted as 1 failed.`);
    total.failed++;
  }
  if (result?.numTotalTests === 0 && failed === 0 && !values.only) {
    console.log('There is no test in this ring: counted as 1 failed, since nothing was proven.');
    total.failed++;
  }
}

/** Runs a program of Node and answers its exit code; what it prints is shown, but for the JSON that Jest also prints. */
function node(program, args, environment = {}) {
  const jest = program.includes('jest');
  const flags = jest ? ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'] : [];
  const child = spawn(process.execPath, [...flags, join(root, program), ...args], {
    cwd: root,
    // All on one stream, so that the sum stays the last line wherever the output goes.
    stdio: ['ignore', jest ? 'ignore' : 'inherit', 1],
    env: { ...process.env, ...nxEnvironment, ...environment },
  });
  const timer = setTimeout(() => {
    console.log(`Not ended after ${longestStep / 60_000} minutes: killed.`);
    child.kill('SIGKILL');
  }, longestStep);
  return new Promise((ended) => {
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      ended(code ?? signal);
    });
  });
}

async function kafkaTests() {
  return (await sources()).filter((file) => file.endsWith('.kafka.spec.ts'));
}

async function specProjects() {
  return (await sources()).filter((file) => file.endsWith('tsconfig.spec.json')).sort();
}

async function sources() {
  const folders = ['apps', 'libs', 'tools'];
  const found = await Promise.all(folders.map((folder) => readdir(join(root, folder), { recursive: true })));
  return found
    .flatMap((files, at) => files.map((file) => join(folders[at], file)))
    .filter((file) => !/[\\/](node_modules|dist)[\\/]/.test(file));
}
