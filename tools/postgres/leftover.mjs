import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The name of a cluster says which process started it; it is visible in the server's command line. */
export const ownerArgument = (pid) => `cluster_name=onecustomer-${pid}`;

/**
 * Makes a data directory startable after its last owner was killed: an abandoned server is stopped, a stale
 * `postmaster.pid` (its number may meanwhile belong to a stranger) is removed.
 * @throws when a living process still uses the directory
 */
export async function clearLeftover(directory) {
  const file = join(directory, 'postmaster.pid');
  const server = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!server) return;
  const found = await processOf(server);
  if (!found?.command.includes(directory) || !found.command.includes('cluster_name=onecustomer-')) {
    await rm(file, { force: true });
    return;
  }
  const owner = Number(/cluster_name=onecustomer-(\d+)/.exec(found.command)?.[1]);
  if (found.parent === owner) {
    throw new Error(`The database in ${directory} is in use by process ${owner}. Stop that one first.`);
  }
  signal(server, 'SIGINT');
  await goneWithin(server, 15_000);
}

/** Resolves when the process has ended; kills it when it has not within the time. */
export async function goneWithin(pid, milliseconds) {
  const deadline = Date.now() + milliseconds;
  while (signal(pid, 0)) {
    if (Date.now() > deadline) signal(pid, 'SIGKILL');
    await pause(50);
  }
}

function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

async function processOf(pid) {
  if (platform() === 'linux') {
    const [status, command] = await Promise.all(
      ['stat', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    );
    if (!status) return undefined;
    const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
    return { parent, command: command.replaceAll('\0', ' ') };
  }
  const { stdout } = await run('ps', ['-o', 'ppid=,command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  const [, parent, command] = /^\s*(\d+)\s+(.*)/s.exec(stdout) ?? [];
  return command === undefined ? undefined : { parent: Number(parent), command };
}
