// @ts-check
// `npm run reconcile [-- --state DIR]`
// Compares every open clock of the running local instance's service desk with what it comes to. Exit code 2: some differ.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { environmentsOf } from './start/state.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

try {
  const { values } = parseArgs({ options: { state: { type: 'string' } } });
  const environments = await environmentsOf(resolve(values.state ?? '.local'));
  const child = spawn(process.execPath, [join(root, 'apps/service-desk/dist/reconcile.js')], {
    env: { ...process.env, ...environments['service-desk'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) tell(line);
  const [code] = await ended;
  process.exitCode = code ?? 1;
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}

/** Says a log line in words for people. @param {string} line */
function tell(line) {
  const { cases, clocks, differenceCount, done, level, msg, kind, caseId, clockId, metric, stored, computed } =
    JSON.parse(line);
  if (kind)
    console.error(`${kind} of ${metric}: stored ${stored}, computed ${computed} (case ${caseId}, clock ${clockId})`);
  else if (level === 'fatal' || level === 'error') console.error(msg);
  else if (done) console.log(`${clocks} clocks of ${cases} cases: ${differenceCount} differences`);
}
