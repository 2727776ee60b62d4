import { createHash } from 'node:crypto';
import { pipeline, Transform, type TransformCallback, type Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Batch } from './imports.repository.js';
import { TooManyRows, UnreadableCsv, UnreadableEncoding, UnsuitableHeader } from './imports.errors.js';
import { headerFaults } from './rules/columns.js';
import { type Encoding, EncodingDetector } from './rules/encoding.js';

export const mostRows = 1_000_000;
/** Rows of one batch: what one firing of the timer handles in one transaction, which should not last for seconds. */
const rowsPerBatch = 50;
/** Batches that are staged in one transaction. */
const batchesPerStage = 10;
/** A batch of long rows ends earlier. */
const bytesPerBatch = 500_000;
/** Beyond that a quote was opened and never closed. */
const mostBytesPerRow = 1_000_000;

/** What a file turned out to be. */
export interface CsvFile {
  columns: string[];
  encoding: Encoding;
  rows: number;
  batches: number;
  /** SHA-256 of the bytes, base64url. */
  digest: string;
}

/** Keeps batches, the first of which has this number; the first of a file has 1. */
export type Stage = (first: number, batches: readonly Batch[]) => Promise<void>;

/**
 * Reads a CSV file once, as it streams in, and hands over its rows in batches; memory holds some batches. Cells are strings
 * of bytes: in UTF-8 as in GB18030 a comma, quote or line break is never part of a character, so rows can be told apart
 * before the encoding is known, which only the end of the file decides.
 * @throws UnsuitableHeader, UnreadableEncoding, UnreadableCsv, TooManyRows
 */
export async function readCsv(file: Readable, stage: Stage): Promise<CsvFile> {
  const bytes = new FileBytes();
  const parser = parse({
    encoding: 'latin1',
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: mostBytesPerRow,
  });
  // Errors reach us through the parser, which the pipeline destroys with them.
  pipeline(file, bytes, parser, () => undefined);
  const reader = new RowReader(stage);
  try {
    for await (const cells of parser) await reader.take(cells as string[]);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableCsv(parser.info.lines);
  }
  await reader.end();
  const { encoding } = bytes;
  if (!encoding) throw new UnreadableEncoding();
  const { columns = [], rows, batches } = reader;
  return { columns, rows, batches, encoding, digest: bytes.digest };
}

/** A cell as text. @throws TypeError for bytes that the encoding does not have */
export const textOf = (cell: string, encoding: Encoding): string =>
  /^[\x00-\x7f]*$/.test(cell)
    ? cell
    : new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(Buffer.from(cell, 'latin1'));

class RowReader {
  columns: string[] | undefined;
  rows = 0;
  batches = 0;
  private rowNumber = 0;
  private size = 0;
  private batch: Batch = { rowNumbers: [], rows: [] };
  private waiting: Batch[] = [];

  constructor(private readonly stage: Stage) {}

  async take(cells: string[]): Promise<void> {
    this.rowNumber++;
    if (!this.columns) return this.takeHeader(cells);
    if (cells.every((cell) => cell.trim() === '')) return;
    if (++this.rows > mostRows) throw new TooManyRows(mostRows);
    this.batch.rowNumbers.push(this.rowNumber);
    this.batch.rows.push(cells);
    this.size += cells.reduce((sum, cell) => sum + cell.length, 0);
    if (this.batch.rows.length >= rowsPerBatch || this.size >= bytesPerBatch) this.close();
    if (this.waiting.length === batchesPerStage) await this.flush();
  }

  async end(): Promise<void> {
    if (!this.columns) this.takeHeader([]);
    if (this.batch.rows.length > 0) this.close();
    if (this.waiting.length > 0) await this.flush();
  }

  private takeHeader(cells: string[]): void {
    const header = cells.map((cell) => headerName(cell).trim());
    const faults = headerFaults(header);
    if (faults) throw new UnsuitableHeader(faults);
    this.columns = header;
  }

  private close(): void {
    this.waiting.push(this.batch);
    this.batch = { rowNumbers: [], rows: [] };
    this.size = 0;
  }

  private async flush(): Promise<void> {
    await this.stage(this.batches + 1, this.waiting);
    this.batches += this.waiting.length;
    this.waiting = [];
  }
}

/** For the answer that names unknown columns; a good header is ASCII. */
function headerName(cell: string): string {
  const detector = new EncodingDetector();
  detector.feed(Buffer.from(cell, 'latin1'));
  const encoding = detector.end();
  if (!encoding) throw new UnreadableEncoding();
  return textOf(cell, encoding);
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
