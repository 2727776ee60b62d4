import { createHash } from 'node:crypto';
import { pipeline, Transform, type TransformCallback, type Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { UnreadableCsv, UnreadableEncoding } from './imports.errors.js';
import { type ReadFile, RowReader, shortened, type Stage } from './row-reader.js';
import { type Encoding, EncodingDetector } from './rules/encoding.js';

/** Beyond that a quote was opened and never closed. */
const mostBytesPerRow = 1_000_000;

/**
 * Reads a CSV file once, as it streams in, and hands over its rows in batches; memory holds some batches. Cells are strings
 * of bytes: in UTF-8 as in GB18030 a comma, quote or line break is never part of a character, so rows can be told apart
 * before the encoding is known, which only the end of the file decides.
 * @throws UnsuitableHeader, UnreadableEncoding, UnreadableCsv, TooManyRows
 */
export async function readCsv(file: Readable, stage: Stage): Promise<ReadFile> {
  const bytes = new FileBytes();
  const parser = parse({
    encoding: 'latin1',
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: mostBytesPerRow,
  });
  // Errors reach us through the parser, which the pipeline destroys with them.
  pipeline(file, bytes, parser, () => undefined);
  const reader = new RowReader(stage, headingOf);
  try {
    for await (const cells of parser) await reader.take(cells as string[]);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableCsv(parser.info.lines);
  }
  await reader.end();
  const { encoding } = bytes;
  if (!encoding) throw new UnreadableEncoding();
  const { rows, batches } = reader;
  const headers = (reader.headers ?? []).map((cell) => shortened(decoded(cell, encoding)));
  return { format: 'csv', sheet: null, headers, rows, batches, encoding, digest: bytes.digest };
}

/** A cell as text. @throws TypeError for bytes that the encoding does not have */
export const textOf = (cell: string, encoding: Encoding): string =>
  /^[\x00-\x7f]*$/.test(cell)
    ? cell
    : new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(Buffer.from(cell, 'latin1'));

/** The encoding of the whole file is not known yet: that of the heading alone counts, as far as it goes. */
function headingOf(cell: string): string {
  const detector = new EncodingDetector();
  detector.feed(Buffer.from(cell, 'latin1'));
  const encoding = detector.end();
  return encoding ? textOf(cell, encoding) : cell;
}

/** @throws UnreadableEncoding */
function decoded(cell: string, encoding: Encoding): string {
  try {
    return textOf(cell, encoding);
  } catch {
    throw new UnreadableEncoding();
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Lets the bytes through without the byte order mark, and learns encoding and digest of them. */
class FileBytes extends Transform {
  encoding: Encoding | undefined;
  digest = '';
  private readonly detector = new EncodingDetector();
  private readonly hash = createHash('sha256');
  private head: Buffer | undefined = Buffer.alloc(0);

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.hash.update(chunk);
    this.detector.feed(chunk);
    if (!this.head) return done(null, chunk);
    this.head = Buffer.concat([this.head, chunk]);
    if (this.head.length < byteOrderMark.length) return done();
    done(null, this.takeHead());
  }

  override _flush(done: TransformCallback): void {
    this.encoding = this.detector.end();
    this.digest = this.hash.digest('base64url');
    done(null, this.takeHead());
  }

  private takeHead(): Buffer {
    const head = this.head ?? Buffer.alloc(0);
    this.head = undefined;
    return head.subarray(0, 3).equals(byteOrderMark) ? head.subarray(3) : head;
  }
}
