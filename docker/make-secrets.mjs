// Makes docker/secrets/ once; never overwrites: whoever loses the master key loses every personal field.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';

const directory = new URL('./secrets/', import.meta.url);
mkdirSync(directory, { recursive: true, mode: 0o700 });
const files = {
  'master.json': JSON.stringify({ current: 'k1', keys: { k1: randomBytes(32).toString('base64') } }),
  'contact.key': randomBytes(32).toString('base64'),
};
for (const [name, content] of Object.entries(files)) {
  try {
    writeFileSync(new URL(name, directory), content, { flag: 'wx', mode: 0o644 });
    console.log(`made docker/secrets/${name}`);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    console.log(`kept docker/secrets/${name}`);
  }
}
