import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
// @ts-expect-error It has no types.
import S3rver from 's3rver';
import { v7 as newId } from 'uuid';
import type { AttachmentStore } from '../src/attachments/attachment-store.js';
import { DirectoryStore } from '../src/attachments/directory-store.js';
import { S3Store } from '../src/attachments/s3-store.js';

interface Server {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}

let directory: string;
let server: Server;
const stores: Record<string, AttachmentStore> = {};
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'attachments-'));
  const Constructor = S3rver as new (options: object) => Server;
  server = new Constructor({
    port: 0,
    silent: true,
    directory: join(directory, 's3'),
    configureBuckets: [{ name: 'files' }],
  });
  const { port } = await server.run();
  stores['a directory'] = new DirectoryStore(join(directory, 'local'));
  stores['a bucket'] = new S3Store({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    bucket: 'files',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
  });
});
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

describe.each(['a directory', 'a bucket'])('%s', (name) => {
  const store = () => stores[name]!;

  it('keeps contents of every size, and replaces them', async () => {
    for (const size of [1, 70_000, 12 * 1024 * 1024]) {
      const [id, content] = [newId(), randomBytes(size)];
      await store().put(id, Readable.from([randomBytes(10)]));
      await store().put(id, Readable.from([content.subarray(0, 1), content.subarray(1)]));
      expect((await buffer((await store().get(id))!)).equals(content)).toBe(true);
    }
  }, 60_000);

  it('has nothing where there is nothing, and removes twice', async () => {
    const id = newId();
    expect(await store().get(id)).toBeNull();
    await store().put(id, Readable.from(['x']));
    await store().remove(id);
    await store().remove(id);
    expect(await store().get(id)).toBeNull();
  });

  it('keeps nothing of what broke off', async () => {
    const id = newId();
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(100);
        throw new Error('broke off');
      })(),
    );
    await expect(store().put(id, broken)).rejects.toThrow('broke off');
    expect(await store().get(id)).toBeNull();
    const left = await readdir(directory, { recursive: true });
    expect(left.filter((path) => path.endsWith('.part'))).toEqual([]);
  });
});
