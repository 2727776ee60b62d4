// @ts-check
// `npm run rebuild -- --service S --read-model M [--fresh] [--state DIR]`
// Fills a read model of the running local instance anew from the first event.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { environmentsOf } from './start/state.mjs';

const usage = 'npm run rebuild -- --service SERVICE --read-model NAME [--fresh] [--state DIR]';
const root = fileURLToPath(new URL('..', import.meta.url));

try {
  const { values } = parseArgs({
    options: {
      service: { type: 'string' },
      'read-model': { type: 'string' },
      fresh: { type: 'boolean' },
      state: { type: 'string' },
    },
  });
  const environments = await environmentsOf(resolve(values.state ?? '.local'));
  const environment = environments[values.service ?? ''];
  if (!environment) throw new Error(`A service is needed: ${Object.keys(environments).join(', ')}. ${usage}`);
  const begin = Date.now();
  const child = spawn(
    process.execPath,
    [
      join(root, 'apps', values.service ?? '', 'dist/rebuild.js'),
      ...(values['read-model'] ? [values['read-model']] : []),
      ...(values.fresh ? ['--fresh'] : []),
    ],
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) tell(line, begin);
  const [code] = await ended;
  process.exitCode = code ?? 1;
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}

/** Says a log line of the rebuild in words for people. @param {string} line @param {number} begin */
function tell(line, begin) {
  const { done, of, readModel, equal, rows, deadLetters, msg, level } = JSON.parse(line);
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  if (of !== undefined) return console.log(`${seconds} s  ${done} of ${of} messages`);
  if (level === 'fatal' || level === 'error') return console.error(msg);
  if (!readModel) return;
  const compared = { true: 'the same rows as before', false: 'other rows than before', null: 'not compared' };
  console.log(
    `${readModel}: ${rows} rows, ${compared[/** @type {'true'} */ (String(equal))]}, ${deadLetters} dead letters, ${seconds} s`,
  );
}
