import type { Tx } from '@crm/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { textOf } from './csv-file.js';
import { ImportRecordsRepository } from './import-records.repository.js';
import { type CustomerImport, headersOf } from './imports.repository.js';
import { RowImporter, type RowDone } from './row-importer.js';
import { type RowFault, supersededFault } from './rules/record-of-row.js';
import { type Batch, type FailedRow, StagedRowsRepository } from './staged-rows.repository.js';

/** Batches that are looked through at once. */
const batchesReadAtOnce = 20;

/** Handles the batches of an import, and counts in it what became of their rows; whoever calls it saves the import. */
@Injectable()
export class ImportBatches {
  private readonly logger = new Logger(ImportBatches.name);

  constructor(
    private readonly staged: StagedRowsRepository,
    private readonly records: ImportRecordsRepository,
    private readonly rows: RowImporter,
  ) {}

  /** Looks which row is the last one about its record, some batches at a time. False when they cannot be opened any more. */
  async readAhead(tx: Tx, job: CustomerImport): Promise<boolean> {
    // What was handled before files were read ahead is not there any more, but in a dry run.
    const first = Math.max(job.batchesRead, job.dryRun ? 0 : job.batchesDone) + 1;
    const last = Math.min(job.batches, first + batchesReadAtOnce - 1);
    const rows: { about: string; rowNumber: number }[] = [];
    for (let number = first; number <= last; number++) {
      const batch = await this.open(tx, job, number);
      if (!batch) return false;
      rows.push(...this.aboutOf(job, batch));
    }
    await this.staged.noteLastRows(tx, job.id, rows);
    job.batchesRead = last;
    return true;
  }

  /** False as above. */
  async runNext(tx: Tx, job: CustomerImport, now: Date): Promise<boolean> {
    const number = job.batchesDone + 1;
    const batch = await this.open(tx, job, number);
    if (!batch) return false;
    const about = this.aboutOf(job, batch);
    const { counting, superseded } = await this.sorted(tx, job, batch, about);
    const { done, failures } = await this.runRows(tx, job, counting, now);
    job.superseded += superseded.length;
    await this.staged.addFailures(tx, job.id, [...superseded, ...failures]);
    if (!job.dryRun) {
      await this.records.note(tx, job.id, done);
      const abouts = about.map((one) => one.about);
      await this.staged.dropBatch(tx, job.id, number, { abouts, upTo: batch.rowNumbers.at(-1)! });
    }
    job.batchesDone = number;
    return true;
  }

  private aboutOf(job: CustomerImport, { rows, rowNumbers }: Batch): { about: string; rowNumber: number }[] {
    return rows.flatMap((row, at) => {
      const about = this.rows.about(decode(row, job).cells, formatOf(job));
      return about === undefined ? [] : [{ about, rowNumber: rowNumbers[at]! }];
    });
  }

  private async open(tx: Tx, job: CustomerImport, number: number): Promise<Batch | null | undefined> {
    const batch = await this.staged.batch(tx, job.id, number);
    if (!batch) this.logger.error(`import ${job.id}: batch ${number} cannot be read`);
    return batch;
  }

  /** The rows that count, and those about whose record a later row is. */
  private async sorted(
    tx: Tx,
    job: CustomerImport,
    { rows, rowNumbers }: Batch,
    about: readonly { about: string; rowNumber: number }[],
  ): Promise<{ counting: Batch; superseded: FailedRow[] }> {
    const lastRows = await this.staged.lastRows(
      tx,
      job.id,
      about.map((one) => one.about),
    );
    const later = new Map(
      about.flatMap(({ about: one, rowNumber }): [number, number][] => {
        const last = lastRows.get(one) ?? rowNumber;
        return last > rowNumber ? [[rowNumber, last]] : [];
      }),
    );
    const counting: Batch = { rows: [], rowNumbers: [] };
    const superseded: FailedRow[] = [];
    rows.forEach((row, at) => {
      const rowNumber = rowNumbers[at]!;
      const by = later.get(rowNumber);
      if (by !== undefined) {
        const faults = headed([supersededFault(by)], job);
        superseded.push({ rowNumber, faults, cells: decode(row, job).cells });
        return;
      }
      counting.rows.push(row);
      counting.rowNumbers.push(rowNumber);
    });
    return { counting, superseded };
  }

  private async runRows(
    tx: Tx,
    job: CustomerImport,
    batch: Batch,
    now: Date,
  ): Promise<{ done: RowDone[]; failures: FailedRow[] }> {
    const texts = batch.rows.map((row) => decode(row, job));
    const readable = texts.flatMap(({ cells, fault }) => (fault ? [] : [cells]));
    const { actor: by, dryRun: isDry, createdAt: observedAt } = job;
    const results = await this.rows.take(tx, readable, { ...formatOf(job), observedAt, by, now, isDry });
    const done: RowDone[] = [];
    const failures: FailedRow[] = [];
    let next = 0;
    texts.forEach(({ cells, fault }, at) => {
      const result = fault ? { faults: [fault] } : results[next++]!;
      if ('outcome' in result) {
        job[result.outcome]++;
        if (result.isResembling) job.resembling++;
        done.push(result);
        return;
      }
      job.failed++;
      failures.push({ rowNumber: batch.rowNumbers[at]!, faults: headed(result.faults, job), cells });
    });
    return { done, failures };
  }
}

const formatOf = ({ columns, source, defaultKind }: CustomerImport) => ({
  columns,
  defaults: { source: source ?? '', kind: defaultKind ?? '' },
});

/** The faults with the headings of the file, which are what whoever corrects it sees. */
function headed(faults: readonly RowFault[], job: CustomerImport): RowFault[] {
  const headers = headersOf(job);
  return faults.map((fault) => ({
    ...fault,
    column: headers[job.columns.indexOf(fault.column ?? '-')] ?? fault.column,
  }));
}

/** The cells as text. What looked like GB18030 as a whole may hold codes that stand for nothing. */
function decode(row: readonly string[], { encoding }: CustomerImport): { cells: string[]; fault?: RowFault } {
  if (!encoding) return { cells: [...row] };
  try {
    return { cells: row.map((cell) => textOf(cell, encoding)) };
  } catch {
    const message = { zh: '含有无法解码的字节', en: 'holds bytes that cannot be decoded' };
    return { cells: [], fault: { code: 'undecodable', column: null, message } };
  }
}
