import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');

/** Nx by itself: no background process, no network. */
export const nxEnvironment = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true' };

const run = (program, ...args) =>
  spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...nxEnvironment },
  }).status === 0;

/**
 * ESLint with the rules of the architecture, then the format. All faults of both are shown.
 * @returns {boolean} whether there is none
 */
export function lint() {
  // Without a project graph the boundary rule skips itself and everything passes.
  if (!run('nx/dist/bin/nx.js', 'show', 'projects', '--json')) return false;
  const places = ['apps', 'libs', 'tools', 'eslint.config.js', 'jest.config.js'];
  const clean = run('eslint/bin/eslint.js', ...places, '--max-warnings', '0');
  return run('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') && clean;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = lint() ? 0 : 1;
