import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = import.meta.dirname;
const cache = resolve(here, '../../node_modules/.cache/onecustomer-kafka');
/** Windows finds `mvn.cmd` only through a shell. */
export const maven =
  process.platform === 'win32' ? { command: 'mvn.cmd', shell: true } : { command: 'mvn', shell: false };

/** Named after the content of pom.xml, so that a new version is a new directory. */
export async function jarsDirectory() {
  const pom = await readFile(join(here, 'pom.xml'));
  return join(cache, `jars-${createHash('sha256').update(pom).digest('hex').slice(0, 12)}`);
}

/** Where the jars of Kafka are; the first time they are downloaded. @param {(line: string) => void} log */
export async function downloadJars(log) {
  const directory = await jarsDirectory();
  if (existsSync(directory)) return directory;
  log('Downloading Kafka through Maven, once …');
  await mkdir(dirname(directory), { recursive: true });
  // Renamed only when complete: half a download, or two at a time, leave nothing that looks finished.
  const unfinished = `${directory}.${process.pid}`;
  try {
    const args = ['-q', '-B', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies'];
    await run(maven.command, [...args, '-DincludeScope=runtime', `-DoutputDirectory=${unfinished}`], maven);
    await rename(unfinished, directory).catch((error) => {
      if (!existsSync(directory)) throw error;
    });
  } catch (error) {
    throw new Error(`Maven could not download Kafka: ${(error.stdout ?? '') + (error.stderr ?? error.message)}`);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return directory;
}
