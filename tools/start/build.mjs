// @ts-check
import { spawn } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlainError } from './options.mjs';

const stampFile = 'node_modules/.cache/onecustomer-build.json';

/**
 * Compiles with `tsc -b` unless nothing changed since the last time.
 * @param {string} root
 * @returns {Promise<'built' | 'unchanged'>}
 */
export async function build(root) {
  const newest = await newestSource(root);
  if ((await lastBuilt(root)) === newest && (await everythingIsThere(root))) return 'unchanged';
  await compile(root);
  await writeFile(join(root, stampFile), JSON.stringify({ newest })).catch(() => undefined);
  return 'built';
}

/** @param {string} root */
async function newestSource(root) {
  let newest = (await stat(join(root, 'package-lock.json'))).mtimeMs;
  for (const place of ['libs', 'apps']) {
    const files = await readdir(join(root, place), { recursive: true, withFileTypes: true });
    for (const file of files) {
      const path = join(file.parentPath ?? file.path, file.name);
      if (!file.isFile() || !/\.(ts|json)$/.test(file.name) || /[\\/](dist|node_modules)[\\/]/.test(path)) continue;
      newest = Math.max(newest, (await stat(path)).mtimeMs);
    }
  }
  return newest;
}

/** @param {string} root */
async function lastBuilt(root) {
  const stamp = await readFile(join(root, stampFile), 'utf8').catch(() => '{}');
  return /** @type {{ newest?: number }} */ (JSON.parse(stamp)).newest;
}

/** @param {string} root */
async function everythingIsThere(root) {
  const apps = await readdir(join(root, 'apps'));
  const found = await Promise.all(apps.map((app) => stat(join(root, 'apps', app, 'dist/main.js')).catch(() => null)));
  return found.every(Boolean);
}

/** @param {string} root */
function compile(root) {
  const child = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], { cwd: root });
  /** @type {string[]} */
  const output = [];
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => output.push(String(chunk)));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0
        ? done(undefined)
        : fail(new PlainError(`The code does not compile:\n${output.join('').slice(0, 4000)}`)),
    );
  });
}
