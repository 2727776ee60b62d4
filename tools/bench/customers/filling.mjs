// @ts-check
import { createWriteStream, openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { csv } from './generator.mjs';

const patienceMs = 60_000;

/**
 * Uploads rows of the made-up base as a user would; they are imported in the background.
 * @param {import('../service-stand.mjs').Stand} stand
 * @param {string} directory where the file lies meanwhile
 * @param {number} from @param {number} to
 * @returns {Promise<string>} id of the import
 */
export async function uploadRows(stand, directory, from, to) {
  const file = join(directory, `rows-${from}-${to}.csv`);
  await pipeline(Readable.from(csv(from, to)), createWriteStream(file));
  const form = new FormData();
  form.append('file', await openAsBlob(file, { type: 'text/csv' }), 'rows.csv');
  const { id } = await stand.ask('POST', '/imports', { form });
  await rm(file);
  return id;
}

/**
 * Waits for the end of an import. @param {import('../service-stand.mjs').Stand} stand @param {string} id
 * @returns {Promise<{ counts: Record<string, number>, memory: number }>} memory: most bytes of the process
 */
export async function imported(stand, id) {
  let memory = 0;
  let known = { counts: '', since: 0 };
  for (;;) {
    const run = await stand.ask('GET', `/imports/${id}`);
    const counts = JSON.stringify(run.counts);
    if (counts !== known.counts) known = { counts, since: performance.now() };
    memory = Math.max(memory, await stand.memory());
    if (run.state === 'completed') return { counts: run.counts, memory };
    if (run.state === 'failed' || performance.now() - known.since > patienceMs) {
      throw new Error(`the import does not go on: ${JSON.stringify(run)}`);
    }
    await pause(200);
  }
}
