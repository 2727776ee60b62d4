import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import pg from 'pg';
import { freePort, startPostgres } from '../postgres.mjs';

const tool = new URL('../postgres.mjs', import.meta.url).href;
const directories: string[] = [];
const children: ChildProcess[] = [];

function aDirectory(): string {
  const parent = mkdtempSync(join(tmpdir(), 'onecustomer-tool-test-'));
  directories.push(parent);
  // Started by root, the server has an account of its own, which has to pass through.
  chmodSync(parent, 0o755);
  return join(parent, 'postgres');
}

async function ask(url: string, query: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(query)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

/** A process that starts a server and then does nothing: something to kill. */
async function holderOf(directory: string | undefined): Promise<{ child: ChildProcess; url: string; pid: number }> {
  const code = `const { startPostgres } = await import(${JSON.stringify(tool)});
    const { url, pid } = await startPostgres({ directory: ${JSON.stringify(directory)} });
    console.log(JSON.stringify({ url, pid }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return { child, ...(JSON.parse(String(line)) as { url: string; pid: number }) };
}

const lives = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const killed = async (child: ChildProcess) => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

describe('the embedded PostgreSQL', () => {
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
    for (const directory of directories.splice(0)) {
      await waitFor(() => !existsSync(join(directory, 'postgres', 'postmaster.pid')), { what: 'the server to end' });
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('keeps its data and its password from one start to the next', async () => {
    const directory = aDirectory();
    const port = await freePort();
    const first = await startPostgres({ directory, port });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
    await first.stop();
    expect(lives(first.pid)).toBe(false);

    const second = await startPostgres({ directory, port });
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    await second.stop();
  });

  it('works below a folder that its owner alone may enter, also when the owner is root', async () => {
    const directory = aDirectory();
    chmodSync(dirname(directory), 0o700);
    await (await startPostgres({ directory })).stop();
    const second = await startPostgres({ directory });
    expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    await rm(realpathSync(directory), { recursive: true });
  });

  it('wants the password', async () => {
    const server = await startPostgres({ directory: aDirectory() });
    const wrong = new URL(server.url);
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await server.stop();
  });

  it('ends with its owner, however that one ended, and deletes a temporary directory', async () => {
    const { child, url, pid } = await holderOf(undefined);
    const [row] = await ask(url, 'SHOW data_directory');
    await killed(child);
    await waitFor(() => !lives(pid), { what: 'the server to end' });
    await waitFor(() => !existsSync(String(row?.['data_directory'])), { what: 'its directory to go' });
  });

  it('stays while its owner lives, whatever the PATH of that one is', async () => {
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    const server = await startPostgres();
    process.env.PATH = PATH;
    for (let turn = 0; turn < 5; turn++) expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('starts again at once after its owner was killed', async () => {
    const directory = aDirectory();
    const { child, url } = await holderOf(directory);
    await ask(url, 'CREATE TABLE kept AS SELECT 7 AS value');
    await killed(child);
    const next = await startPostgres({ directory });
    expect(await ask(next.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    await next.stop();
  });

  it('takes a lock file for stale whose number now belongs to a stranger, and spares the stranger', async () => {
    const directory = aDirectory();
    await (await startPostgres({ directory })).stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    children.push(stranger);
    writeFileSync(join(directory, 'postmaster.pid'), `${stranger.pid}\n${directory}\n`);
    await (await startPostgres({ directory })).stop();
    expect(stranger.exitCode).toBeNull();
    expect(lives(stranger.pid!)).toBe(true);
  });

  it('refuses a directory that a living process uses, and does that one no harm', async () => {
    const directory = aDirectory();
    const { child, url } = await holderOf(directory);
    await expect(startPostgres({ directory })).rejects.toThrow(`is in use by process ${child.pid}`);
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says which port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    await expect(startPostgres({ port })).rejects.toThrow(new RegExp(`port ${port}[^]*Address already in use`));
    taken.close();
  });

  it('does not touch a database that it did not create', async () => {
    const directory = aDirectory();
    await (await startPostgres({ directory })).stop();
    const version = readFileSync(join(directory, 'PG_VERSION'));
    await rm(join(directory, 'onecustomer.password'));
    await expect(startPostgres({ directory })).rejects.toThrow('holds a database that this program did not create');
    expect(readFileSync(join(directory, 'PG_VERSION'))).toEqual(version);
  });
});
