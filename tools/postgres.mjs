import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, lstat, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { accountForPostgres, canReach, postgresBinaries } from './postgres/binaries.mjs';
import { clearLeftover, goneWithin, ownerArgument } from './postgres/leftover.mjs';
import { guardAgainstOurDeath } from './process-guard.mjs';

/** Where the generated password of a cluster lies, inside its data directory. */
const passwordFile = 'onecustomer.password';

/**
 * Starts a PostgreSQL server on 127.0.0.1, creating its data directory first where there is none.
 * The server ends with `stop()`, and also when this process is killed; Ctrl-C in a terminal does not reach it, so
 * that its clients can finish first.
 *
 * @param {object} options
 * @param {string} [options.directory] data directory; left out: a temporary one, deleted when the server ends
 * @param {number} [options.port] left out: any free port
 * @param {(line: string) => void} [options.log] receives the server's log lines
 * @param {Record<string, string>} [options.settings] server settings, for example `{ max_connections: '300' }`
 * @returns {Promise<{ url: string, stop: () => Promise<void>, pid: number }>} `url` is the superuser's connection URL
 *   to the database `postgres`; `pid` is the server's process id
 * @throws when the directory is in use or cannot be used, or the port is taken
 */
export async function startPostgres({ directory, port, log = () => {}, settings = {} } = {}) {
  const account = await accountForPostgres();
  const programs = await postgresBinaries(account);
  const temporary = directory === undefined;
  const data = temporary
    ? await mkdtemp(join(tmpdir(), 'onecustomer-postgres-'))
    : await dataDirectory(resolve(directory), account, log);
  if (account) await chown(data, account.uid, account.gid);
  await clearLeftover(data);

  const as = { ...(account && { uid: account.uid, gid: account.gid }), cwd: data, log };
  const discard = () => temporary && rm(data, { recursive: true, force: true });
  try {
    const password = await preparedPassword(data, programs.initdb, as);
    const { server, port: bound } = await startServer(programs.postgres, data, port, settings, as);
    const temporaryDirectory = temporary ? data : '';
    const dismissGuard = guardAgainstOurDeath(server.pid, { signal: 'INT', temporaryDirectory });
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${bound}/postgres`,
      pid: server.pid,
      stop: async () => {
        server.kill('SIGINT');
        await goneWithin(server.pid, 20_000);
        dismissGuard();
        await discard();
      },
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

/**
 * The directory itself, or, when root started us in a place that the server's account may not enter (/root), a
 * directory elsewhere that a link in its place points to. Deleting the link is enough to begin anew.
 */
async function dataDirectory(directory, account, log) {
  await mkdir(dirname(directory), { recursive: true });
  const present = await lstat(directory).catch(() => undefined);
  if (present?.isSymbolicLink()) return realpath(directory);
  if (!account || (await canReach(dirname(directory), account))) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return directory;
  }
  const elsewhere = await mkdtemp(join(platform() === 'linux' ? '/var/tmp' : tmpdir(), 'onecustomer-data-'));
  log(`${directory} cannot be entered by the account ${account.name}: the database is kept in ${elsewhere}`);
  await rm(directory, { recursive: true, force: true });
  await symlink(elsewhere, directory);
  return elsewhere;
}

async function preparedPassword(data, initdb, as) {
  const file = join(data, passwordFile);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  const version = await lstat(join(data, 'PG_VERSION')).catch(() => undefined);
  if (known && version) return known.trim();
  if (version) throw new Error(`${data} holds a database that this program did not create.`);

  const password = randomBytes(16).toString('hex');
  const handedOver = `${data}.password`;
  await writeFile(handedOver, `${password}\n`, { mode: 0o600 });
  if (as.uid !== undefined) await chown(handedOver, as.uid, as.gid);
  try {
    await createCluster(initdb, data, handedOver, as);
  } finally {
    await rm(handedOver, { force: true });
  }
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** C.UTF-8 by PostgreSQL's own provider: with a plain C locale the trigrams of Chinese text would be empty. */
function createCluster(initdb, data, pwfile, as) {
  const ctype = platform() === 'darwin' ? 'en_US.UTF-8' : platform() === 'win32' ? undefined : 'C.UTF-8';
  const flags = [
    `--pgdata=${data}`,
    '--username=postgres',
    `--pwfile=${pwfile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    ...(ctype ? [`--lc-ctype=${ctype}`] : []),
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    // The password is random, so stretching it buys nothing and would cost every new connection milliseconds.
    '--set=scram_iterations=1',
  ];
  const child = spawn(initdb, flags, { ...options(as), stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = collect(child, as.log);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0 ? done() : fail(new Error(`The database could not be created in ${data}:\n${lines.join('\n')}`)),
    );
  });
}

async function startServer(postgres, data, wantedPort, settings, as) {
  for (let attempt = 1; ; attempt++) {
    const port = wantedPort ?? (await freePort());
    try {
      return { server: await spawnServer(postgres, data, port, settings, as), port };
    } catch (error) {
      // Between choosing a free port and binding it somebody else may have taken it.
      if (wantedPort !== undefined || attempt === 3) throw error;
    }
  }
}

async function spawnServer(postgres, data, port, settings, as) {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', lc_messages: 'C', ...settings };
  const flags = ['-D', data, '-p', String(port), '-c', ownerArgument(process.pid)];
  for (const [name, value] of Object.entries(all)) flags.push('-c', `${name}=${value}`);
  const child = spawn(postgres, flags, { ...options(as), detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const lines = collect(child, as.log);
  await new Promise((ready, fail) => {
    child.once('error', fail);
    child.once('close', () => fail(new Error(`PostgreSQL did not start on port ${port}:\n${lines.join('\n')}`)));
    child.stderr.on('data', (chunk) => {
      if (String(chunk).includes('ready to accept connections')) ready();
    });
  });
  return child;
}

const options = ({ uid, gid, cwd }) => ({
  uid,
  gid,
  cwd,
  env: { ...process.env, LC_ALL: undefined, LC_MESSAGES: 'C' },
});

function collect(child, log) {
  const last = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk) => {
      for (const line of chunk.split('\n').filter(Boolean)) {
        log(line);
        last.push(line);
        if (last.length > 20) last.shift();
      }
    });
  }
  return last;
}

/** What this process gave out already: the one who asked may not listen yet. */
const givenOut = new Set();

/**
 * A port of 127.0.0.1 that nobody uses at the moment. It lies below the range from which systems take the ports of
 * connections and of listeners that do not mind (32768 on Linux, 49152 elsewhere): those would otherwise take it between
 * the choice and the start of whoever asked, which may be half a minute later.
 */
export async function freePort() {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    if (givenOut.has(port) || !(await isFree(port))) continue;
    givenOut.add(port);
    return port;
  }
}

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  return new Promise((answer) => {
    const probe = createServer().once('error', () => answer(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => answer(true)));
  });
}
