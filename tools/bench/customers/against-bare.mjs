// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bodyOf, newRow } from './requests.mjs';

/** @typedef {import('../service-stand.mjs').Stand} Stand */
/** @typedef {{ alone: number, together: number }} Rates requests per second: one at a time, and eight at once */

const bare = join(import.meta.dirname, '../bare');
const [warmUp, alone, together, atOnce] = [100, 300, 1_000, 8];
const count = warmUp + alone + together;

/**
 * `POST /customers` of somebody new beside the same statements sent by nothing but Fastify and pg. Both have a process of
 * their own, and a copy of the same base; events leave with the customer's transaction and are not sent on meanwhile.
 * @param {Stand} stand @param {string} directory
 * @returns {Promise<{ product: Rates, bare: Rates, statements: number }>}
 */
export async function againstBare(stand, directory) {
  const requests = join(directory, 'requests.jsonl');
  const http = { ROLE: 'http' };
  await stand.restart(http);
  const product = await rates(`${stand.url}/customers`, stand.headers, bodies());
  let copy = '';
  const recording = join(directory, 'recording.jsonl');
  await Promise.all([recording, requests].map((file) => writeFile(file, '')));
  const preload = `--import ${join(bare, 'recorder.mjs')}`;
  await stand.restart(
    { ...http, NODE_OPTIONS: preload, RECORDING: recording },
    async () => void (copy = await stand.copy('bare')),
  );
  const wanted = bodies();
  const statements = await record(stand, wanted, recording, requests);
  await stand.restart();
  const server = fork(join(bare, 'server.mjs'), [JSON.stringify({ requests, url: copy })]);
  try {
    const [{ port }] = await once(server, 'message');
    return { product, bare: await rates(`http://127.0.0.1:${port}/customers`, {}, wanted), statements };
  } finally {
    server.kill();
    await once(server, 'exit');
    await stand.drop('bare');
    await Promise.all([recording, requests].map((file) => rm(file)));
  }
}

function bodies() {
  const run = Date.now().toString(36);
  return Array.from({ length: count }, (_, at) => JSON.stringify(bodyOf(newRow(), `${run}-${at}`)));
}

/** What the service sends to the database for each request. @returns statements of a request, on average */
async function record(
  /** @type {Stand} */ stand,
  /** @type {string[]} */ wanted,
  /** @type {string} */ recording,
  /** @type {string} */ requests,
) {
  const file = await open(recording);
  let statements = 0;
  // What the process sends by itself when it starts belongs to no request.
  let at = (await file.stat()).size;
  for (const body of wanted) {
    const answer = await post(`${stand.url}/customers`, stand.headers, body);
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(size - at), 0, size - at, at);
    at = size;
    // Calls that wake the relay go their own way.
    const lines = buffer
      .toString('utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('{"text":"NOTIFY'));
    statements += lines.length;
    await appendFile(requests, `${JSON.stringify({ lines: lines.join('\n'), answer: JSON.parse(answer) })}\n`);
  }
  await file.close();
  return statements / wanted.length;
}

/** @param {string} url @param {Record<string, string>} headers @param {string[]} all @returns {Promise<Rates>} */
async function rates(url, headers, all) {
  const waiting = [...all];
  const run = async (/** @type {number} */ number, /** @type {number} */ width) => {
    const end = waiting.length - number;
    const start = performance.now();
    const work = async () => {
      while (waiting.length > end) await post(url, headers, waiting.shift() ?? '');
    };
    await Promise.all(Array.from({ length: width }, work));
    return number / ((performance.now() - start) / 1_000);
  };
  await run(warmUp, 1);
  return { alone: await run(alone, 1), together: await run(together, atOnce) };
}

/** @param {string} url @param {Record<string, string>} headers @param {string} body @returns {Promise<string>} */
async function post(url, headers, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  const text = await answer.text();
  // A code is now and then that of a firm of the base, by chance.
  if (answer.status !== 201 && answer.status !== 409)
    throw new Error(`POST ${url} answered ${answer.status}: ${text.slice(0, 500)}`);
  return text;
}
