import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TcpProxy } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
// @ts-expect-error It has no types.
import S3rver from 's3rver';
import { type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

/** The service with a bucket for its files, behind a network that can fail. */
let directory: string;
let server: { run(): Promise<AddressInfo>; close(): Promise<void> };
let network: TcpProxy;
let app: DeskApp;
let anna: Caller;
const mostBytes = 7 * 1024 * 1024;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bucket-'));
  const Constructor = S3rver as new (options: object) => typeof server;
  server = new Constructor({ port: 0, silent: true, directory, configureBuckets: [{ name: 'files' }] });
  network = await TcpProxy.to({ port: (await server.run()).port });
  app = await startDesk({
    role: 'http',
    env: {
      S3_ENDPOINT: `http://127.0.0.1:${network.port}`,
      S3_BUCKET: 'files',
      S3_ACCESS_KEY_ID: 'S3RVER',
      S3_SECRET_ACCESS_KEY: 'S3RVER',
      ATTACHMENT_MOST_BYTES: String(mostBytes),
    },
  });
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
});
afterAll(async () => {
  await app.close();
  await network.stop();
  await server.close();
  await rm(directory, { recursive: true });
});

const upload = (id: string, name: string, content: Buffer) =>
  anna.post(`/cases/${id}/attachments`).attach('file', content, { filename: name });
const download = (id: string, file: string) =>
  anna
    .get(`/cases/${id}/attachments/${file}`)
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => done(null, Buffer.concat(chunks)));
    });
const text = (length: number): Buffer => Buffer.from(randomBytes(length).toString('hex').slice(0, length));
const contents = async (): Promise<string[]> =>
  (await readdir(join(directory, 'files'), { recursive: true })).filter((path) => path.endsWith('_object'));
const attachmentsOf = (id: string) => anna.read<{ id: string }[]>(`/cases/${id}/attachments`);

describe('a file of a case, in a bucket', () => {
  it.each([10, 6 * 1024 * 1024])('of %i bytes comes back as it was', async (length) => {
    const [id, content] = [await anna.takeIn(), text(length)];
    const added = await upload(id, '记录.txt', content);
    expect([added.status, added.body]).toEqual([201, expect.objectContaining({ bytes: length, type: 'text/plain' })]);
    const { id: file } = added.body as { id: string };
    const response = await download(id, file);
    expect(response.status).toBe(200);
    expect((response.body as Buffer).equals(content)).toBe(true);
    expect(await contents()).toContainEqual(expect.stringContaining(file));
  });

  it.each([
    ['of a type that cases do not take', 'a.png', Buffer.from('MZ\x90\0\x03\0\0\0'), 422, 'attachment-type'],
    ['that is too long', 'a.txt', text(mostBytes + 1), 413, 'attachment-too-large'],
    ['that is far too long', 'a.txt', text(mostBytes * 3), 413, 'attachment-too-large'],
  ])('%s is refused, and nothing of it stays', async (_, name, content, status, type) => {
    const id = await anna.takeIn();
    const before = await contents();
    expect(await problemOf(upload(id, name, content))).toMatchObject({ status, type });
    expect(await attachmentsOf(id)).toEqual([]);
    expect(await contents()).toEqual(before);
  });
});

describe('while the bucket', () => {
  const unavailable = { status: 503, type: 'unavailable' };

  it.each([
    ['refuses connections', () => network.cut()],
    ['does not answer', () => network.blackhole()],
  ])(
    '%s, files are refused with a clear answer, and nothing is half done',
    async (_, fail) => {
      const [id, content] = [await anna.takeIn(), text(200_000)];
      const { id: kept } = (await upload(id, '先.txt', content)).body as { id: string };
      const before = await contents();
      fail();
      try {
        expect(await problemOf(upload(id, '后.txt', text(100_000)))).toMatchObject(unavailable);
        expect(await problemOf(anna.get(`/cases/${id}/attachments/${kept}`))).toMatchObject(unavailable);
        // What has nothing to do with contents goes on.
        expect((await attachmentsOf(id)).map((one) => one.id)).toEqual([kept]);
      } finally {
        network.restore();
      }
      expect(await contents()).toEqual(before);
      expect(((await download(id, kept)).body as Buffer).equals(content)).toBe(true);
      expect((await upload(id, '后.txt', text(100))).status).toBe(201);
    },
    60_000,
  );
});
