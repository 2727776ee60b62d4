// Exit code 0 when node_modules holds exactly the versions of package-lock.json (and no more is needed than for this machine).
import { existsSync, readFileSync } from 'node:fs';

const packagesOf = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined);

const wanted = packagesOf('package-lock.json') ?? {};
const installed = packagesOf('node_modules/.package-lock.json');

const stale = Object.entries(wanted).filter(([path, entry]) => {
  if (!path.startsWith('node_modules/')) return false;
  if (entry.link) return !existsSync(path);
  const found = installed?.[path];
  return found ? found.version !== entry.version || !existsSync(path) : !entry.optional;
});
if (!installed || stale.length > 0) process.exitCode = 1;
