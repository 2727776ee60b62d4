// @ts-check
import { openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { csv } from './generator.mjs';

const patienceMs = 60_000;

/**
 * Imports rows of the made-up base as a user would: one upload, then waiting for its end.
 * @param {import('./stand.mjs').Stand} stand
 * @param {string} directory where the file lies meanwhile
 * @param {number} from @param {number} to
 */
export async function importRows(stand, directory, from, to) {
  const file = join(directory, `rows-${from}-${to}.csv`);
  await pipeline(Readable.from(csv(from, to)), createWriteStream(file));
  const form = new FormData();
  form.append('file', await openAsBlob(file, { type: 'text/csv' }), 'rows.csv');
  const start = performance.now();
  const { id } = await stand.ask('POST', '/imports', { form });
  const uploaded = performance.now();
  let memory = 0;
  let known = { counts: '', since: 0 };
  for (;;) {
    const run = await stand.ask('GET', `/imports/${id}`);
    const counts = JSON.stringify(run.counts);
    if (counts !== known.counts) known = { counts, since: performance.now() };
    if (performance.now() - known.since > patienceMs)
      throw new Error(`the import does not go on: ${JSON.stringify(run)}`);
    memory = Math.max(memory, await stand.memory());
    if (run.state === 'completed') {
      await rm(file);
      const seconds = (performance.now() - start) / 1000;
      return { id, counts: run.counts, seconds, uploadSeconds: (uploaded - start) / 1000, memory };
    }
    if (run.state === 'failed') throw new Error(`the import ended as failed: ${JSON.stringify(run)}`);
    await pause(200);
  }
}
