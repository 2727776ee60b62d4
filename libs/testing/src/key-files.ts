import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface KeyFiles {
  masterKeyFile: string;
  contactKeyFile: string;
  /** Deletes both. */
  remove(): void;
}

/** Key files of a test's own, as a deployment would mount them. `master` replaces the generated master keys. */
export function keyFiles(master: object = { current: 'k1', keys: { k1: randomKey() } }): KeyFiles {
  const directory = mkdtempSync(join(tmpdir(), 'onecustomer-keys-'));
  const masterKeyFile = join(directory, 'master.json');
  const contactKeyFile = join(directory, 'contact.key');
  writeFileSync(masterKeyFile, JSON.stringify(master));
  writeFileSync(contactKeyFile, randomKey());
  return { masterKeyFile, contactKeyFile, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

const randomKey = (): string => randomBytes(32).toString('base64');
