import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { request } from 'node:http';
import { join } from 'node:path';
import { FieldCipher, TimerWorker } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { cutSlowBodies } from '@crm/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { ContentsService } from '../src/attachments/contents.service.js';
import { AttachmentsService } from '../src/attachments/attachments.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { Caller, problemOf } from './http.js';

interface File {
  id: string;
  name: string | null;
  type: string;
  bytes: number;
  caseId: string;
  deletedAt: string | null;
}

const mostBytes = 300_000;
const png = (tail = ''): Buffer =>
  Buffer.concat([
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
    Buffer.from(tail),
  ]);

/** No agent's card has arrived here: whoever records a case owns it. */
let directory: string;
let app: DeskApp;
let anna: Caller;
let analyst: Caller;
let finance: Caller;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'attachments-'));
  app = await startDesk({ env: { ATTACHMENTS_DIR: directory, ATTACHMENT_MOST_BYTES: String(mostBytes) } });
  anna = await Caller.of(app, 'E1002', 'agent', 'service');
  analyst = await Caller.of(app, 'E1080', 'analyst', 'management');
  finance = await Caller.of(app, 'E1071', 'agent', 'finance');
});
afterAll(async () => {
  await app.close();
  await rm(directory, { recursive: true });
});

const upload = (id: string, name: string, content: Buffer, by = anna) =>
  by.post(`/cases/${id}/attachments`).attach('file', content, { filename: name });
const stored = async (): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
const download = (id: string, file: string, by = anna) =>
  by
    .get(`/cases/${id}/attachments/${file}`)
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => done(null, Buffer.concat(chunks)));
    });

/** Who delivers mails. */
const gateway = { id: 'mail', roles: [], department: null, permissions: [], scope: 'all' } as unknown as User;

