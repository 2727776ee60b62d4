import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { waitFor } from '@crm/testing';

/** A process of the small service. */
export interface Child {
  /** Log lines on standard output that are JSON, parsed. */
  lines: Record<string, unknown>[];
  /** All it wrote. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** How it ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; ms: number }>;
  /** Its address, once it listens. */
  address(): Promise<string>;
}

const typescript = join(import.meta.dirname, '../../../messaging/test/child/typescript.mjs');

/** Runs a program of this folder from its source, with nothing but the given environment. */
export function run(program: string, env: Record<string, string | undefined>, ...args: string[]): Child {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--conditions=@crm/source', '--no-warnings', '--import', typescript, join(import.meta.dirname, program), ...args],
    { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let written = '';
  child.stdout.on('data', (text) => (written += String(text)));
  child.stderr.on('data', (text) => (written += String(text)));
  const lines = (): Record<string, unknown>[] =>
    written
      .split('\n')
      .filter((line) => line.startsWith('{"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    get lines() {
      return lines();
    },
    output: () => written,
    signal: (name) => child.kill(name),
    ended: new Promise((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal, ms: performance.now() - started })),
    ),
    async address() {
      const listening = await waitFor(
        () => {
          if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${written}`);
          return lines().find((line) => String(line['msg']).endsWith('is listening'));
        },
        { what: 'the service to listen', timeoutMs: 60_000 },
      );
      return listening['address'] as string;
    },
  };
}
