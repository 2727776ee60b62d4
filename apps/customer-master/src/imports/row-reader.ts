import type { Encoding } from './rules/encoding.js';
import { longestHeading } from './rules/columns.js';
import { shapeFaultsOf } from './rules/mapping.js';
import { TooManyRows, UnsuitableHeader } from './imports.errors.js';
import type { Batch } from './staged-rows.repository.js';

export const mostRows = 1_000_000;
/** Rows of one batch: what one firing of the timer handles in one transaction, which should not last for seconds. */
const rowsPerBatch = 200;
/** Batches that are staged in one transaction. */
const batchesPerStage = 5;
/** A batch of long rows ends earlier. */
const bytesPerBatch = 500_000;

/** What a file turned out to be. */
export interface ReadFile {
  format: 'csv' | 'xlsx';
  /** The sheet that was read; null for a file that has none. */
  sheet: string | null;
  headers: string[];
  /** Of a CSV file; the cells of a workbook are text already. */
  encoding: Encoding | null;
  rows: number;
  batches: number;
  /** SHA-256 of the bytes, base64url. */
  digest: string;
}

/** Keeps batches, the first of which has this number; the first of a file has 1. */
export type Stage = (first: number, batches: readonly Batch[]) => Promise<void>;

/** Puts rows into batches as they come; memory holds some batches. */
export class RowReader {
  /** As the file has them. */
  headers: string[] | undefined;
  rows = 0;
  batches = 0;
  private rowNumber = 0;
  private size = 0;
  private batch: Batch = { rowNumbers: [], rows: [] };
  private waiting: Batch[] = [];

  /** @param headingOf the text of a heading, where cells are not text yet */
  constructor(
    private readonly stage: Stage,
    private readonly headingOf: (cell: string) => string = (cell) => cell,
  ) {}

  /** @param rowNumber where rows may be left out; otherwise they are counted */
  async take(cells: string[], rowNumber = this.rowNumber + 1): Promise<void> {
    this.rowNumber = rowNumber;
    if (!this.headers) return this.takeHeader(cells);
    if (cells.every((cell) => cell.trim() === '')) return;
    if (++this.rows > mostRows) throw new TooManyRows(mostRows);
    this.batch.rowNumbers.push(this.rowNumber);
    this.batch.rows.push(cells);
    this.size += cells.reduce((sum, cell) => sum + cell.length, 0);
    if (this.batch.rows.length >= rowsPerBatch || this.size >= bytesPerBatch) this.close();
    if (this.waiting.length === batchesPerStage) await this.flush();
  }

  async end(): Promise<void> {
    if (!this.headers) this.takeHeader([]);
    if (this.batch.rows.length > 0) this.close();
    if (this.waiting.length > 0) await this.flush();
  }

  private takeHeader(cells: string[]): void {
    const faults = shapeFaultsOf(cells.map((cell) => shortened(this.headingOf(cell))));
    if (faults) throw new UnsuitableHeader(faults);
    this.headers = cells;
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

/** A heading as it is shown and mapped: without control characters and marks that change the direction of text. */
export const shortened = (heading: string): string =>
  heading
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, longestHeading);
