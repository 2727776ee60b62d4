// @ts-check
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const preload = fileURLToPath(new URL('./exit-with-parent.mjs', import.meta.url));
const graceMs = 18_000;

/**
 * @typedef {{ name: string, pid: number, exited: Promise<string>, stop: () => Promise<void> }} ManagedProcess
 */

/**
 * Starts one Node program in a process group of its own (Ctrl-C reaches only the supervisor), its output in a log file.
 * @param {{ name: string, script: string, env: Record<string, string>, logDirectory: string }} program
 * @returns {ManagedProcess}
 */
export function startProcess({ name, script, env, logDirectory }) {
  const log = createWriteStream(join(logDirectory, `${name}.log`), { flags: 'a' });
  const child = spawn(process.execPath, ['--import', preload, script], {
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  /** @type {Promise<string>} */
  const exited = new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, signal) => done(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  void exited.then(() => log.end());
  return {
    name,
    pid: child.pid ?? 0,
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(hard);
    },
  };
}

/**
 * Runs a program to its end.
 * @param {{ name: string, script: string, env: Record<string, string>, logDirectory: string }} program
 */
export async function runToEnd(program) {
  const how = await startProcess(program).exited;
  if (how !== 'exit code 0')
    throw new Error(`${program.name} ended with ${how}; see ${join(program.logDirectory, `${program.name}.log`)}`);
}
