import { spawn } from 'node:child_process';
import { platform } from 'node:os';

/**
 * A process of its own that waits for the end of ours and then ends the server that we started, so that even
 * `kill -9` of us leaves nothing behind. Its standard input closes when we die, however we die. Not on Windows.
 * @param {number} server process id
 * @param {{ signal: 'INT' | 'TERM', temporaryDirectory?: string }} options the signal that ends the server, and what
 *   to delete once it has ended
 * @returns {() => void} dismisses the guard; call it when the server has ended
 */
export function guardAgainstOurDeath(server, { signal, temporaryDirectory = '' }) {
  if (platform() === 'win32') return () => {};
  const script =
    'cat >/dev/null; kill -$2 "$0"; [ -n "$1" ] || exit 0; while kill -0 "$0" 2>/dev/null; do sleep 0.1; done; rm -rf "$1"';
  const guard = spawn('/bin/sh', ['-c', script, String(server), temporaryDirectory, signal], {
    detached: true,
    cwd: '/',
    // Not ours: without `cat` the guard would take us for dead at once.
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  guard.stdin.unref?.();
  return () => guard.kill('SIGKILL');
}
