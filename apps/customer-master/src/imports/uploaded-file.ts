import { Readable } from 'node:stream';
import { StatusProblem } from '@crm/platform/problem';

/** What the first bytes of a file show: a ZIP container, one of the old Office formats (also around encrypted new ones), else text. */
export type FileKind = 'zip' | 'compound' | 'csv';

const beginnings: readonly (readonly [FileKind, Buffer])[] = [
  ['zip', Buffer.from([0x50, 0x4b, 0x03, 0x04])],
  ['zip', Buffer.from([0x50, 0x4b, 0x05, 0x06])],
  ['compound', Buffer.from([0xd0, 0xcf, 0x11, 0xe0])],
];

/** Breaks a sent file off at its limit: the rest of it need not come in before the refusal goes out. */
export const limited = (sent: Readable): Readable => sent.once('limit', () => sent.destroy(new StatusProblem(413)));

/** Looks at the first bytes; `bytes` is the whole file all the same. */
export async function beginningOf(file: Readable): Promise<{ kind: FileKind; bytes: Readable }> {
  const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  let isOver = false;
  while (head.length < 4 && !isOver) {
    const next = await chunks.next();
    if (next.done) isOver = true;
    else head = Buffer.concat([head, next.value]);
  }
  const [kind = 'csv'] = beginnings.find(([, mark]) => head.subarray(0, mark.length).equals(mark)) ?? [];
  async function* whole(): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    while (!isOver) {
      const next = await chunks.next();
      if (next.done) isOver = true;
      else yield next.value;
    }
  }
  return { kind, bytes: Readable.from(whole(), { objectMode: false }) };
}

/** The bytes; undefined when there are more than `most`. */
export async function bytesOf(file: Readable, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
