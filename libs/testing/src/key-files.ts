import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Key files of a test's own, as a deployment would mount them. */
export function keyFiles(master = { current: 'k1', keys: { k1: randomBytes(32).toString('base64') } }): {
  masterKeyFile: string;
  contactKeyFile: string;
} {
  const directory = mkdtempSync(join(tmpdir(), 'onecustomer-keys-'));
  const masterKeyFile = join(directory, 'master.json');
  const contactKeyFile = join(directory, 'contact.key');
  writeFileSync(masterKeyFile, JSON.stringify(master));
  writeFileSync(contactKeyFile, randomBytes(32).toString('base64'));
  return { masterKeyFile, contactKeyFile };
}
