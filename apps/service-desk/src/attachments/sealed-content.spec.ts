import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { newDataKey, Opening, sealing } from './sealed-content.js';

const key = newDataKey();
const pieces = (content: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(content.length / size) }, (_, at) => content.subarray(at * size, (at + 1) * size));
async function sealed(content: Buffer, size: number) {
  const { stream, measured } = sealing(key, 'id');
  return { bytes: await buffer(Readable.from(pieces(content, size)).pipe(stream)), measured: measured() };
}
const opened = (bytes: Buffer, size: number, id = 'id') => {
  const opening = new Opening(key, id);
  return buffer(Readable.from(pieces(bytes, size)).pipe(opening));
};

describe('a sealed content', () => {
  it.each([1, 7, 16, 17, 1000, 65_536])('is what it was, in pieces of %i bytes', async (size) => {
    const content = randomBytes(3_000);
    const { bytes, measured } = await sealed(content, size);
    expect(bytes.includes(content.subarray(0, 32))).toBe(false);
    expect(await opened(bytes, size)).toEqual(content);
    expect(measured).toEqual({ bytes: 3_000, sha256: createHash('sha256').update(content).digest('hex') });
  });

  it('cannot be changed, cut or put in place of another one', async () => {
    const { bytes } = await sealed(Buffer.from('发票'), 100);
    const changed = Buffer.from(bytes);
    changed[2]! ^= 1;
    for (const bad of [changed, bytes.subarray(0, -1), bytes.subarray(1)])
      await expect(opened(bad, 5)).rejects.toThrow();
    await expect(opened(bytes, 5, 'other')).rejects.toThrow();
  });

  it('gives its last piece only when it turned out to be right', async () => {
    const { bytes } = await sealed(randomBytes(100), 100);
    bytes[bytes.length - 1]! ^= 1;
    const got: Buffer[] = [];
    const opening = new Opening(key, 'id');
    opening.on('data', (chunk: Buffer) => got.push(chunk));
    const ended = new Promise((resolve) => opening.on('error', resolve));
    Readable.from(pieces(bytes, 20)).pipe(opening);
    await ended;
    expect(Buffer.concat(got).length).toBeLessThan(100);
  });
});
