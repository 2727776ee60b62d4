import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../postgres.mjs';

const root = join(import.meta.dirname, '..', '..', '..');

/** A running `npm start`, reached over HTTP only. */
export interface Instance {
  url: string;
  state: string;
  /** What it printed so far. */
  output(): string;
  /** Resolves with the exit code once it has ended. */
  ended: Promise<number | null>;
  token(role: string, department?: string, subject?: string): string;
  /** SIGTERM, then its exit code. */
  stop(): Promise<number | null>;
  /** Stops it if it still runs, and deletes its state. */
  remove(): Promise<void>;
}

/** Starts an instance and waits until it says that it is ready. */
export async function startInstance(
  flags: string[],
  { state = mkdtempSync(join(tmpdir(), 'onecustomer-instance-')), readyWithinMs = 240_000 } = {},
): Promise<Instance> {
  const port: number = await freePort();
  // A broker of the test run holds other tests' records: this one gets its own.
  const { KAFKA_BROKERS: _shared, ...env } = process.env;
  const child: ChildProcess = spawn(
    process.execPath,
    [join(root, 'tools/start.mjs'), '--port', String(port), '--state', state, ...flags],
    { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  child.stdout!.on('data', (chunk) => (printed += String(chunk)));
  child.stderr!.on('data', (chunk) => (printed += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null) child.kill('SIGTERM');
    return ended;
  };
  const instance: Instance = {
    url: `http://127.0.0.1:${port}`,
    state,
    output: () => printed,
    ended,
    stop,
    token: (role, department, subject) =>
      execFileSync(
        process.execPath,
        [
          join(root, 'tools/token.mjs'),
          ...['--role', role, '--state', state],
          ...(department ? ['--department', department] : []),
          ...(subject ? ['--subject', subject] : []),
        ],
        { encoding: 'utf8' },
      ).trim(),
    remove: async () => {
      await stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
  if (readyWithinMs > 0) await untilReady(instance, readyWithinMs);
  return instance;
}

async function untilReady(instance: Instance, withinMs: number): Promise<void> {
  let code: number | null | undefined;
  void instance.ended.then((exit) => (code = exit));
  for (const end = Date.now() + withinMs; ;) {
    const answer = await fetch(`${instance.url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    if (code !== undefined) throw new Error(`npm start ended with ${code}:\n${instance.output()}`);
    if (Date.now() > end) {
      await instance.stop();
      throw new Error(`not ready after ${withinMs} ms:\n${instance.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
