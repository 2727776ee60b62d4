// @ts-check
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Stops processes without a word (SIGSTOP), until `thaw`. They go on by themselves when this process dies: a stopped
 * server could not even be ended.
 * @param {number[]} pids
 * @returns {() => void} thaws
 */
export function freeze(pids) {
  const guard = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -CONT "$@"', 'guard', ...pids.map(String)], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  signal(pids, 'SIGSTOP');
  return () => {
    signal(pids, 'SIGCONT');
    guard.kill('SIGKILL');
  };
}

/** A process and its children, as a database server has them. @param {number} pid @returns {Promise<number[]>} */
export async function family(pid) {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return [pid, ...rows.filter(([, parent]) => parent === pid).map(([child]) => /** @type {number} */ (child))];
}

/** @param {number[]} pids @param {NodeJS.Signals} name */
function signal(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}
