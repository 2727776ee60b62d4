// @ts-check
import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlainError } from './options.mjs';

/**
 * The directory that holds everything of one instance: databases, keys, logs, and who is running it.
 * @param {string} directory
 */
export async function openState(directory) {
  try {
    await mkdir(join(directory, 'logs'), { recursive: true });
    await mkdir(join(directory, 'keys'), { recursive: true, mode: 0o700 });
    await access(directory, constants.W_OK);
    await writeFile(join(directory, '.writable'), '');
    await rm(join(directory, '.writable'));
  } catch (error) {
    throw new PlainError(`The state directory ${directory} cannot be used: ${/** @type {Error} */ (error).message}.`);
  }
  const running = await runningInstance(directory);
  if (running) {
    throw new PlainError(`OneCustomer already runs with ${directory} (process ${running.pid}, port ${running.port}).`);
  }
  return {
    directory,
    masterKeyFile: await secretFile(join(directory, 'keys/master.json'), () =>
      JSON.stringify({ current: 'k1', keys: { k1: randomBytes(32).toString('base64') } }),
    ),
    contactKeyFile: await secretFile(join(directory, 'keys/contact.key'), () => randomBytes(32).toString('base64')),
  };
}

/** Says who runs this directory, and which processes. @param {string} directory @param {{ port: number, services?: Record<string, number> }} instance */
export const announce = (directory, instance) =>
  writeFile(join(directory, 'instance.json'), JSON.stringify({ pid: process.pid, ...instance }));

/** @param {string} directory */
export async function withdraw(directory) {
  await rm(join(directory, 'instance.json'), { force: true });
  await rm(join(directory, 'environments.json'), { force: true });
}

/**
 * Keeps how each service is configured, for commands that work beside the running instance.
 * @param {string} directory @param {Map<string, Record<string, string>>} environments
 */
export const rememberEnvironments = (directory, environments) =>
  writeFile(join(directory, 'environments.json'), JSON.stringify(Object.fromEntries(environments)), { mode: 0o600 });

/**
 * The environment of each service of the running instance.
 * @param {string} directory
 * @returns {Promise<Record<string, Record<string, string>>>}
 */
export async function environmentsOf(directory) {
  if (!(await runningInstance(directory)))
    throw new PlainError(`No OneCustomer runs with ${directory}. Start it with: npm start`);
  return JSON.parse(await readFile(join(directory, 'environments.json'), 'utf8'));
}

/**
 * Who runs this directory now, or null.
 * @param {string} directory
 * @returns {Promise<{ pid: number, port: number } | null>}
 */
export async function runningInstance(directory) {
  const text = await readFile(join(directory, 'instance.json'), 'utf8').catch(() => null);
  if (!text) return null;
  const instance = JSON.parse(text);
  try {
    process.kill(instance.pid, 0);
    return instance.pid === process.pid ? null : instance;
  } catch {
    return null;
  }
}

/** @param {string} path @param {() => string} make */
async function secretFile(path, make) {
  await writeFile(path, make(), { flag: 'wx', mode: 0o600 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return path;
}