describe('a file of a case', () => {
  it('is kept sealed, listed, and comes back as it was, to be saved', async () => {
    const id = await anna.takeIn();
    const content = png('青花瓷'.repeat(20_000));
    const added = await upload(id, '../../破损照片.png', content);
    expect([added.status, added.body]).toEqual([
      201,
      expect.objectContaining({ name: '破损照片.png', type: 'image/png', bytes: content.length, caseId: id }),
    ]);
    const file = (added.body as File).id;
    const response = await download(id, file);
    expect(response.status).toBe(200);
    expect((response.body as Buffer).equals(content)).toBe(true);
    expect(response.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(content.length),
      'content-disposition': `attachment; filename="attachment"; filename*=UTF-8''${encodeURIComponent('破损照片.png')}`,
      'x-content-type-options': 'nosniff',
    });
    const [path] = (await readdir(directory, { recursive: true })).filter((one) => one.endsWith(file));
    const onDisk = await readFile(join(directory, path!));
    expect(onDisk.includes(Buffer.from('青花瓷')) || onDisk.includes(png().subarray(0, 8))).toBe(false);
    const [row] = await app.database.query<{ row: string }[]>(
      'SELECT a::text AS row FROM case_attachment a WHERE id = $1',
      [file],
    );
    expect(row!.row).not.toContain('破损');
    expect(await analyst.read<File[]>(`/cases/${id}/attachments`)).toMatchObject([{ id: file, name: null }]);
    expect((await download(id, file, analyst)).status).toBe(403);
    expect((await download(id, file, finance)).status).toBe(404);
    expect((await download(await anna.takeIn(), file)).status).toBe(404);
    await app.probe.waitFor('case.attachment-added', ({ data }) => data.attachmentId === file);
  });

  it('is added once, of twenty at the same moment too', async () => {
    const id = await anna.takeIn();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => upload(id, `${index}.png`, png('same'))),
    );
    expect(results.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
    expect(new Set(results.map(({ body }) => (body as File).id)).size).toBe(1);
    expect(await anna.read<File[]>(`/cases/${id}/attachments`)).toHaveLength(1);
  });

  it.each([
    ['a program called a picture', 'a.png', Buffer.from('MZ\x90\0\x03\0\0\0'), 422, 'attachment-type'],
    ['a picture called a document', 'a.pdf', png(), 422, 'attachment-type'],
    ['a page called a text', 'a.txt', Buffer.from('<html><script>alert(1)</script>'), 422, 'attachment-type'],
    ['an archive', 'a.zip', Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64'), 422, 'attachment-type'],
    ['nothing', 'a.txt', Buffer.alloc(0), 422, 'attachment-empty'],
    ['too much', 'a.txt', Buffer.alloc(mostBytes + 1, 'x'), 413, 'attachment-too-large'],
    ['far too much', 'a.txt', Buffer.alloc(mostBytes * 20, 'x'), 413, 'attachment-too-large'],
  ] as const)('is refused when it is %s, and nothing is kept', async (_, name, content, status, type) => {
    const id = await anna.takeIn();
    const before = await stored();
    expect(await problemOf(upload(id, name, content))).toMatchObject({ status, type });
    expect(await anna.read<File[]>(`/cases/${id}/attachments`)).toEqual([]);
    expect(await stored()).toEqual(before);
  });

  it('is taken up to the last byte that is allowed', async () => {
    const id = await anna.takeIn();
    expect((await upload(id, 'a.txt', Buffer.alloc(mostBytes, 'x'))).body).toMatchObject({ type: 'text/plain' });
    expect((await upload(id, 'a.csv', Buffer.from('订单,数量\nSO-1,2'))).body).toMatchObject({ type: 'text/csv' });
  });

  it('is refused without a file, as JSON, and for a case that is not there or another’s', async () => {
    const id = await anna.takeIn();
    expect((await anna.post(`/cases/${id}/attachments`).field('other', 'x')).status).toBe(400);
    expect((await anna.post(`/cases/${id}/attachments`, {})).status).toBe(415);
    expect((await upload(newId(), 'a.png', png())).status).toBe(404);
    expect((await upload(id, 'a.png', png(), finance)).status).toBe(404);
  });

  it('is one of fifty at most, whoever adds at the same moment', async () => {
    const id = await anna.takeIn();
    const add = async (index: number) => {
      const stored = await app.app.get(ContentsService).keep('a.txt', Buffer.from(`第 ${index} 页`));
      await app.transactions.run((tx) =>
        app.app.get(AttachmentsService).add(tx, id, `${index}.txt`, stored, gateway, new Date()),
      );
    };
    for (let index = 0; index < 47; index++) await add(index);
    const results = await Promise.allSettled(Array.from({ length: 6 }, (_, index) => add(100 + index)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await problemOf(upload(id, 'a.png', png()))).toMatchObject({
      status: 409,
      type: 'too-many-attachments',
      most: 50,
    });
    expect(await anna.read<File[]>(`/cases/${id}/attachments`)).toHaveLength(50);
  }, 60_000);

  it('is destroyed for good: name, key and content', async () => {
    const id = await anna.takeIn();
    const { body } = (await upload(id, '身份证.png', png('id'))) as { body: File };
    expect((await anna.delete(`/cases/${id}/attachments/${body.id}`)).status).toBe(204);
    expect((await anna.delete(`/cases/${id}/attachments/${body.id}`)).status).toBe(204);
    expect(await problemOf(anna.get(`/cases/${id}/attachments/${body.id}`))).toMatchObject({
      status: 410,
      type: 'attachment-gone',
    });
    expect(await anna.read<File[]>(`/cases/${id}/attachments`)).toMatchObject([
      { name: null, sha256: null, deletedBy: 'E1002' },
    ]);
    while (await app.app.get(TimerWorker).fireDue()) continue;
    await app.probe.waitFor('case.attachment-deleted', ({ data }) => data.attachmentId === body.id);
    const end = Date.now() + 10_000;
    while ((await stored()).includes(body.id) && Date.now() < end) await app.app.get(TimerWorker).fireDue();
    expect(await stored()).not.toContain(body.id);
  });

  it('goes with its case into the one that this was merged into', async () => {
    const customerId = newId();
    const [id, into] = [
      await anna.takeIn({ customerId, orderId: 'SO-A' }),
      await anna.takeIn({ customerId, orderId: 'SO-B' }),
    ];
    const { body } = (await upload(id, 'a.png', png())) as { body: File };
    await anna.do(`/cases/${id}/merge`, { into });
    expect(await anna.read<File[]>(`/cases/${into}/attachments`)).toMatchObject([{ id: body.id, caseId: id }]);
    expect((await download(into, body.id)).status).toBe(200);
    expect((await upload(id, 'b.png', png('b'))).body).toMatchObject({ caseId: into });
  });

  it('cannot be read once the key of whom it is about is destroyed', async () => {
    const customerId = newId();
    const id = await anna.takeIn({ customerId });
    const { body } = (await upload(id, 'a.png', png('erase'))) as { body: File };
    await app.transactions.run((tx) => app.app.get(FieldCipher).destroySubject(tx, customerId));
    expect(await problemOf(anna.get(`/cases/${id}/attachments/${body.id}`))).toMatchObject({ status: 410 });
  });

  it('may come slowly as long as it comes at a pace, from whom the service knows', async () => {
    const id = await anna.takeIn();
    const { authorization } = await app.tokens.bearer({ sub: 'E1002', roles: ['agent'], department: 'service' });
    cutSlowBodies(app.app.getHttpAdapter().getInstance(), 400);
    const send = async (chunk: number, headers: Record<string, string>) => {
      const type = 'multipart/form-data; boundary=part';
      const sent = request(`${app.url}/service-desk/v1/cases/${id}/attachments`, {
        method: 'POST',
        headers: { ...headers, 'content-type': type },
      });
      const answer = new Promise<number>((resolve) =>
        sent.on('response', ({ statusCode }) => resolve(statusCode!)).on('error', () => resolve(408)),
      );
      sent.write('--part\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n');
      for (let at = 0; at < 10 && !sent.destroyed; at++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        sent.write('慢'.repeat(chunk));
      }
      sent.end('\r\n--part--\r\n');
      return answer;
    };
    expect(await send(9_000, { authorization })).toBe(201);
    expect(await send(10, { authorization })).toBe(408);
    expect(await send(10, {})).toBe(401);
  });

  it('leaves no content behind where its transaction failed', async () => {
    const id = await anna.takeIn();
    const before = await stored();
    const file = await app.app.get(ContentsService).keep('a.txt', Buffer.from('孤儿'));
    await expect(
      app.transactions.run(async (tx) => {
        await app.app.get(AttachmentsService).add(tx, id, 'a.txt', file, gateway, new Date());
        throw new Error('failed afterwards');
      }),
    ).rejects.toThrow('failed afterwards');
    const orphans = (await stored()).filter((one) => !before.includes(one));
    expect(orphans).toHaveLength(1);
    await app.database
      .query(`UPDATE timer SET due_at = date_trunc('milliseconds', now()), next_try_at = date_trunc('milliseconds', now())
       WHERE kind = 'attachment.content' AND state = 'armed'`);
    const isLeft = async (): Promise<boolean> => (await stored()).includes(orphans[0]!);
    const end = Date.now() + 10_000;
    while ((await isLeft()) && Date.now() < end) await app.app.get(TimerWorker).fireDue();
    expect(await isLeft()).toBe(false);
    // What has a row stays.
    const rows = await app.database.query<{ id: string }[]>('SELECT id FROM case_attachment WHERE deleted_at IS NULL');
    expect(await stored()).toEqual(expect.arrayContaining(rows.map((row) => row.id)));
  });
});
