import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readCsv } from './csv-file.js';
import { beginningOf, limited } from './uploaded-file.js';

describe('a file that is sent', () => {
  const rows = Array.from({ length: 1_200 }, (_, at) => `G-${at},organisation,超大文件${at}号\n`).join('');

  it('is broken off at its limit, though it goes on', async () => {
    const sent = new PassThrough();
    sent.write(`sourceId,kind,name\n${rows}`);
    let staged = 0;
    const stage = async (_: number, batches: readonly unknown[]) => {
      staged += batches.length;
      sent.emit('limit');
    };
    const { bytes } = await beginningOf(limited(sent));
    await expect(readCsv(bytes, stage)).rejects.toMatchObject({ status: 413 });
    expect(staged).toBeGreaterThan(0);
    expect(sent.destroyed).toBe(true);
  });

  it('is read to its end below it', async () => {
    const sent = new PassThrough();
    sent.end(`sourceId,kind,name\n${rows}`);
    const { bytes } = await beginningOf(limited(sent));
    expect(await readCsv(bytes, async () => undefined)).toMatchObject({ rows: 1_200, batches: 6 });
  });
});
